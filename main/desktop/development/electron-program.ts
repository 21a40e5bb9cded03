import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canStandIn, installStandIn, standInVersion } from './stand-in.ts';

/** An Electron on this machine. */
export interface ElectronProgram {
  /** The folder that holds it, as electron-builder's `electronDist` takes it. */
  directory: string;
  executable: string;
  /** The stand-in's version where it is one; undefined for the official program. */
  standIn?: string;
}

/** There is no Electron here, and the message says why. */
export class NoElectronError extends Error {}

const packageDirectory = dirname(fileURLToPath(import.meta.resolve('electron/package.json')));

/**
 * The Electron to develop and test with: the one that `ELECTRON_OVERRIDE_DIST_PATH` names, else the official one,
 * which its package downloads at first use, else the stand-in. `FILMDESK_ELECTRON=stand-in` asks for that by name.
 */
export async function findElectron(say: (line: string) => void): Promise<ElectronProgram> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return { directory: override, executable: join(override, 'electron') };
  if (process.env['FILMDESK_ELECTRON'] !== 'stand-in') {
    const official = officialProgram() ?? downloadOfficial(say);
    if (official) return official;
    if (!canStandIn) throw new NoElectronError('Electron’s program can’t be downloaded');
    say('Electron’s program can’t be downloaded here, so a stand-in of the same kind is used.');
  }
  if (!canStandIn) throw new NoElectronError('Electron’s stand-in runs on Linux x64 only');
  try {
    const directory = await installStandIn(say);
    return { directory, executable: join(directory, 'electron'), standIn: standInVersion };
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new NoElectronError(`Neither Electron’s program nor its stand-in can be downloaded (${why})`);
  }
}

function officialProgram(): ElectronProgram | undefined {
  const pathFile = join(packageDirectory, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const directory = join(packageDirectory, 'dist');
  const executable = join(directory, readFileSync(pathFile, 'utf8'));
  return existsSync(executable) ? { directory, executable } : undefined;
}

function downloadOfficial(say: (line: string) => void): ElectronProgram | undefined {
  say('Downloading Electron’s program (once) …');
  spawnSync(process.execPath, [join(packageDirectory, 'install.js')], { stdio: 'ignore' });
  return officialProgram();
}

/** Why this Electron can't run here, as a missing library; undefined where it can. */
export function whyNotRunning({ executable }: ElectronProgram): string | undefined {
  const { status, error, stderr } = spawnSync(executable, ['--version', '--no-sandbox'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status === 0) return undefined;
  const library = /error while loading shared libraries: ([^:]+)/.exec(stderr ?? '')?.[1];
  return library
    ? `the system lacks ${library}`
    : `Electron does not start (${error?.message ?? `exit ${status}`})`;
}

/** What Electron must be told on this machine: root may not use Chromium's sandbox on Linux. */
export const electronFlags = (): string[] =>
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
