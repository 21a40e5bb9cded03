import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import pg from 'pg';
import type { Input } from '../../main/contract/contract.ts';
import { FilmdeskError } from '../../main/contract/failures.ts';
import type { AdvisedIndex, IndexProgress } from '../../main/contract/indexes.ts';
import { makeIndexes, removeIndexes } from '../../main/database/make-indexes.ts';
import { fillWithSample } from '../../main/database/sample.ts';
import type { OpenShop } from '../../main/database/shop.ts';
import { dvdrentalDatabase } from '../support/databases.ts';
import { makeForeignShop } from '../support/foreign-shop.ts';
import { hasDvdrental, runSql, settingsOf, uriOf } from '../support/postgres.ts';
import { type Ask, askDirectly, openServerShop, valueOf } from '../support/shops.ts';
import { statementsOf } from '../support/statements.ts';

/* A large shop of another make: it shows the same films as Filmdesk's own, and gains from indexes. */

const port = inject('postgresPort');
const films = 25_000;
const own = 'large_own';
const foreign = 'large_foreign';
const distant = 'large_distant';
const shops: OpenShop[] = [];

beforeAll(async () => {
  await runSql(port, 'postgres', `create database ${own}`);
  await fillWithSample(settingsOf(port, own), films);
  await makeForeignShop(port, own, foreign);
  await makeForeignShop(port, own, distant);
}, 180_000);
afterAll(() => Promise.all(shops.map((shop) => shop.close())));

function ask(database: string): Ask {
  const shop = openServerShop(port, database);
  shops.push(shop);
  return askDirectly(shop);
}

type List = Omit<Input<'films.list'>, 'window'>;

/** Some windows of a list: forward from its beginning, and back again. */
async function readAbout(asked: Ask, query: List): Promise<number[][]> {
  const read = (window: Input<'films.list'>['window']) =>
    valueOf<'films.list'>(asked, 'films.list', { ...query, window, count: false });
  const limit = 200;
  const first = await read({ position: 0, limit });
  const pages = [first];
  for (let page = 1; page < 4 && pages.at(-1)!.last; page++)
    pages.push(await read({ after: pages.at(-1)!.last!, limit }));
  const beginning = pages.findLast((page) => page.first)?.first;
  if (beginning) pages.push(await read({ before: beginning, limit }));
  pages.push(await read({ position: 150, limit: 10 }));
  return pages.map(({ rows }) => rows.map(({ id }) => id));
}

describe('shows the same as Filmdesk’s own', () => {
  test.each([
    ['zzzz', 'nothing'],
    ['harbour', 'a word'],
    ['ha', 'two letters'],
    ['a', 'a letter'],
    ['s t', 'two letters of two words'],
    ['the an', 'short words'],
    ['outwit', 'a common word'],
    ['amber outwit', 'words in title and description'],
    ['sokolov', 'an actor’s name'],
    ['sofia surgeon', 'an actor’s name and a word of the description'],
  ])('for the search “%s”, %s', async (search) => {
    const there = ask(foreign);
    const here = ask(own);
    for (const query of [
      { search },
      { search, sort: { key: 'title' } },
      { search, sort: { key: 'year', descending: true } },
      { search, filters: { rating: ['PG'] } },
    ] as const) {
      expect(await readAbout(there, query as List)).toEqual(await readAbout(here, query as List));
    }
    expect(await valueOf<'films.count'>(there, 'films.count', { search })).toEqual(
      await valueOf<'films.count'>(here, 'films.count', { search }),
    );
  });
});

test('a mistyped search is taken for the likest one, by the words of some films and the names of actors', async () => {
  const asked = ask(foreign);
  const find = (search: string) =>
    valueOf<'films.list'>(asked, 'films.list', { search, window: { position: 0, limit: 5 } });
  const [row] = await runSql<{ last: string }>(
    port,
    foreign,
    'select lower(last_name) as last from actor limit 1',
  );
  const last = row!.last;
  const slip = (word: string) => word.slice(0, -2) + word.at(-1)! + word.at(-2)!;
  for (const [typed, meant] of [
    ['dinosuar', 'dinosaur'],
    ['lighthose', 'lighthouse'],
    ['amebr dinosaur', 'amber dinosaur'],
    [slip(last), last],
  ] as const) {
    const { likened, rows, total } = await find(typed);
    expect(likened).toBe(meant);
    expect({ rows, total }).toEqual(
      (({ rows: theirs, total: count }) => ({ rows: theirs, total: count }))(await find(meant)),
    );
  }
  expect(await find('qqqqxz')).toMatchObject({ rows: [], likened: null });
});

test('films that lie on another server are counted and found, though they can’t be sampled', async () => {
  const { user, password } = settingsOf(port, distant);
  for (const statement of [
    'create extension postgres_fdw',
    `create server far foreign data wrapper postgres_fdw options (host '127.0.0.1', port '${port}', dbname '${distant}')`,
    `create user mapping for current_user server far options (user '${user}', password '${password}')`,
    'alter table film rename to near_film',
    'create schema far',
    'import foreign schema public limit to (near_film) from server far into far',
    'alter foreign table far.near_film rename to film',
    'alter foreign table far.film set schema public',
    'analyze film',
  ])
    await runSql(port, distant, statement);
  const far = ask(distant);
  expect(await valueOf<'films.count'>(far, 'films.count', {})).toEqual({ total: films });
  const query = { search: 'harbour', window: { position: 0, limit: 20 } };
  const idsOf = ({ rows }: { rows: { id: number }[] }) => rows.map(({ id }) => id);
  const found = await valueOf<'films.list'>(far, 'films.list', query);
  expect(idsOf(found)).toEqual(idsOf(await valueOf<'films.list'>(ask(own), 'films.list', query)));
});

const advise = async (database: string): Promise<AdvisedIndex[]> =>
  (await valueOf<'indexes.advise'>(ask(database), 'indexes.advise', {})).indexes;

const never = new AbortController().signal;

const namesOfIndexes = async () => {
  const rows = await runSql<{ name: string }>(
    port,
    foreign,
    "select indexrelid::regclass::text as name from pg_index where indexrelid::regclass::text like '%filmdesk%'",
  );
  return rows.map(({ name }) => name);
};

describe('what would help', () => {
  test('is nothing in Filmdesk’s own schema, nor in a small shop', async () => {
    expect(await advise(own)).toEqual([]);
    if (hasDvdrental) expect(await advise(dvdrentalDatabase)).toEqual([]);
  });

  test('is said with the statement, and what it costs', async () => {
    const found = await advise(foreign);
    const search = found.find(({ use }) => use === 'search')!;
    expect(search.statements[0]).toBe('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    expect(search.statements[1]).toMatch(
      /^CREATE INDEX CONCURRENTLY film_filmdesk_search_1 ON film USING gin \(/,
    );
    expect(search).toMatchObject({ isMade: false, obstacle: 'read-only', rows: films });
    expect(found.map(({ use }) => use)).toContain('year');
    // The titles' own index serves, and PostgreSQL 18 finds a film's copies by that of stores and films.
    expect(found.map(({ name }) => name)).not.toContain('film_filmdesk_title_1');
    expect(found.filter(({ use }) => use === 'rows')).toEqual([]);
  });

  test('is made while others work, told of as it goes on, used, and taken away again', async () => {
    const advised = (await advise(foreign)).filter(({ use }) => use === 'search' || use === 'year');
    const told: IndexProgress[] = [];
    await makeIndexes(settingsOf(port, foreign), advised, {
      signal: never,
      onProgress: (progress) => told.push(progress),
    });
    expect(told.map(({ name }) => name)).toContain('film_filmdesk_search_1');
    const made = (await advise(foreign)).filter(({ isMade }) => isMade);
    expect(made.map(({ name }) => name).sort()).toEqual(advised.map(({ name }) => name).sort());
    expect(made.every(({ bytes }) => bytes > 8192)).toBe(true);

    const statements = await statementsOf(() => valueOf(ask(foreign), 'films.count', { search: 'harbour' }));
    const { text, values } = statements.find((statement) => statement.text.includes('as "total"'))!;
    const plan = await runSql(port, foreign, `explain ${text}`, values);
    expect(JSON.stringify(plan)).toContain('film_filmdesk_search_1');
    expect(JSON.stringify(plan)).not.toContain('Seq Scan on film ');

    await removeIndexes(
      settingsOf(port, foreign),
      made.map(({ name }) => name),
      never,
    );
    expect(await namesOfIndexes()).toEqual([]);
  });

  test('waits for those who write, keeps nobody from writing, and leaves nothing behind when it is cancelled', async () => {
    const [advised] = (await advise(foreign)).filter(({ use }) => use === 'year');
    const writer = new pg.Client(uriOf(port, foreign));
    await writer.connect();
    const cancel = new AbortController();
    try {
      await writer.query('begin; update film set length = length where film_id = 1');
      let tell: (() => void) | undefined;
      const waits = new Promise<void>((resolve) => (tell = resolve));
      const making = makeIndexes(settingsOf(port, foreign), [advised!], {
        signal: cancel.signal,
        onProgress: ({ step }) => step === 'waiting' && tell!(),
      });
      await waits;
      await runSql(port, foreign, 'update film set length = length where film_id = 2');
      expect((await advise(foreign)).find(({ name }) => name === advised!.name)!.isMade).toBe(false);
      cancel.abort();
      await writer.query('rollback');
      await expect(making).rejects.toBe(cancel.signal.reason);
      expect(await namesOfIndexes()).toEqual([]);
    } finally {
      await writer.end();
    }
  });

  test('is made by one desk at a time, and none takes away what another has made', async () => {
    const advised = (await advise(foreign)).filter(({ name }) => name === 'film_filmdesk_year_1');
    const make = (onProgress: (progress: IndexProgress) => void = () => {}) =>
      makeIndexes(settingsOf(port, foreign), advised, { signal: never, onProgress });
    const writer = new pg.Client(uriOf(port, foreign));
    await writer.connect();
    try {
      await writer.query('begin; update film set length = length where film_id = 1');
      let tell: (() => void) | undefined;
      const waits = new Promise<void>((resolve) => (tell = resolve));
      const making = make(({ step }) => step === 'waiting' && tell!());
      await waits;
      await expect(make()).rejects.toMatchObject({
        failure: { sentence: 'Another desk is making indexes in this shop.' },
      });
      await writer.query('rollback');
      await making;
    } finally {
      await writer.end();
    }
    await expect(make()).rejects.toMatchObject({
      failure: { sentence: 'Another desk has just made one of these indexes.' },
    });
    expect(await namesOfIndexes()).toEqual(['film_filmdesk_year_1']);
    await removeIndexes(settingsOf(port, foreign), ['film_filmdesk_year_1'], never);
  });

  test('is taken away and made anew where somebody left it half made', async () => {
    await expect(
      runSql(port, foreign, 'create unique index concurrently film_filmdesk_year_1 on film (release_year)'),
    ).rejects.toThrow('could not create unique index');
    const advised = (await advise(foreign)).find(({ name }) => name === 'film_filmdesk_year_1')!;
    expect(advised.isMade).toBe(false);
    expect(advised.statements[0]).toBe('DROP INDEX CONCURRENTLY IF EXISTS film_filmdesk_year_1');
    await makeIndexes(settingsOf(port, foreign), [advised], { signal: never, onProgress() {} });
    expect((await advise(foreign)).find(({ name }) => name === advised.name)!.isMade).toBe(true);
    await removeIndexes(settingsOf(port, foreign), [advised.name], never);
  });

  test('is refused to a role that does not own the tables, and nothing is left', async () => {
    await runSql(port, foreign, "create role onlooker login password 'test-password'");
    await runSql(port, foreign, 'grant select on all tables in schema public to onlooker');
    const settings = { ...settingsOf(port, foreign), user: 'onlooker' };
    const advised = (await advise(foreign)).filter(({ use }) => use === 'year');
    const refused = makeIndexes(settings, advised, { signal: never, onProgress() {} });
    await expect(refused).rejects.toBeInstanceOf(FilmdeskError);
    await expect(refused).rejects.toMatchObject({ failure: { code: 'wrong-login' } });
    expect(await namesOfIndexes()).toEqual([]);
  });
});
