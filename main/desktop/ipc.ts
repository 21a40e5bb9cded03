import { setTimeout as delay } from 'node:timers/promises';
import { type BrowserWindow, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { failed, type Reply } from '../contract/failures.ts';
import { packReply } from '../contract/packed-rows.ts';
import { logUnexpected } from './log.ts';
import type { Service } from './service.ts';
import { isPageUrl } from './window.ts';

/**
 * For how long the page waits with its next frame for an answer that it wants in it: what PostgreSQL needs for most
 * lists of a million films, and little more than a frame, so that nobody sees a letter come late.
 */
const atOnceMs = 20;

interface Answer {
  reply: string;
  /** How many reports of progress were sent before it. */
  reports: number;
}

/** Answers the page's calls. Only the main frame of a window that was named to `trust` gets an answer. */
export function serveIpc(service: () => Promise<Service>): { trust(window: BrowserWindow): void } {
  const trusted = new Set<number>();
  const running = new Map<string, AbortController>();
  /** Answers that were not there at once, until the page asks for them. */
  const late = new Map<string, Promise<Answer>>();

  const isTrusted = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent) =>
    trusted.has(sender.id) &&
    senderFrame !== null &&
    senderFrame === sender.mainFrame &&
    isPageUrl(senderFrame.url);

  const keyOf = ({ sender }: IpcMainEvent | IpcMainInvokeEvent, id: unknown) => `${sender.id}:${String(id)}`;

  async function answerCall(event: IpcMainEvent | IpcMainInvokeEvent, message: unknown): Promise<Answer> {
    if (!isTrusted(event)) return { reply: JSON.stringify(notForYou), reports: 0 };
    const { id, name, input } = (message ?? {}) as { id?: unknown; name?: unknown; input?: unknown };
    const key = keyOf(event, id);
    const controller = new AbortController();
    running.set(key, controller);
    try {
      const { answer } = await service();
      let reports = 0;
      const report = (progress: unknown) => {
        reports++;
        if (!event.sender.isDestroyed()) event.sender.send('filmdesk:progress', id, JSON.stringify(progress));
      };
      const reply = packReply(name, await answer(name, input, { signal: controller.signal, report }));
      return { reply, reports };
    } catch (error) {
      // The service could not be started; the next call tries again.
      return { reply: JSON.stringify(failed(error, logUnexpected)), reports: 0 };
    } finally {
      // A page that was loaded anew counts its calls from one again.
      if (running.get(key) === controller) running.delete(key);
    }
  }

  ipcMain.handle('filmdesk:call', answerCall);

  /** The page does nothing else until it is told, so it is told in any case. */
  async function answerAtOnce(event: IpcMainEvent, message: unknown): Promise<void> {
    const answered = answerCall(event, message);
    const answer = await Promise.race([answered, delay(atOnceMs)]).catch(() => undefined);
    if (!answer) late.set(keyOf(event, (message as { id?: unknown } | null)?.id), answered);
    event.returnValue = answer?.reply ?? null;
  }

  ipcMain.on('filmdesk:call-at-once', (event, message: unknown) => void answerAtOnce(event, message));

  ipcMain.handle('filmdesk:late-answer', async (event, id: unknown) => {
    const key = keyOf(event, id);
    const answered = late.get(key);
    late.delete(key);
    return (await answered)?.reply;
  });

  ipcMain.on('filmdesk:cancel', (event, id: unknown) => {
    if (isTrusted(event)) running.get(keyOf(event, id))?.abort();
  });

  return {
    trust(window) {
      const { webContents } = window;
      const { id } = webContents;
      trusted.add(id);
      // Whoever asked is gone with the page.
      const abortAll = () => {
        for (const [key, controller] of running) if (key.startsWith(`${id}:`)) controller.abort();
        for (const key of late.keys()) if (key.startsWith(`${id}:`)) late.delete(key);
      };
      webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
        if (isMainFrame && !isSameDocument) abortAll();
      });
      webContents.on('render-process-gone', abortAll);
      window.on('closed', () => {
        trusted.delete(id);
        abortAll();
      });
    },
  };
}

const notForYou: Reply<never> = {
  ok: false,
  error: { code: 'forbidden', sentence: 'This page may not ask.', advice: 'Use the Filmdesk window.' },
};
