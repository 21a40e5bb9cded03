/**
 * PostgreSQL's `2026-11-23 09:30:00.5+00` as ISO 8601. A time without a zone stays without one: it is the
 * shop's local time. Infinity has no ISO form and stays as it is.
 */
export function isoTime(text: string): string {
  const time = text.replace(' ', 'T');
  // Nearly all: without a pattern, since each row of a window has one.
  return time.endsWith('+00') ? `${time.slice(0, -3)}Z` : time.replace(/[+-]\d\d$/, '$&:00');
}
