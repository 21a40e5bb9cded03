import { once } from 'node:events';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { FilmdeskError } from '../../contract/failures.ts';
import { shopFiles, type ShopFiles } from './files.ts';
import { lockShop } from './lock.ts';
import { markShop, prepareData, sampleDay } from './prepare.ts';

/*
 * The process that runs the embedded shop's database, because PGlite blocks its thread for the whole of a query.
 * Started as `host HOME ARCHIVE`. Prints one line of JSON: {"ready":true}, or {"failure":...}. Ends with the
 * process that started it. There is one owner of a shop, and everybody may connect: where another process runs
 * it already, this one is ready as soon as that one answers, and ends with it, to be started again in its place.
 */

const mostConnections = 64;
const patienceMs = 20_000;

const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);

async function run(home: string, archive: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const files = shopFiles(home);
  if (!(await lockShop(home))) {
    const owner = await connectToOwner(files);
    owner.once('close', () => process.exit(0));
    process.once('disconnect', () => process.exit(0));
    say({ ready: true });
    return;
  }
  const { isNew } = await prepareData(files, archive);
  const db = await PGlite.create({ dataDir: files.data, extensions: { pg_trgm } });
  if (isNew) await bringUpToToday(db, await sampleDay(archive));
  await markShop(files);
  const server = await listen(db, files);
  const stop = async () => {
    await server.stop();
    await db.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('disconnect', () => void stop());
  say({ ready: true });
}

async function listen(db: PGlite, files: ShopFiles): Promise<PGLiteSocketServer> {
  if (process.platform !== 'win32') {
    await mkdir(files.socketDirectory, { recursive: true, mode: 0o700 });
    await chmod(files.socketDirectory, 0o700);
    // Left over from an owner that was killed: this process holds the lock, so nobody listens on it.
    await rm(files.socket, { force: true });
  }
  const server = new PGLiteSocketServer({ db, path: files.socket, maxConnections: mostConnections });
  await server.start();
  return server;
}

async function connectToOwner({ socket }: ShopFiles): Promise<Socket> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const owner = connect(socket);
    try {
      await once(owner, 'connect');
      return owner.on('error', () => {}).resume();
    } catch {
      if (Date.now() > deadline) throw taken();
      await delay(50);
    }
  }
}

/**
 * Moves the sample's rentals on, so that they end near today whenever the program was built. Once only, also where the
 * process was ended before the shop was marked: the table itself says so.
 */
async function bringUpToToday(db: PGlite, sampleDate: Date): Promise<void> {
  const days = Math.floor((Date.now() - sampleDate.getTime()) / 86_400_000);
  const { rows } = await db.query<{ moved: string | null }>(
    `SELECT obj_description('rental'::regclass, 'pg_class') AS moved`,
  );
  if (days < 1 || rows[0]!.moved !== null) return;
  // Triggers look after who is in or out, which does not change; for each row, they would take ten seconds.
  await db.exec(`
    BEGIN;
    SET LOCAL session_replication_role = replica;
    COMMENT ON TABLE rental IS 'The sample’s rentals, moved on by ${days} days';
    UPDATE rental SET rental_date = rental_date + interval '${days} days', return_date = return_date + interval '${days} days';
    UPDATE payment SET payment_date = payment_date + interval '${days} days';
    COMMIT`);
}

const taken = () =>
  new FilmdeskError({
    code: 'unavailable',
    sentence: 'Another program uses the sample shop and does not answer.',
    advice: 'Close the other Filmdesk and try again.',
  });

const [home, archive] = process.argv.slice(2);
run(home!, archive!).catch((error: unknown) => {
  const failure =
    error instanceof FilmdeskError
      ? error.failure
      : {
          code: 'unavailable',
          sentence: 'The sample shop’s database can’t be opened.',
          advice: `Close other programs that use ${home} and try again, or move that folder away.`,
        };
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.stdout.write(`${JSON.stringify({ failure })}\n`, () => process.exit(1));
});
