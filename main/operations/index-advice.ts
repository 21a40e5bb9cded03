import { type SQL, sql } from 'drizzle-orm';
import type { Handlers } from '../contract/contract.ts';
import type { SortKey } from '../contract/films.ts';
import type { AdvisedIndex, IndexObstacle, IndexUse } from '../contract/indexes.ts';
import { withLiterals } from '../database/literals.ts';
import { dropIndex } from '../database/make-indexes.ts';
import type { Connected, Database, Shop } from '../database/shop.ts';
import { searchedTexts } from './search.ts';

/*
 * Which indexes a large shop of another make lacks. Filmdesk's own schema has all that the operations read; Sakila and
 * its kin were made for a thousand films.
 */

/** Smaller tables are read in a moment without any. */
const largeTable = 20_000;

/** An index that serves Filmdesk. */
interface UsefulIndex {
  /** Ends with a number that changes with what the index is on: an older one is not taken for it. */
  name: string;
  table: string;
  use: IndexUse;
  columns: readonly string[];
  /** What is searched for parts of words: the index is then of its trigrams. */
  text?: SQL;
  /** How many of the columns an index has to begin with to serve as well. */
  enough: number;
}

const sorted = (key: SortKey, column: string): UsefulIndex => ({
  name: `film_filmdesk_${key}_1`,
  table: 'film',
  use: key,
  columns: [column, 'film_id'],
  // Hardly two films have the same title, but very many the same year.
  enough: key === 'title' ? 1 : 2,
});

const lookedUp = (table: string, column: string): UsefulIndex => ({
  name: `${table}_filmdesk_${column.replace('_id', '')}_1`,
  table,
  use: 'rows',
  columns: [column],
  enough: 1,
});

function usefulIndexes({ profile }: Connected): UsefulIndex[] {
  const texts = searchedTexts(profile);
  const searched = { use: 'search', enough: Infinity } as const;
  const version = profile.accents === 'western' ? 2 : 1;
  return [
    {
      ...searched,
      name: `film_filmdesk_search_${version}`,
      table: 'film',
      columns: ['title', 'description'],
      text: texts.film,
    },
    {
      ...searched,
      name: `actor_filmdesk_search_${version}`,
      table: 'actor',
      columns: ['first_name', 'last_name'],
      text: texts.actor,
    },
    lookedUp('inventory', 'film_id'),
    lookedUp('rental', 'inventory_id'),
    lookedUp('film_category', 'film_id'),
    lookedUp('film_actor', 'film_id'),
    sorted('title', 'title'),
    sorted('year', 'release_year'),
    sorted('rating', 'rating'),
    sorted('length', 'length'),
    sorted('rate', 'rental_rate'),
    sorted('replacement', 'replacement_cost'),
    sorted('duration', 'rental_duration'),
    sorted('updated', 'last_update'),
  ];
}

/** An index that a table has. */
interface FoundIndex {
  name: string;
  /** Whether it is ready. One that is not was left half made, or is being made just now. */
  isValid: boolean;
  isUnderWay: boolean;
  /** Whether it is sorted and has every row. */
  isWhole: boolean;
  bytes: number;
  columns: (string | null)[];
}

interface FoundTable extends Record<string, unknown> {
  name: string;
  /** As it has to be written in a statement. */
  written: string;
  rows: number;
  mayChange: boolean;
  /** Mean bytes of each column's values, as far as PostgreSQL knows them. */
  widths: Record<string, number> | null;
  indexes: FoundIndex[] | null;
}

const readTables = (names: readonly string[]) => sql`
  select wanted.name, class.oid::regclass::text as "written", class.reltuples::float8 as "rows",
    pg_has_role(class.relowner, 'USAGE') and has_schema_privilege(class.relnamespace, 'CREATE') as "mayChange",
    (select json_object_agg(attname, avg_width) from pg_stats
      where schemaname = class.relnamespace::regnamespace::text and tablename = class.relname) as "widths",
    (select json_agg(json_build_object(
        'name', made.relname, 'isValid', indisvalid,
        'isUnderWay', exists (select from pg_stat_progress_create_index where index_relid = indexrelid),
        'isWhole', indpred is null and access.amname = 'btree', 'bytes', pg_relation_size(indexrelid),
        'columns', (select json_agg(attname order by place) from unnest(indkey) with ordinality as key (number, place)
          left join pg_attribute on attrelid = indrelid and attnum = number)))
      from pg_index join pg_class as made on made.oid = indexrelid join pg_am as access on access.oid = made.relam
      where indrelid = class.oid) as "indexes"
  from unnest(${sql.param(names)}::text[]) as wanted (name)
  join pg_class as class on class.oid = to_regclass(wanted.name) and class.relkind = 'r'`;

/** The extension whose operator class indexes trigrams: how that is written where it is there, else whether it can be made. */
interface Trigrams extends Record<string, unknown> {
  written: string | null;
  mayMake: boolean;
}

const readTrigrams = sql`
  select (select case when pg_opclass_is_visible(oid) then opcname::text
      else opcnamespace::regnamespace::text || '.' || opcname end
      from pg_opclass where opcname = 'gin_trgm_ops') as "written",
    exists (select from pg_available_extensions where name = 'pg_trgm')
      and has_database_privilege(current_database(), 'CREATE') as "mayMake"`;

/** From PostgreSQL 18 on an index by store and film also finds a film. */
const skipsFirstColumn = ({ profile }: Connected) => Number.parseInt(profile.serverVersion, 10) >= 18;

const isServed = ({ columns, enough }: UsefulIndex, { indexes }: FoundTable, skips: boolean) =>
  (indexes ?? []).some(({ columns: there, isValid, isWhole }) => {
    if (!isValid || !isWhole) return false;
    const begins = columns.slice(0, enough).every((column, place) => there[place] === column);
    return enough !== Infinity && (begins || (skips && there[0] === 'store_id' && there[1] === columns[0]));
  });

/* Measured on two cores and an SSD, with a million films. */
const bytesPerTrigramCharacter = 1.4;
const secondsPerTrigramCharacter = 0.32e-6;
const bytesPerRow = 18;
const secondsPerRow = 0.5e-6;
const usualWidth = 20;

function costOf({ columns, text }: UsefulIndex, { rows, widths }: FoundTable) {
  if (!text) return { bytes: rows * bytesPerRow, seconds: rows * secondsPerRow };
  const characters = rows * columns.reduce((sum, column) => sum + (widths?.[column] ?? usualWidth), 0);
  return {
    bytes: characters * bytesPerTrigramCharacter,
    seconds: characters * secondsPerTrigramCharacter,
  };
}

/** Within an index a column needs neither its table's name nor quotes. */
const readably = (text: string) => text.replaceAll(/"\w+"\."(\w+)"/g, '$1').replaceAll(/\s+/g, ' ');

function statementsOf(index: UsefulIndex, table: FoundTable, { written }: Trigrams): string[] {
  const { name, columns, text } = index;
  const isHalfMade = table.indexes?.some((found) => found.name === name && !found.isValid);
  const on = text
    ? `USING gin ((${readably(withLiterals(text))}) ${written ?? 'gin_trgm_ops'})`
    : `(${columns.join(', ')})`;
  return [
    ...(isHalfMade ? [dropIndex(name)] : []),
    ...(text && written === null ? ['CREATE EXTENSION IF NOT EXISTS pg_trgm'] : []),
    `CREATE INDEX CONCURRENTLY ${name} ON ${table.written} ${on}`,
    // A text that is computed has statistics of its own, by which PostgreSQL sees what the index is good for.
    ...(text ? [`ANALYZE ${table.written}`] : []),
  ];
}

/** What a large shop lacks and what was made there, what is worth most first. Small shops and Filmdesk's own lack nothing. */
export async function adviseIndexes(db: Database, connected: Connected): Promise<AdvisedIndex[]> {
  if (connected.profile.flavour === 'filmdesk') return [];
  const useful = usefulIndexes(connected);
  const names = [...new Set(useful.map(({ table }) => table))];
  const { rows: tables } = await db.execute<FoundTable>(readTables(names));
  const trigrams = (await db.execute<Trigrams>(readTrigrams)).rows[0]!;
  const skips = skipsFirstColumn(connected);
  return useful.flatMap((index): AdvisedIndex[] => {
    const table = tables.find(({ name }) => name === index.table);
    if (!table) return [];
    const { name, use } = index;
    const there = table.indexes?.find((found) => found.name === name);
    const isMade = there?.isValid ?? false;
    if (!isMade && (table.rows < largeTable || isServed(index, table, skips))) return [];
    const { bytes, seconds } = costOf(index, table);
    const obstacle = (): IndexObstacle | null => {
      if (connected.profile.readOnly) return 'read-only';
      if (!table.mayChange) return 'owner';
      if (there?.isUnderWay) return 'under-way';
      return index.text && trigrams.written === null && !trigrams.mayMake ? 'extension' : null;
    };
    return [
      {
        name,
        table: index.table,
        use,
        rows: Math.round(table.rows),
        statements: statementsOf(index, table, trigrams),
        isMade,
        bytes: Math.round(isMade ? there!.bytes : bytes),
        seconds,
        obstacle: obstacle(),
      },
    ];
  });
}

export const indexHandlers = (shop: Shop) =>
  ({
    'indexes.advise': (_, { signal }) =>
      shop.read(signal, async (db, connected) => ({ indexes: await adviseIndexes(db, connected) })),
  }) satisfies Partial<Handlers>;
