import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { fillWithSample } from '../../main/database/sample.ts';
import type { Handlers, Input } from '../../main/contract/contract.ts';
import type { OpenShop } from '../../main/database/shop.ts';
import { fold, searchWords } from '../../main/contract/search-words.ts';
import { holds, rankOf, sampledTexts } from '../../main/operations/search.ts';
import { sampleOf, sharesOf } from '../../main/operations/search-sample.ts';
import { exportFilms } from '../../main/operations/film-export.ts';
import { linesOf, openAllLines, readFilmLines } from '../../main/web/film-lines.ts';
import { type FilmFilters, sortKey } from '../../main/contract/films.ts';
import { somebodyWaitsFor, whileLocked } from '../support/locks.ts';
import { runSql, settingsOf, uriOf } from '../support/postgres.ts';
import { askDirectly, openServerShop, valueOf } from '../support/shops.ts';
import { type Statement, statementsOf } from '../support/statements.ts';

/*
 * What must not grow with the shop, said without a clock: the plans of the statements that the operations send to a
 * shop of a hundred thousand films, and how many statements and rows there are.
 */

const port = inject('postgresPort');
const films = 100_000;
const database = 'plans';
const never = new AbortController().signal;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: PlanNode[];
}

const big = new Set([
  'film',
  'film_search',
  'film_stock',
  'film_actor',
  'film_category',
  'inventory',
  'rental',
]);
/** Far more than a window has, far less than the table. */
const many = 25_000;

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** The plan of a statement as it was carried out, with the rows that there were; of a COPY that of what is copied. */
async function planOf(name: string, { text, values }: Statement): Promise<PlanNode[]> {
  const select = /^COPY \((.*)\) TO STDOUT/s.exec(text)?.[1] ?? text;
  const [row] = await runSql<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    port,
    name,
    `explain (analyze, timing off, format json) ${select}`,
    values,
  );
  return nodesOf(row!['QUERY PLAN'][0].Plan);
}

/** How many rows a part of a plan had in hand, also those that it left out. */
const handled = (node: PlanNode): number =>
  Math.round(
    node['Actual Loops'] *
      (node['Actual Rows'] +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0)),
  );

/** What in a plan reads a whole table, or has more than `most` rows in hand where it should have a few. */
const wholeTables = (nodes: readonly PlanNode[], most = many): string[] =>
  nodes.flatMap((node) => {
    const type = node['Node Type'];
    const table = node['Relation Name'];
    if (/Seq Scan/.test(type) && table && big.has(table)) return [`${type} of ${table}`];
    const isRead = /Scan|Sort|Hash$/.test(type);
    return isRead && handled(node) > most
      ? [`${type} of ${handled(node)} rows${table ? ` of ${table}` : ''}`]
      : [];
  });

/** How a plan gets at the large tables; how it groups or sorts the few rows that it has then may differ. */
const accessOf = (nodes: readonly PlanNode[]): string =>
  nodes
    .filter((node) => big.has(node['Relation Name'] ?? '') || node['Index Name']?.startsWith('film_search'))
    .map((node) => `${node['Node Type']} ${node['Relation Name'] ?? ''} ${node['Index Name'] ?? ''}`)
    .join(', ');

let shop: OpenShop;

beforeAll(async () => {
  await runSql(port, 'postgres', `create database ${database}`);
  await fillWithSample(settingsOf(port, database), films);
  shop = openServerShop(port, database);
  // What opens a connection is not counted, nor what its first count reads for the searches after it.
  await valueOf<'films.count'>(askDirectly(shop), 'films.count', {});
}, 180_000);
afterAll(() => shop.close());

const sent = (name: string, input: object) =>
  statementsOf(() => valueOf<'films.list'>(askDirectly(shop), name as 'films.list', input));

async function expectNoWholeTable(statements: readonly Statement[]): Promise<void> {
  expect(statements.length).toBeGreaterThan(0);
  for (const statement of statements) {
    const found = wholeTables(await planOf(database, statement));
    expect(found, statement.text).toEqual([]);
  }
}

describe.each(sortKey.options)('a window by %s', (key) => {
  test.each([true, false])('reads no whole table, descending: %s', async (descending) => {
    const query = { sort: { key, descending }, count: false };
    const first = { ...query, window: { position: 0, limit: 100 } };
    const top = await valueOf<'films.list'>(askDirectly(shop), 'films.list', first);
    const places = await valueOf<'films.places'>(askDirectly(shop), 'films.places', {
      sort: { key, descending },
    });
    const middle = { after: places.cursors[50], skip: 500, limit: 100 };
    const end = { after: places.cursors.at(-2), skip: 900, limit: 100 };
    for (const window of [
      first.window,
      { after: top.last, limit: 100 },
      { before: top.last, limit: 100 },
      middle,
      end,
    ]) {
      const statements = await sent('films.list', { ...query, window });
      expect(statements).toHaveLength(1);
      expect(statements[0]!.rows).toBeLessThanOrEqual(100);
      await expectNoWholeTable(statements);
    }
  });
});

const needles = [
  'a',
  'di',
  'the',
  'amber',
  'dinosaur',
  'søren',
  'qzx',
  'monkey must',
  'silent orchard',
  'a an of who',
];

describe.each(needles)('the search “%s”', (search) => {
  test('reads no whole table, in few statements', async () => {
    const statements = await sent('films.list', {
      search,
      window: { position: 0, limit: 100 },
      count: false,
    });
    await expectNoWholeTable(statements);
    expect(statements.length).toBeLessThanOrEqual(9);
    for (const { rows } of statements) expect(rows).toBeLessThanOrEqual(100);
  });

  test('is answered the same way after each ANALYZE', async () => {
    const shapes: string[] = [];
    for (let time = 0; time < 3; time++) {
      await runSql(port, database, 'analyze film, film_search, film_stock, film_word, inventory');
      const statements = await sent('films.list', {
        search,
        window: { position: 0, limit: 100 },
        count: false,
      });
      const plans = await Promise.all(
        statements
          .filter(({ text }) => text.includes('film_search'))
          .map((statement) => planOf(database, statement)),
      );
      shapes.push(plans.map(accessOf).join('; '));
    }
    expect([...new Set(shapes)]).toHaveLength(1);
  });
});

test('what stands after enough films of a search is not begun', async () => {
  const search = 'the garden';
  const statements = await sent('films.list', { search, window: { position: 0, limit: 20 }, count: false });
  const together = statements.find(({ text }) => text.includes('union all'))!;
  const parts = (await planOf(database, together)).find((node) => node['Node Type'] === 'Append')!.Plans!;
  expect(parts.map((part) => [part['Actual Rows'], part['Actual Loops']])).toEqual([
    [0, 1],
    [20, 1],
    [0, 0],
  ]);
});

test.each(['dinosaur', 'silent orchard', 'monkey must', 'a an of who', 'søren', 'marble garden'])(
  'each letter of “%s” is answered in two statements, as where nobody knows how many films there are',
  async (typed) => {
    await runSql(port, database, "update pg_class set reltuples = -1 where oid = 'film'::regclass");
    const plain = openServerShop(port, database);
    await plain.read(never, () => Promise.resolve());
    await runSql(port, database, 'analyze film');
    const ask = (of: OpenShop, search: string, window: Input<'films.list'>['window']) =>
      valueOf<'films.list'>(askDirectly(of), 'films.list', { search, window, count: false });
    try {
      for (let length = 1; length <= typed.length; length++) {
        const search = typed.slice(0, length);
        const all = await ask(plain, search, { position: 0, limit: 60 });
        const expectPart = async (window: Input<'films.list'>['window'], from: number, to: number) => {
          const expected = all.rows.slice(from, to);
          let page: typeof all | undefined;
          const sending = await statementsOf(async () => (page = await ask(shop, search, window)));
          expect(page!.rows, `${search} ${JSON.stringify(window)}`).toEqual(expected);
          // Where nothing is found, the likest words are looked for; beside a film too few of its rank may be left.
          if (expected.length > 0 && 'position' in window) expect(sending.length).toBeLessThanOrEqual(2);
          return page!;
        };
        const { last } = await expectPart({ position: 0, limit: 30 }, 0, 30);
        await expectPart({ position: 10, limit: 30 }, 10, 40);
        if (!last) continue;
        const { first } = await expectPart({ after: last, limit: 20 }, 30, 50);
        if (first) await expectPart({ before: first, limit: 40 }, 0, 30);
      }
    } finally {
      await plain.close();
    }
  },
);

test.each(['d', 'amber', 'mon', 'an of', 'silent orchard', 'dino mo', 'søren', 'qzx'])(
  'of a sample, “%s” has the share of each rank that PostgreSQL counts',
  async (search) => {
    const words = searchWords(search);
    const { shares, counted, sampled } = await shop.read(never, async (db, { profile }) => {
      const { rows } = await db.execute<{ rank: number; films: number }>(sql`
        select ${rankOf(words)} as rank, count(*)::int as films from (${sampledTexts(1000, profile)}) as texts
        where ${holds(sql`texts.document`, words, 'inside')} group by 1`);
      const sample = await sampleOf(db, profile);
      return { shares: await sharesOf(db, profile, words), counted: rows, sampled: sample.length };
    });
    expect(Math.abs(sampled - 1000)).toBeLessThan(200);
    const found = counted.reduce((sum, { films: some }) => sum + some, 0);
    for (const [rank, share] of shares.entries()) {
      const exact = (counted.find((row) => row.rank === rank)?.films ?? 0) / sampled;
      // Of what is very common not all of the sample is looked at.
      if (found < 250) expect(share).toBeCloseTo(exact, 10);
      else expect(Math.abs(share - exact)).toBeLessThan(0.1);
    }
  },
);

test.each(['title', 'document'])(
  'what the statistics of a %s take for common is looked up all the same',
  async (column) => {
    // As it may come by chance where few of a million films have the word: of a hundred texts that it read, all.
    await runSql(
      port,
      database,
      `select pg_restore_attribute_stats('schemaname', 'public', 'relname', 'film_search', 'attname', $1::text,
      'inherited', false, 'null_frac', 0::real, 'avg_width', 20, 'n_distinct', -1::real, 'histogram_bounds',
      (select array_agg(format(' %s the dinosaur ', lpad(place::text, 3, '0')) order by place)::text
        from generate_series(1, 101) as place))`,
      [column],
    );
    try {
      for (const search of ['the', 'dinosaur'])
        for (const sort of [undefined, { key: 'year' }]) {
          const window = { position: 0, limit: 100 };
          await expectNoWholeTable(await sent('films.list', { search, sort, window, count: false }));
        }
    } finally {
      await runSql(port, database, 'analyze film_search');
    }
  },
);

interface Asked<Name extends keyof Handlers> {
  input: Input<Name>;
  /** What it reads whole, because it counts all of it or has each thousandth. */
  whole?: readonly string[];
}

const manyFilters: FilmFilters = {
  store: [1],
  stock: ['in', 'out'],
  rating: ['PG', 'R'],
  language: ['English'],
};

const allFilms = 'Index Only Scan of 100000 rows of film';

/** Every operation of the contract that asks the shop, also those that are looked at more closely above. */
const operations: { [Name in keyof Handlers]: readonly Asked<Name>[] } = {
  'films.list': [
    { input: { window: { position: 0, limit: 100 }, count: false } },
    {
      input: {
        filters: { category: ['Horror'], store: [1] },
        window: { position: 0, limit: 100 },
        count: false,
      },
    },
    {
      // One film in a thousand.
      input: {
        filters: { store: [2], stock: ['out'] },
        window: { position: 0, limit: 100 },
        count: false,
      },
      whole: ['Seq Scan of film_stock'],
    },
    {
      input: { filters: { store: [1], stock: ['none'] }, window: { position: 0, limit: 100 }, count: false },
    },
    {
      input: {
        search: 'dinosaur',
        sort: { key: 'year', descending: true },
        window: { position: 0, limit: 100 },
        count: false,
      },
    },
  ],
  'films.count': [
    { input: {}, whole: [allFilms] },
    { input: { search: 'dinosaur' } },
    { input: { search: 'di' } },
    { input: { filters: { store: [1], stock: ['in'] } }, whole: ['Seq Scan of film_stock'] },
  ],
  'films.places': [
    { input: {}, whole: [allFilms, 'Subquery Scan of 100000 rows'] },
    { input: { search: 'dinosaur' } },
  ],
  'films.get': [{ input: { id: 77_777 } }],
  'inventory.list': [{ input: { filmId: 77_777 } }],
  'films.facets': [
    {
      input: {},
      whole: ['Seq Scan of film', 'Seq Scan of film_category', 'Seq Scan of film_stock'],
    },
    { input: { search: 'silent orchard', filters: manyFilters } },
  ],
  'shop.pulse': [{ input: {} }],
  'shop.status': [{ input: {}, whole: [allFilms, 'Seq Scan of film_stock'] }],
  'indexes.advise': [{ input: {} }],
};

test.each(
  Object.entries(operations).flatMap(([name, asked]) =>
    asked.map(({ input, whole = [] }: Asked<keyof Handlers>) => ({ name, input, whole })),
  ),
)('$name of $input reads whole only what it counts', async ({ name, input, whole }) => {
  const found: string[] = [];
  for (const statement of await sent(name, input))
    found.push(...wholeTables(await planOf(database, statement)));
  expect(found.toSorted()).toEqual(whole.toSorted());
});

test('a page of the plain list reads no whole table', async () => {
  for (const search of [undefined, 'amber', 'dinosaur']) {
    const statements = await statementsOf(() =>
      shop.read(never, (db, connected) =>
        readFilmLines(db, connected, search ? { search } : {}, { limit: 1000 }),
      ),
    );
    await expectNoWholeTable(statements);
  }
});

test.each([
  ['the CSV', () => exportFilms(shop, {}, never)],
  ['the page of all films', async () => linesOf(await openAllLines(shop, {}, never))],
])('%s reads each table once', async (_what, read) => {
  const statements = await statementsOf(async () => {
    for await (const _ of await read());
  });
  const copies = statements.filter(({ text }) => text.startsWith('COPY'));
  expect(copies).toHaveLength(1);
  const reads = (await planOf(database, copies[0]!)).filter((node) => big.has(node['Relation Name'] ?? ''));
  expect(reads.map((node) => node['Relation Name']).toSorted((a, b) => a!.localeCompare(b!))).toEqual([
    'film',
    'film_search',
    'film_stock',
  ]);
  // Once, or once by each of some processes that share the work.
  for (const node of reads) expect(node['Actual Loops']).toBeLessThan(10);
});

test('a film that is deleted while a search reads leaves no gap', async () => {
  const ask = askDirectly(shop);
  const search = { search: 'amber', window: { position: 0, limit: 40 }, count: false };
  const titlesOf = ({ rows }: { rows: { title: string }[] }) => rows.map(({ title }) => title);
  await runSql(port, database, "insert into film (title, language_id) values ('Amber', 1)");
  expect(titlesOf(await valueOf<'films.list'>(ask, 'films.list', search))[0]).toBe('Amber');
  // Which films there are is read before their copies.
  await whileLocked(uriOf(port, database), 'inventory', async (holder) => {
    const reading = valueOf<'films.list'>(ask, 'films.list', search);
    await somebodyWaitsFor(holder);
    await holder.query("delete from film where title = 'Amber'; commit");
    const titles = titlesOf(await reading);
    expect(titles).toHaveLength(40);
    expect(titles).not.toContain('Amber');
  });
});

test('counts and places sort nothing', async () => {
  const asked = [
    ...(await sent('films.count', {})),
    ...(await sent('films.count', { search: 'dinosaur' })),
    ...(await sent('films.places', { search: 'dinosaur' })),
  ];
  for (const key of sortKey.options)
    for (const descending of [false, true])
      asked.push(...(await sent('films.places', { sort: { key, descending } })));
  for (const statement of asked) {
    const nodes = await planOf(database, statement);
    const sorted = nodes.filter((node) => /Sort/.test(node['Node Type']) && handled(node) > many);
    expect(sorted, statement.text).toEqual([]);
  }
});

test('films with what a search begins with, which are many of them, are counted without reading any', async () => {
  for (const search of ['t', 'th', 'a an of wh', 'a qq th', 'the', 'ing', 'a an of who', 'qq the']) {
    const counted = await valueOf<'films.count'>(askDirectly(shop), 'films.count', { search });
    const [row] = await runSql<{ films: number }>(
      port,
      database,
      'select count(*)::int as films from film_search where document like all ($1)',
      [search.split(' ').map((word) => (word.length < 3 ? `% ${word}%` : `%${word}%`))],
    );
    expect(counted.total).toBe(row!.films);
    for (const statement of await sent('films.count', { search })) {
      const read = (await planOf(database, statement)).map((node) => node['Relation Name']);
      expect(read.filter((table) => table !== undefined && big.has(table))).toEqual([]);
    }
  }
});

test('a count does not look for what all films have', async () => {
  const ofSomething = await sent('films.count', { search: 'dinosaur' });
  const [, ofMore] = await sent('films.count', { search: 'who m dinosaur mus' });
  expect([ofMore]).toEqual(ofSomething);
});

test('a word that somebody types to its end is counted once, and again when somebody has written', async () => {
  const count = async (search: string, filters: FilmFilters = {}) =>
    (await valueOf<'films.count'>(askDirectly(shop), 'films.count', { search, filters })).total;
  const isCounted = (statement: Statement) => statement.text.includes('count(*)');
  const counted = async (search: string) => (await sent('films.count', { search })).filter(isCounted);
  const monkeys = await count('monke');
  expect(monkeys).toBeGreaterThan(5000);
  expect(await count('monkey', { rating: ['PG'] })).toBeLessThan(monkeys);
  expect(await counted('monkey')).toEqual([]);
  expect(await count('monkey')).toBe(monkeys);
  await runSql(port, database, `insert into film (title, language_id) values ('Monkeshine', 1)`);
  try {
    expect([await count('monke'), await count('monkey')]).toEqual([monkeys + 1, monkeys]);
  } finally {
    await runSql(port, database, `delete from film where title = 'Monkeshine'`);
  }
  // The word is known from then on, although no film has it any more.
  expect([await count('monke'), await count('monkey'), await count('monkes')]).toEqual([monkeys, monkeys, 0]);
});

test('a hundred thousand films give the same window wherever it is read from', async () => {
  const ask = askDirectly(shop);
  for (const query of [{}, { search: 'a' }, { search: 'amber' }, { sort: { key: 'category' } }] as const) {
    const at = async (window: object) =>
      (await valueOf<'films.list'>(ask, 'films.list', { ...query, window, count: false })).rows.map(
        ({ id }) => id,
      );
    const { cursors } = await valueOf<'films.places'>(ask, 'films.places', query);
    const byPosition = await at({ position: 2100, limit: 100 });
    expect(byPosition).toHaveLength(100);
    expect(await at({ after: cursors[1], skip: 100, limit: 100 })).toEqual(byPosition);
    const next = await valueOf<'films.list'>(ask, 'films.list', {
      ...query,
      window: { position: 2200, limit: 100 },
      count: false,
    });
    expect(await at({ before: next.first, limit: 100 })).toEqual(byPosition);
  }
});

test('search keeps its order and its plans in a database of another collation', async () => {
  const name = 'plans_of_german';
  await runSql(
    port,
    'postgres',
    `create database ${name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'de-AT' locale 'C'`,
  );
  const fewer = 25_000;
  await fillWithSample(settingsOf(port, name), fewer);
  const other = openServerShop(port, name);
  try {
    await valueOf<'films.count'>(askDirectly(other), 'films.count', {});
    for (const search of ['a', 'amber', 'di']) {
      const input = { search, window: { position: 0, limit: 100 }, count: false };
      let found: string[] = [];
      const statements = await statementsOf(async () => {
        const { rows } = await valueOf<'films.list'>(askDirectly(other), 'films.list', input);
        found = rows.map(({ title }) => title);
      });
      expect(statements.length).toBeGreaterThan(0);
      for (const statement of statements)
        expect(wholeTables(await planOf(name, statement), fewer / 4), statement.text).toEqual([]);
      // Titles that begin with the search come first, and in the same order on every server.
      const beginning = found.filter((title) => fold(title).startsWith(search));
      expect(beginning.length).toBeGreaterThan(0);
      expect(found.slice(0, beginning.length)).toEqual(beginning);
      expect(beginning.map(fold)).toEqual(beginning.map(fold).toSorted());
    }
    // Without a search they are in the order of the shop's own collation.
    const { rows } = await valueOf<'films.list'>(askDirectly(other), 'films.list', {
      window: { position: 0, limit: 100 },
    });
    const byTitle = await runSql<{ title: string }>(
      port,
      name,
      'select title from film order by title, film_id limit 100',
    );
    expect(rows.map(({ title }) => title)).toEqual(byTitle.map(({ title }) => title));
  } finally {
    await other.close();
  }
}, 120_000);
