import { type CallContext, contract, type Operation } from './contract.ts';
import { failed, FilmdeskError, type LogUnexpected, type Reply } from './failures.ts';
import { invalidInput } from './invalid-input.ts';

export interface AnswerOptions {
  signal: AbortSignal;
  /** Gets the progress of long work; nobody hears of it where there is none. */
  report?: CallContext['report'];
  /** Whether the caller is the window on this computer. */
  isDesk?: boolean;
  /** Whether the caller may run commands, or queries only. */
  mayWrite: boolean;
  log: LogUnexpected;
  /** The operations there are; the product's own unless a test brings others. */
  operations?: Record<string, Operation>;
}

/**
 * Validates, authorises and runs one operation. Never rejects: whatever happens ends in a Reply.
 * `name` and `input` come from outside and may be anything.
 */
export async function answer(
  handlers: object,
  name: unknown,
  input: unknown,
  { signal, report = () => {}, isDesk = false, mayWrite, log, operations = contract }: AnswerOptions,
): Promise<Reply<unknown>> {
  try {
    if (typeof name !== 'string' || !Object.hasOwn(operations, name)) throw unknownOperation();
    const operation = operations[name]!;
    if (operation.kind === 'desk' && !isDesk) throw elsewhere();
    if (operation.kind === 'command' && !mayWrite) throw readOnly();
    const parsed = operation.input.safeParse(input);
    if (!parsed.success) return { ok: false, error: invalidInput(parsed.error) };
    const handler = (handlers as Record<string, (input: unknown, context: CallContext) => Promise<unknown>>)[
      name
    ]!;
    return { ok: true, value: await handler(parsed.data, { signal, report }) };
  } catch (error) {
    return failed(error, log);
  }
}

const unknownOperation = () =>
  new FilmdeskError({
    code: 'unknown-operation',
    sentence: 'There is no such operation.',
    advice: 'Use one that main/contract/contract.ts names.',
  });

const elsewhere = () =>
  new FilmdeskError({
    code: 'forbidden',
    sentence: 'This can only be done in the desktop window.',
    advice: 'Open Filmdesk on the computer that it is installed on.',
  });

const readOnly = () =>
  new FilmdeskError({
    code: 'forbidden',
    sentence: 'This page may only read.',
    advice: 'Make the change in the desktop window.',
  });
