import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { filesRoot } from '../../root.ts';
import { electronFlags, findElectron } from './electron-program.ts';

/*
 * `npm run dev` and `npm run dev:web`. The program runs from what the compilers keep up to date: when the main side
 * changes it starts again; the page reloads by itself, by Vite's server in a browser, by `reload.ts` in the window.
 */

const settleMs = 250;

const npx = (words: string[]) => spawn('npx', ['--no', '--', ...words], { cwd: filesRoot, stdio: 'inherit' });

const configOf = (side: 'main/desktop' | 'renderer') => ['--config', `${side}/vite.config.ts`];
const buildAgain = (side: 'main/desktop' | 'renderer') =>
  npx(['vite', 'build', ...configOf(side), '--watch', '--mode', 'development']);

/** Runs a program and starts it again whenever something below `folders` has changed. */
function keepRunning(start: () => ChildProcess, folders: readonly string[]): () => void {
  let child = start();
  let settling: NodeJS.Timeout | undefined;
  let isEnding = false;
  const again = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    }
    if (!isEnding) child = start();
  };
  for (const folder of folders) {
    watch(folder, { recursive: true }, (_event, file) => {
      if (!file?.endsWith('js')) return;
      clearTimeout(settling);
      settling = setTimeout(() => void again(), settleMs);
    });
  }
  return () => {
    isEnding = true;
    child.kill();
  };
}

const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: filesRoot, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const isWeb = process.argv[2] === 'web';
const compilers = [
  npx(['tsc', '-p', 'main', '--watch', '--preserveWatchOutput']),
  ...(isWeb
    ? [npx(['vite', ...configOf('renderer')])]
    : [buildAgain('renderer'), buildAgain('main/desktop')]),
];

async function program(): Promise<() => ChildProcess> {
  if (isWeb)
    return () =>
      spawn(process.execPath, ['--enable-source-maps', join(filesRoot, 'dist/main/web/serve.js')], {
        stdio: 'inherit',
      });
  const { executable } = await findElectron((line) => console.log(line));
  return () =>
    spawn(executable, [...electronFlags(), filesRoot], {
      stdio: 'inherit',
      env: { ...process.env, FILMDESK_DEVELOPMENT: '1', NODE_OPTIONS: '--enable-source-maps' },
    });
}

const watched = isWeb ? ['dist/main'] : ['dist/main', 'dist/desktop'];
const stop = keepRunning(
  await program(),
  watched.map((folder) => join(filesRoot, folder)),
);
if (isWeb) console.log('The page, with reloading, is on http://127.0.0.1:5173');
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop();
    for (const compiler of compilers) compiler.kill();
    process.exit(0);
  });
}
