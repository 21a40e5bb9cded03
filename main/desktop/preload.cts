const { contextBridge, ipcRenderer } = require('electron/renderer') as typeof import('electron/renderer');

/*
 * The page's only way to the main process. Replies cross as one JSON string, which is several times faster than
 * as objects. A call's `id` is the page's own, to name it in `cancel`.
 */
const shopFlag = '--filmdesk-shop=';

contextBridge.exposeInMainWorld('filmdesk', {
  /** Names the database without telling it, so that the page knows what it kept of which. */
  shop: process.argv.find((word) => word.startsWith(shopFlag))?.slice(shopFlag.length) ?? '',
  call: (id: number, name: string, input: unknown): Promise<string> =>
    ipcRenderer.invoke('filmdesk:call', { id, name, input }) as Promise<string>,
  cancel: (id: number): void => ipcRenderer.send('filmdesk:cancel', id),
});
