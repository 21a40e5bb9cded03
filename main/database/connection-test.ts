import pg from 'pg';
import { countPendingMigrations, type RunStatement } from '../../drizzle/migrate.ts';
import type { ConnectionReport, ConnectionStage, StageReport } from '../contract/connection.ts';
import { type Failure, FilmdeskError } from '../contract/failures.ts';
import { causeOf, diagnose } from './diagnosis.ts';
import {
  abortable,
  describeCertificate,
  encrypt,
  findServer,
  offersTls,
  ProbeError,
  reachPort,
} from './probe.ts';
import { isRefusedAsItIs } from './pool.ts';
import { gatheredTables, look, missingColumns, neededTables, profileOf } from './profile.ts';
import { migrationsFolder } from '../root.ts';
import { mayNotCreate } from './sample.ts';
import { type ConnectionSettings, findPassword, isLocal, serversOf } from './settings.ts';
import { tlsOptions, type TlsStage, tlsStages } from './tls.ts';

const longestStageMs = 8000;

interface TestOptions {
  signal: AbortSignal;
  report(stage: StageReport): void;
  /** The longest that one stage may take. */
  stageTimeoutMs?: number;
}

const nothingFound: ConnectionReport = {
  ok: false,
  server: null,
  serverVersion: null,
  tls: null,
  latencyMs: null,
  schema: null,
  flavour: null,
  films: null,
  copies: null,
  stores: [],
  mayWrite: null,
  missing: [],
};

/**
 * Tries a connection stage by stage, telling each as it begins and ends. What goes wrong is told in its stage; the
 * report then says what was known by then. Of several servers it tells of the first that works, or of the last.
 * Rejects with the signal's reason when it is aborted.
 */
export async function testConnection(
  settings: ConnectionSettings,
  options: TestOptions,
): Promise<ConnectionReport> {
  let found = nothingFound;
  for (const one of serversOf(settings)) {
    found = { ...nothingFound, server: { host: one.host, port: one.port } };
    const test = new ConnectionTest(one, options, found);
    try {
      await test.run();
      return { ...found, ok: true };
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof StageFailed)) throw error;
    } finally {
      await test.end();
    }
  }
  return found;
}

/** The stage has said what is wrong; nothing after it is tried. */
class StageFailed extends Error {}

class ConnectionTest {
  readonly #settings: ConnectionSettings;
  readonly #options: TestOptions;
  readonly #found: ConnectionReport;
  #client: pg.Client | undefined;
  readonly #stageTimeoutMs: number;
  readonly #closers: (() => void)[] = [];

  constructor(settings: ConnectionSettings, options: TestOptions, found: ConnectionReport) {
    this.#settings = settings;
    this.#options = options;
    this.#found = found;
    this.#stageTimeoutMs = options.stageTimeoutMs ?? longestStageMs;
  }

  async end(): Promise<void> {
    for (const close of this.#closers) close();
    await Promise.race([
      this.#client?.end().catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, 500)),
    ]);
  }

  async run(): Promise<void> {
    const { host, port } = this.#settings;
    const isHere = isLocal(this.#settings);
    if (isHere) this.#skip('name', host);
    else {
      await this.#stage('name', async (signal) => {
        const addresses = await findServer(this.#settings, signal);
        return addresses.join(', ');
      });
    }
    const socket = await this.#stage('port', async (signal) => {
      const open = await reachPort(this.#settings, signal);
      this.#closers.push(() => open.destroy());
      return [isHere ? 'the socket answers' : `${port} answers`, open] as const;
    });
    const stages = await this.#encryption(socket!);
    await this.#logIn(stages);
    await this.#lookAtDatabase();
  }

  /** Gives the stages of encryption that the driver should try. */
  async #encryption(socket: Awaited<ReturnType<typeof reachPort>>): Promise<readonly TlsStage[]> {
    const { tls, host } = this.#settings;
    const wanted = tlsStages[tls];
    const stages = await this.#stage('tls', async (signal) => {
      const isOffered = await offersTls(socket, signal).catch((error: unknown) => {
        if (signal.aborted && !this.#options.signal.aborted) throw withCode('SILENT');
        throw error;
      });
      if (wanted[0] === 'plain') return ['not used', wanted] as const;
      if (!isOffered) {
        if (wanted.includes('plain')) return ['not offered', ['plain']] as const;
        throw withCode('NO_TLS');
      }
      const stage = wanted[0]!;
      const encrypted = await encrypt(socket, this.#settings, stage, signal);
      const version = encrypted.getProtocol() ?? 'TLS';
      const certificate = describeCertificate(encrypted.getPeerCertificate());
      this.#found.tls = { version, certificate, checked: stage !== 'tls' };
      const checked = {
        tls: 'not checked',
        'tls-ca': 'checked but for its name',
        'tls-name': `proved to be ${host}`,
      };
      return [
        `${version.replace('v', ' ')}, certificate ${certificate}, ${checked[stage as 'tls']}`,
        wanted,
      ] as const;
    });
    socket.destroy();
    return stages!;
  }

  async #logIn(stages: readonly TlsStage[]): Promise<void> {
    const { user } = this.#settings;
    await this.#stage('login', async (signal) => {
      let first: unknown;
      for (const [index, stage] of stages.entries()) {
        try {
          this.#client = await this.#connect(stage, signal);
          break;
        } catch (error) {
          // These are of the database: the login itself has succeeded.
          if (['3D000', 'NO_CONNECT', 'DATABASE_FULL', '55000'].includes(causeOf(error) ?? '')) {
            this.#databaseFailure = error;
            break;
          }
          // As the pool does: only a refusal that another stage may be let in by is tried again; the first one counts.
          first ??= error;
          if (index === stages.length - 1 || !isRefusedAsItIs(error)) throw first;
        }
      }
      return user;
    });
  }

  #databaseFailure: unknown;

  async #connect(stage: TlsStage, signal: AbortSignal): Promise<pg.Client> {
    const { host, port, database, user } = this.#settings;
    const client = new pg.Client({
      host,
      port,
      database,
      user,
      // A function, or an empty password would be taken from the environment.
      password: () => findPassword(this.#settings),
      ssl: tlsOptions(this.#settings, stage),
      application_name: 'Filmdesk',
      query_timeout: this.#stageTimeoutMs,
    });
    client.on('error', () => {});
    try {
      await abortable(client.connect(), signal);
      return client;
    } catch (error) {
      void client.end().catch(() => {});
      throw error;
    }
  }

  async #lookAtDatabase(): Promise<void> {
    const found = this.#found;
    const inspection = await this.#stage('database', async (signal) => {
      if (this.#databaseFailure) throw this.#databaseFailure;
      const client = this.#client!;
      const seen = await abortable(look(client), signal);
      const asked = performance.now();
      await abortable(client.query('SELECT 1'), signal);
      found.latencyMs = round(performance.now() - asked);
      found.serverVersion = seen.version.split(' ')[0]!;
      return [`${seen.database}, PostgreSQL ${found.serverVersion}`, seen] as const;
    });
    await this.#stage('schema', async (signal) => {
      const seen = inspection!;
      if (missingColumns(seen).length > 0) {
        found.schema = seen.tables === 0 ? 'empty' : 'foreign';
        if (found.schema === 'empty') return 'nothing in it yet';
      }
      const profile = profileOf(seen, this.#settings);
      const run = (text: string) => this.#client!.query<Record<string, unknown>>(text);
      const pending = profile.flavour === 'filmdesk' ? await abortable(pendingMigrations(run), signal) : 0;
      found.schema = pending > 0 ? 'outdated' : 'shop';
      found.flavour = profile.flavour;
      found.missing = missingFeatures(profile);
      return pending > 0 ? `filmdesk, ${pending} changes behind` : profile.flavour;
    });
    await this.#stage('permissions', (signal) =>
      found.schema === 'empty' ? this.#permissionsToSetUp(signal) : this.#permissions(signal),
    );
  }

  /** What a new shop needs: to make tables, and the extension that its search uses. */
  async #permissionsToSetUp(signal: AbortSignal): Promise<string> {
    const { user, database } = this.#settings;
    const { rows } = await abortable(
      this.#client!.query<{ create: boolean; trigrams: boolean }>(
        `SELECT has_database_privilege(current_database(), 'CREATE')
            AND coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS create,
          EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS trigrams`,
      ),
      signal,
    );
    const { create, trigrams } = rows[0]!;
    if (!create) throw new FilmdeskError(mayNotCreate(user, database));
    if (!trigrams) throw new FilmdeskError(noTrigrams);
    return `${user} may set up a shop`;
  }

  async #permissions(signal: AbortSignal): Promise<string> {
    const client = this.#client!;
    const { user } = this.#settings;
    const read = this.#found.flavour === 'filmdesk' ? [...neededTables, ...gatheredTables] : neededTables;
    const { rows } = await abortable(
      client.query<{ name: string; schema: string; read: boolean; write: boolean }>(
        `SELECT name, relnamespace::regnamespace::text AS schema, has_table_privilege(oid, 'SELECT') AS read,
          has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE') AS write
        FROM unnest($1::text[]) WITH ORDINALITY AS named (name, place) JOIN pg_class ON oid = to_regclass(name)
        ORDER BY place`,
        [read],
      ),
      signal,
    );
    const closed = rows.filter(({ read }) => !read).map(({ name }) => name);
    if (closed.length > 0) {
      const schemas = new Set(rows.map(({ schema }) => schema));
      const isAll = closed.length === rows.length && schemas.size === 1;
      const tables = isAll ? `ALL TABLES IN SCHEMA ${[...schemas].join()}` : closed.join(', ');
      throw new FilmdeskError({
        code: 'wrong-login',
        sentence: `The role ${user} may not read ${closed.join(', ')}.`,
        advice: `Ask the owner of the database: GRANT SELECT ON ${tables} TO ${pg.escapeIdentifier(user)}.`,
      });
    }
    const counted = await abortable(
      client.query<{ films: number; copies: number; stores: { id: number; name: string }[] | null }>(
        `SELECT (SELECT count(*)::int FROM film) AS films, (SELECT count(*)::int FROM inventory) AS copies,
          (SELECT json_agg(json_build_object('id', store_id, 'name', coalesce(city, '')) ORDER BY store_id)
            FROM store LEFT JOIN address USING (address_id) LEFT JOIN city USING (city_id)) AS stores`,
      ),
      signal,
    );
    const { films, copies, stores } = counted.rows[0]!;
    const mayWrite = ['film', 'inventory', 'rental'].every(
      (name) => rows.find((row) => row.name === name)?.write,
    );
    Object.assign(this.#found, { films, copies, stores: stores ?? [], mayWrite });
    return `${user} may read everything${mayWrite ? ' and change films, copies and rentals' : ' and change nothing'}`;
  }

  #skip(stage: ConnectionStage, found: string): void {
    this.#options.report({ stage, state: 'unneeded', milliseconds: 0, found });
  }

  /** Runs one stage within its time limit; `run` gives what was found, and a value for the next stage. */
  async #stage<Value>(
    stage: ConnectionStage,
    run: (signal: AbortSignal) => Promise<string | readonly [found: string, value: Value]>,
  ): Promise<Value | undefined> {
    const { report, signal } = this.#options;
    const began = performance.now();
    const milliseconds = () => round(performance.now() - began);
    report({ stage, state: 'running', milliseconds: 0 });
    const limit = AbortSignal.timeout(this.#stageTimeoutMs);
    try {
      const ended = await run(AbortSignal.any([signal, limit]));
      const [found, value] = typeof ended === 'string' ? [ended, undefined] : ended;
      report({ stage, state: 'done', milliseconds: milliseconds(), found });
      return value;
    } catch (error) {
      signal.throwIfAborted();
      const timedOut = limit.aborted && causeOf(error) !== 'SILENT';
      const cause = timedOut ? withCode(timeoutCause[stage]) : error;
      report({ stage, state: 'failed', milliseconds: milliseconds(), failure: this.#failure(stage, cause) });
      throw new StageFailed(stage, { cause: error });
    }
  }

  #failure(stage: ConnectionStage, error: unknown): NonNullable<StageReport['failure']> {
    if (error instanceof FilmdeskError) {
      const toSetUp = stage === 'permissions' && this.#found.schema === 'empty';
      return said(toSetUp ? 'NO_SET_UP' : (ownCauses[stage] ?? 'unknown'), error.failure);
    }
    const code = causeOf(error) ?? 'unknown';
    // Nothing was connected yet that could be lost.
    const cause = ['ECONNRESET', 'EPIPE', 'LOST'].includes(code) ? 'CLOSED' : code;
    const diagnosed = diagnose(cause === code ? error : withCode(cause, code), this.#settings);
    if (diagnosed instanceof FilmdeskError) return said(cause, withNames(error, diagnosed.failure));
    return {
      cause,
      sentence: `The server answers with something that Filmdesk doesn’t know${cause === 'unknown' ? '' : ` (${cause})`}.`,
      advice: 'Ask the server’s administrator what its log says about it.',
    };
  }
}

const withCode = (code: string, message = code) => new ProbeError(code, message);

const said = (cause: string, { sentence, advice }: Failure) => ({ cause, sentence, advice });

/** For a certificate of another name, says which names it is for. */
function withNames(error: unknown, failure: Failure): Failure {
  const names = (error as { cert?: { subjectaltname?: string; subject?: { CN?: string } } }).cert;
  if (!names) return failure;
  const known = (names.subjectaltname ?? names.subject?.CN ?? '').replaceAll(/(DNS|IP Address):/g, '');
  return known === ''
    ? failure
    : { ...failure, sentence: `The certificate is for ${known}, not for this server.` };
}

const noTrigrams: Failure = {
  code: 'wrong-schema',
  sentence: 'This server lacks the extension pg_trgm, which a new shop’s search uses.',
  advice:
    'Ask its administrator to install PostgreSQL’s contrib modules, or use a database that is a shop already.',
};

/** What Filmdesk itself finds wrong, by the stage in which it looks. */
const ownCauses: Partial<Record<ConnectionStage, string>> = {
  tls: 'CERTIFICATE_FILE',
  schema: 'WRONG_SCHEMA',
  permissions: 'NO_SELECT',
};

const timeoutCause: Record<ConnectionStage, string> = {
  name: 'EAI_AGAIN',
  port: 'ETIMEDOUT',
  tls: 'SILENT',
  login: 'SILENT',
  database: 'QUERY_TIMEOUT',
  schema: 'QUERY_TIMEOUT',
  permissions: 'QUERY_TIMEOUT',
};

/** None where this role may not see which there were: then it is not the one to add any. */
const pendingMigrations = async (run: RunStatement) =>
  (await countPendingMigrations(run, migrationsFolder).catch(() => 0)) ?? 0;

/** What this database can't do as well as Filmdesk's own schema, in words. */
const missingFeatures = ({ hasSearchTable, accents }: ReturnType<typeof profileOf>): string[] => [
  ...(hasSearchTable ? [] : ['the search table that keeps search fast among very many films']),
  ...(accents !== 'kept' ? [] : ['search that takes no notice of accents']),
];

const round = (milliseconds: number) => Math.round(milliseconds * 10) / 10;
