import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectionFields, TlsMode } from '../../main/contract/connection.ts';
import {
  lineWithString,
  readConnectionString,
  writeConnectionString,
} from '../../main/contract/connection-string.ts';

const fieldsOf = (text: string) => {
  const { fields, password, problems } = readConnectionString(text);
  expect(problems).toEqual([]);
  return { ...fields, password };
};

describe('what people paste', () => {
  test.each<[string, string, object]>([
    [
      'a URI',
      'postgres://user:pass@host:5432/db?sslmode=require',
      {
        servers: [{ host: 'host', port: 5432 }],
        user: 'user',
        password: 'pass',
        database: 'db',
        tls: 'encrypt',
      },
    ],
    [
      'the longer scheme',
      'postgresql://host/db',
      { servers: [{ host: 'host', port: 5432 }], database: 'db' },
    ],
    [
      'Heroku’s own',
      'postgres://uf8k:p9d0@ec2-3-4-5-6.compute-1.amazonaws.com:5432/d7e8f9',
      { user: 'uf8k', password: 'p9d0', database: 'd7e8f9' },
    ],
    [
      'what heroku config prints',
      'DATABASE_URL="postgres://u:p@h:5433/d"',
      { servers: [{ host: 'h', port: 5433 }], password: 'p', database: 'd' },
    ],
    [
      'another of Heroku’s variables',
      'HEROKU_POSTGRESQL_AMBER_URL: postgres://u:p@h:5433/d',
      { servers: [{ host: 'h', port: 5433 }], password: 'p', database: 'd' },
    ],
    ['a psql command', "psql 'postgres://u@h/d'", { user: 'u', database: 'd' }],
    ['a JDBC address', 'jdbc:postgresql://h:5433/d?user=u&password=p', { user: 'u', password: 'p' }],
    [
      'words',
      String.raw`host=h port=5433 dbname='my db' user=u password='it''s' sslmode=verify-full`.replace(
        "''",
        String.raw`\'`,
      ),
      {
        servers: [{ host: 'h', port: 5433 }],
        database: 'my db',
        user: 'u',
        password: "it's",
        tls: 'verify-full',
      },
    ],
    [
      'what heroku pg:credentials prints',
      '"dbname=d host=h port=5432 user=u password=p sslmode=require"',
      { database: 'd', user: 'u', password: 'p', tls: 'encrypt' },
    ],
    [
      'a Unix socket',
      'postgres:///db?host=/var/run/postgresql',
      { servers: [{ host: '/var/run/postgresql', port: 5432 }], database: 'db' },
    ],
    [
      'a Unix socket, encoded',
      'postgres://u@%2Fvar%2Frun%2Fpostgresql/db',
      { servers: [{ host: '/var/run/postgresql', port: 5432 }] },
    ],
    ['IPv6', 'postgres://u@[2001:db8::1]:5433/db', { servers: [{ host: '2001:db8::1', port: 5433 }] }],
    [
      'several servers',
      'postgres://u@one:5433,two,[::1]:5434/db',
      {
        servers: [
          { host: 'one', port: 5433 },
          { host: 'two', port: 5432 },
          { host: '::1', port: 5434 },
        ],
      },
    ],
    [
      'several servers in words, with one port',
      'host=one,two port=5433 dbname=db',
      {
        servers: [
          { host: 'one', port: 5433 },
          { host: 'two', port: 5433 },
        ],
      },
    ],
    ['an encoded password', 'postgres://u:p%40ss%2Fw%C3%B6rd@h/d', { password: 'p@ss/wörd' }],
    ['a raw password', 'postgres://u:p@ss/w:o?r#d%@h/d', { password: 'p@ss/w:o?r#d%', database: 'd' }],
    ['a user with an @', 'postgres://me%40example.com:p@h/d', { user: 'me@example.com' }],
    [
      'an @ in a setting',
      'postgres://h:5432/db?user=me@example.com&password=p@ss',
      { servers: [{ host: 'h', port: 5432 }], user: 'me@example.com', password: 'p@ss' },
    ],
    [
      'an @ in a setting behind a login',
      'postgres://u:p@h/db?application_name=me@work',
      { servers: [{ host: 'h', port: 5432 }], password: 'p' },
    ],
    ['spaces around', '  postgres://u@h/d \n', { database: 'd' }],
  ])('%s', (_title, text, expected) => {
    expect(fieldsOf(text)).toMatchObject(expected);
  });

  test.each<[string, TlsMode]>([
    ['disable', 'off'],
    ['allow', 'allow'],
    ['prefer', 'prefer'],
    ['require', 'encrypt'],
    ['verify-ca', 'verify-ca'],
    ['verify-full', 'verify-full'],
  ])('sslmode=%s means %s', (word, mode) => {
    expect(fieldsOf(`postgres://h/d?sslmode=${word}`).tls).toBe(mode);
  });

  test('with a root certificate, require checks it, as libpq does; the system’s are checked with the name', () => {
    expect(fieldsOf('postgres://h/d?sslmode=require&sslrootcert=/ca.pem').tls).toBe('verify-ca');
    expect(fieldsOf('postgres://h/d?sslrootcert=system')).toMatchObject({ tls: 'verify-full' });
  });
});

describe('what can’t be used is pointed at', () => {
  test.each([
    ['postgres://u@h:54x/d', '54x', /port/],
    ['postgres://u@h:99999/d', '99999', /port/],
    ['postgres://u@h/d?sslmode=maybe', 'maybe', /sslmode is one of/],
    ['postgres://u@h/d?colour=blue', 'colour', /no setting colour/],
    ['host=h port=many', 'many', /port/],
    ['host=h nonsense', 'nonsense', /no key=value/],
    ['mysql://u@h/d', 'mysql://u@h/d', /no PostgreSQL/],
    ['dvdrental', 'dvdrental', /begins with postgres/],
  ])('%s', (text, part, reason) => {
    const { problems } = readConnectionString(text);
    expect(problems).toHaveLength(1);
    const { from, to, reason: said } = problems[0]!;
    expect(text.slice(from, to)).toBe(part);
    expect(said).toMatch(reason);
  });
});

test('the password’s place is found, so that it can be masked', () => {
  for (const text of [
    'postgres://u:se%63ret@h/d',
    'host=h password=secret',
    'postgres://h/d?password=secret&user=u',
  ]) {
    const { passwordAt, password } = readConnectionString(text);
    expect(password).toBe('secret');
    expect(decodeURIComponent(text.slice(passwordAt!.from, passwordAt!.to))).toBe('secret');
  }
});

test('fields that are written as a string are read as the same fields', () => {
  const name = fc.stringMatching(/^[^\0\r\n]{1,20}$/).filter((text) => text.isWellFormed());
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.constant('/var/run/postgresql'));
  const fields = fc.record({
    servers: fc.array(fc.record({ host, port: fc.integer({ min: 1, max: 65_535 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    database: name,
    user: name,
    tls: fc.constantFrom<TlsMode>('off', 'allow', 'prefer', 'encrypt', 'verify-ca', 'verify-full'),
  });
  fc.assert(
    fc.property(fields, name, (written: ConnectionFields, password) => {
      // `prefer` is what a string means that says nothing of it.
      const read = { tls: 'prefer', ...fieldsOf(writeConnectionString(written, password)) };
      expect(read).toEqual({ ...written, password });
    }),
    // A quote at the end was taken for one around the whole.
    { examples: [[{ servers: [{ host: '::', port: 1 }], database: "'", user: ' ', tls: 'prefer' }, "'"]] },
  );
});

test('nothing that is pasted makes it fail', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      for (const start of ['', 'postgres://', 'host=', 'postgres://u:p@h/d?']) {
        const { problems } = readConnectionString(start + text);
        for (const { from, to } of problems) expect(to).toBeGreaterThanOrEqual(from);
      }
    }),
  );
});

test.each([
  [
    'what heroku config prints',
    '=== my-app Config Vars\n\nDATABASE_URL: postgres://u:p@h:5433/d\nLANG:         en_US.UTF-8\n',
    'DATABASE_URL: postgres://u:p@h:5433/d',
  ],
  ['words, a line each', 'host=h\r\nport=5433\r\ndbname=d\r\n', 'host=h port=5433 dbname=d'],
  ['one line', ' postgres://u:p@h/d', ' postgres://u:p@h/d'],
])('of %s the line with the connection is taken', (_what, text, line) =>
  expect(lineWithString(text)).toBe(line),
);

test('what is no connection string still has its password masked', () => {
  const text = 'mysql://clerk:secret@h/d';
  const { passwordAt, problems } = readConnectionString(text);
  expect(problems).toHaveLength(1);
  expect(text.slice(passwordAt!.from, passwordAt!.to)).toBe('secret');
});
