import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { app } from 'electron';
import type { Message } from '../contract/page-command.ts';
import { filesRoot } from '../root.ts';
import { logEvent, logUnexpected } from './log.ts';

/*
 * New versions, from the feed that the build was given. A download is checked against the feed's hash, and, where the
 * build was given a key, against the signature in the feed; it is installed when Filmdesk is closed, never before.
 */

export interface Updates {
  /** False in development, and where the build was given no feed: then nothing is ever asked. */
  readonly areOffered: boolean;
  /** Looks for a newer version. Says what came of it: `quietly` only where there is one, or a download was refused. */
  check(how: 'quietly' | 'aloud'): Promise<void>;
}

export function openUpdates(say: (message: Message) => void): Updates {
  const areOffered = app.isPackaged && existsSync(join(process.resourcesPath, 'app-update.yml'));
  let checking: Promise<void> | undefined;
  let isAloud = false;
  return {
    areOffered,
    check(how) {
      if (!areOffered) {
        if (how === 'aloud') say(notOffered);
        return Promise.resolve();
      }
      // Somebody may ask while it is being looked for quietly.
      isAloud ||= how === 'aloud';
      checking ??= look(say, () => isAloud).finally(() => {
        checking = undefined;
        isAloud = false;
      });
      return checking;
    },
  };
}

async function look(say: (message: Message) => void, isAloud: () => boolean): Promise<void> {
  const { default: updater } = await import('electron-updater');
  const { autoUpdater } = updater;
  autoUpdater.logger = null;
  autoUpdater.autoDownload = false;
  autoUpdater.disableDifferentialDownload = true;
  // Whoever waits hears of it; without a listener it would be thrown.
  autoUpdater.removeAllListeners('error').on('error', () => {});
  const found = await autoUpdater.checkForUpdates().catch((error: unknown) => {
    logUnexpected('update', error);
    return undefined;
  });
  if (!found?.isUpdateAvailable) {
    if (isAloud()) say(found ? upToDate : unreachable);
    return;
  }
  const { version } = found.updateInfo;
  try {
    // Only with this on does it prepare to install; until the signature has been checked it must not.
    autoUpdater.autoInstallOnAppQuit = true;
    const [file] = await autoUpdater.downloadUpdate();
    autoUpdater.autoInstallOnAppQuit = false;
    await checkSignature(file!, (found.updateInfo as { signature?: string }).signature);
    autoUpdater.autoInstallOnAppQuit = true;
    logEvent(`Version ${version} is ready to be installed.`);
    say({ sentence: `Filmdesk ${version} is ready.`, advice: 'It is installed when you close Filmdesk.' });
  } catch (error) {
    autoUpdater.autoInstallOnAppQuit = false;
    logUnexpected('update', error);
    say({
      sentence: `Filmdesk ${version} could not be installed: its download is damaged, or not from Filmdesk’s makers.`,
      advice: 'It was thrown away, and nothing has changed. Filmdesk tries again at its next start.',
    });
  }
}

/** The key that updates are signed with, as the build was given it; undefined where it was given none. */
function updateKey(): string | undefined {
  const { updateKey: key } = createRequire(import.meta.url)(join(filesRoot, 'package.json')) as {
    updateKey?: string;
  };
  return key;
}

/** Refuses a file that the feed has no signature for by the build's Ed25519 key: in base64, of the whole file. */
async function checkSignature(file: string, signature: string | undefined): Promise<void> {
  const key = updateKey();
  if (!key) return;
  // Loaded when it is needed: the window would wait 4 ms for it at each start.
  const { createPublicKey, verify } = await import('node:crypto');
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  if (signature && verify(null, await readFile(file), publicKey, Buffer.from(signature, 'base64'))) return;
  await rm(file, { force: true });
  throw new Error(signature ? 'The signature of the update is wrong.' : 'The update has no signature.');
}

const upToDate: Message = {
  sentence: 'Filmdesk is up to date.',
  advice: `This is version ${app.getVersion()}.`,
};

const unreachable: Message = {
  sentence: 'It can’t be found out whether there is a newer Filmdesk.',
  advice: 'Check the network, and try again later.',
};

const notOffered: Message = {
  sentence: 'This build of Filmdesk has nowhere to look for updates.',
  advice: 'Get newer versions from where you got it.',
};
