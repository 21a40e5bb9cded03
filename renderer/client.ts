import type { Input, OperationName, Output, Progress } from '../main/contract/contract.ts';
import type { Failure, Reply } from '../main/contract/failures.ts';
import { unpackReply } from '../main/contract/packed-rows.ts';
import { words } from './words.ts';

/** The desktop window's way to the main process; a browser has none and asks over HTTP. */
interface Bridge {
  /** Names the database without telling it. */
  readonly shop: string;
  call(id: number, name: string, input: unknown): Promise<string>;
  /** Waits for some milliseconds, in which the page does nothing else; the promise is of a reply that takes longer. */
  callAtOnce(id: number, name: string, input: unknown): string | Promise<string>;
  cancel(id: number): void;
  /** Where a file lies that the user has chosen. */
  pathOf(file: File): string;
  onProgress(listener: (id: number, progress: string) => void): void;
  onCommand(listener: (command: string) => void): void;
}

declare global {
  var filmdesk: Bridge | undefined;
}

/** Thrown by `call`, so that a Task ends in its error state with words for a person. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.sentence);
    this.failure = failure;
  }
}

/** Why a call was not answered. Throws what is no `CallError`. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof CallError) return error.failure;
  throw error;
};

/** Told of every call's end: null when it was answered, else its failure. */
type CallObserver = (failure: Failure | null, milliseconds: number) => void;

/** Longer than any time limit of the server: by then it is gone. */
const patienceMs = 30_000;

/** What concerns this computer, or takes as long as it needs, says nothing of how quickly the shop’s database answers. */
const isOfDesk = /^(shops|desk|share)\.|^(films\.export|indexes\.(make|remove))$/;

const observers = new Set<CallObserver>();
let lastId = 0;

/** Who wants to hear how far a call has come, by the call's id. */
const reporters = new Map<number, (progress: unknown) => void>();

globalThis.filmdesk?.onProgress((id, progress) => reporters.get(id)?.(JSON.parse(progress)));

/** Calls `observe` at the end of each call until the returned function is called. */
export function observeCalls(observe: CallObserver): () => void {
  observers.add(observe);
  return () => observers.delete(observe);
}

/**
 * Asks one operation of the contract. Rejects with a `CallError`; with the signal's reason when it is aborted,
 * and then the query is cancelled in PostgreSQL too. Long work tells how far it has come.
 */
export async function call<Name extends OperationName>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
  onProgress?: (progress: Progress<Name>) => void,
): Promise<Output<Name>> {
  const asked = new Call(name, signal);
  const bridge = globalThis.filmdesk;
  if (!bridge) return asked.outcome(await callHttp(name, input, signal));
  if (onProgress) reporters.set(asked.id, onProgress as (progress: unknown) => void);
  return asked.answered(bridge.call(asked.id, name, input));
}

/**
 * The same for what is wanted in the very next frame: the window draws it some milliseconds later, where the answer
 * has come by then. Drawn by itself, what asked for it would take that frame, and the answer would wait for another.
 * An answer that has come so soon is no promise, so that nothing is drawn before it.
 */
export function callAtOnce<Name extends OperationName>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
): Output<Name> | Promise<Output<Name>> {
  const bridge = globalThis.filmdesk;
  if (!bridge) return call(name, input, signal);
  const asked = new Call(name, signal);
  const reply = bridge.callAtOnce(asked.id, name, input);
  return typeof reply === 'string' ? asked.outcome(unpackReply(name, reply)) : asked.answered(reply);
}

/** A call that has been asked. Not made where its signal is aborted already. */
class Call<Name extends OperationName> {
  readonly id = ++lastId;
  #name: Name;
  #signal: AbortSignal | undefined;
  #askedAt = performance.now();

  constructor(name: Name, signal: AbortSignal | undefined) {
    signal?.throwIfAborted();
    this.#name = name;
    this.#signal = signal;
  }

  /** What a reply of the window comes to; the query is cancelled where the signal is aborted. */
  async answered(reply: Promise<string>): Promise<Output<Name>> {
    const cancel = () => globalThis.filmdesk?.cancel(this.id);
    this.#signal?.addEventListener('abort', cancel, { once: true });
    try {
      return this.outcome(unpackReply(this.#name, await reply));
    } finally {
      this.#signal?.removeEventListener('abort', cancel);
      reporters.delete(this.id);
    }
  }

  /** Tells who observes the calls, and gives what was asked for, or throws why not. */
  outcome(reply: Reply<unknown>): Output<Name> {
    this.#signal?.throwIfAborted();
    if (!isOfDesk.test(this.#name)) {
      const tookMs = performance.now() - this.#askedAt;
      for (const observe of observers) observe(reply.ok ? null : reply.error, tookMs);
    }
    if (!reply.ok) throw new CallError(reply.error);
    return reply.value as Output<Name>;
  }
}

async function callHttp(name: string, input: unknown, signal?: AbortSignal): Promise<Reply<unknown>> {
  try {
    const response = await fetch(`/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
      signal: AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]),
    });
    return (await response.json()) as Reply<unknown>;
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, error: { code: 'unavailable', ...words.serverGone } };
  }
}
