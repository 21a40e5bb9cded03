import { type FailureCode, FilmdeskError } from '../contract/failures.ts';
import type { ConnectionSettings } from './settings.ts';

type Words = readonly [code: FailureCode, sentence: string, advice: string];
type Describe = (to: ConnectionSettings) => Words;

const retry = 'Filmdesk tries again by itself.';
const starting = `Wait a moment; ${retry[0]!.toLowerCase()}${retry.slice(1)}`;

const notInEncoding: Words = [
  'invalid-input',
  'This database can’t hold some of these characters.',
  'Leave out what is neither a letter nor a sign of its language.',
];

const wrongCertificate: Describe = ({ host }) => [
  'wrong-login',
  `The certificate of ${host} can’t be trusted: nobody whom this computer knows vouches for it.`,
  'Name your host’s root certificate in NODE_EXTRA_CA_CERTS, or use sslmode=require to encrypt without checking who answers.',
];

/** What the system's, TLS's and PostgreSQL's error codes mean to a person. */
const causes: Record<string, Describe> = {
  ENOTFOUND: ({ host }) => [
    'unavailable',
    `There is no server called ${host}.`,
    'Check its name for a typing error.',
  ],
  EAI_AGAIN: ({ host }) => [
    'unavailable',
    `The name ${host} can’t be looked up now.`,
    'Check its name, and this computer’s network.',
  ],
  ECONNREFUSED: ({ host, port }) => [
    'unavailable',
    `Nothing answers on ${host}, port ${port}.`,
    `Check that PostgreSQL runs there, and the port. ${retry}`,
  ],
  ENOENT: ({ host }) => [
    'unavailable',
    `There is no PostgreSQL socket in ${host}.`,
    `Check that PostgreSQL runs. ${retry}`,
  ],
  ETIMEDOUT: ({ host, port }) => [
    'unavailable',
    `${host}, port ${port}, does not answer in time.`,
    `Check the network and any firewall between. ${retry}`,
  ],
  EHOSTUNREACH: ({ host }) => ['unavailable', `There is no way to ${host}.`, `Check the network. ${retry}`],
  ENETUNREACH: ({ host }) => ['unavailable', `There is no way to ${host}.`, `Check the network. ${retry}`],
  NO_TLS: ({ host }) => [
    'wrong-login',
    `${host} offers no encryption, and sslmode asks for it.`,
    'Turn TLS on at the server, or use sslmode=disable on a network that you trust.',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: wrongCertificate,
  SELF_SIGNED_CERT_IN_CHAIN: wrongCertificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: wrongCertificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: wrongCertificate,
  CERT_HAS_EXPIRED: ({ host }) => [
    'wrong-login',
    `The certificate of ${host} has expired.`,
    'Ask your host for a new one.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ({ host }) => [
    'wrong-login',
    `The certificate is for another name than ${host}.`,
    'Use the name that it is for, or ask your host for a new certificate.',
  ],
  '28P01': ({ user }) => [
    'wrong-login',
    `The server does not accept the password of ${user}.`,
    'Check user and password in DATABASE_URL.',
  ],
  '28000': ({ user, database }) => [
    'wrong-login',
    `The server does not let ${user} into ${database} this way.`,
    'Check the user and sslmode, and the server’s pg_hba.conf.',
  ],
  '3D000': ({ database, host }) => [
    'wrong-login',
    `There is no database ${database} on ${host}.`,
    'Check its name in DATABASE_URL.',
  ],
  '42501': ({ user }) => [
    'wrong-login',
    `The role ${user} may not read the shop’s tables.`,
    `Ask the owner of the database to grant SELECT on them to ${user}.`,
  ],
  '53300': ({ host }) => [
    'unavailable',
    `${host} has no connection to spare.`,
    `Close other programs that use it. ${retry}`,
  ],
  '57P03': ({ host }) => ['unavailable', `PostgreSQL on ${host} is just starting or stopping.`, starting],
  '57014': () => [
    'timed-out',
    'The database took too long to answer.',
    'Narrow the search or the filters and try again.',
  ],
  QUERY_TIMEOUT: () => [
    'timed-out',
    'The database took too long to answer.',
    'Narrow the search or the filters and try again.',
  ],
  POOL_BUSY: () => ['overloaded', 'The database is busy with earlier questions.', 'Try again in a moment.'],
  '22P05': () => notInEncoding,
  '22021': () => notInEncoding,
  '55P03': () => ['timed-out', 'Another program holds what this needs.', 'Try again in a moment.'],
};

const lost: Describe = ({ embedded, host }) => [
  'unavailable',
  embedded ? 'The sample shop’s database stopped.' : `The connection to the database on ${host} was lost.`,
  retry,
];

/** Codes of a connection that broke while it was open, or could not be opened for the moment. */
const lostCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
  '08006',
  '08003',
  '08000',
  '08001',
  'LOST',
]);

/** Codes of a server that doesn't listen just now, as while it restarts. */
const unreachableCodes = new Set(['ECONNREFUSED', 'ENOENT', '57P03']);

/** pg tells some failures only by their message. */
const messages: readonly (readonly [RegExp, string])[] = [
  [/does not support SSL/i, 'NO_TLS'],
  [/timeout exceeded when trying to connect/i, 'POOL_BUSY'],
  [/Connection terminated due to connection timeout/i, 'ETIMEDOUT'],
  [/Query read timeout/i, 'QUERY_TIMEOUT'],
  [/Connection terminated|Client has encountered a connection error|not queryable/i, 'LOST'],
  [/password must be a string/i, '28P01'],
];

/** The code that names the cause of a database error: SQLSTATE, system or TLS code; undefined where it has none. */
export function causeOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, message } = cause as Error & { code?: unknown };
    const known = messages.find(([pattern]) => pattern.test(message))?.[1];
    if (known) return known;
    if (typeof code === 'string') return code;
    if (cause instanceof AggregateError && cause.errors.length > 0) return causeOf(cause.errors[0]);
  }
  return undefined;
}

/** Whether the connection is gone, so that reading again on another one may help. */
export function isLostConnection(error: unknown): boolean {
  const cause = causeOf(error);
  return cause !== undefined && (lostCodes.has(cause) || unreachableCodes.has(cause));
}

/** Turns a database error into a failure with words for a person; anything else comes back as it is. */
export function diagnose(error: unknown, settings: ConnectionSettings): unknown {
  if (error instanceof FilmdeskError) return error;
  const cause = causeOf(error);
  if (cause === undefined) return error;
  const describe = isLost(cause, settings) ? lost : causes[cause];
  if (!describe) return error;
  const [code, sentence, advice] = describe(settings);
  return new FilmdeskError({ code, sentence, advice }, { cause: error });
}

/** An embedded shop has no host or port to speak of: where it doesn't answer, it has stopped. */
const isLost = (cause: string, { embedded }: ConnectionSettings) =>
  lostCodes.has(cause) || (embedded && unreachableCodes.has(cause));
