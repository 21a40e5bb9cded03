import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { FilmdeskError } from '../../main/contract/failures.ts';
import { type Answers, connectProcess } from '../../main/desktop/process-calls.ts';

const lineOf = (port: MessagePort) => ({
  // Of a port there is no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  send: (message: unknown) => port.postMessage(message),
  onMessage: (listener: (message: unknown) => void) => void port.on('message', listener),
});

/** Calls what `answers` answers, over a line that clones what it carries. */
function callers<Theirs extends Answers>(answers: Theirs) {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  connectProcess(lineOf(port1), answers);
  return connectProcess<Theirs>(lineOf(port2), {});
}

const failure = {
  code: 'invalid-input',
  field: 'port',
  sentence: 'It is taken.',
  advice: 'Choose another.',
} as const;

test('calls are answered each by its own, whichever comes first', async () => {
  const waiting = new Map<string, () => void>();
  const other = callers({
    wait: (name: string) =>
      new Promise<string>((resolve) => waiting.set(name, () => resolve(`${name} is done`))),
    free: (name: string) => Promise.resolve(waiting.get(name)!()),
  });
  const [first, second] = [other.call('wait', 'first'), other.call('wait', 'second')];
  await other.call('free', 'second');
  expect(await second).toBe('second is done');
  await other.call('free', 'first');
  expect(await first).toBe('first is done');
});

test('a failure arrives as it is, any other error with what the log may hold of it', async () => {
  const other = callers({
    fail: () => Promise.reject(new FilmdeskError(failure)),
    break: () => Promise.reject(Object.assign(new Error('duplicate key: clerk'), { code: '23505' })),
    answerStrangely: () => Promise.resolve(() => {}),
  });
  await expect(other.call('fail')).rejects.toMatchObject({ failure });
  const broken = (await other.call('break').catch((error: unknown) => error)) as Error;
  expect(broken).toMatchObject({ name: 'In the other process' });
  expect(broken.message).toContain('Error 23505');
  expect(broken.message).toContain('process-calls.test.ts');
  expect(broken.message).not.toContain('clerk');
  await expect(other.call('answerStrangely')).rejects.toThrow('could not be cloned');
});

test('who waits for a process that has ended is told so, and whoever asks it later', async () => {
  const other = callers({ never: () => new Promise<void>(() => {}) });
  const waiting = other.call('never');
  other.end(new Error('it has ended (9)'));
  await expect(waiting).rejects.toThrow('it has ended (9)');
  await expect(other.call('never')).rejects.toThrow('it has ended (9)');
});
