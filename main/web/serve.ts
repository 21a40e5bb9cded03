import { homeDirectory } from '../home.ts';
import { embeddedSource } from '../database/embedded/source.ts';
import { environmentSettings } from '../database/settings.ts';
import { openShop, serverSource } from '../database/shop.ts';
import { FilmdeskError } from '../contract/failures.ts';
import { createWebServer } from './server.ts';

/*
 * The page over HTTP, read-only: `npm run web`, and what the Procfile starts. `PORT` (3000), `DATABASE_URL` or
 * `PG*` (the embedded shop), `FILMS_AGE_MS` (0: see `listAgeMs`), `HOST` (127.0.0.1; every address where a platform runs it, which sets `DYNO`).
 */

const webConnections = 8;
const hardStopMs = 20_000;

const settings = (name: string) => process.env[name] || undefined;

/** A setting that is a whole number from 0 to `most`. Fails with `invalid-input`. */
function number(name: string, usual: number, most: number): number {
  const value = Number(settings(name) ?? usual);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new FilmdeskError({
    code: 'invalid-input',
    field: name,
    sentence: `${name} is no whole number from 0 to ${most}.`,
    advice: `Set it to one, or leave it out for ${usual}.`,
  });
}

async function serve(): Promise<void> {
  const port = number('PORT', 3000, 65_535);
  const host = settings('HOST') ?? (settings('DYNO') ? '0.0.0.0' : '127.0.0.1');
  const named = environmentSettings();
  const source = named ? serverSource(named) : embeddedSource(homeDirectory());
  const shop = openShop(source, { max: webConnections, readOnly: true });
  const server = createWebServer(shop, {
    behindProxy: settings('DYNO') !== undefined,
    ownNamesOnly: settings('DYNO') === undefined && settings('HOST') === undefined,
    listAgeMs: number('FILMS_AGE_MS', 0, 1000),
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
  else if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    console.error('This computer has no such address. Set HOST to one that it has, or to 0.0.0.0 for all.');
  else console.error(error);
  process.exit(1);
});
