import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const sampleShop = 'sample';
export const environmentShop = 'environment';

/** Whether the environment names a server, which is then a shop of its own. It may be unreadable. */
export function hasEnvironmentShop(): boolean {
  return ['DATABASE_URL', 'PGHOST', 'PGDATABASE'].some((name) => Boolean(process.env[name]));
}

/** The shop to begin with: the environment's, else the one that was open last, else the sample. */
export function initialShop(home: string): string {
  if (hasEnvironmentShop()) return environmentShop;
  try {
    const { last, shops } = JSON.parse(readFileSync(join(home, 'shops.json'), 'utf8')) as {
      last: string;
      shops: { id: string }[];
    };
    return shops.some(({ id }) => id === last) ? last : sampleShop;
  } catch {
    return sampleShop;
  }
}

/** The name under which the page keeps a shop's view: the same each time, and telling nothing of its database. */
export async function pageName(shop: string): Promise<string> {
  if (shop !== environmentShop) return shop;
  try {
    // Loaded only where they are needed: the window does not wait for them otherwise.
    const { environmentSettings } = await import('../database/settings.ts');
    const { nameOf } = await import('../database/embedded/files.ts');
    const { host, port, database, user } = environmentSettings()!;
    return nameOf(JSON.stringify([host, port, database, user]));
  } catch {
    return 'unreadable';
  }
}
