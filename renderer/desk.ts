import type { ListedShop, ShopList } from '../main/contract/connection.ts';
import type { ShareStatus } from '../main/contract/share.ts';
import type { PageCommand } from '../main/contract/page-command.ts';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { call, CallError } from './client.ts';
import { setOpenShop } from './storage.ts';

/* What only the desktop window has: its shops, and what the menu, links and other copies of the program ask for. */

/** Whether this page is in the desktop window, rather than in a browser. */
export const isDesk = globalThis.filmdesk !== undefined;

export function onPageCommand(listener: (command: PageCommand) => void): void {
  globalThis.filmdesk?.onCommand((command) => listener(JSON.parse(command) as PageCommand));
}

/** The shops that this desk knows. Empty in a browser, which has one and can't choose. */
export class Shops implements ReactiveController {
  #host: ReactiveControllerHost;
  #list: ShopList | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get all(): readonly ListedShop[] {
    return this.#list?.shops ?? [];
  }

  get open(): ListedShop | undefined {
    return this.all.find(({ id }) => id === this.#list?.open);
  }

  /** The one after the open one; after the last comes the first. */
  get next(): ListedShop | undefined {
    const place = this.all.findIndex(({ id }) => id === this.#list?.open);
    return this.all[(place + 1) % this.all.length];
  }

  get keepsPasswords(): boolean {
    return this.#list?.keepsPasswords ?? true;
  }

  async read(): Promise<void> {
    if (!isDesk) return;
    try {
      this.#list = await call('shops.list', {});
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
    }
    this.#host.requestUpdate();
  }
}

/** Shows another shop: the page begins anew, with the view that was left there. Rejects with a `CallError`. */
export async function openShop(id: string): Promise<void> {
  const { page } = await call('shops.open', { id });
  setOpenShop(page);
  window.location.replace('/');
}

const watchMs = 5000;

/** Whether the page is shared and how many look; asked again and again only while it is. */
export class Sharing implements ReactiveController {
  #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  status: ShareStatus | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  take(status: ShareStatus): void {
    this.status = status;
    clearTimeout(this.#timer);
    if (status.scope) this.#timer = setTimeout(() => void this.read(), watchMs);
    this.#host.requestUpdate();
  }

  async read(): Promise<void> {
    if (!isDesk) return;
    try {
      this.take(await call('share.status', {}));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
    }
  }
}
