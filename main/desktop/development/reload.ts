import { watch } from 'node:fs';
import { BrowserWindow } from 'electron';
import { pageDirectory } from '../../page.ts';

const settleMs = 200;

/** Reloads every window when the page has been built again. For `npm run dev` only. */
export function reloadOnBuild(): void {
  let settling: NodeJS.Timeout | undefined;
  watch(pageDirectory, () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      for (const window of BrowserWindow.getAllWindows()) window.webContents.reloadIgnoringCache();
    }, settleMs);
  });
}
