import type { FilmFilters } from '../main/contract/films.ts';
import { formatLength, words } from './words.ts';

type FilterKey = keyof FilmFilters;

/** The filters without one of them. */
export function withoutFilter(filters: FilmFilters, key: FilterKey): FilmFilters {
  const { [key]: _, ...others } = filters;
  return others;
}

/** Adds a value to a list filter, or takes it away. */
export function toggleFilter(filters: FilmFilters, key: FilterKey, value: string | number): FilmFilters {
  const chosen = (filters[key] ?? []) as (string | number)[];
  const values = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
  return values.length === 0 ? withoutFilter(filters, key) : { ...filters, [key]: values };
}

/** Sets a range filter; an end that stands at its bound is open, and with both open there is no filter. */
export function rangeFilter(
  filters: FilmFilters,
  key: 'year' | 'lengthMinutes',
  { from, to }: { from: number; to: number },
  { least, most }: { least: number; most: number },
): FilmFilters {
  if (from <= least && to >= most) return withoutFilter(filters, key);
  return { ...filters, [key]: { ...(from > least && { from }), ...(to < most && { to }) } };
}

export interface FilterChip {
  key: FilterKey;
  text: string;
}

/** What the set filters say, one chip each. */
export function filterChips(filters: FilmFilters): FilterChip[] {
  const chips: FilterChip[] = [];
  const list = (key: FilterKey, names: readonly string[] | undefined) => {
    if (names?.length) chips.push({ key, text: names.join(', ') });
  };
  list(
    'stock',
    filters.stock?.map((state) => words.availability[state]),
  );
  list('rating', filters.rating);
  list('category', filters.category);
  list('store', filters.store?.map(words.store));
  list('language', filters.language);
  const range = (key: 'year' | 'lengthMinutes', format: (value: number) => string) => {
    const set = filters[key];
    if (!set) return;
    const { from, to } = set;
    const text =
      from === undefined
        ? `≤ ${format(to ?? 0)}`
        : to === undefined
          ? `≥ ${format(from)}`
          : words.range(format(from), format(to));
    chips.push({ key, text });
  };
  range('lengthMinutes', formatLength);
  range('year', String);
  return chips;
}
