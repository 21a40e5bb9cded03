import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { contentSecurityPolicy, isViewPath, listPageFiles } from '../page.ts';

export const pageScheme = 'app';
export const pageHost = 'filmdesk';
export const pageAddress = `${pageScheme}://${pageHost}/`;

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
  const built = listPageFiles();
  protocol.handle(pageScheme, async (request) => {
    const { host, pathname } = new URL(request.url);
    const files = isChanging ? listPageFiles() : built;
    const file = host === pageHost ? files.get(isViewPath(pathname) ? '/index.html' : pathname) : undefined;
    if (!file) return new Response('Not found', { status: 404 });
    return new Response(await readFile(file.path), {
      headers: {
        'content-type': file.contentType,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      },
    });
  });
}
