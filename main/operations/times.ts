/**
 * PostgreSQL's `2026-11-23 09:30:00.5+00` as ISO 8601. A time without a zone stays without one: it is the
 * shop's local time. Infinity has no ISO form and stays as it is.
 */
export const isoTime = (text: string) =>
  text
    .replace(' ', 'T')
    .replace(/([+-]\d\d)$/, '$1:00')
    .replace('+00:00', 'Z');
