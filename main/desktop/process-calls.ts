import { type Failure, FilmdeskError } from '../contract/failures.ts';
import { describe } from './log.ts';

/*
 * Two processes of the program that ask one another: what may keep one busy is done in the other. Values are cloned
 * on their way, failures arrive as failures, and any other error with what the log may hold of it.
 */

/** What one of them answers, by name. */
export type Answers = Record<string, (input: never) => Promise<unknown>>;

/** A way to the other process, as Electron gives it on either side. */
export interface Line {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Message =
  | { kind: 'call'; id: number; name: string; input: unknown }
  | { kind: 'value'; id: number; value: unknown }
  | { kind: 'failure'; id: number; failure: Failure }
  | { kind: 'error'; id: number; description: string };

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export interface OtherProcess<Theirs extends Answers> {
  call<Name extends keyof Theirs & string>(
    name: Name,
    ...input: Parameters<Theirs[Name]>
  ): ReturnType<Theirs[Name]>;
  /** The other process has ended: fails the calls that are not answered yet, and all to come. */
  end(reason: Error): void;
}

/** Answers the other process by `ours`, and calls what it answers. */
export function connectProcess<Theirs extends Answers>(line: Line, ours: Answers): OtherProcess<Theirs> {
  const waiting = new Map<number, Call>();
  let calls = 0;
  let ended: Error | undefined;

  const send = (message: Message) => line.send(message);

  async function answer({ id, name, input }: Message & { kind: 'call' }): Promise<void> {
    try {
      send({ kind: 'value', id, value: await ours[name]!(input as never) });
    } catch (error) {
      if (error instanceof FilmdeskError) send({ kind: 'failure', id, failure: error.failure });
      else send({ kind: 'error', id, description: describe(error) });
    }
  }

  line.onMessage((received) => {
    const message = received as Message;
    if (message.kind === 'call') {
      void answer(message);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'value') call?.resolve(message.value);
    else if (message.kind === 'failure') call?.reject(new FilmdeskError(message.failure));
    else call?.reject(errorOfOther(message.description));
  });

  return {
    call: (name, ...[input]) => {
      if (ended) return Promise.reject(ended) as ReturnType<Theirs[typeof name]>;
      const id = ++calls;
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      send({ kind: 'call', id, name, input });
      return answered as ReturnType<Theirs[typeof name]>;
    },
    end(reason) {
      ended = reason;
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
    },
  };
}

/** It stands in the log with the places where it happened, not with those where it was heard of. */
const errorOfOther = (description: string) =>
  Object.assign(new Error(description), { name: 'In the other process', stack: '' });
