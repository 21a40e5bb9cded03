import { join } from 'node:path';
import * as z from 'zod';
import { readJson, writeSafely } from './files.ts';

/* What the user set for the program itself, apart from its shops. */

const settings = z.object({
  /** Whether Filmdesk looks for a newer version when it starts. */
  checksForUpdates: z.boolean().catch(true),
});

export type Settings = z.infer<typeof settings>;

const pathIn = (home: string) => join(home, 'settings.json');

/** The settings; what can't be read is as it was delivered. */
export const readSettings = async (home: string): Promise<Settings> =>
  settings.parse((await readJson(pathIn(home))) ?? {});

export const writeSettings = (home: string, values: Settings): Promise<void> =>
  writeSafely(pathIn(home), `${JSON.stringify(values, null, 2)}\n`);
