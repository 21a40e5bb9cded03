import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { FilmdeskError } from '../../main/contract/failures.ts';
import { findPassword, parseConnectionUri, serversOf } from '../../main/database/settings.ts';

afterEach(() => vi.unstubAllEnvs());

test('a connection string gives every field', () =>
  expect(parseConnectionUri('postgres://clerk:p%40ss@db.example:6543/dvdrental?sslmode=verify-full')).toEqual(
    {
      host: 'db.example',
      port: 6543,
      database: 'dvdrental',
      user: 'clerk',
      password: 'p@ss',
      tls: 'verify-full',
      embedded: false,
    },
  ));

test('what it leaves out is as libpq has it', () => {
  vi.stubEnv('PGUSER', 'ann');
  vi.stubEnv('PGPASSWORD', '');
  expect(parseConnectionUri('postgresql://')).toEqual({
    host: 'localhost',
    port: 5432,
    database: 'ann',
    user: 'ann',
    tls: 'prefer',
    embedded: false,
  });
});

test('sockets and IPv6 addresses are hosts too', () => {
  const several = parseConnectionUri(
    'postgres:///shop?host=/var/run/postgresql,db.example&sslmode=verify-full',
  );
  // Nothing is encrypted on a socket; the server beside it is as well checked as was asked.
  expect(serversOf(several)).toMatchObject([
    { host: '/var/run/postgresql', tls: 'off' },
    { host: 'db.example', tls: 'verify-full' },
  ]);
  expect(parseConnectionUri('postgres://[::1]/shop').host).toBe('::1');
});

test('a password may hold any sign, encoded or not', () => {
  expect(parseConnectionUri('postgres://u:%zz@h/x').password).toBe('%zz');
  expect(parseConnectionUri('postgres://u:a/b?c#d@e:f@h:5433/x')).toMatchObject({
    host: 'h',
    port: 5433,
    user: 'u',
    password: 'a/b?c#d@e:f',
    database: 'x',
  });
});

test.each(['', 'dvdrental', 'mysql://localhost/x', 'postgres://h/x?sslmode=maybe'])(
  '“%s” is refused, without repeating it',
  (uri) => {
    const attempt = () => parseConnectionUri(uri);
    expect(attempt).toThrow(FilmdeskError);
    try {
      attempt();
    } catch (error) {
      expect((error as FilmdeskError).failure).toMatchObject({
        code: 'invalid-input',
        field: 'DATABASE_URL',
      });
      if (uri !== '') expect(JSON.stringify((error as FilmdeskError).failure)).not.toContain(uri);
    }
  },
);

test('a password that was not given is looked up in .pgpass, and only there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'filmdesk-pgpass-'));
  const file = join(directory, 'pgpass');
  writeFileSync(file, 'db.example:5432:*:clerk:from-the-file\n', { mode: 0o600 });
  vi.stubEnv('PGPASSFILE', file);
  vi.stubEnv('PGPASSWORD', undefined);
  expect(await findPassword(parseConnectionUri('postgres://clerk@db.example/rentals'))).toBe('from-the-file');
  expect(await findPassword(parseConnectionUri('postgres://clerk:given@db.example/rentals'))).toBe('given');
  expect(await findPassword(parseConnectionUri('postgres://ann@db.example/rentals'))).toBe('');
  rmSync(directory, { recursive: true });
});
