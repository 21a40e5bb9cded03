import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { answer } from '../../main/contract/answer.ts';
import { failureStatus, FilmdeskError } from '../../main/contract/failures.ts';

/** A contract of the test's own: the product's has no command yet. */
const operations = {
  'films.read': { kind: 'query', input: z.strictObject({ id: z.int() }), output: z.int() },
  'films.burn': { kind: 'command', input: z.strictObject({}), output: z.null() },
} as const;

const signal = new AbortController().signal;

function ask(
  name: unknown,
  input: unknown,
  { mayWrite = false, run = (): Promise<unknown> => Promise.resolve(1) } = {},
) {
  const log = vi.fn();
  const handlers = { 'films.read': run, 'films.burn': run };
  return { log, reply: answer(handlers, name, input, { signal, mayWrite, log, operations }) };
}

test('a query is answered', async () => {
  expect(await ask('films.read', { id: 1 }).reply).toEqual({ ok: true, value: 1 });
});

test('a command is refused where the caller may only read, before it runs', async () => {
  const run = vi.fn(() => Promise.resolve(null));
  expect(await ask('films.burn', {}, { run }).reply).toMatchObject({
    ok: false,
    error: { code: 'forbidden' },
  });
  expect(run).not.toHaveBeenCalled();
  expect(await ask('films.burn', {}, { run, mayWrite: true }).reply).toMatchObject({ ok: true });
});

test.each([['toString'], ['__proto__'], [42], [null], [['films.read']]])(
  'there is no operation %s',
  async (name) => {
    expect(await ask(name, {}).reply).toMatchObject({ ok: false, error: { code: 'unknown-operation' } });
  },
);

test('bad input names the field', async () => {
  expect(await ask('films.read', { id: 'x' }).reply).toMatchObject({
    ok: false,
    error: { code: 'invalid-input', field: 'id' },
  });
});

test.each([
  [
    'films.list',
    { window: { position: 0, limit: 40 }, search: 'x'.repeat(201) },
    '“search” must have at most 200 characters.',
  ],
  [
    'films.list',
    { window: { position: 0, limit: 40 }, search: 'a\0' },
    '“search” has characters that no text in the database can have.',
  ],
  ['films.list', { window: {} }, '“window” is missing, or has none of the forms that it may have.'],
  ['films.get', { id: 1.5 }, '“id” must be a whole number.'],
  ['films.get', { id: 0 }, '“id” must be at least 1.'],
  ['films.get', { id: 1, title: 'Alien' }, 'The input must not have “title”.'],
  ['films.get', undefined, 'The input must be an object.'],
  ['films.facets', { filters: { category: [''] } }, '“filters.category.0” must not be empty.'],
  ['films.facets', { filters: { stock: ['lost'] } }, '“filters.stock.0” must be one of in, out, none.'],
  ['shops.save', { id: 'a b' }, '“id” has a form that it may not have.'],
  ['share.start', { scope: 'computer', port: Number('abc') }, '“port” must be a number.'],
  ['share.start', { scope: 'computer', port: 70_000 }, '“port” must be at most 65535.'],
])('what is wrong with what %s is given is said in words', async (name, input, sentence) => {
  const reply = await answer({}, name, input, { signal, isDesk: true, mayWrite: true, log: vi.fn() });
  expect(reply).toMatchObject({ ok: false, error: { code: 'invalid-input', sentence } });
});

test('an expected failure comes back as it is', async () => {
  const failure = { code: 'not-found', sentence: 'None.', advice: 'Look elsewhere.' } as const;
  const run = () => Promise.reject(new FilmdeskError(failure));
  expect(await ask('films.read', { id: 1 }, { run }).reply).toEqual({ ok: false, error: failure });
});

test('an unexpected error is logged under the reference that the failure shows, and says nothing of itself', async () => {
  const cause = new Error('select password from staff');
  const { reply, log } = ask('films.read', { id: 1 }, { run: () => Promise.reject(cause) });
  const answered = await reply;
  expect(answered).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(answered)).not.toContain('password');
  expect(log).toHaveBeenCalledWith(answered.ok ? '' : answered.error.reference, cause);
});

test('every failure has an HTTP status that says so', () => {
  for (const status of Object.values(failureStatus)) expect(status).toBeGreaterThanOrEqual(400);
});
