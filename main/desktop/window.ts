import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, session } from 'electron';
import { filesRoot } from '../root.ts';
import type { WindowState } from './window-state.ts';
import { pageAddress, pageHost, pageScheme } from './page-protocol.ts';

/** Whether a URL is of the page itself, by its parsed scheme and host: `.origin` is "null" for a custom scheme. */
export function isPageUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return protocol === `${pageScheme}:` && host === pageHost;
}

/** No permission, no request but for the page's own files, no way out of the page, in every session and window. */
export function secureSession(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.webRequest.onBeforeRequest(({ url }, decide) =>
    decide({ cancel: !isPageUrl(url) && !url.startsWith('data:') && !url.startsWith('devtools:') }),
  );
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    for (const navigation of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
      contents.on(navigation as 'will-navigate', (event) => {
        if (!isPageUrl(event.url)) event.preventDefault();
      });
    }
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

interface WindowOptions {
  /** The name of the shop that the page begins with. */
  page: string;
  /** As the window was left. */
  state: Partial<WindowState>;
  /** A film to begin with. */
  filmId?: number | undefined;
}

/** Opens the desk's window; it shows itself when it has something to show. */
export function openWindow({ page, state, filmId }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...state.bounds,
    minWidth: 360,
    minHeight: 420,
    show: false,
    title: 'Filmdesk',
    ...(process.platform === 'linux' && { icon: join(filesRoot, 'dist', 'icons', '256x256.png') }),
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#171614' : '#fbfaf8',
    webPreferences: {
      additionalArguments: [`--filmdesk-shop=${page}`],
      preload: join(filesRoot, 'dist', 'main', 'desktop', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      experimentalFeatures: false,
      spellcheck: false,
    },
  });
  if (state.isMaximized) window.maximize();
  if (state.isFullScreen) window.setFullScreen(true);
  const { zoomLevel = 0 } = state;
  if (zoomLevel !== 0) window.webContents.once('dom-ready', () => window.webContents.setZoomLevel(zoomLevel));
  window.once('ready-to-show', () => window.show());
  void window.loadURL(filmId === undefined ? pageAddress : new URL(`/films/${filmId}`, pageAddress).href);
  return window;
}
