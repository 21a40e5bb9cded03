import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installSystem } from './support/system.ts';

/*
 * `npm test`: everything, in the order in which it fails fastest. Goes on after a failed step, but for one that the
 * rest stands on. The last line counts every check and test that ran.
 */

const root = resolve(import.meta.dirname, '..');
const results = join(root, 'test-results');

interface Counts {
  passed: number;
  failed: number;
}

const total: Counts = { passed: 0, failed: 0 };

function count({ passed, failed }: Counts): void {
  total.passed += passed;
  total.failed += failed;
}

/** Runs a program of the project's own packages; true where it ended well. */
function run(title: string, program: string, ...words: string[]): boolean {
  console.log(`\n— ${title}`);
  const isOwn = program === 'npm' || program === 'xvfb-run';
  const [command, before] = isOwn ? [program, []] : ['npx', ['--no', '--', program]];
  const { status } = spawnSync(command, [...before, ...words], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return status === 0;
}

/** A check that is one result by itself. */
function check(title: string, program: string, ...words: string[]): boolean {
  const isPassed = run(title, program, ...words);
  count(isPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  return isPassed;
}

/** Counts a runner's report; a runner that failed without a failed test has failed itself. */
function countReport(isPassed: boolean, read: () => Counts): void {
  try {
    const counts = read();
    count(isPassed || counts.failed > 0 ? counts : { ...counts, failed: 1 });
  } catch {
    count({ passed: 0, failed: 1 });
  }
}

function readReport(name: string): unknown {
  return JSON.parse(readFileSync(join(results, name), 'utf8'));
}

function finish(): never {
  const isPassed = total.failed === 0 && total.passed > 0;
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exit(isPassed ? 0 : 1);
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const missing = installSystem((line) => console.log(line));
if (missing.length > 0) {
  console.error('The tests need what this system lacks:');
  for (const { what, packages } of missing)
    console.error(`  ${what} (on Debian and Ubuntu: apt-get install ${packages.at(-1)})`);
  count({ passed: 0, failed: missing.length });
  finish();
}

check('Format', 'prettier', '--check', '--log-level', 'warn', '.');
check('Lint', 'oxlint', '--type-aware');
check('Types', 'tsc', '-b');
if (!check('Build', 'npm', 'run', '--silent', 'build')) finish();

const isVitestGreen = run(
  'Unit and integration tests',
  'vitest',
  'run',
  '--config',
  'test/vitest.config.ts',
  '--reporter',
  'dot',
  '--reporter',
  'json',
  '--outputFile.json',
  join(results, 'vitest.json'),
);
countReport(isVitestGreen, () => {
  const report = readReport('vitest.json') as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numPendingTests };
});

const playwright = ['playwright', 'test', '--config', 'test/playwright.config.ts'];
const needsDisplay = process.platform === 'linux' && !process.env['DISPLAY'];
const isPlaywrightGreen = needsDisplay
  ? run('End-to-end tests', 'xvfb-run', '-a', 'npx', '--no', '--', ...playwright)
  : run('End-to-end tests', playwright[0]!, ...playwright.slice(1));
countReport(isPlaywrightGreen, () => {
  const { stats } = readReport('e2e.json') as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
});

finish();
