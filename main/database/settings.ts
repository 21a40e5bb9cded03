import { FilmdeskError } from '../contract/failures.ts';

/**
 * How a connection is encrypted. `prefer` and `allow` take what the server offers and check nothing; `encrypt`
 * insists on TLS but not on who answers; the last two check the certificate, without or with its name.
 */
export type TlsMode = 'off' | 'allow' | 'prefer' | 'encrypt' | 'verify-ca' | 'verify-full';

/** Where the shop's database is and how to log in. Discrete fields, so that no password hides in a URL. */
export interface ConnectionSettings {
  /** A host name or address, or the directory of a Unix socket. */
  host: string;
  port: number;
  /** The path of a named pipe or socket, used instead of host and port. */
  pipe?: string;
  database: string;
  user: string;
  password?: string;
  tls: TlsMode;
  embedded: boolean;
}

/** libpq's words, with libpq's meaning. */
const tlsModes: Record<string, TlsMode> = {
  disable: 'off',
  allow: 'allow',
  prefer: 'prefer',
  require: 'encrypt',
  'no-verify': 'encrypt',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
};

/**
 * Reads a connection URI such as `postgres://clerk:secret@db.example:5432/dvdrental?sslmode=require`.
 * Without `sslmode` the connection is encrypted where the server offers it, as libpq does.
 * Fails with `invalid-input`; the sentence never repeats the URI.
 */
export function parseConnectionUri(uri: string): ConnectionSettings {
  let url: URL;
  try {
    url = new URL(uri.trim());
  } catch {
    throw unreadable('it is no connection string');
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw unreadable('it does not begin with postgres://');
  }
  const mode = url.searchParams.get('sslmode') ?? 'prefer';
  const tls = Object.hasOwn(tlsModes, mode) ? tlsModes[mode] : undefined;
  if (!tls)
    throw unreadable('its sslmode is none of disable, allow, prefer, require, verify-ca, verify-full');
  const host =
    url.searchParams.get('host') ?? (decode(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost');
  const user = decode(url.username) || process.env['PGUSER'] || process.env['USER'] || 'postgres';
  const password = decode(url.password) || process.env['PGPASSWORD'];
  return {
    host,
    port: Number(url.port || url.searchParams.get('port') || 5432),
    database: decode(url.pathname.slice(1)) || user,
    user,
    ...(password && { password }),
    tls: host.startsWith('/') ? 'off' : tls,
    embedded: false,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable('it has a % that encodes nothing; write %25 for a percent sign');
  }
}

const unreadable = (why: string) =>
  new FilmdeskError({
    code: 'invalid-input',
    field: 'DATABASE_URL',
    sentence: `DATABASE_URL can’t be used: ${why}.`,
    advice: 'Write it as postgres://user:password@host:5432/database.',
  });
