import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { filesRoot } from '../../root.ts';
import { findElectron } from './electron-program.ts';

/*
 * `npm run dist:dir`: the unpacked program in dist/package, for the platform that this runs on, from the Electron
 * that is already here: no network is needed. `npm run dist`: its installers. A program that was made from the
 * stand-in is for tests only.
 *
 * `FILMDESK_UPDATE_FEED` is where the program looks for newer versions: `https://…` or `github:owner/repository`.
 * `FILMDESK_UPDATE_SIGNING_KEY` is the path of an Ed25519 private key in PEM: its public half goes into the program,
 * which then takes no update that the key has not signed, and the installers are signed with it. For the platforms'
 * own signing and notarising, electron-builder reads its usual variables.
 */

const say = (line: string) => console.log(line);
const packages = join(filesRoot, 'dist', 'package');

function feedOptions(): string[] {
  const feed = process.env['FILMDESK_UPDATE_FEED'];
  if (!feed) return [];
  const github = /^github:([\w.-]+)\/([\w.-]+)$/.exec(feed);
  if (github)
    return ['-c.publish.provider=github', `-c.publish.owner=${github[1]}`, `-c.publish.repo=${github[2]}`];
  if (URL.canParse(feed) && new URL(feed).protocol === 'https:')
    return ['-c.publish.provider=generic', `-c.publish.url=${feed}`];
  throw new Error('FILMDESK_UPDATE_FEED is neither https://… nor github:owner/repository.');
}

function signingKey() {
  const path = process.env['FILMDESK_UPDATE_SIGNING_KEY'];
  if (!path) return undefined;
  const key = createPrivateKey(readFileSync(path));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('FILMDESK_UPDATE_SIGNING_KEY is no Ed25519 key.');
  return key;
}

/** Puts the signature of each installer into the file that tells of it. */
function signUpdates(key: NonNullable<ReturnType<typeof signingKey>>): void {
  for (const name of readdirSync(packages).filter((each) => /^latest.*\.yml$/.test(each))) {
    const feed = join(packages, name);
    const installer = /^path: (.+)$/m.exec(readFileSync(feed, 'utf8'))?.[1];
    if (!installer || !existsSync(join(packages, installer))) continue;
    appendFileSync(
      feed,
      `signature: ${sign(null, readFileSync(join(packages, installer)), key).toString('base64')}\n`,
    );
  }
}

const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } });
const key = signingKey();
const electron = await findElectron(say);
const work = mkdtempSync(join(tmpdir(), 'filmdesk-electron-'));
try {
  let directory = electron.directory;
  if (electron.standIn) {
    say(`Packaging with the stand-in, Electron ${electron.standIn}: for tests, not for users.`);
    directory = join(work, 'electron');
    cpSync(electron.directory, directory, {
      recursive: true,
      filter: (path) => !path.startsWith(join(electron.directory, 'resources', 'app')),
    });
  }
  const { devDependencies } = createRequire(import.meta.url)(join(filesRoot, 'package.json')) as {
    devDependencies: Record<string, string>;
  };
  const { status } = spawnSync(
    'npx',
    [
      '--no',
      '--',
      'electron-builder',
      ...(values.dir ? ['--dir'] : []),
      '--publish',
      'never',
      `-c.electronDist=${directory}`,
      `-c.electronVersion=${electron.standIn ?? devDependencies['electron']}`,
      ...feedOptions(),
      ...(key
        ? [
            `-c.extraMetadata.updateKey=${createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')}`,
          ]
        : []),
    ],
    { cwd: filesRoot, stdio: 'inherit' },
  );
  if (status === 0 && key && !values.dir) signUpdates(key);
  process.exitCode = status ?? 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
