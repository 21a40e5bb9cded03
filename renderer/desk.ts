import type { ListedShop, ShopList } from '../main/contract/connection.ts';
import type { ShareStatus } from '../main/contract/share.ts';
import type { PageCommand } from '../main/contract/page-command.ts';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Failure } from '../main/contract/failures.ts';
import { call, CallError, failureOf } from './client.ts';
import { setOpenShop } from './storage.ts';

/* What only the desktop window has: its shops, and what the menu, links and other copies of the program ask for. */

/** Whether this page is in the desktop window, rather than in a browser. */
export const isDesk = globalThis.filmdesk !== undefined;

export function onPageCommand(listener: (command: PageCommand) => void): void {
  globalThis.filmdesk?.onCommand((command) => listener(JSON.parse(command) as PageCommand));
}

interface ShopsOptions {
  /** What goes on with the open shop and would end with the page, in words; undefined where nothing does. */
  unfinished(): Failure | undefined;
  say(failure: Failure): void;
}

/** The shops that this desk knows. Empty in a browser, which has one and can't choose. */
export class Shops implements ReactiveController {
  #host: ReactiveControllerHost;
  #options: ShopsOptions;
  #list: ShopList | undefined;

  constructor(host: ReactiveControllerHost, options: ShopsOptions) {
    this.#host = host;
    this.#options = options;
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

  /** Shows another shop; the one that is open stays as it is. */
  async changeTo(id: string | undefined): Promise<void> {
    if (id !== undefined && id !== this.open?.id) await this.begin(id);
  }

  /** Has the page begin anew with a shop, and the view that was left there; unless that would end something. */
  async begin(id: string): Promise<void> {
    const unfinished = this.#options.unfinished();
    if (unfinished) return this.#options.say(unfinished);
    try {
      const { page } = await call('shops.open', { id });
      setOpenShop(page);
      window.location.replace('/');
    } catch (error) {
      this.#options.say(failureOf(error));
    }
  }
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
