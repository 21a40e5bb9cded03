const openShopKey = 'filmdesk.open';

/**
 * The shop that this page shows, by a name that tells nothing of its database: of the desktop window's, the one it was
 * switched to or else began with. A browser knows one shop only.
 */
export const shopName: string = readOpenShop() ?? globalThis.filmdesk?.shop ?? '';

function readOpenShop(): string | null {
  try {
    return sessionStorage.getItem(openShopKey);
  } catch {
    return null;
  }
}

/** Says which shop the page shows when it is loaded next, until the window is closed. */
export function setOpenShop(name: string): void {
  try {
    sessionStorage.setItem(openShopKey, name);
  } catch {
    // Without it the page would only mix up the views of two shops.
  }
}

/** The name under which something is remembered for this shop only. */
export const ofShop = (key: string) => (shopName === '' ? key : `${key}.${shopName}`);

/** What this browser or window remembers, as JSON; null where there is nothing, or nothing readable. */
export function recall(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(`filmdesk.${key}`) ?? 'null');
  } catch {
    return null;
  }
}

/** Remembers a value; a browser that keeps nothing loses only the comfort. */
export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(`filmdesk.${key}`, JSON.stringify(value));
  } catch {
    // Private windows and full storage refuse.
  }
}
