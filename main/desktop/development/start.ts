import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { filesRoot } from '../../root.ts';
import { electronFlags, findElectron, NoElectronError, whyNotRunning } from './electron-program.ts';

/*
 * `npm start`: the desktop window, or, where that can't be, one line that says why and the same page over HTTP.
 */

const say = (line: string) => console.log(line);

/** A window that closes with a failure this early never opened. */
const stillbornMs = 5000;

async function start(): Promise<void> {
  const obstacle = missingDisplay() ?? (await openWindow());
  if (obstacle === undefined) return;
  say(`${obstacle}, so the page is served to a browser instead.`);
  const port = process.env['PORT'] ?? '3000';
  follow(
    spawn(process.execPath, [join(filesRoot, 'dist', 'main', 'web', 'serve.js')], {
      stdio: 'inherit',
      env: { ...process.env, PORT: port },
    }),
  );
}

function missingDisplay(): string | undefined {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
    return undefined;
  return 'There is no display (for a window set DISPLAY, or use xvfb-run)';
}

/** Opens the window and waits for its end; says what stood in the way where it never opened. */
async function openWindow(): Promise<string | undefined> {
  try {
    const program = await findElectron(say);
    const obstacle = whyNotRunning(program);
    if (obstacle) return `The window can’t be opened: ${obstacle} (see “What the system needs” in README.md)`;
    if (program.standIn) say(`Using the stand-in, Electron ${program.standIn}.`);
    const flags = electronFlags();
    if (flags.length > 0) say('As root, the window runs without Chromium’s sandbox (--no-sandbox).');
    return await run(spawn(program.executable, [...flags, filesRoot], { stdio: 'inherit' }));
  } catch (error) {
    if (error instanceof NoElectronError) return `${error.message} (check the network and any proxy)`;
    throw error;
  }
}

function run(child: ChildProcess): Promise<string | undefined> {
  const began = performance.now();
  follow(child);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const isStillborn =
        code !== 0 && signal !== 'SIGINT' && signal !== 'SIGTERM' && performance.now() - began < stillbornMs;
      resolve(
        isStillborn ? `The window could not be opened (Electron ended with ${code ?? signal})` : undefined,
      );
    });
  });
}

/** Ends with the child, and passes on what asks this process to end. */
function follow(child: ChildProcess): void {
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  child.once('exit', (code) => {
    process.off('SIGINT', pass).off('SIGTERM', pass);
    process.exitCode = code ?? 1;
  });
}

await start();
