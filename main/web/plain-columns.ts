import { FilmdeskError } from '../contract/failures.ts';

/** The columns of the plain table: their names in the address, and their headings. */
export const headings = {
  id: 'ID',
  title: 'Title',
  year: 'Year',
  category: 'Category',
  rating: 'Rating',
  length: 'Length',
  stock: 'In stock',
} as const;

export type PlainColumn = keyof typeof headings;

export const plainColumns = Object.keys(headings) as readonly PlainColumn[];

/** The columns that an address names, as `columns=id,title`, in its order; all where it names none. Fails with `invalid-input`. */
export function readColumns(address: URLSearchParams): readonly PlainColumn[] {
  const named = address.get('columns');
  if (!named) return plainColumns;
  const columns = [...new Set(named.split(','))];
  const unknown = columns.find((name) => !Object.hasOwn(headings, name));
  if (unknown === undefined) return columns as PlainColumn[];
  throw new FilmdeskError({
    code: 'invalid-input',
    field: 'columns',
    sentence: `The list has no column “${unknown}”.`,
    advice: `It has ${plainColumns.join(', ')}.`,
  });
}

/** A film’s length as the page shows it; nothing where it is not known. */
export const hours = (minutes: number | null) => {
  if (minutes === null) return '';
  const hour = Math.floor(minutes / 60);
  return hour === 0 ? `${minutes}m` : `${hour}h ${String(minutes % 60).padStart(2, '0')}m`;
};
