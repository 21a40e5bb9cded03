import type {
  ConnectionFields,
  ListedShop,
  ShopColour,
  ShopDraft,
  TlsMode,
} from '../main/contract/connection.ts';
import {
  checksServer,
  defaultPort,
  mayUsePassword,
  passwordMask,
  readConnectionString,
  type StringProblem,
  writeConnectionString,
} from '../main/contract/connection-string.ts';
import { words } from './words.ts';

/** A shop while it is being written: everything as it stands in the form's fields. */
export interface FormDraft {
  /** Undefined for a new shop. */
  id: string | undefined;
  name: string;
  colour: ShopColour;
  /** Several servers have commas between them, and their ports too. */
  host: string;
  port: string;
  database: string;
  user: string;
  /** As typed; undefined where it was left alone. */
  password: string | undefined;
  /** The connection that a password is kept for, which is used where none was typed. */
  keptFor: ConnectionFields | undefined;
  tls: TlsMode;
  rootCertificate: string;
  clientCertificate: string;
  clientKey: string;
  readOnly: boolean;
  store: number | null;
}

export type DraftField = 'name' | 'host' | 'port' | 'database' | 'user';

export const emptyDraft = (): FormDraft => ({
  id: undefined,
  name: '',
  colour: 'blue',
  host: '',
  port: String(defaultPort),
  database: '',
  user: '',
  password: undefined,
  keptFor: undefined,
  tls: 'prefer',
  rootCertificate: '',
  clientCertificate: '',
  clientKey: '',
  readOnly: false,
  store: null,
});

export const draftOf = (shop: ListedShop): FormDraft => ({
  ...emptyDraft(),
  id: shop.id,
  name: shop.name,
  colour: shop.colour,
  readOnly: shop.readOnly,
  store: shop.store,
  keptFor: shop.hasPassword ? (shop.connection ?? undefined) : undefined,
  ...(shop.connection && textsOf(shop.connection)),
});

/** The fields of a connection as the form has them; only those that are there. */
function textsOf(fields: Partial<ConnectionFields>): Partial<FormDraft> {
  const { servers, database, user, tls, rootCertificate, clientCertificate, clientKey } = fields;
  const ports = servers?.map(({ port }) => port) ?? [];
  const isOnePort = ports.every((port) => port === ports[0]);
  return {
    ...(servers && {
      host: servers.map(({ host }) => host).join(', '),
      port: isOnePort ? String(ports[0]) : ports.join(', '),
    }),
    ...(database !== undefined && { database }),
    ...(user !== undefined && { user }),
    ...(tls && { tls }),
    ...(rootCertificate !== undefined && { rootCertificate }),
    ...(clientCertificate !== undefined && { clientCertificate }),
    ...(clientKey !== undefined && { clientKey }),
  };
}

/** The draft with what a connection string says, and what in the string can't be used. */
export function applyString(
  draft: FormDraft,
  text: string,
): { draft: FormDraft; problems: StringProblem[]; passwordAt: { from: number; to: number } | undefined } {
  if (text.trim() === '') {
    const { id, name, colour, readOnly, store } = draft;
    return {
      draft: { ...emptyDraft(), id, name, colour, readOnly, store },
      problems: [],
      passwordAt: undefined,
    };
  }
  const { fields, password, passwordAt, problems } = readConnectionString(text);
  const isMasked = password === passwordMask;
  if (!isMasked && password?.includes(passwordMask[0]!) && passwordAt) {
    return {
      draft,
      problems: [...problems, { ...passwordAt, reason: words.connect.maskedPassword }],
      passwordAt,
    };
  }
  const isNew = password !== undefined && password !== '' && !isMasked;
  const applied = {
    ...draft,
    // What the string leaves out is what it would be without it.
    host: '',
    port: String(defaultPort),
    database: '',
    user: '',
    rootCertificate: '',
    clientCertificate: '',
    clientKey: '',
    tls: 'prefer' as const,
    ...textsOf(fields),
    ...(isNew && { password }),
  };
  // A password that was typed for one server doesn't go to another that was pasted over it.
  const isSame = applied.host === draft.host && applied.user === draft.user;
  if (password === undefined && !isSame) applied.password = undefined;
  // A new shop is called as its database until it is given a name.
  const isUnnamed = draft.name === '' || (draft.id === undefined && draft.name === draft.database);
  if (isUnnamed && fields.database) applied.name = fields.database;
  return { draft: problems.length > 0 && !fields.servers ? draft : applied, problems, passwordAt };
}

const parts = (text: string) => text.split(',').map((part) => part.trim());

/** The servers of a draft; undefined where one of the ports is none. */
function serversOf({ host, port }: FormDraft): ConnectionFields['servers'] | undefined {
  const hosts = parts(host);
  const ports = parts(port === '' ? String(defaultPort) : port).map(Number);
  if (ports.length > 1 && ports.length !== hosts.length) return undefined;
  if (ports.some((number) => !Number.isInteger(number) || number < 1 || number > 65_535)) return undefined;
  return hosts.map((name, index) => ({ host: name, port: ports.length === 1 ? ports[0]! : ports[index]! }));
}

/** What is still missing or wrong, by its field. */
export function draftProblems(draft: FormDraft): Partial<Record<DraftField, string>> {
  const { connect } = words;
  return {
    ...(draft.name.trim() === '' && { name: connect.needed }),
    ...(parts(draft.host).includes('') && { host: connect.needed }),
    ...(!serversOf(draft) && { port: connect.wrongPort }),
    ...(draft.database === '' && { database: connect.needed }),
    ...(draft.user === '' && { user: connect.needed }),
  };
}

/** The connection of a draft that has no problems. */
export function fieldsOf(draft: FormDraft): ConnectionFields {
  const { database, user, tls } = draft;
  const given = (name: 'rootCertificate' | 'clientCertificate' | 'clientKey') =>
    draft[name].trim() === '' || (name === 'rootCertificate' && !checksServer(tls))
      ? {}
      : { [name]: draft[name].trim() };
  return {
    servers: serversOf(draft) ?? [{ host: draft.host, port: defaultPort }],
    database,
    user,
    tls,
    ...given('rootCertificate'),
    ...given('clientCertificate'),
    ...given('clientKey'),
  };
}

/** Whether the password that is kept will be used: for the login that it was given for, and where none was typed. */
export const usesKeptPassword = (draft: FormDraft): boolean =>
  draft.password === undefined &&
  draft.keptFor !== undefined &&
  mayUsePassword(draft.keptFor, fieldsOf(draft));

/** A draft as a connection string, its password masked. */
export function stringOf(draft: FormDraft): string {
  if (draft.host === '' && draft.database === '' && draft.user === '') return '';
  const hasPassword = usesKeptPassword(draft) || Boolean(draft.password);
  return writeConnectionString(fieldsOf(draft), hasPassword ? passwordMask : undefined);
}

/** A draft as the program takes it. */
export function toShopDraft(draft: FormDraft): ShopDraft {
  const { id, name, colour, password, readOnly, store } = draft;
  return {
    ...(id !== undefined && { id }),
    name: name.trim() || draft.database || 'Shop',
    colour,
    connection: fieldsOf(draft),
    readOnly,
    store,
    ...(password !== undefined && { password: password === '' ? null : password }),
  };
}
