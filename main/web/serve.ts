import { homeDirectory } from '../database/embedded/files.ts';
import { embeddedSource } from '../database/embedded/source.ts';
import { parseConnectionUri } from '../database/settings.ts';
import { openShop, serverSource } from '../database/shop.ts';
import { FilmdeskError } from '../contract/failures.ts';
import { createWebServer } from './server.ts';

/*
 * The page over HTTP, read-only: `npm run web`, and what the Procfile starts. `PORT` (3000), `DATABASE_URL` (the
 * embedded shop), `HOST` (127.0.0.1; every address where a platform runs it, which sets `DYNO`).
 */

const webConnections = 8;
const hardStopMs = 20_000;

const settings = (name: string) => process.env[name] || undefined;

function listenPort(): number {
  const port = Number(settings('PORT') ?? 3000);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new FilmdeskError({
    code: 'invalid-input',
    field: 'PORT',
    sentence: 'PORT is no port number.',
    advice: 'Set it to a number from 1 to 65535, or leave it out for 3000.',
  });
}

/** From `FILMS_AGE_MS`, a second at most. */
function listAge(): number {
  const age = Number(settings('FILMS_AGE_MS') ?? 0);
  if (Number.isInteger(age) && age >= 0 && age <= 1000) return age;
  throw new FilmdeskError({
    code: 'invalid-input',
    field: 'FILMS_AGE_MS',
    sentence: 'FILMS_AGE_MS is no number of milliseconds from 0 to 1000.',
    advice: 'Leave it out to read /films anew for each request.',
  });
}

async function serve(): Promise<void> {
  const port = listenPort();
  const host = settings('HOST') ?? (settings('DYNO') ? '0.0.0.0' : '127.0.0.1');
  const uri = settings('DATABASE_URL');
  const source = uri ? serverSource(parseConnectionUri(uri)) : embeddedSource(homeDirectory());
  const shop = openShop(source, { max: webConnections, readOnly: true });
  const server = createWebServer(shop, {
    behindProxy: settings('DYNO') !== undefined,
    listAgeMs: listAge(),
  });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), hardStopMs).unref();
    await server.close();
    await shop.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());

  try {
    await server.listen(port, host);
  } catch (error) {
    await shop.close();
    throw error;
  }
  console.log(`Filmdesk is on http://${host.includes(':') ? `[${host}]` : host}:${server.port()}`);
}

serve().catch((error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof FilmdeskError) console.error(`${error.failure.sentence} ${error.failure.advice}`);
  else if (code === 'EADDRINUSE')
    console.error('Another program listens on this port. Close it, or set PORT to another number.');
  else if (code === 'EACCES')
    console.error('This port is not yours to use. Set PORT to a number above 1023.');
  else console.error(error);
  process.exit(1);
});
