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
