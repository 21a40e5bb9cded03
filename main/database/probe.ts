import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { lookup } from 'node:dns/promises';
import { type ConnectionSettings, isLocal } from './settings.ts';
import { tlsOptions, type TlsStage } from './tls.ts';

/*
 * The first steps of a connection by hand, so that each can be told apart and timed: the driver does them in one go.
 * All of them end when the signal is aborted.
 */

/** An error with the name of its cause, as `causes.ts` has it. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The addresses of the server's name; itself where it is one. */
export async function findServer({ host }: ConnectionSettings, signal: AbortSignal): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  const found = await abortable(lookup(host, { all: true }), signal);
  return found.map(({ address }) => address);
}

/** A connection to the server's port, as the driver makes it: to the first of its addresses that takes one, soon. */
export function reachPort(settings: ConnectionSettings, signal: AbortSignal): Promise<Socket> {
  const { host, port, pipe } = settings;
  if (isLocal(settings)) return connected(connect(pipe ?? `${host}/.s.PGSQL.${port}`), signal);
  return connected(connect({ host, port, autoSelectFamily: true }), signal);
}

async function connected(socket: Socket, signal: AbortSignal): Promise<Socket> {
  try {
    await once(socket, 'connect', { signal });
    // Whoever waits for the next event hears of an error, too; nobody else needs to.
    socket.on('error', () => {});
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Whether the server offers TLS: PostgreSQL answers S or N; what says anything else is no PostgreSQL. */
export async function offersTls(socket: Socket, signal: AbortSignal): Promise<boolean> {
  socket.write(sslRequest);
  const closed = once(socket, 'close', { signal }).then(() => {
    throw new ProbeError('CLOSED', 'The server closed the connection.');
  });
  const [answer] = (await Promise.race([once(socket, 'data', { signal }), closed])) as [Buffer];
  closed.catch(() => {});
  if (answer.length === 1 && answer[0] === 0x53) return true;
  // An E is the start of an error message, as of a server too old to know the question.
  if (answer[0] === 0x4e || answer[0] === 0x45) return false;
  throw new ProbeError('NOT_POSTGRES', 'The server does not speak PostgreSQL’s protocol.');
}

/** Makes the connection an encrypted one, and checks what the stage has to be checked. */
export async function encrypt(
  socket: Socket,
  settings: ConnectionSettings,
  stage: TlsStage,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { host } = settings;
  const encrypted = connectTls({
    ...tlsOptions(settings, stage),
    socket,
    ...(isIP(host) === 0 && { servername: host }),
    // Certificates can be for addresses, too; without a name Node would check none.
    ...(isIP(host) !== 0 && { host }),
  });
  await once(encrypted, 'secureConnect', { signal });
  encrypted.on('error', () => {});
  return encrypted;
}

const text = (name: string | string[] | undefined) => (Array.isArray(name) ? name.join(', ') : (name ?? ''));

/** A certificate in words: for whom, by whom, until when. */
export function describeCertificate({ subject, issuer, valid_to: until }: PeerCertificate): string {
  const by = text(issuer?.CN ?? issuer?.O);
  return [
    `for ${text(subject?.CN ?? subject?.O) || 'nobody by name'}`,
    by === '' ? '' : `from ${by}`,
    until ? `valid until ${new Date(until).toISOString().slice(0, 10)}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Stops waiting when the signal is aborted; what was waited for goes on unheard. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
