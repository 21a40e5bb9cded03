import { type BrowserWindow, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import type { Reply } from '../contract/failures.ts';
import { packReply } from '../contract/packed-rows.ts';
import type { Service } from './service.ts';
import { isPageUrl } from './window.ts';

/** Answers the page's calls. Only the main frame of a window that was named to `trust` gets an answer. */
export function serveIpc(service: () => Promise<Service>): { trust(window: BrowserWindow): void } {
  const trusted = new Set<number>();
  const running = new Map<string, AbortController>();

  const isTrusted = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent) =>
    trusted.has(sender.id) &&
    senderFrame !== null &&
    senderFrame === sender.mainFrame &&
    isPageUrl(senderFrame.url);

  ipcMain.handle('filmdesk:call', async (event, message: unknown) => {
    if (!isTrusted(event)) return { reply: JSON.stringify(notForYou), reports: 0 };
    const { id, name, input } = (message ?? {}) as { id?: unknown; name?: unknown; input?: unknown };
    const key = `${event.sender.id}:${String(id)}`;
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
    } finally {
      running.delete(key);
    }
  });

  ipcMain.on('filmdesk:cancel', (event, id: unknown) => {
    if (isTrusted(event)) running.get(`${event.sender.id}:${String(id)}`)?.abort();
  });

  return {
    trust(window) {
      const { webContents } = window;
      const { id } = webContents;
      trusted.add(id);
      // Whoever asked is gone with the page.
      const abortAll = () => {
        for (const [key, controller] of running) if (key.startsWith(`${id}:`)) controller.abort();
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
