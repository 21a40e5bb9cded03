import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { homeDirectory } from '../database/embedded/files.ts';
import { initialShop, pageName } from './initial-shop.ts';
import { serveIpc } from './ipc.ts';
import { openLog } from './log.ts';
import { installMenu } from './menu.ts';
import { filmOfArguments, filmOfLink, sendCommand } from './page-commands.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { watchPage, watchProcess } from './troubles.ts';
import { openWindow, secureSession } from './window.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/*
 * The desktop program. Started by Electron; `FILMDESK_HOME` says where its data lies, `DATABASE_URL` which server to
 * show first. Imports little: what answers the page is loaded beside the window.
 */

/** Set by `npm run dev`; a packaged program takes no notice. */
const isDevelopment = !app.isPackaged && process.env['FILMDESK_DEVELOPMENT'] === '1';

function showWindow(window: BrowserWindow | undefined): void {
  if (!window || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

async function run(home: string): Promise<void> {
  let window: BrowserWindow | undefined;
  const logDirectory = join(home, 'logs');
  openLog(logDirectory, { isDevelopment });
  watchProcess(logDirectory);

  /** Brings the window to the front, and shows the film that it was asked for. */
  const show = (filmId: number | undefined) => {
    showWindow(window);
    if (filmId !== undefined) sendCommand(window, { do: 'open-film', filmId });
  };
  app.on('second-instance', (_event, words) => show(filmOfArguments(words)));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    show(filmOfLink(link));
  });

  await app.whenReady();
  secureSession();
  servePage({ isChanging: isDevelopment });
  const initial = initialShop(home);
  const service = import('./service.ts').then(({ startService }) => startService(home, initial));
  const { trust } = serveIpc(service);
  const open = (filmId?: number) => {
    window = openWindow({ page: pageName(initial), state: readWindowState(home), filmId });
    trust(window);
    keepWindowState(window, home);
    watchPage(window);
  };
  open(filmOfArguments(process.argv));
  installMenu({ window: () => window, home, logDirectory, service });
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
    service
      .then(({ close }) => close())
      .catch(() => {})
      .finally(() => {
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
if (app.requestSingleInstanceLock()) void run(home);
else app.exit(0);
