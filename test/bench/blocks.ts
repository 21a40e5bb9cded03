import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../e2e/fixtures.ts';
import type { Blocks } from '../support/blocks.ts';
import { type Figure, median, quantile } from './measure.ts';

/** What kept the main process to itself longest, in each program of the end-to-end tests. */
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
    const programs = readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Blocks);
    const figuresOf = (title: string, longest: number[]): Figure[] => [
      { title: `${title}, median of the programs`, value: median(longest), unit: 'ms' },
      { title: `${title}, 95 of 100`, value: quantile(longest, 0.95), unit: 'ms' },
      { title: `${title}, of all`, value: Math.max(...longest), unit: 'ms' },
    ];
    return [
      { title: 'Programs that the end-to-end tests closed', value: programs.length, unit: '' },
      ...figuresOf(
        'Most processor time of one piece of work',
        programs.map(({ busyMs }) => busyMs),
      ),
      ...figuresOf(
        'Longest that nothing else had its turn',
        programs.map(({ silentMs }) => silentMs),
      ),
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
