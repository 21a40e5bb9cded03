/**
 * The shop that this page shows, by a name that tells nothing of its database: of the desktop window's, the one it was
 * switched to or else began with. A browser knows one shop only.
 */
export const shopName: string = globalThis.filmdesk ? window.name || globalThis.filmdesk.shop : '';

/**
 * Says which shop the desktop's page shows when it is loaded next, until the window is closed. The window's own name
 * keeps it: unlike a storage it is there without asking another process.
 */
export function setOpenShop(name: string): void {
  window.name = name;
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
