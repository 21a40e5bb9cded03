import { readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { filesRoot } from './root.ts';

/** The built page, as Vite leaves it. */
export const pageDirectory = join(filesRoot, 'dist', 'renderer');

/** What the page may load and do: nothing of anyone else's. lit-html and Web Awesome make their own HTML. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

export interface PageFile {
  path: string;
  contentType: string;
}

/**
 * Every file of the built page by its URL path, as `/assets/index-1a2b.js`. Only what is listed here is ever
 * served, so no spelling of a path can lead outside.
 */
export function listPageFiles(): Map<string, PageFile> {
  const files = readdirSync(pageDirectory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const url = `/${relative(pageDirectory, path).split(sep).join('/')}`;
      return [url, { path, contentType: contentTypes[extname(path)] ?? 'application/octet-stream' }];
    }),
  );
}

/** Whether an address is one of the page's own views, which all begin from index.html. */
export const isViewPath = (path: string) => path === '/' || path === '/films' || /^\/films\/\d+$/.test(path);
