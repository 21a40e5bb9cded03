import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, type BrowserWindow } from 'electron';
import type { Message } from '../contract/page-command.ts';
import type { ShareStatus } from '../contract/share.ts';
import { homeDirectory } from '../home.ts';
import { initialShop, pageName } from './initial-shop.ts';
import { serveIpc } from './ipc.ts';
import { loadInPieces } from './load-in-pieces.ts';
import { openLog } from './log.ts';
import { installMenu } from './menu.ts';
import { filmOfArguments, filmOfLink, sendCommand, shareOfArguments } from './page-commands.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import type { Service } from './service.ts';
import { readSettings } from './settings.ts';
import { watchPage, watchProcess } from './troubles.ts';
import { openUpdates } from './updates.ts';
import { openWindow, secureSession } from './window.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/*
 * The desktop program. Started by Electron; `FILMDESK_HOME` says where its data lies, `DATABASE_URL` which server to
 * show first. Imports little: what answers the page is loaded when it asks.
 */

/** Set by `npm run dev`; a packaged program takes no notice. */
const isDevelopment = !app.isPackaged && process.env['FILMDESK_DEVELOPMENT'] === '1';

/** What a second copy of the program tells the first one. */
interface SecondStart extends Record<string, unknown> {
  words: string[];
}

/** The start is over by then. */
const updateDelayMs = 4000;
const longestCloseMs = 5000;

function showWindow(window: BrowserWindow | undefined): void {
  if (!window || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Loads what answers the page. */
async function loadService(): Promise<typeof import('./service.ts')> {
  await loadInPieces(
    // One name of it: for all of them the build would keep the whole library.
    () => import('zod').then(({ object }) => object),
    () => import('../contract/films.ts'),
    () => import('../contract/contract.ts'),
    () => import('node:tls'),
    () => import('../database/known-runtime.ts'),
    () => import('pg'),
    () => import('../database/pool.ts'),
    () => import('drizzle-orm/node-postgres'),
    () => import('../operations/operations.ts'),
    () => import('./service.ts'),
  );
  return import('./service.ts');
}

async function run(home: string): Promise<void> {
  let window: BrowserWindow | undefined;
  // On macOS a link may come before there is a window.
  let firstFilm = filmOfArguments(process.argv);
  const logDirectory = join(home, 'logs');
  openLog(logDirectory, { isDevelopment });
  watchProcess(logDirectory);

  /** Brings the window to the front, and shows the film that it was asked for. */
  const show = (filmId: number | undefined) => {
    if (!window) firstFilm = filmId ?? firstFilm;
    showWindow(window);
    if (filmId !== undefined) sendCommand(window, { do: 'open-film', filmId });
  };
  // The words as they were given: those of the event itself have been put into another order.
  app.on('second-instance', (_event, _words, _directory, second) => {
    const { words } = second as SecondStart;
    show(filmOfArguments(words));
    void startShare(words);
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    show(filmOfLink(link));
  });

  /** Shares the page where `--serve` was given; says the link where the program was started, and in the window. */
  const startShare = async (words: readonly string[]) => {
    const wanted = shareOfArguments(words);
    if (!wanted) return;
    const { answer } = await service();
    const context = { signal: new AbortController().signal, report: () => {} };
    const reply = await answer('share.start', { scope: 'computer', ...wanted }, context);
    if (reply.ok) console.log(`Filmdesk is shared on ${(reply.value as ShareStatus).links[0]}`);
    else console.error(`${reply.error.sentence} ${reply.error.advice}`);
    sendCommand(window, { do: 'share' });
  };

  await app.whenReady();
  secureSession();
  servePage({ isChanging: isDevelopment });
  const initial = initialShop(home);
  // Loaded when the page first asks: it asks when what it kept is on screen.
  let loading: Promise<Service> | undefined;
  const say = (message: Message) => sendCommand(window, { do: 'say', ...message });
  const service = () =>
    (loading ??= loadService()
      .then(({ startService }) => startService(home, initial, say))
      .catch((error: unknown) => {
        loading = undefined;
        throw error;
      }));
  const { trust } = serveIpc(service);
  const page = await pageName(initial);
  const open = (filmId?: number) => {
    window = openWindow({ page, state: readWindowState(home), filmId });
    trust(window);
    keepWindowState(window, home);
    watchPage(window);
  };
  open(firstFilm);
  const settings = await readSettings(home);
  const updates = openUpdates(say);
  installMenu({ window: () => window, home, logDirectory, service, updates, settings });
  if (settings.checksForUpdates) setTimeout(() => void updates.check('quietly'), updateDelayMs);
  void startShare(process.argv);
  if (app.isPackaged) app.setAsDefaultProtocolClient('filmdesk');
  if (isDevelopment) (await import('./development/reload.ts')).reloadOnBuild();

  app.on('activate', () => {
    if (!window || window.isDestroyed()) open();
  });
  app.on('window-all-closed', () => app.quit());
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    const ended = loading?.then(({ close }) => close()).catch(() => {});
    // A server that never answers keeps nobody from closing the program.
    void Promise.race([ended, delay(longestCloseMs)]).finally(() => {
      closed = true;
      app.quit();
    });
  });
}

// Without its sandbox, as for root on Linux, Chromium can't give one to the windows either.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerPageScheme();
const home = homeDirectory();
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(home, 'window'));
// Not awaited: Electron becomes ready only when this file has been evaluated.
const secondStart: SecondStart = { words: process.argv };
if (app.requestSingleInstanceLock(secondStart)) void run(home);
else app.exit(0);
