import { expect, test } from 'vitest';
import { isoTime } from '../../main/operations/times.ts';

test.each([
  ['2026-11-23 09:30:00.5+00', '2026-11-23T09:30:00.5Z'],
  ['2026-11-23 09:30:00+02', '2026-11-23T09:30:00+02:00'],
  ['2026-11-23 09:30:00-03', '2026-11-23T09:30:00-03:00'],
  ['2026-11-23 09:30:00+05:30', '2026-11-23T09:30:00+05:30'],
  ['2026-11-23 09:30:00', '2026-11-23T09:30:00'],
  ['infinity', 'infinity'],
])('PostgreSQL’s %s is %s', (text, expected) => {
  expect(isoTime(text)).toBe(expected);
});
