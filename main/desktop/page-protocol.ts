import { protocol } from 'electron';
import { contentSecurityPolicy, isViewPath, listPageFiles } from '../page.ts';

export const pageScheme = 'app';
export const pageHost = 'filmdesk';
export const pageAddress = `${pageScheme}://${pageHost}/`;

/** Chromium’s own number for it. */
const fileNotFound = -6;

/** Must run before Electron is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/**
 * Serves the built page's files, and nothing else, under `app://filmdesk/`. While the page is being worked on, what
 * there is changes.
 */
export function servePage({ isChanging }: { isChanging: boolean }): void {
  let built: ReturnType<typeof listPageFiles> | undefined;
  // The browser reads the files itself. By `protocol.handle` each passes through a `Response`, and the first of them,
  // which the window waits for, takes some 40 ms longer.
  protocol.registerFileProtocol(pageScheme, ({ url }, answer) => {
    const { host, pathname } = new URL(url);
    const files = isChanging ? listPageFiles() : (built ??= listPageFiles());
    const file = host === pageHost ? files.get(isViewPath(pathname) ? '/index.html' : pathname) : undefined;
    if (!file) {
      answer({ error: fileNotFound });
      return;
    }
    answer({
      path: file.path,
      headers: {
        'content-type': file.contentType,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      },
    });
  });
}
