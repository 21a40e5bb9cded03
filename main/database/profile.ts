import type pg from 'pg';
import { FilmdeskError } from '../contract/failures.ts';
import type { Flavour } from '../contract/shop.ts';
import type { ConnectionSettings } from './settings.ts';

/** What a database turned out to be, found once per connection; the operations follow it. */
export interface Profile {
  database: string;
  /** As `18.4`. */
  serverVersion: string;
  flavour: Flavour;
  readOnly: boolean;
  /**
   * How accents can be taken off in SQL: by `normalize`, which works on UTF8 only, from PostgreSQL 13; or those of Western
   * Europe, one by one; or not at all.
   */
  accents: 'normalized' | 'western' | 'kept';
  isUtf8: boolean;
  /** Whether what search and sorting read is gathered and indexed, as the newest of Filmdesk's own schemas has it. */
  hasSearchTable: boolean;
  /** Whether films are counted by what a search begins with; an older schema counts no three letters. */
  hasStartTable: boolean;
  /** Whether each store's stock of a film is gathered. */
  hasShelves: boolean;
  /**
   * PostgreSQL's own estimate of how many films there are; null where it has none yet, as it says by -1 or, before 14, by
   * 0, and where they can't be sampled: in a view, or another server's table.
   */
  estimatedFilms: number | null;
}

/** The tables and columns that the operations read; a database without them is no shop that Filmdesk can show. */
const neededColumns: Record<string, readonly string[]> = {
  film: [
    'film_id',
    'title',
    'description',
    'release_year',
    'language_id',
    'rental_duration',
    'rental_rate',
    'length',
    'replacement_cost',
    'rating',
    'last_update',
    'special_features',
  ],
  language: ['language_id', 'name'],
  actor: ['actor_id', 'first_name', 'last_name'],
  film_actor: ['actor_id', 'film_id'],
  category: ['category_id', 'name'],
  film_category: ['film_id', 'category_id'],
  store: ['store_id', 'address_id'],
  address: ['address_id', 'city_id'],
  city: ['city_id', 'city'],
  inventory: ['inventory_id', 'film_id', 'store_id'],
  rental: ['rental_id', 'inventory_id', 'rental_date', 'return_date'],
};

/** The tables that the operations read. */
export const neededTables = Object.keys(neededColumns);

/** What they read beside those in Filmdesk's own schema; an older one lacks some. */
export const gatheredTables = ['film_search', 'film_start', 'film_stock', 'film_word'];

/** How many tables and views somebody has made, in any schema: those of an extension don't count. */
export const countTables = `
  SELECT count(*)::int FROM pg_class JOIN pg_namespace AS space ON space.oid = relnamespace
  WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT FROM pg_depend
      WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')`;

/** What is known of a database before it is said to be a shop. */
const inspection = `
  SELECT current_database() AS database,
    current_setting('server_version') AS version,
    current_setting('server_version_num')::int AS number,
    current_setting('server_encoding') AS encoding,
    pg_is_in_recovery() OR current_setting('transaction_read_only')::bool AS read_only,
    (SELECT nullif(greatest(reltuples, 0), 0)::int FROM pg_class
      WHERE oid = to_regclass('film') AND relkind IN ('r', 'p', 'm')) AS films,
    (${countTables}) AS tables,
    (SELECT json_object_agg(name, columns) FROM (
      SELECT name, json_object_agg(attname, format_type(atttypid, NULL)) AS columns
      FROM unnest($1::text[]) AS name JOIN pg_attribute ON attrelid = to_regclass(name)
      WHERE attnum > 0 AND NOT attisdropped GROUP BY name) AS found) AS columns`;

export interface Inspection {
  database: string;
  version: string;
  number: number;
  encoding: string;
  read_only: boolean;
  films: number | null;
  tables: number;
  columns: Record<string, Record<string, string>> | null;
}

/** Looks at what is there, whatever it is. */
export async function look(pool: pg.Pool | pg.Client): Promise<Inspection> {
  const { rows } = await pool.query<Inspection>(inspection, [[...neededTables, ...gatheredTables]]);
  return rows[0]!;
}

/** What the operations need and a database lacks, as `film` or `film.title`. */
export const missingColumns = ({ columns }: Inspection): string[] =>
  Object.entries(neededColumns).flatMap(([table, names]) => {
    const there = columns?.[table];
    if (!there) return [table];
    return names.filter((name) => !Object.hasOwn(there, name)).map((name) => `${table}.${name}`);
  });

/** Looks at what is there. Fails with `wrong-schema` where it is empty or no rental shop. */
export async function inspect(pool: pg.Pool, settings: ConnectionSettings): Promise<Profile> {
  return profileOf(await look(pool), settings);
}

/** What an inspected shop offers. Fails with `wrong-schema` where it is empty or no rental shop. */
export function profileOf(found: Inspection, settings: ConnectionSettings): Profile {
  const columns = found.columns ?? {};
  const missing = missingColumns(found);
  if (missing.length > 0) throw wrongSchema(found, missing, settings);
  return {
    database: found.database,
    serverVersion: found.version.split(' ')[0]!,
    flavour: flavourOf(columns),
    readOnly: found.read_only,
    accents: accentsOf(found),
    isUtf8: found.encoding === 'UTF8',
    estimatedFilms: found.films,
    hasSearchTable: Object.hasOwn(columns['film_search'] ?? {}, 'categories'),
    hasStartTable: Object.hasOwn(columns, 'film_start'),
    hasShelves: Object.hasOwn(columns['film_stock'] ?? {}, 'shelves'),
  };
}

/** The encodings that have all letters of Western Europe. */
const western = ['UTF8', 'LATIN1', 'LATIN9', 'WIN1252'];

function accentsOf({ encoding, number }: Inspection): Profile['accents'] {
  if (encoding === 'UTF8' && number >= 130_000) return 'normalized';
  return western.includes(encoding) ? 'western' : 'kept';
}

/** By what tells them apart: our search table, the original language, and time zones. */
function flavourOf(columns: Record<string, Record<string, string>>): Flavour {
  const film = columns['film']!;
  if (columns['film_search']) return 'filmdesk';
  if (film['last_update'] === 'timestamp with time zone') return 'pagila';
  if (Object.hasOwn(film, 'original_language_id')) return 'sakila';
  return columns['inventory']!['film_id'] === 'smallint' ? 'dvdrental' : 'other';
}

function wrongSchema({ database, tables }: Inspection, missing: string[], settings: ConnectionSettings) {
  const where = settings.embedded ? 'The sample shop' : `The database ${database}`;
  if (tables === 0) {
    return new FilmdeskError({
      code: 'wrong-schema',
      sentence: `${where} is empty.`,
      advice:
        'Choose another database, or set this one up: “Test connection” in the window offers it, and on the command line there is “npm run sample -- --films 1000”.',
    });
  }
  const listed =
    missing.slice(0, 6).join(', ') + (missing.length > 6 ? ` and ${missing.length - 6} more` : '');
  return new FilmdeskError({
    code: 'wrong-schema',
    sentence: `${where} is no film-rental shop: it lacks ${listed}.`,
    advice: 'Choose a dvdrental, Sakila, Pagila or Filmdesk database.',
  });
}
