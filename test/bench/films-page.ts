import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { root } from '../e2e/fixtures.ts';
import { type Comparison, compare } from './measure.ts';

const baseline = resolve(root, '../shared/baseline/seed-baseline.sh');
const pairs = 5;
const seconds = 4;
const crowds = [16, 64];

/** Answers a second. The original breaks off some connections under load, which is its own affair; ours may not. */
async function load(url: string, connections: number, { mayBreak }: { mayBreak: boolean }): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({ url, connections, duration: seconds });
  if (non2xx > 0 || (errors > 0 && !mayBreak)) throw new Error(`${url}: ${non2xx} refused, ${errors} failed`);
  return requests.average;
}

async function startWeb(uri: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(root, 'dist/main/web/serve.js')], {
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', DATABASE_URL: uri },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url: `${/http:\S+/.exec(line)![0]}/films` };
}

/** `/films` of dvdrental's 1,000 films, asked anew for each request, against the Flask original on the same server. */
export async function benchFilmsPage(): Promise<Comparison[]> {
  if (!existsSync(baseline)) {
    console.log('Left out: /films against the original, which ../shared/baseline would stand up.');
    return [];
  }
  const work = mkdtempSync('/tmp/filmdesk-baseline-');
  spawnSync('chmod', ['755', work]);
  const run = (action: string) => spawnSync('bash', [baseline, work, action], { encoding: 'utf8' });
  try {
    const { status, stdout, stderr } = run('start');
    if (status !== 0) throw new Error(`The original does not start: ${stderr}`);
    const original = /^url=(.*)$/m.exec(stdout)![1]!;
    const uri = /DATABASE_URL=(\S+)/.exec(readFileSync(join(work, 'env.sh'), 'utf8'))![1]!;
    const { child, url } = await startWeb(uri);
    try {
      const comparisons: Comparison[] = [];
      for (const connections of crowds) {
        comparisons.push(
          await compare(
            `/films of 1,000 films, ${connections} connections, against Flask and gunicorn -w 2`,
            'requests/s',
            pairs,
            () => load(url, connections, { mayBreak: false }),
            () => load(original, connections, { mayBreak: true }),
          ),
        );
      }
      return comparisons;
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  } finally {
    run('stop');
    rmSync(work, { recursive: true, force: true });
  }
}
