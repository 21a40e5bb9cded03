import { join } from 'node:path';
import { readJson, writeSafely } from './files.ts';

/* What the user set for the program itself, apart from its shops. */

export interface Settings {
  /** Whether Filmdesk looks for a newer version when it starts. */
  checksForUpdates: boolean;
}

const pathIn = (home: string) => join(home, 'settings.json');

/** The settings; what can't be read is as it was delivered. */
export async function readSettings(home: string): Promise<Settings> {
  const kept = ((await readJson(pathIn(home)).catch(() => undefined)) ?? {}) as Partial<Settings>;
  return { checksForUpdates: kept.checksForUpdates !== false };
}

export const writeSettings = (home: string, values: Settings): Promise<void> =>
  writeSafely(pathIn(home), `${JSON.stringify(values, null, 2)}\n`);
