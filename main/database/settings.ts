import pgpass from 'pgpass';
import type { ConnectionFields, Server, TlsMode } from '../contract/connection.ts';
import { defaultPort, readConnectionString, sslmodeOf, withRoot } from '../contract/connection-string.ts';
import { FilmdeskError } from '../contract/failures.ts';

/** Where the shop's database is and how to log in. Discrete fields, so that no password hides in a URL. */
export interface ConnectionSettings extends Server {
  /** Tried in turn where the first server doesn't answer, or may only be read. */
  otherServers?: readonly Server[];
  /** The path of a named pipe or socket, used instead of host and port. */
  pipe?: string;
  database: string;
  user: string;
  password?: string;
  tls: TlsMode;
  /** Paths of PEM files. */
  rootCertificate?: string | undefined;
  clientCertificate?: string | undefined;
  clientKey?: string | undefined;
  embedded: boolean;
}

/** Whether a server is reached through a socket or pipe of this computer, where nothing is encrypted. */
export const isLocal = ({ host, pipe }: ConnectionSettings) => pipe !== undefined || host.startsWith('/');

/** Each of the servers by itself, in order, with what is done about encryption there. */
export function serversOf({ otherServers = [], ...settings }: ConnectionSettings): ConnectionSettings[] {
  return [settings, ...otherServers].map(({ host, port }) => {
    const one = { ...settings, host, port };
    return isLocal(one) ? { ...one, tls: 'off' } : one;
  });
}

/** A shop's fields as settings to connect with. */
export function settingsOfFields(fields: ConnectionFields, password: string | undefined): ConnectionSettings {
  const { servers, ...rest } = fields;
  const [first, ...otherServers] = servers;
  return {
    ...first!,
    ...(otherServers.length > 0 && { otherServers }),
    ...rest,
    ...(password && { password }),
    embedded: false,
  };
}

/**
 * Reads a connection string such as `postgres://clerk:secret@db.example:5432/dvdrental?sslmode=require`; what it
 * leaves out comes from the `PG*` variables and is else as libpq has it.
 * Fails with `invalid-input`; the sentence never repeats the string.
 */
export function parseConnectionUri(uri: string): ConnectionSettings {
  const { fields, password, problems } = readConnectionString(uri);
  const problem = problems.find(({ isHarmless }) => !isHarmless);
  if (problem) throw unreadable(problem.reason);
  const { fields: defaults, password: secret } = environmentFields();
  const merged = { ...defaults, ...fields, ...databaseOf(fields, defaults) };
  const tls = withRoot(merged.tls, merged.rootCertificate);
  return settingsOfFields({ ...merged, tls }, password || secret);
}

/** As with libpq, a database that nobody named has the user's name. */
const databaseOf = (fields: Partial<ConnectionFields>, defaults: ConnectionFields) => ({
  database: fields.database ?? (variable('PGDATABASE') || fields.user || defaults.user),
});

/** The server of `DATABASE_URL`, else of the `PG*` variables where they name a host or a database. */
export function environmentSettings(): ConnectionSettings | undefined {
  const uri = variable('DATABASE_URL');
  if (uri) return parseConnectionUri(uri);
  if (!variable('PGHOST') && !variable('PGDATABASE')) return undefined;
  const { fields, password } = environmentFields();
  return settingsOfFields(fields, password);
}

const variable = (name: string) => process.env[name] || undefined;

function environmentFields(): { fields: ConnectionFields; password: string | undefined } {
  const user = variable('PGUSER') ?? variable('USER') ?? variable('USERNAME') ?? 'postgres';
  const words = {
    host: variable('PGHOST') ?? 'localhost',
    port: variable('PGPORT') ?? String(defaultPort),
    sslmode: variable('PGSSLMODE') ?? sslmodeOf.prefer,
    sslrootcert: variable('PGSSLROOTCERT'),
    sslcert: variable('PGSSLCERT'),
    sslkey: variable('PGSSLKEY'),
  };
  const text = Object.entries(words)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}='${value!.replaceAll(/['\\]/g, String.raw`\$&`)}'`)
    .join(' ');
  const { fields, problems } = readConnectionString(text);
  if (problems.length > 0) throw unreadable(`of the PG* variables, ${problems[0]!.reason}`);
  return {
    fields: {
      servers: fields.servers!,
      database: variable('PGDATABASE') ?? user,
      user,
      tls: fields.tls!,
      ...(fields.rootCertificate && { rootCertificate: fields.rootCertificate }),
      ...(fields.clientCertificate && { clientCertificate: fields.clientCertificate }),
      ...(fields.clientKey && { clientKey: fields.clientKey }),
    },
    password: variable('PGPASSWORD'),
  };
}

/** The password to log in with: the shop's own, else the one that `~/.pgpass` has for it; empty where there is none. */
export function findPassword({ host, port, database, user, password }: ConnectionSettings): Promise<string> {
  if (password !== undefined) return Promise.resolve(password);
  return new Promise((resolve) => pgpass({ host, port, database, user }, (found) => resolve(found ?? '')));
}

const unreadable = (why: string) =>
  new FilmdeskError({
    code: 'invalid-input',
    field: 'DATABASE_URL',
    sentence: `DATABASE_URL can’t be used: ${why}.`,
    advice: 'Write it as postgres://user:password@host:5432/database.',
  });
