import type { ConnectionFields, Server, TlsMode } from './connection.ts';

/* Connection strings as PostgreSQL's own programs, its hosts and people write them, to fields and back. */

/** A part of the string that can't be used, by its place, and why. */
export interface StringProblem {
  /** Whether the rest can be used all the same. */
  isHarmless?: boolean;
  from: number;
  to: number;
  reason: string;
}

export interface ReadString {
  /** What the string says; what it leaves out is missing. */
  fields: Partial<ConnectionFields>;
  password: string | undefined;
  /** Where the password stands in the string, to be masked. */
  passwordAt: { from: number; to: number } | undefined;
  problems: StringProblem[];
}

export const defaultPort = 5432;
export const passwordMask = '••••••••';

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

export const sslmodeOf: Record<TlsMode, string> = {
  off: 'disable',
  allow: 'allow',
  prefer: 'prefer',
  encrypt: 'require',
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
};

/** Settings of libpq and of hosts that Filmdesk has its own way for, or needs none. */
const ignored = new Set([
  'application_name',
  'fallback_application_name',
  'connect_timeout',
  'options',
  'channel_binding',
  'target_session_attrs',
  'load_balance_hosts',
  'gssencmode',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
  'tcp_user_timeout',
  'sslsni',
  'ssl_max_protocol_version',
  'uselibpqcompat',
  'connection_limit',
  'pool_timeout',
  'client_encoding',
  'sslnegotiation',
  'sslcompression',
  'ssl_min_protocol_version',
  'pgbouncer',
  'schema',
]);

interface Word {
  text: string;
  from: number;
  to: number;
}

/**
 * Of some lines, as `heroku config` prints them, the one that has a connection string in it; `key=value` words may
 * stand on lines of their own. The text itself where it is one line.
 */
export function lineWithString(text: string): string {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.find((line) => /\bpostgres(?:ql)?:\/\//i.test(line)) ?? lines.join(' ');
}

/** Reads a URI, or libpq's `key=value` words. Never fails: what it can't use stands in `problems`. */
export function readConnectionString(text: string): ReadString {
  const start =
    /^\s*(?:(?:export\s+)?\w*(?:DATABASE|POSTGRES\w*)_URL\s*[:=]\s*|psql\s+)?["']?(?:jdbc:)?/.exec(text)![0]
      .length;
  const end = text.replace(/["'\s;]+$/, '').length;
  const body = { text: text.slice(start, Math.max(start, end)), from: start, to: Math.max(start, end) };
  if (/^postgres(?:ql)?:\/\//i.test(body.text)) return readUri(body);
  if (/^[a-z_]+\s*=/i.test(body.text)) {
    // Its last value may itself end in a quote: one is taken off only where one stands before it all.
    const whole = text.trimEnd().replace(/["']/.test(text[start - 1] ?? '') ? /["']$/ : /$/, '');
    return readPairs({ text: whole.slice(start), from: start, to: whole.length });
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(body.text);
  const reason = scheme
    ? `${scheme[1]}:// is no PostgreSQL server; the string begins with postgres://`
    : 'a connection string begins with postgres:// or is made of words like host=… dbname=…';
  return {
    fields: {},
    password: undefined,
    passwordAt: likelyPassword(text),
    problems: [{ from: 0, to: text.length, reason }],
  };
}

/** Where a text that is no connection string has what looks like a login's password. */
function likelyPassword(text: string): ReadString['passwordAt'] {
  const login = /:\/\/[^:@/\s]*:([^\s]+)@/.exec(text);
  if (!login) return undefined;
  const to = login.index + login[0].length - 1;
  return { from: to - login[1]!.length, to };
}

/** Where the servers end: a password may hold any sign, so the last @ counts that such an end comes after. */
const afterAt =
  /^((?:\[[^\]]*\]|[^@,/?#:&=[\]]*)(?::[^@,/?#:]*)?(?:,(?:\[[^\]]*\]|[^@,/?#:&=[\]]*)(?::[^@,/?#:]*)?)*)(\/[^?#]*)?(\?.*)?$/s;

/** A string as it should be written, after its login: then an @ that comes later is of a setting's value. */
const wellFormed = /^[^@/?#&=]*(\/[^?#@]*)?(\?\w+=[^#]*)?$/s;
const hasOddPort = /:(?!\d+(?:,|$))[^\]:]*$/;

/** The place of the @ before the servers; -1 where there is no login. */
function loginEnd(text: string): number {
  const authority = /^[^/?]*/.exec(text)![0];
  const at = authority.lastIndexOf('@');
  const isOdd = at === -1 && hasOddPort.test(authority);
  if (wellFormed.test(text.slice(at + 1)) && !isOdd) return at;
  for (let index = text.lastIndexOf('@'); index >= 0; index = text.slice(0, index).lastIndexOf('@')) {
    if (afterAt.test(text.slice(index + 1))) return index;
  }
  return -1;
}

function readUri(body: Word): ReadString {
  const state = new StringReader();
  const schemeLength = body.text.indexOf('://') + 3;
  const rest = slice(body, schemeLength);
  const at = loginEnd(rest.text);
  const target = slice(rest, at + 1);
  const parts = afterAt.exec(target.text);
  if (!parts) {
    state.refuse(target, 'the server can’t be told from the rest');
    return state.finish();
  }
  if (at >= 0) {
    const login = slice(rest, 0, at);
    const colon = login.text.indexOf(':');
    state.set('user', slice(login, 0, colon === -1 ? undefined : colon), decode);
    if (colon !== -1) state.set('password', slice(login, colon + 1), decode);
  }
  const hosts = slice(target, 0, parts[1]!.length);
  readHosts(state, hosts);
  const path = slice(target, hosts.text.length, hosts.text.length + (parts[2] ?? '').length);
  if (path.text.length > 1) state.set('dbname', slice(path, 1), decode);
  const query = slice(target, hosts.text.length + path.text.length);
  if (query.text.length > 1) {
    for (const pair of split(slice(query, 1), '&')) {
      const equals = pair.text.indexOf('=');
      const key = equals === -1 ? pair : slice(pair, 0, equals);
      state.set(
        key.text,
        equals === -1 ? slice(pair, pair.text.length) : slice(pair, equals + 1),
        decode,
        key,
      );
    }
  }
  return state.finish();
}

function readHosts(state: StringReader, hosts: Word): void {
  if (hosts.text === '') return;
  const names: string[] = [];
  const ports: string[] = [];
  for (const host of split(hosts, ',')) {
    const found = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(host.text)!;
    names.push(decode(found[1]!.replace(/^\[(.*)\]$/, '$1')));
    ports.push(found[2] ?? '');
    if (found[2]) state.checkPort(slice(host, found[1]!.length + 1));
  }
  state.values.set('host', { ...hosts, text: names.join(',') });
  if (ports.some((port) => port !== '')) state.values.set('port', { ...hosts, text: ports.join(',') });
}

function readPairs(body: Word): ReadString {
  const state = new StringReader();
  const pattern = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$|")|\s*(\S+)/giy;
  for (let found = pattern.exec(body.text); found; found = pattern.exec(body.text)) {
    const whole = found[0];
    const from = body.from + found.index + (whole.length - whole.trimStart().length);
    const to = body.from + found.index + whole.length;
    if (found[4] !== undefined) {
      if (!/^["';]+$/.test(found[4])) state.refuse({ text: found[4], from, to }, 'this is no key=value pair');
      continue;
    }
    const raw = found[2] ?? found[3] ?? '';
    const quoted = found[2] === undefined ? 0 : 1;
    const value = { text: raw, from: to - quoted - raw.length, to: to - quoted };
    const key = { text: found[1]!.toLowerCase(), from, to: from + found[1]!.length };
    if (key.text === 'port')
      for (const part of split(value, ',')) if (part.text !== '') state.checkPort(part);
    state.set(key.text, value, (text) => text.replaceAll(/\\(.)/gs, '$1'), key);
  }
  return state.finish();
}

/** Gathers what a string says under libpq's names. */
class StringReader {
  readonly values = new Map<string, Word>();
  readonly problems: StringProblem[] = [];

  refuse({ from, to }: Word, reason: string, isHarmless = false): void {
    this.problems.push({ from, to, reason, ...(isHarmless && { isHarmless }) });
  }

  set(key: string, value: Word, read: (text: string) => string, keyAt: Word = value): void {
    const name = { hostaddr: 'host', ssl: 'sslmode' }[key] ?? key;
    let text = read(value.text);
    if (key === 'ssl') text = text === 'false' || text === '0' ? 'disable' : 'require';
    if (ignored.has(name)) return;
    if (!known.has(name)) return this.refuse(keyAt, `Filmdesk knows no setting ${keyAt.text}`, true);
    if (name === 'sslmode' && !Object.hasOwn(tlsModes, text))
      return this.refuse(
        value,
        `sslmode is one of ${Object.keys(tlsModes)
          .filter((mode) => mode !== 'no-verify')
          .join(', ')}`,
      );
    this.values.set(name, { ...value, text });
  }

  checkPort(port: Word): void {
    const number = Number(port.text);
    if (!/^\d+$/.test(port.text) || number < 1 || number > 65_535)
      this.refuse(port, 'a port is a number from 1 to 65535');
  }

  finish(): ReadString {
    const value = (name: string) => this.values.get(name)?.text || undefined;
    const rootCertificate = value('sslrootcert');
    const mode = tlsModes[value('sslmode') ?? ''];
    // The system's certificates are for anybody, so they prove something only together with the name.
    const tls = rootCertificate === 'system' ? 'verify-full' : mode && withRoot(mode, rootCertificate);
    const password = this.values.get('password');
    const servers = this.#servers();
    const fields: Partial<ConnectionFields> = {
      ...(servers && { servers }),
      ...(value('dbname') && { database: value('dbname')! }),
      ...(value('user') && { user: value('user')! }),
      ...(tls && { tls }),
      ...(rootCertificate && rootCertificate !== 'system' && { rootCertificate }),
      ...(value('sslcert') && { clientCertificate: value('sslcert')! }),
      ...(value('sslkey') && { clientKey: value('sslkey')! }),
    };
    return {
      fields,
      password: password?.text,
      passwordAt: password && { from: password.from, to: password.to },
      problems: this.problems,
    };
  }

  #servers(): Server[] | undefined {
    const hosts = this.values.get('host')?.text.split(',');
    const ports = this.values.get('port')?.text.split(',');
    if (!hosts && !ports) return undefined;
    return (hosts ?? ['localhost']).map((host, index) => {
      // One port is for all servers.
      const number = Number((ports?.length === 1 ? ports[0] : ports?.[index]) || defaultPort);
      const port = Number.isInteger(number) && number >= 1 && number <= 65_535 ? number : defaultPort;
      return { host: host.trim() || 'localhost', port };
    });
  }
}

const known = new Set([
  'host',
  'port',
  'dbname',
  'user',
  'password',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
]);

const slice = ({ text, from }: Word, start: number, end = text.length): Word => ({
  text: text.slice(start, end),
  from: from + start,
  to: from + Math.max(start, end),
});

function split(word: Word, sign: string): Word[] {
  const parts: Word[] = [];
  let start = 0;
  for (const text of word.text.split(sign)) {
    parts.push(slice(word, start, start + text.length));
    start += text.length + sign.length;
  }
  return parts;
}

/** Percent-encoded text; where a % encodes nothing it was written raw, and stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As libpq has it: whoever names a root certificate and insists on TLS means it to be checked. */
export const withRoot = (tls: TlsMode, rootCertificate: string | undefined): TlsMode =>
  tls === 'encrypt' && rootCertificate ? 'verify-ca' : tls;

/** Whether a mode checks the server's certificate, and so has a use for a root certificate. */
export const checksServer = (tls: TlsMode) => tls === 'verify-ca' || tls === 'verify-full';

const strictness: readonly TlsMode[] = ['off', 'allow', 'prefer', 'encrypt', 'verify-ca', 'verify-full'];

/**
 * Whether a password that was kept for one connection may be used for another: to log in as the same user on the same
 * servers, at least as well encrypted.
 */
export const mayUsePassword = (kept: ConnectionFields, wanted: ConnectionFields): boolean =>
  kept.user === wanted.user &&
  strictness.indexOf(wanted.tls) >= strictness.indexOf(kept.tls) &&
  wanted.servers.every(({ host, port }) =>
    kept.servers.some((server) => server.host === host && server.port === port),
  );

const isSocket = (host: string) => host.startsWith('/') || host.startsWith('@');

/** Quotes, too: around a string that was pasted they are taken off. */
const encode = (text: string) => encodeURIComponent(text).replaceAll("'", '%27');

/** Fields as a URI. The password is `password` as it stands, so that it can be the mask. */
export function writeConnectionString(fields: ConnectionFields, password?: string): string {
  const { servers, database, user, tls, rootCertificate, clientCertificate, clientKey } = fields;
  const query = new URLSearchParams();
  const sockets = servers.filter(({ host }) => isSocket(host));
  const port = ({ port: number }: Server) => (number === defaultPort ? '' : `:${number}`);
  let hosts = '';
  if (sockets.length === 0) {
    const name = (host: string) => (host.includes(':') ? `[${host}]` : encode(host));
    hosts = servers.map((server) => `${name(server.host)}${port(server)}`).join(',');
  } else {
    query.set('host', servers.map(({ host }) => host).join(','));
    if (servers.some((server) => port(server) !== ''))
      query.set('port', servers.map((server) => server.port).join(','));
  }
  if (tls !== 'prefer') query.set('sslmode', sslmodeOf[tls]);
  if (rootCertificate && checksServer(tls)) query.set('sslrootcert', rootCertificate);
  if (clientCertificate) query.set('sslcert', clientCertificate);
  if (clientKey) query.set('sslkey', clientKey);
  const secret = password === undefined ? '' : `:${password === passwordMask ? password : encode(password)}`;
  const login = user === '' ? '' : `${encode(user)}${secret}@`;
  const settings = query.toString().replaceAll('%2F', '/').replaceAll('+', '%20');
  return `postgres://${login}${hosts}/${encode(database)}${settings === '' ? '' : `?${settings}`}`;
}
