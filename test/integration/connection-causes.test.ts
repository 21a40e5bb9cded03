import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { ConnectionReport, StageReport } from '../../main/contract/connection.ts';
import { testConnection } from '../../main/database/connection-test.ts';
import { openPool } from '../../main/database/pool.ts';
import { fillWithSample } from '../../main/database/sample.ts';
import { parseConnectionUri } from '../../main/database/settings.ts';
import { type Authority, makeAuthority } from '../support/certificates.ts';
import {
  hasDvdrental,
  runSql,
  startPostgres,
  type TestServer,
  settingsOf,
  uriOf,
} from '../support/postgres.ts';

/* Each cause against a real server that has it. */

const canary = 'canary-4711';
const anySignal = new AbortController().signal;

interface Tested {
  report: ConnectionReport;
  /** The last word of each stage. */
  stages: Map<string, StageReport>;
  failed: StageReport | undefined;
}

async function tryOut(uri: string, signal: AbortSignal = anySignal): Promise<Tested> {
  const stages = new Map<string, StageReport>();
  const report = await testConnection(parseConnectionUri(uri), {
    signal,
    stageTimeoutMs: 2000,
    report: (stage) => stages.set(stage.stage, stage),
  });
  return { report, stages, failed: [...stages.values()].find(({ state }) => state === 'failed') };
}

/** What failed, as `stage cause`; nothing of it may hold the password. */
async function causeOf(uri: string): Promise<string> {
  const { failed, report } = await tryOut(uri);
  expect(report.ok).toBe(false);
  expect(failed?.failure?.sentence).toMatch(/^[^\n]{10,200}\.$/);
  expect(failed?.failure?.advice).toMatch(/^[^\n]{10,200}[.)]$/);
  expect(JSON.stringify(failed)).not.toContain(canary);
  return `${failed!.stage} ${failed!.failure!.cause}`;
}

let server: TestServer;
let authority: Authority;
let directory: string;
const servers: Server[] = [];

const file = (name: string, content: string) => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

async function listen(listener: Server): Promise<number> {
  servers.push(listener);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return (listener.address() as { port: number }).port;
}

const sql = (text: string, database = 'postgres') => runSql(server.port, database, text);

/** Presents another certificate from the next connection on. */
async function present({ certificate, key }: { certificate: string; key: string }): Promise<void> {
  server.layFile('server.crt', certificate);
  server.layFile('server.key', key);
  await reload();
}

/** Has the server read its settings and files again; a new connection tells when it has. */
async function reload(): Promise<void> {
  const loaded = async () => {
    const [row] = await runSql<{ at: string }>(
      server.port,
      'postgres',
      'select pg_conf_load_time()::text as at',
    );
    return row!.at;
  };
  const before = await loaded();
  await sql('select pg_reload_conf()');
  await vi.waitUntil(async () => (await loaded()) !== before, { timeout: 20_000 });
}

async function offerTls(isOn: boolean): Promise<void> {
  await sql(`alter system set ssl = ${isOn ? 'on' : 'off'}`);
  await reload();
}

const uri = (login: string, database = 'shop', query = '', host = 'localhost') =>
  `postgres://${login}@${host}:${server.port}/${database}${query}`;

const clerk = `clerk:${canary}`;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'filmdesk-causes-'));
  authority = makeAuthority('Filmdesk Test Authority');
  const good = authority.issue('localhost', ['DNS:localhost', 'IP:127.0.0.1']);
  server = await startPostgres({
    files: { 'server.crt': good.certificate, 'server.key': good.key, 'ca.crt': authority.certificate },
    settings: ['ssl_ca_file=ca.crt', 'listen_addresses=127.0.0.1', 'max_connections=12'],
    rules: [
      'hostssl all only_tls all scram-sha-256',
      'hostnossl all only_tls all reject',
      'hostssl all with_certificate all cert',
      'host all turned_away all reject',
      'host all ghost all trust',
    ],
  });
  await offerTls(true);
  await sql('create database shop');
  await fillWithSample(settingsOf(server.port, 'shop'), 20);
  await sql('create database empty');
  await sql('create database other');
  await sql('create table film (film_id int, title text); create table invoices (id int)', 'other');
  await sql('create database full_database connection limit 0');
  await sql('create database closed_database allow_connections false');
  await sql('create database private_database');
  await sql('revoke connect on database private_database from public');
  for (const role of ['clerk', 'only_tls', 'with_certificate', 'turned_away', 'blind']) {
    await sql(`create role ${role} login password '${canary}'`);
  }
  await sql(`create role full_role login password '${canary}' connection limit 0`);
  await sql(`create role retired nologin password '${canary}'`);
  await sql('grant select on all tables in schema public to clerk, only_tls, with_certificate', 'shop');
}, 60_000);

afterAll(async () => {
  for (const each of servers) each.close();
  await server.remove();
  rmSync(directory, { recursive: true });
});

describe('finding and reaching the server', () => {
  test('no such name', async () =>
    expect(await causeOf(`postgres://${clerk}@no-such-host.invalid/shop`)).toMatch(
      /^name (ENOTFOUND|EAI_AGAIN)$/,
    ));

  test('nothing on the port', async () =>
    expect(await causeOf(`postgres://${clerk}@127.0.0.1:1/shop`)).toBe('port ECONNREFUSED'));

  test('no socket', async () =>
    expect(await causeOf(`postgres://clerk:${canary}@/shop?host=${directory}`)).toBe('port ENOENT'));

  test(
    'an address that nobody has',
    async () =>
      expect(await causeOf(`postgres://${clerk}@192.0.2.1/shop`)).toMatch(
        /^port (ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED)$/,
      ),
    15_000,
  );

  test('a black hole, which takes connections and says nothing', async () => {
    const port = await listen(createServer(() => {}));
    expect(await causeOf(`postgres://${clerk}@127.0.0.1:${port}/shop`)).toBe('tls SILENT');
  }, 15_000);

  test('a server of another kind', async () => {
    const port = await listen(createHttpServer());
    expect(await causeOf(`postgres://${clerk}@127.0.0.1:${port}/shop`)).toMatch(
      /^tls (NOT_POSTGRES|CLOSED)$/,
    );
  });

  test('a server that hangs up', async () => {
    const port = await listen(createServer((socket) => socket.destroy()));
    expect(await causeOf(`postgres://${clerk}@127.0.0.1:${port}/shop`)).toMatch(/CLOSED$/);
  });
});

describe('encryption', () => {
  const full = (more = '') => `?sslmode=verify-full${more}`;
  const root = () => `&sslrootcert=${file('ca.pem', authority.certificate)}`;

  test('a certificate of an authority that is named', async () => {
    const { report, stages } = await tryOut(uri(clerk, 'shop', full(root())));
    expect(report).toMatchObject({ ok: true, tls: { checked: true } });
    expect(report.tls!.version).toMatch(/^TLSv1\.[23]$/);
    expect(report.tls!.certificate).toContain('Filmdesk Test Authority');
    expect(stages.get('tls')!.found).toContain('proved to be localhost');
  });

  test('an authority that nobody knows', async () =>
    expect(await causeOf(uri(clerk, 'shop', full()))).toMatch(/^tls (UNABLE_TO|SELF_SIGNED)/));

  test('a certificate signed by itself', async () => {
    await present(makeAuthority('localhost', ['DNS:localhost']));
    expect(await causeOf(uri(clerk, 'shop', full()))).toBe('tls DEPTH_ZERO_SELF_SIGNED_CERT');
    expect((await tryOut(uri(clerk, 'shop', '?sslmode=require'))).report).toMatchObject({
      ok: true,
      tls: { checked: false },
    });
  });

  test('a certificate for another name, which is named', async () => {
    await present(authority.issue('old.example', ['DNS:old.example']));
    const { failed } = await tryOut(uri(clerk, 'shop', full(root())));
    expect(failed).toMatchObject({ stage: 'tls', failure: { cause: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    expect(failed!.failure!.sentence).toContain('old.example');
    expect((await tryOut(uri(clerk, 'shop', `?sslmode=verify-ca${root()}`))).report.ok).toBe(true);
  });

  test('a certificate that has expired', async () => {
    await present(authority.issue('localhost', ['DNS:localhost'], -1));
    expect(await causeOf(uri(clerk, 'shop', full(root())))).toBe('tls CERT_HAS_EXPIRED');
  });

  test('a root certificate that can’t be read, or is none', async () => {
    await present(authority.issue('localhost', ['DNS:localhost']));
    expect(await causeOf(uri(clerk, 'shop', full('&sslrootcert=/no/such/file')))).toBe(
      'tls CERTIFICATE_FILE',
    );
    expect(await causeOf(uri(clerk, 'shop', full(`&sslrootcert=${file('junk.pem', 'junk')}`)))).toMatch(
      /^tls /,
    );
  });

  test('a server without TLS', async () => {
    await offerTls(false);
    expect(await causeOf(uri(clerk, 'shop', '?sslmode=require'))).toBe('tls NO_TLS');
    expect((await tryOut(uri(clerk, 'shop', '?sslmode=prefer'))).report).toMatchObject({
      ok: true,
      tls: null,
    });
    await offerTls(true);
  });

  test('a client certificate that is wanted, and one that is given', async () => {
    expect(await causeOf(uri(`with_certificate:${canary}`, 'shop', '?sslmode=require'))).toBe(
      'login CLIENT_CERTIFICATE',
    );
    const own = authority.issue('with_certificate', []);
    const given = `&sslcert=${file('client.pem', own.certificate)}&sslkey=${file('client.key', own.key)}`;
    const { report } = await tryOut(uri('with_certificate', 'shop', `?sslmode=require${given}`));
    expect(report.ok).toBe(true);
  });
});

describe('logging in', () => {
  test.each([
    ['a wrong password', () => uri('clerk:wrong'), 'login 28P01'],
    ['no password', () => uri('clerk'), 'login NO_PASSWORD'],
    ['a role that is not let in', () => uri(`turned_away:${canary}`), 'login NO_ENTRY'],
    [
      'a role that has to encrypt',
      () => uri(`only_tls:${canary}`, 'shop', '?sslmode=disable'),
      'login NO_ENTRY',
    ],
    ['a role that does not exist', () => uri('ghost'), 'login NO_ROLE'],
    ['a role that may not log in', () => uri(`retired:${canary}`), 'login NO_LOGIN'],
    ['a role with too many connections', () => uri(`full_role:${canary}`), 'login ROLE_FULL'],
  ])('%s', async (_title, to, cause) => expect(await causeOf(to())).toBe(cause));

  test('a full server', async () => {
    const clients: pg.Client[] = [];
    try {
      for (;;) {
        const client = new pg.Client({
          connectionString: uri(clerk, 'shop', '?sslmode=disable', '127.0.0.1'),
        });
        client.on('error', () => {});
        await client.connect();
        clients.push(client);
      }
    } catch {
      expect(await causeOf(uri(clerk))).toBe('login 53300');
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });
});

describe('the database', () => {
  test.each([
    ['no such database', () => uri(clerk, 'nowhere'), 'database 3D000'],
    ['a full database', () => uri(clerk, 'full_database'), 'database DATABASE_FULL'],
    ['a closed database', () => uri(clerk, 'closed_database'), 'database 55000'],
    ['a database of others', () => uri(clerk, 'private_database'), 'database NO_CONNECT'],
    ['no rental shop', () => uri(clerk, 'other'), 'schema WRONG_SCHEMA'],
    ['a role that may not read', () => uri(`blind:${canary}`), 'permissions NO_SELECT'],
    ['an empty one that takes no tables', () => uri(clerk, 'empty'), 'permissions NO_SET_UP'],
  ])('%s', async (_title, to, cause) => expect(await causeOf(to())).toBe(cause));

  test('what is missing and what may not be read is named', async () => {
    const other = await tryOut(uri(clerk, 'other'));
    expect(other.failed!.failure!.sentence).toContain('film.description');
    expect(other.report.schema).toBe('foreign');
    const blind = await tryOut(uri(`blind:${canary}`));
    expect(blind.failed!.failure!.sentence).toContain('blind may not read film, ');
    expect(blind.failed!.failure!.advice).toContain('GRANT SELECT ON ALL TABLES IN SCHEMA public TO "blind"');
    await sql('revoke select on film_start from clerk', 'shop');
    const counting = await tryOut(uri(clerk));
    expect(counting.failed!.failure).toMatchObject({
      sentence: 'The role clerk may not read film_start.',
      advice: 'Ask the owner of the database: GRANT SELECT ON film_start TO "clerk".',
    });
    await sql('grant select on film_start to clerk', 'shop');
  });

  test('an empty one is found to be empty', async () => {
    const owner = uriOf(server.port, 'empty');
    // Whatever an extension has brought along is nobody's shop.
    await sql('create extension pg_buffercache', 'empty');
    expect((await tryOut(owner)).report).toMatchObject({ ok: true, schema: 'empty', films: null });
    await sql('create schema hidden; create table hidden.something (n int)', 'empty');
    expect((await tryOut(owner)).report).toMatchObject({ ok: false, schema: 'foreign' });
    await sql('drop schema hidden cascade', 'empty');
  });

  test('a shop is described: versions, counts, stores and what the role may do', async () => {
    const { report, stages } = await tryOut(uri(clerk));
    expect(report).toMatchObject({
      ok: true,
      schema: 'shop',
      flavour: 'filmdesk',
      films: 20,
      mayWrite: false,
      server: { host: 'localhost', port: server.port },
    });
    expect(report.serverVersion).toMatch(/^18\./);
    expect(report.stores).toHaveLength(2);
    expect([...stages.values()].every(({ state }) => state === 'done')).toBe(true);
    const { report: owner } = await tryOut(uriOf(server.port, 'shop'));
    expect(owner.mayWrite).toBe(true);
  });

  test('an older schema of our own is found to be outdated', async () => {
    await sql('create database older template shop');
    await sql('delete from drizzle.__drizzle_migrations where id > 2', 'older');
    const { report } = await tryOut(uriOf(server.port, 'older'));
    expect(report).toMatchObject({ ok: true, schema: 'outdated', flavour: 'filmdesk' });
  });
});

describe('several servers', () => {
  test('the first that works is taken', async () => {
    const { report } = await tryOut(`postgres://${clerk}@127.0.0.1:1,localhost:${server.port}/shop`);
    expect(report).toMatchObject({ ok: true, server: { port: server.port } });
  });

  test('one that may be written to comes first, unless the shop is only read', async () => {
    await sql('alter system set default_transaction_read_only = on');
    await reload();
    const both = parseConnectionUri(
      `postgres://postgres:test-password@127.0.0.1:${server.port},127.0.0.1:${inject('postgresPort')}/postgres`,
    );
    const portFor = async (readOnly: boolean) => {
      const { settings, close } = await openPool(both, { max: 1, readOnly });
      await close();
      return settings.port;
    };
    expect(await portFor(false)).toBe(inject('postgresPort'));
    expect(await portFor(true)).toBe(server.port);
    await sql('alter system reset default_transaction_read_only');
    await reload();
  });
});

test('a test can be cancelled at any stage', async () => {
  const port = await listen(createServer(() => {}));
  const cancel = new AbortController();
  const running = testConnection(parseConnectionUri(`postgres://${clerk}@127.0.0.1:${port}/shop`), {
    signal: cancel.signal,
    report: ({ stage, state }) => {
      if (stage === 'tls' && state === 'running') cancel.abort();
    },
  });
  await expect(running).rejects.toThrow(/aborted/);
});

test('a server that is being stopped, and one that is started again', async () => {
  const open = new pg.Client({ connectionString: uriOf(server.port, 'shop') });
  open.on('error', () => {});
  await open.connect();
  server.beginStopping();
  await expect.poll(() => causeOf(uri(clerk)), { timeout: 5000 }).toBe('login STOPPING');
  await open.end();
  await expect.poll(() => causeOf(uri(clerk)), { timeout: 5000 }).toBe('port ECONNREFUSED');
  await server.start();
  expect((await tryOut(uri(clerk))).report.ok).toBe(true);
});

if (hasDvdrental) {
  test('dvdrental is recognised, and what it lacks is said', async () => {
    const { report } = await tryOut(uriOf(inject('postgresPort'), 'dvdrental'));
    expect(report).toMatchObject({ ok: true, flavour: 'dvdrental', films: 1000, schema: 'shop' });
    expect(report.missing.join()).toContain('search');
  });
}
