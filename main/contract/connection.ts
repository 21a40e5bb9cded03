import * as z from 'zod';
import { id } from './films.ts';
import { flavour } from './shop.ts';

/**
 * How a connection is encrypted. `prefer` and `allow` take what the server offers and check nothing; `encrypt`
 * insists on TLS but not on who answers; the last two check the certificate, without or with its name.
 */
export const tlsMode = z.enum(['off', 'allow', 'prefer', 'encrypt', 'verify-ca', 'verify-full']);

const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => !/[\0\r\n]/.test(value) && value.isWellFormed(), {
      error: 'has characters that it can’t have',
    });

export const port = z.int().min(1).max(65_535);

/** A host name or address, or the directory of a Unix socket. */
export const server = z.strictObject({ host: line(255), port });

/** Paths of PEM files. */
const certificates = {
  /** Whom to trust instead of the system's certificate authorities. */
  rootCertificate: line(4096).optional(),
  clientCertificate: line(4096).optional(),
  clientKey: line(4096).optional(),
};

/** Where a shop's database is and who logs in, without the password. Several servers are tried in their order. */
export const connectionFields = z.strictObject({
  servers: z.array(server).min(1).max(8),
  database: line(63),
  user: line(63),
  tls: tlsMode,
  ...certificates,
});

export const shopColours = ['blue', 'green', 'amber', 'red', 'violet', 'grey'] as const;

/** A connection that is kept, without its password. */
export const savedShop = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: line(60),
  colour: z.enum(shopColours),
  connection: connectionFields,
  /** Whether the server is asked to refuse every write. */
  readOnly: z.boolean(),
  /** The store that this desk stands in. */
  store: id.nullable(),
});

/** A shop as the page knows it: whether a password is kept, but not which. */
export const listedShop = z.object({
  id: z.string(),
  name: z.string(),
  colour: z.enum(shopColours),
  /** `sample` and `environment` can be opened but neither changed nor removed. */
  kind: z.enum(['sample', 'environment', 'saved']),
  connection: connectionFields.nullable(),
  readOnly: z.boolean(),
  store: id.nullable(),
  hasPassword: z.boolean(),
});

export const shopList = z.object({
  /** In the order to show them. */
  shops: z.array(listedShop),
  /** The one that is open. */
  open: z.string(),
  /** False where this computer has no safe place for passwords: they are then kept until Filmdesk is closed. */
  keepsPasswords: z.boolean(),
});

const password = z
  .string()
  .max(1000)
  .refine((value) => !value.includes('\0'), { error: 'has a character that no password has' });

/** What is saved or tested. A password that is left out is the one that is kept; null forgets it. */
export const shopDraft = z.strictObject({
  id: savedShop.shape.id.optional(),
  name: savedShop.shape.name,
  colour: savedShop.shape.colour,
  connection: connectionFields,
  readOnly: z.boolean(),
  store: savedShop.shape.store,
  password: password.nullable().optional(),
});

export const connectionStages = [
  'name',
  'port',
  'tls',
  'login',
  'database',
  'schema',
  'permissions',
] as const;

/** What is known of one stage of a connection test. Told again whenever it changes. */
export const stageReport = z.object({
  stage: z.enum(connectionStages),
  state: z.enum(['running', 'done', 'failed', 'unneeded']),
  milliseconds: z.number(),
  /** What was found: an address, a certificate, a version. */
  found: z.string().optional(),
  /** What went wrong and what to do about it. */
  failure: z.object({ cause: z.string(), sentence: z.string(), advice: z.string() }).optional(),
});

/** What a test of a connection found. Null where it failed before that could be known. */
export const connectionReport = z.object({
  ok: z.boolean(),
  /** The server that answered, of several. */
  server: server.nullable(),
  serverVersion: z.string().nullable(),
  tls: z.object({ version: z.string(), certificate: z.string(), checked: z.boolean() }).nullable(),
  latencyMs: z.number().nullable(),
  /** `empty` can be given Filmdesk's schema, `outdated` its newer migrations; `foreign` is never changed. */
  schema: z.enum(['shop', 'outdated', 'empty', 'foreign']).nullable(),
  flavour: flavour.nullable(),
  films: z.int().nullable(),
  copies: z.int().nullable(),
  stores: z.array(z.object({ id, name: z.string() })),
  /** Whether the role may change films, copies and rentals. */
  mayWrite: z.boolean().nullable(),
  /** What is not offered on this database, in words. */
  missing: z.array(z.string()),
});

export const aboutDesk = z.object({
  version: z.string(),
  /** By the name of the part. */
  parts: z.array(z.object({ name: z.string(), version: z.string() })),
});

/** How far long work has come. */
export const workProgress = z.object({ step: z.string(), rows: z.int() });

export type TlsMode = z.infer<typeof tlsMode>;
export type Server = z.infer<typeof server>;
export type ConnectionFields = z.infer<typeof connectionFields>;
export type ShopColour = (typeof shopColours)[number];
export type SavedShop = z.infer<typeof savedShop>;
export type ListedShop = z.infer<typeof listedShop>;
export type ShopList = z.infer<typeof shopList>;
export type ShopDraft = z.infer<typeof shopDraft>;
export type ConnectionStage = (typeof connectionStages)[number];
export type StageReport = z.infer<typeof stageReport>;
export type ConnectionReport = z.infer<typeof connectionReport>;
export type WorkProgress = z.infer<typeof workProgress>;
