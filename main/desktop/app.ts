import { join } from 'node:path';
import { app, type BrowserWindow, utilityProcess } from 'electron';
import { createHandlers } from '../operations/operations.ts';
import { homeDirectory } from '../database/embedded/files.ts';
import { embeddedSource, type HostProcess, type StartHost } from '../database/embedded/source.ts';
import { parseConnectionUri } from '../database/settings.ts';
import { openShop, serverSource, type Shop, type ShopSource } from '../database/shop.ts';
import { installMenu } from './menu.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { serveIpc } from './ipc.ts';
import { openWindow, secureSession } from './window.ts';

/*
 * The desktop program. Started by Electron; `FILMDESK_HOME` says where its data lies, `DATABASE_URL` which
 * server to show instead of the embedded shop.
 */

const deskConnections = 4;

/** Set by `npm run dev`; a packaged program takes no notice. */
const isDevelopment = !app.isPackaged && process.env['FILMDESK_DEVELOPMENT'] === '1';

/** PGlite in a process of its own; a packaged Electron can't be started as plain Node. */
const startHost: StartHost = (script, args) => {
  const child = utilityProcess.fork(script, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    serviceName: 'Filmdesk shop',
  });
  return {
    stdout: child.stdout as HostProcess['stdout'],
    kill: () => child.kill(),
    onExit: (listener) => child.once('exit', listener),
  };
};

function shopSource(home: string): ShopSource {
  const uri = process.env['DATABASE_URL'];
  if (!uri) return embeddedSource(home, startHost);
  try {
    return serverSource(parseConnectionUri(uri));
  } catch (error) {
    // The page says what is wrong with it.
    return { ready: () => Promise.reject(error), close: () => Promise.resolve() };
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
  const shop: Shop = openShop(shopSource(home), { max: deskConnections, readOnly: false });
  const serving = serveIpc(createHandlers(shop, { readOnly: false }));
  const open = () => {
    window = openWindow();
    serving.trust(window);
  };
  open();
  installMenu();
  if (isDevelopment) (await import('./development/reload.ts')).reloadOnBuild();
  // Opens the connection while the page is still loading.
  shop.read(new AbortController().signal, () => Promise.resolve()).catch(() => {});

  app.on('activate', () => {
    if (!window || window.isDestroyed()) open();
  });
  app.on('window-all-closed', () => app.quit());
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    shop
      .close()
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
