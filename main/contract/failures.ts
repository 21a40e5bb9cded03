/**
 * Every way in which an operation can fail, with the HTTP status that says it.
 * `cancelled` is what a superseded query ends in; nobody waits for it any more.
 */
export const failureStatus = {
  'invalid-input': 400,
  forbidden: 403,
  'not-found': 404,
  'unknown-operation': 404,
  cancelled: 499,
  internal: 500,
  unavailable: 503,
  'wrong-login': 503,
  'wrong-schema': 503,
  overloaded: 503,
  'timed-out': 504,
} as const;

export type FailureCode = keyof typeof failureStatus;

/** What went wrong, as data: it crosses IPC and HTTP whole, and holds no SQL, stack or secret. */
export interface Failure {
  code: FailureCode;
  /** What happened, one sentence for a person. */
  sentence: string;
  /** What to do next, one sentence. */
  advice: string;
  /** The path of the input field that it concerns, as `filters.year`. */
  field?: string;
  /** Stands in the log beside the cause, for `internal`. */
  reference?: string;
}

export type Reply<Value> = { ok: true; value: Value } | { ok: false; error: Failure };

/** Carries a failure up to where `failed` makes a Reply of it. */
export class FilmdeskError extends Error {
  override readonly name = 'FilmdeskError';
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.sentence, options);
    this.failure = failure;
  }
}

export const notFound = (sentence: string) =>
  new FilmdeskError({ code: 'not-found', sentence, advice: 'Search for it by its title.' });

/** Gets the cause of what nobody expected, with the reference that the failure shows. */
export type LogUnexpected = (reference: string, cause: unknown) => void;

/** The reply where something failed; what nobody expected is logged. */
export function failed(error: unknown, log: LogUnexpected): Reply<never> {
  if (error instanceof FilmdeskError) return { ok: false, error: error.failure };
  const reference = crypto.randomUUID().slice(0, 8);
  log(reference, error);
  return { ok: false, error: internal(reference) };
}

const internal = (reference: string): Failure => ({
  code: 'internal',
  sentence: 'Something went wrong in Filmdesk.',
  advice: `Try again. If it happens again, report it with the reference ${reference}.`,
  reference,
});
