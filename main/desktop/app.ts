import { join } from 'node:path';
import { app, type BrowserWindow } from 'electron';
import { homeDirectory, nameOf } from '../database/embedded/files.ts';
import { parseConnectionUri } from '../database/settings.ts';
import { serveIpc } from './ipc.ts';
import { installMenu } from './menu.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { openWindow, secureSession } from './window.ts';

/*
 * The desktop program. Started by Electron; `FILMDESK_HOME` says where its data lies, `DATABASE_URL` which server to
 * show instead of the embedded shop. Imports little: what answers the page is loaded beside the window.
 */

/** Set by `npm run dev`; a packaged program takes no notice. */
const isDevelopment = !app.isPackaged && process.env['FILMDESK_DEVELOPMENT'] === '1';

/** A name for the database of this start, the same each time, which tells nothing of it. */
function shopName(): string {
  const uri = process.env['DATABASE_URL'];
  if (!uri) return 'sample';
  try {
    const { host, port, database, user } = parseConnectionUri(uri);
    return nameOf(JSON.stringify([host, port, database, user]));
  } catch {
    return 'unreadable';
  }
}

function showWindow(window: BrowserWindow | undefined): void {
  if (!window || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

async function run(home: string): Promise<void> {
  let window: BrowserWindow | undefined;
  app.on('second-instance', () => showWindow(window));
  await app.whenReady();
  secureSession();
  servePage({ isChanging: isDevelopment });
  const service = import('./service.ts').then(({ startService }) => startService(home));
  const { trust } = serveIpc(service);
  const open = () => {
    window = openWindow(shopName());
    trust(window);
  };
  open();
  installMenu();
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
