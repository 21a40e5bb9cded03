import type { BrowserWindow } from 'electron';
import type { PageCommand } from '../contract/page-command.ts';

export function sendCommand(window: BrowserWindow | undefined, command: PageCommand): void {
  if (window && !window.isDestroyed()) window.webContents.send('filmdesk:command', JSON.stringify(command));
}

/** The film of a link such as `filmdesk://films/42`; undefined where it is no such link. */
export function filmOfLink(link: string): number | undefined {
  const found = /^filmdesk:\/\/films\/(\d{1,10})\/?$/i.exec(link);
  const filmId = Number(found?.[1]);
  return Number.isInteger(filmId) && filmId >= 1 && filmId <= 2_147_483_647 ? filmId : undefined;
}

/** The film that a start of the program, or of a second copy, was asked for. */
export const filmOfArguments = (words: readonly string[]): number | undefined =>
  words.map(filmOfLink).find((filmId) => filmId !== undefined);

/** What `--serve` asks for: the port, or the usual one; undefined where nothing is to be shared. */
export function shareOfArguments(words: readonly string[]): { port?: number } | undefined {
  if (!words.includes('--serve')) return undefined;
  const at = words.findIndex((word) => word === '--port' || word.startsWith('--port='));
  const port = Number(words[at]?.split('=')[1] ?? words[at + 1]);
  return at !== -1 && Number.isInteger(port) && port >= 1 && port <= 65_535 ? { port } : {};
}
