import { fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Failure, FilmdeskError } from '../../contract/failures.ts';
import { filesRoot } from '../../root.ts';
import type { ConnectionSettings } from '../settings.ts';
import type { ShopSource } from '../shop.ts';
import { sampleArchive, shopFiles } from './files.ts';

/** A started host process, as Node's `fork` and Electron's `utilityProcess.fork` both give it. */
export interface HostProcess {
  stdout: Readable | null;
  kill(): boolean;
  onExit(listener: () => void): void;
}

export type StartHost = (script: string, args: string[]) => HostProcess;

/** As built, also where this file runs from its source. */
const hostScript = join(filesRoot, 'dist', 'main', 'database', 'embedded', 'host.js');

/** Starts the host as a plain Node process: for the web process, commands and tests. */
export const forkHost: StartHost = (script, args) => {
  const child = fork(script, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  return {
    stdout: child.stdout,
    kill: () => child.kill(),
    onExit: (listener) => child.once('exit', listener),
  };
};

/** The embedded shop in `home`: its host is started at once, and again whenever it is needed and gone. */
export function embeddedSource(home: string, start: StartHost = forkHost): ShopSource {
  const files = shopFiles(home);
  let started: Promise<HostProcess> | undefined;
  let closed = false;

  function host(): Promise<HostProcess> {
    started ??= startHost(start, [home, sampleArchive], () => (started = undefined));
    return started;
  }

  // A failure to start is reported to whoever asks first.
  host().catch(() => {});

  return {
    async ready() {
      if (closed) throw stopped();
      await host();
      return settingsOf(files.socket, files.socketDirectory);
    },
    async close() {
      closed = true;
      const running = await started?.catch(() => undefined);
      if (!running) return;
      const exited = new Promise<void>((resolve) => running.onExit(resolve));
      if (running.kill()) await exited;
    },
  };
}

/** Resolves when the host says that it is ready. */
function startHost(start: StartHost, args: string[], onExit: () => void): Promise<HostProcess> {
  return new Promise((resolve, reject) => {
    const child = start(hostScript, args);
    child.onExit(() => {
      onExit();
      reject(stopped());
    });
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const message = JSON.parse(line) as { ready?: boolean; failure?: Failure };
      if (message.failure) reject(new FilmdeskError(message.failure));
      else resolve(child);
    });
  });
}

const settingsOf = (socket: string, directory: string): ConnectionSettings => ({
  host: directory,
  port: 5432,
  ...(process.platform === 'win32' && { pipe: socket }),
  database: 'postgres',
  user: 'postgres',
  tls: 'off',
  embedded: true,
});

const stopped = () =>
  new FilmdeskError({
    code: 'unavailable',
    sentence: 'The sample shop’s database stopped.',
    advice: 'Filmdesk starts it again by itself.',
  });
