import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ElectronApplication } from '@playwright/test';
import { launch } from '../e2e/fixtures.ts';
import { uriOf } from '../support/postgres.ts';
import { makeEmptyProgram, launchProgram } from './empty-program.ts';
import { type Comparison, compare } from './measure.ts';
import { pssOf } from './processes.ts';
import { databaseOf } from './server.ts';

const pairs = 5;
const restMs = 5000;

async function memoryOf(app: ElectronApplication, isReady: (app: ElectronApplication) => Promise<unknown>) {
  try {
    await isReady(app);
    await delay(restMs);
    return pssOf(app.process().pid!);
  } finally {
    await app.close();
  }
}

/** Memory of all processes with so many films open, against the same Electron with an empty window. */
export async function benchMemory(port: number, films: number): Promise<Comparison[]> {
  const work = mkdtempSync(join(tmpdir(), 'filmdesk-bench-'));
  const empty = makeEmptyProgram(work);
  try {
    const comparison = await compare(
      'Memory of all processes, against an empty window',
      'MB',
      pairs,
      async () =>
        memoryOf(await launch(join(work, 'home'), uriOf(port, databaseOf(films))), async (app) => {
          const page = await app.firstWindow();
          await page.locator('film-table .row').nth(20).waitFor();
        }),
      async () => memoryOf(await launchProgram(empty, join(work, 'empty-home')), (app) => app.firstWindow()),
    );
    return [{ ...comparison, films }];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
