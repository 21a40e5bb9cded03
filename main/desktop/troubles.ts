import { app, type BrowserWindow, dialog, shell } from 'electron';
import { logEvent, logUnexpected } from './log.ts';

/* What happens when the program itself fails: it is logged, said with what to do, and the page comes back. */

const newReference = () => crypto.randomUUID().slice(0, 8);
let isTelling = false;

/** Tells of an error that nobody caught, once at a time; the program goes on if its user wants. */
export function watchProcess(logDirectory: string): void {
  const tell = (cause: unknown) => {
    const reference = newReference();
    logUnexpected(reference, cause);
    if (isTelling || !app.isReady()) return;
    isTelling = true;
    void dialog
      .showMessageBox({
        type: 'error',
        title: 'Filmdesk',
        message: 'Something went wrong in Filmdesk.',
        detail: `Nothing in the database was changed by this. You can go on, but starting anew is safer. If it happens again, report it with the reference ${reference}.`,
        buttons: ['Start anew', 'Go on', 'Open log folder'],
        defaultId: 0,
        cancelId: 1,
      })
      .then(({ response }) => {
        isTelling = false;
        if (response === 0) {
          app.relaunch();
          app.quit();
        } else if (response === 2) void shell.openPath(logDirectory);
      });
  };
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
}

const quickMs = 10_000;
const mostReloads = 2;

/** Brings a page that crashed back where it was; asks what to do with one that hangs, or that crashes again and again. */
export function watchPage(window: BrowserWindow): void {
  const { webContents } = window;
  let crashes: number[] = [];
  let isAsking = false;

  const ask = async (message: string, detail: string, buttons: [string, string]): Promise<boolean> => {
    if (isAsking || window.isDestroyed()) return false;
    isAsking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      title: 'Filmdesk',
      message,
      detail,
      buttons,
      defaultId: 0,
      cancelId: 1,
    });
    isAsking = false;
    return response === 0;
  };

  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const reference = newReference();
    logUnexpected(reference, new Error(`The page’s process ended: ${reason}, ${exitCode}`));
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < quickMs), now];
    if (crashes.length <= mostReloads) {
      webContents.reload();
      return;
    }
    void ask(
      'The page keeps crashing.',
      `Nothing in the database was changed by this. If trying again doesn’t help, report it with the reference ${reference}.`,
      ['Try again', 'Close Filmdesk'],
    ).then((again) => {
      crashes = [];
      if (again) webContents.reload();
      else app.quit();
    });
  });

  window.on('unresponsive', () => {
    logEvent('The page does not respond.');
    void ask('The page does not respond.', 'You can wait for it, or load it again where it was.', [
      'Load it again',
      'Wait',
    ]).then((again) => {
      if (!again || window.isDestroyed()) return;
      webContents.forcefullyCrashRenderer();
    });
  });
}
