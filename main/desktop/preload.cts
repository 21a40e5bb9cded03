const { contextBridge, ipcRenderer, webUtils } =
  require('electron/renderer') as typeof import('electron/renderer');

/*
 * The page's only way to the main process. Replies cross as one JSON string, which is several times faster than
 * as objects. A call's `id` is the page's own, to name it in `cancel` and in its progress.
 */
const shopFlag = '--filmdesk-shop=';

interface Answer {
  reply: string;
  /** How many reports of progress were sent before it: they travel apart, and may come later. */
  reports: number;
}

/** Reports that have come, by call. */
const received = new Map<number, number>();
/** Calls that are answered but for some of their reports. */
const waiting = new Map<number, { reports: number; resolve: () => void }>();
let tellProgress = (_id: number, _progress: string): void => {};

ipcRenderer.on('filmdesk:progress', (_event, id: number, progress: string) => {
  tellProgress(id, progress);
  const count = (received.get(id) ?? 0) + 1;
  received.set(id, count);
  const call = waiting.get(id);
  if (call?.reports === count) call.resolve();
});

async function call(id: number, name: string, input: unknown): Promise<string> {
  const { reply, reports } = (await ipcRenderer.invoke('filmdesk:call', { id, name, input })) as Answer;
  if ((received.get(id) ?? 0) < reports)
    await new Promise<void>((resolve) => waiting.set(id, { reports, resolve }));
  received.delete(id);
  waiting.delete(id);
  return reply;
}

/** The page draws nothing and hears nothing until it has the reply, or hears that it will take longer. */
function callAtOnce(id: number, name: string, input: unknown): string | Promise<string> {
  const reply = ipcRenderer.sendSync('filmdesk:call-at-once', { id, name, input }) as string | null;
  return reply ?? (ipcRenderer.invoke('filmdesk:late-answer', id) as Promise<string>);
}

contextBridge.exposeInMainWorld('filmdesk', {
  /** Names the database that the window began with, without telling it: the page knows by it what it kept of which. */
  shop: process.argv.find((word) => word.startsWith(shopFlag))?.slice(shopFlag.length) ?? '',
  call,
  callAtOnce,
  /** Where a file lies that the user has chosen. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
  cancel: (id: number): void => ipcRenderer.send('filmdesk:cancel', id),
  onProgress: (listener: (id: number, progress: string) => void): void => {
    tellProgress = listener;
  },
  /** What the menu, a link or another copy of the program asks the page to do. */
  onCommand: (listener: (command: string) => void): void => {
    ipcRenderer.on('filmdesk:command', (_event, command: string) => listener(command));
  },
});
