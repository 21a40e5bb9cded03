import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../e2e/fixtures.ts';

const baseline = resolve(root, '../shared/baseline/seed-baseline.sh');

/** The Flask page that Filmdesk replaces, on a database of its own. */
export interface Original {
  url: string;
  /** Of that database. */
  uri: string;
  /** Of its web server. */
  pid: number;
  stop(): void;
}

/** Starts the original where the workspace beside the checkout has it; says so where it has not. */
export function startOriginal(environment: Record<string, string> = {}): Original | undefined {
  if (!existsSync(baseline)) {
    console.log('Left out: /films against the original, which ../shared/baseline would stand up.');
    return undefined;
  }
  const work = mkdtempSync('/tmp/filmdesk-baseline-');
  spawnSync('chmod', ['755', work]);
  const run = (action: string) =>
    spawnSync('bash', [baseline, work, action], {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    });
  const stop = () => {
    run('stop');
    rmSync(work, { recursive: true, force: true });
  };
  const { status, stdout, stderr } = run('start');
  if (status !== 0) {
    stop();
    throw new Error(`The original does not start: ${stderr}`);
  }
  return {
    url: /^url=(.*)$/m.exec(stdout)![1]!,
    uri: /DATABASE_URL=(\S+)/.exec(readFileSync(join(work, 'env.sh'), 'utf8'))![1]!,
    pid: Number(readFileSync(join(work, 'web.pid'), 'utf8')),
    stop,
  };
}

export interface Web {
  child: ChildProcess;
  url: string;
  stop(): Promise<void>;
}

/** Filmdesk's web process, as the Procfile starts it. */
export async function startWeb(uri: string, environment: Record<string, string> = {}): Promise<Web> {
  const child = spawn(process.execPath, [join(root, 'dist/main/web/serve.js')], {
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', DATABASE_URL: uri, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    child,
    url: /http:\S+/.exec(line)![0],
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
