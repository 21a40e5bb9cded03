import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../e2e/fixtures.ts';
import { type Figure, median, quantile } from './measure.ts';

/** For how long the main process was busy with one thing, at the longest in each program of the end-to-end tests. */
export function benchBlocks(): Figure[] {
  const work = mkdtempSync(join(tmpdir(), 'filmdesk-bench-'));
  const report = join(work, 'blocks');
  try {
    const { status } = spawnSync(
      'npx',
      [
        '--no',
        '--',
        'playwright',
        'test',
        '-c',
        join(root, 'test/playwright.config.ts'),
        '--project=desktop',
      ],
      { cwd: root, stdio: 'inherit', env: { ...process.env, FILMDESK_BLOCKS: report } },
    );
    if (status !== 0 || !existsSync(report)) throw new Error('The end-to-end tests did not pass.');
    const longest = readFileSync(report, 'utf8').trim().split('\n').map(Number);
    return [
      { title: 'Programs that the end-to-end tests closed', value: longest.length, unit: '' },
      { title: 'Longest that a main process was busy, median of them', value: median(longest), unit: 'ms' },
      { title: 'The same, 95 of 100', value: quantile(longest, 0.95), unit: 'ms' },
      { title: 'The same, of all', value: Math.max(...longest), unit: 'ms' },
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
