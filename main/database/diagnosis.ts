import { FilmdeskError } from '../contract/failures.ts';
import { causes, type Describe, isCause, messages } from './causes.ts';
import type { ConnectionSettings } from './settings.ts';

const lost: Describe = ({ embedded, host }) => [
  'unavailable',
  embedded ? 'The sample shop’s database stopped.' : `The connection to the database on ${host} was lost.`,
  'Filmdesk tries again by itself.',
];

/** Codes of a connection that broke while it was open, or could not be opened for the moment. */
const lostCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
  '57P05',
  '08006',
  '08003',
  '08000',
  '08001',
  'LOST',
]);

/** Codes of a server that doesn't listen just now, as while it restarts. */
const unreachableCodes = new Set(['ECONNREFUSED', 'ENOENT', '57P03', 'STARTING', 'STOPPING', 'RECOVERING']);

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
  const describe = isLost(cause, settings) ? lost : isCause(cause) ? causes[cause] : undefined;
  if (!describe) return error;
  const [code, sentence, advice] = describe(settings);
  return new FilmdeskError({ code, sentence, advice }, { cause: error });
}

/** An embedded shop has no host or port to speak of: where it doesn't answer, it has stopped. */
const isLost = (cause: string, { embedded }: ConnectionSettings) =>
  lostCodes.has(cause) || (embedded && unreachableCodes.has(cause));
