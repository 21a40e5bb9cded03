import type { FailureCode } from '../contract/failures.ts';
import type { ConnectionSettings } from './settings.ts';

/** What a cause means to a person: the failure's code, what is wrong, and what to do about it. */
export type Describe = (
  to: ConnectionSettings,
) => readonly [code: FailureCode, sentence: string, advice: string];

const retry = 'Filmdesk tries again by itself.';
const wait = 'Wait a moment; Filmdesk tries again by itself.';

const fixed =
  (code: FailureCode, sentence: string, advice: string): Describe =>
  () => [code, sentence, advice];

const noRoute: Describe = ({ host }) => [
  'unavailable',
  `There is no way to ${host} from here.`,
  `Check this computer’s network, and the VPN where the server needs one. ${retry}`,
];

const tookTooLong = fixed(
  'timed-out',
  'The database took too long to answer.',
  'Narrow the search or the filters and try again.',
);

const notInEncoding = fixed(
  'invalid-input',
  'This database can’t hold some of these characters.',
  'Leave out what is neither a letter nor a sign of its language.',
);

const unknownAuthority: Describe = ({ host }) => [
  'wrong-login',
  `The certificate of ${host} can’t be trusted: nobody whom this computer knows vouches for it.`,
  'Name your host’s root certificate, or encrypt without checking who answers.',
];

/** Every cause that is told apart, by its name: a system's, TLS's or PostgreSQL's code, or a name of our own. */
export const causes = {
  // Finding and reaching the server.
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
    `Check that PostgreSQL runs, and the port. ${retry}`,
  ],
  EACCES: ({ host }) => [
    'wrong-login',
    `You may not use the PostgreSQL socket in ${host}.`,
    'Ask the computer’s administrator, or connect to localhost.',
  ],
  ETIMEDOUT: ({ host, port }) => [
    'unavailable',
    `${host}, port ${port}, does not answer in time.`,
    `Check the network, and any firewall that has to let this computer in. ${retry}`,
  ],
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  NOT_POSTGRES: ({ host, port }) => [
    'wrong-login',
    `What answers on ${host}, port ${port}, is no PostgreSQL server.`,
    'Check the port; PostgreSQL’s own is 5432.',
  ],
  SILENT: ({ host, port }) => [
    'unavailable',
    `${host}, port ${port}, takes the connection but says nothing.`,
    'Check that the port is PostgreSQL’s, and ask whether a firewall or a pooler stands before it.',
  ],
  CLOSED: ({ host, port }) => [
    'unavailable',
    `${host}, port ${port}, hangs up at once.`,
    'Check the port, and whether the server lets this computer’s address in.',
  ],

  // Encryption.
  NO_TLS: ({ host }) => [
    'wrong-login',
    `${host} offers no encryption, and this shop asks for it.`,
    'Turn TLS on at the server, or turn encryption off on a network that you trust.',
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ({ host }) => [
    'wrong-login',
    `The certificate of ${host} is signed by itself, so it proves nothing.`,
    'Name it as the root certificate if you got it from your host, or encrypt without checking who answers.',
  ],
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_HAS_EXPIRED: ({ host }) => [
    'wrong-login',
    `The certificate of ${host} has expired.`,
    'Ask your host for a new one.',
  ],
  CERT_NOT_YET_VALID: ({ host }) => [
    'wrong-login',
    `The certificate of ${host} is not valid yet.`,
    'Check this computer’s clock; if it is right, ask your host for a new certificate.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ({ host }) => [
    'wrong-login',
    `The certificate is for another name than ${host}.`,
    'Use the name that it is for, or ask your host for a new certificate.',
  ],
  TLS_PROTOCOL: ({ host }) => [
    'wrong-login',
    `${host} and this computer know no common way to encrypt.`,
    'Ask your host to offer TLS 1.2 or newer.',
  ],
  CERTIFICATE_FILE: fixed(
    'wrong-login',
    'A certificate’s file holds no certificate or key that can be used.',
    'Choose PEM files, and the key that belongs to the client certificate.',
  ),
  CLIENT_CERTIFICATE: ({ host, user }) => [
    'wrong-login',
    `${host} wants a client certificate for ${user}.`,
    'Name the client certificate and its key, under Certificates.',
  ],

  // Logging in.
  '28P01': ({ user }) => [
    'wrong-login',
    `The server does not accept the password of ${user}.`,
    'Type it again, or copy it anew from where you got it; check the user, too.',
  ],
  NO_PASSWORD: ({ user }) => [
    'wrong-login',
    `The server asks for a password of ${user}, and there is none.`,
    'Type it into the password field.',
  ],
  '28000': ({ user, database }) => [
    'wrong-login',
    `The server does not let ${user} into ${database} this way.`,
    'Check the user, and the server’s pg_hba.conf.',
  ],
  NO_ENTRY: ({ user, database }) => [
    'wrong-login',
    `The server’s rules do not let ${user} into ${database} from this computer.`,
    'Ask its administrator to add a line for it to pg_hba.conf.',
  ],
  NEEDS_TLS: ({ user, database }) => [
    'wrong-login',
    `The server lets ${user} into ${database} over an encrypted connection only.`,
    'Choose to encrypt.',
  ],
  NO_ROLE: ({ user, host }) => [
    'wrong-login',
    `There is no role ${user} on ${host}.`,
    'Check the user’s name; capital letters count.',
  ],
  NO_LOGIN: ({ user }) => [
    'wrong-login',
    `The role ${user} may not log in.`,
    'Use another role, or ask the administrator to ALTER ROLE it to LOGIN.',
  ],
  '53300': ({ host }) => [
    'unavailable',
    `${host} has no connection to spare.`,
    `Close other programs that use it. ${retry}`,
  ],
  ROLE_FULL: ({ user }) => [
    'unavailable',
    `The role ${user} already has all the connections that it may have.`,
    `Close other programs that log in as ${user}. ${retry}`,
  ],
  DATABASE_FULL: ({ database }) => [
    'unavailable',
    `The database ${database} already has all the connections that it may have.`,
    `Close other programs that use it. ${retry}`,
  ],
  '57P03': ({ host }) => ['unavailable', `PostgreSQL on ${host} is not ready yet.`, wait],
  STARTING: ({ host }) => ['unavailable', `PostgreSQL on ${host} is just starting.`, wait],
  STOPPING: ({ host }) => ['unavailable', `PostgreSQL on ${host} is shutting down.`, wait],
  RECOVERING: ({ host }) => ['unavailable', `PostgreSQL on ${host} is recovering from a crash.`, wait],

  // The database.
  '3D000': ({ database, host }) => [
    'wrong-login',
    `There is no database ${database} on ${host}.`,
    'Check its name; capital letters count.',
  ],
  NO_CONNECT: ({ user, database }) => [
    'wrong-login',
    `The role ${user} may not connect to ${database}.`,
    `Ask the owner of the database to grant CONNECT on it to ${user}.`,
  ],
  '55000': ({ database }) => [
    'unavailable',
    `The database ${database} takes no connections now.`,
    'Choose another, or ask its owner to allow them.',
  ],
  '42501': ({ user }) => [
    'wrong-login',
    `The role ${user} may not read the shop’s tables.`,
    `Ask the owner of the database to grant SELECT on them to ${user}.`,
  ],

  // At work.
  '57014': tookTooLong,
  QUERY_TIMEOUT: tookTooLong,
  POOL_BUSY: fixed('overloaded', 'The database is busy with earlier questions.', 'Try again in a moment.'),
  '22P05': notInEncoding,
  '22021': notInEncoding,
  '55P03': fixed('timed-out', 'Another program holds what this needs.', 'Try again in a moment.'),
  '25006': ({ host }) => [
    'forbidden',
    `${host} takes no changes: it is read-only.`,
    'Open the shop without “Read-only”, or on a server that may be written to.',
  ],
  '53100': ({ host }) => ['unavailable', `The disk of ${host} is full.`, 'Make room there, and try again.'],
} satisfies Record<string, Describe>;

export type Cause = keyof typeof causes;

export const isCause = (name: string): name is Cause => Object.hasOwn(causes, name);

/** Causes that only an error's text tells apart. The text is PostgreSQL's or the driver's, in English. */
export const messages: readonly (readonly [RegExp, string])[] = [
  [/does not support SSL/i, 'NO_TLS'],
  [/timeout exceeded when trying to connect/i, 'POOL_BUSY'],
  [/Connection terminated due to connection timeout/i, 'ETIMEDOUT'],
  [/Query read timeout/i, 'QUERY_TIMEOUT'],
  [/Connection terminated|Client has encountered a connection error|not queryable/i, 'LOST'],
  [/password must be a (?:non-empty )?string|empty password returned/i, 'NO_PASSWORD'],
  [/requires a valid client certificate|certificate required/i, 'CLIENT_CERTIFICATE'],
  [/no pg_hba\.conf entry .*(?:no encryption|SSL off)/i, 'NEEDS_TLS'],
  [/no pg_hba\.conf entry|pg_hba\.conf rejects/i, 'NO_ENTRY'],
  [/is not permitted to log in/i, 'NO_LOGIN'],
  [/^role ".*" does not exist/i, 'NO_ROLE'],
  [/too many connections for role/i, 'ROLE_FULL'],
  [/too many connections for database/i, 'DATABASE_FULL'],
  [/the database system is starting up/i, 'STARTING'],
  [/the database system is shutting down/i, 'STOPPING'],
  [/the database system is in recovery|not yet accepting connections/i, 'RECOVERING'],
  [/permission denied for database/i, 'NO_CONNECT'],
  [
    /unsupported protocol|no protocols available|wrong version number|alert protocol version/i,
    'TLS_PROTOCOL',
  ],
  [
    /PEM routines|no start line|key values mismatch|bad decrypt|unable to load .*certificate/i,
    'CERTIFICATE_FILE',
  ],
];
