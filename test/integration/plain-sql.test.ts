import { afterAll, describe, expect, inject, test } from 'vitest';
import type { FilmFilters } from '../../main/contract/films.ts';
import { exportFilms } from '../../main/operations/film-export.ts';
import { copyDatabase, dvdrentalDatabase, sampleDatabase } from '../support/databases.ts';
import { hasDvdrental, runSql } from '../support/postgres.ts';
import { askDirectly, openServerShop, valueOf } from '../support/shops.ts';
import { statementsOf } from '../support/statements.ts';

/* The operations agree with SQL that was written without looking at theirs. */

const port = inject('postgresPort');
const databases = [sampleDatabase, ...(hasDvdrental ? [dvdrentalDatabase] : [])];

describe.each(databases)('on %s', (database) => {
  const shop = openServerShop(port, database);
  afterAll(() => shop.close());
  const ask = askDirectly(shop);
  const sql = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
    runSql<Row>(port, database, text, values);
  const idsOf = async (input: object) => {
    const ids: number[] = [];
    for (let position = 0; ; position += 200) {
      const { rows } = await valueOf<'films.list'>(ask, 'films.list', {
        ...input,
        window: { position, limit: 200 },
      });
      ids.push(...rows.map(({ id }) => id));
      if (rows.length < 200) return ids;
    }
  };
  const sqlIds = async (text: string, values: unknown[] = []) => {
    const rows = await sql<{ film_id: number }>(text, values);
    return rows.map(({ film_id }) => film_id);
  };

  const sqlCopies = async (filmId: number) => {
    const rows = await sql<{ inventory_id: number }>(
      'select inventory_id from inventory where film_id = $1 order by store_id, inventory_id',
      [filmId],
    );
    return rows.map(({ inventory_id }) => inventory_id);
  };

  test('every film is listed once, in the order of its title', async () => {
    expect(await idsOf({})).toEqual(await sqlIds('select film_id from film order by title, film_id'));
  });

  test.each([
    ['length', 'length', false],
    ['length', 'length', true],
    ['year', 'release_year', true],
    ['rating', 'rating', false],
    ['rate', 'rental_rate', true],
    ['replacement', 'replacement_cost', false],
    ['updated', 'last_update', true],
  ] as const)('sorting by %s is sorting by %s', async (key, column, descending) => {
    const direction = descending ? 'desc' : 'asc';
    expect(await idsOf({ sort: { key, descending } })).toEqual(
      await sqlIds(
        `select film_id from film order by ${column} ${direction} nulls last, film_id ${direction}`,
      ),
    );
  });

  test('sorting by stock counts the copies that nobody has', async () => {
    const expected = await sqlIds(`
      select f.film_id from film f left join inventory i on i.film_id = f.film_id
        and i.inventory_id not in (select inventory_id from rental where return_date is null)
      group by f.film_id order by count(i.inventory_id) desc, f.film_id desc`);
    expect(await idsOf({ sort: { key: 'stock', descending: true } })).toEqual(expected);
  });

  /** The films that hold all words, best first, as somebody would sort them by hand. */
  async function byHand(search: string): Promise<number[]> {
    const texts = await sql<{ film_id: number; title: string; rest: string }>(`
      select f.film_id, f.title, concat_ws(' / ', f.description, (
        select string_agg(a.first_name || ' ' || a.last_name, ' / ')
        from film_actor fa join actor a using (actor_id) where fa.film_id = f.film_id)) as rest from film f`);
    const plain = (text: string) =>
      text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ø', 'o').replaceAll('ł', 'l');
    const wordsOf = (text: string) =>
      plain(text)
        .split(/[^\p{L}\p{N}]+/u)
        .filter(Boolean);
    const wanted = wordsOf(search);
    const fits = [
      (own: string[], word: string) => own.includes(word),
      (own: string[], word: string) => own.some((each) => each.startsWith(word)),
      (own: string[], word: string) => word.length > 2 && own.some((each) => each.includes(word)),
    ];
    /** 0 to 2 by how well the worst of the words is held; undefined where one is not. */
    const fitOf = (own: string[]) => {
      const each = wanted.map((word) => fits.findIndex((fit) => fit(own, word)));
      return each.includes(-1) ? undefined : Math.max(...each);
    };
    return texts
      .flatMap(({ film_id: id, title, rest }) => {
        const own = wordsOf(title);
        const inTitle = fitOf(own);
        const anywhere = fitOf([...own, ...wordsOf(rest)]);
        if (anywhere === undefined) return [];
        const begins = own.join(' ').startsWith(wanted.join(' '));
        const rank = begins ? 0 : inTitle === undefined ? 4 + anywhere : 1 + inTitle;
        return [{ id, rank, title: Buffer.from(own.join(' ')) }];
      })
      .toSorted((a, b) => a.rank - b.rank || Buffer.compare(a.title, b.title) || a.id - b.id)
      .map(({ id }) => id);
  }

  test.each(['dino', 'ACADEMY', 'a b', 'pen', 'zz top', 'mar tin', 'm', 'li', 'amb fic', 'søren'])(
    'the search “%s” finds what holds its words, best first',
    async (search) => expect(await idsOf({ search })).toEqual(await byHand(search)),
  );

  test('everything is exported, as plain SQL has it, and nothing as a formula', async () => {
    const texts = async (query: object) => {
      const csv = await exportFilms(shop, query, new AbortController().signal);
      return (await csv.map((chunk: Buffer) => chunk.toString()).toArray()).join('');
    };
    const [expected] = await sql<{ text: string }>(`
      select string_agg(concat_ws(',', f.film_id, f.title, coalesce(f.release_year::text, ''), coalesce((
          select '"' || string_agg(c.name, ', ' order by c.name) || '"' from film_category join category c using (category_id)
          where film_id = f.film_id having count(*) > 1), (select c.name from film_category join category c using (category_id)
          where film_id = f.film_id), ''), f.rating, coalesce(f.length::text, ''), f.rental_rate, f.rental_duration,
        (select count(*) from inventory i where i.film_id = f.film_id),
        (select count(*) from inventory i where i.film_id = f.film_id and i.inventory_id not in (
          select inventory_id from rental where return_date is null)),
        rtrim(l.name), f.replacement_cost), E'\\n' order by f.length desc nulls last, f.film_id desc) as text
      from film f join language l using (language_id) where f.rating = 'PG'`);
    const csv = await texts({ filters: { rating: ['PG'] }, sort: { key: 'length', descending: true } });
    const [heading, ...lines] = csv.trimEnd().split('\n');
    expect(heading).toMatch(/^\ufeffID,Title,Year,Category,/);
    expect(lines.join('\n')).toBe(expected!.text);
    expect(await texts({ search: 'no such film anywhere' })).toBe(`${heading}\n`);
  });

  test('a search in another order finds the same films', async () => {
    const found = await byHand('li');
    expect(await idsOf({ search: 'li', sort: { key: 'title' } })).toEqual(
      await sqlIds('select film_id from film where film_id = any ($1) order by title, film_id', [found]),
    );
  });

  test('the totals count every match, and its copies', async () => {
    const filters = { rating: ['PG', 'R'], lengthMinutes: { from: 100 } };
    const page = await valueOf<'films.list'>(ask, 'films.list', {
      filters,
      window: { position: 0, limit: 1 },
    });
    const [expected] = await sql<{ films: number; copies: number; shelved: number }>(`
      select count(distinct f.film_id)::int as films, count(i.inventory_id)::int as copies,
        count(i.inventory_id) filter (where not exists (
          select 1 from rental r where r.inventory_id = i.inventory_id and r.return_date is null))::int as shelved
      from film f left join inventory i on i.film_id = f.film_id
      where f.rating::text in ('PG', 'R') and f.length >= 100`);
    expect(page.total).toBe(expected!.films);
    expect(await valueOf<'films.count'>(ask, 'films.count', { filters })).toEqual({ total: expected!.films });
    const { copies } = await valueOf<'films.facets'>(ask, 'films.facets', { filters });
    expect(copies).toEqual({ all: expected!.copies, in: expected!.shelved });
  });

  test('the facets count what each value would leave, the other filters applied', async () => {
    const facets = await valueOf<'films.facets'>(ask, 'films.facets', {
      filters: { rating: ['PG'], category: ['Comedy'], store: [1] },
    });
    const inStore1 = 'exists (select 1 from inventory i where i.film_id = f.film_id and i.store_id = 1)';
    const inComedy = `exists (select 1 from film_category join category c using (category_id)
      where film_id = f.film_id and c.name = 'Comedy')`;
    const ratings = await sql<{ value: string; films: number }>(
      `select rating::text as value, count(*)::int as films from film f where ${inStore1} and ${inComedy} group by rating`,
    );
    expect(
      facets.rating.filter(({ films }) => films > 0).toSorted((a, b) => a.value.localeCompare(b.value)),
    ).toEqual(ratings.toSorted((a, b) => a.value.localeCompare(b.value)));
    const categories = await sql<{ value: string; films: number }>(
      `select c.name as value, count(*)::int as films from film f join film_category using (film_id) join category c using (category_id)
       where ${inStore1} and f.rating = 'PG' group by c.name order by c.name`,
    );
    expect(facets.category.filter(({ films }) => films > 0)).toEqual(categories);
  });

  test.each([
    {},
    { stock: ['in'], store: [2] },
    { stock: ['out'], store: [1], rating: ['PG', 'R'] },
    { stock: ['out'] },
    { stock: ['none'], store: [2], category: ['Horror'] },
    { stock: ['in', 'none'], rating: ['PG', 'R'] },
    { store: [1, 2], category: ['Comedy', 'Horror', 'Travel'], language: ['English'] },
    { stock: ['out', 'none'], year: { to: 2010 }, lengthMinutes: { from: 60, to: 150 } },
  ] satisfies FilmFilters[])('of %j, each value is said to have what choosing it gives', async (filters) => {
    for (const search of [undefined, 'man', 'a', 'a man']) {
      const { copies, year, lengthMinutes, ...facets } = await valueOf<'films.facets'>(ask, 'films.facets', {
        search,
        filters,
      });
      const said = Object.entries(facets).flatMap(([key, values]) =>
        values.map(({ value, films }) => ({ key, value, films })),
      );
      const counted = said.map(async ({ key, value }) => {
        const chosen = { search, filters: { ...filters, [key]: [value] } };
        const { total } = await valueOf<'films.count'>(ask, 'films.count', chosen);
        return { key, value, films: total };
      });
      expect(said).toEqual(await Promise.all(counted));
    }
  });

  test('copies are counted in the stores that are chosen', async () => {
    const { copies } = await valueOf<'films.facets'>(ask, 'films.facets', {
      filters: { store: [2], rating: ['PG'] },
    });
    const [expected] = await sql<{ all: number; in: number }>(`
      select count(*)::int as all, count(*) filter (where inventory_id not in (
        select inventory_id from rental where return_date is null))::int as in
      from film join inventory using (film_id) where store_id = 2 and rating = 'PG'`);
    expect(copies).toEqual(expected);
  });

  test('the stock filter looks at the copies of the chosen stores only', async () => {
    const ids = await idsOf({ filters: { store: [2], stock: ['out'] } });
    expect(ids).toEqual(
      await sqlIds(`
        select film_id from film join inventory using (film_id)
        left join (select distinct inventory_id as gone from rental where return_date is null) as away on gone = inventory_id
        where store_id = 2 group by film_id, title having count(*) = count(gone) order by title, film_id`),
    );
  });

  test('a film tells its description, actors, categories and money', async () => {
    const film = await valueOf<'films.get'>(ask, 'films.get', { id: 12 });
    const [row] = await sql(`select title, description, release_year::int as year, rental_rate::text as rate,
      replacement_cost::text as cost from film where film_id = 12`);
    expect(film).toMatchObject({
      title: row!['title'],
      description: row!['description'],
      year: row!['year'],
      rentalRate: row!['rate'],
      replacementCost: row!['cost'],
    });
    const actors = await sql<{ id: number; name: string }>(`
      select actor_id as id, first_name || ' ' || last_name as name from actor join film_actor using (actor_id)
      where film_id = 12 order by last_name, first_name, actor_id`);
    expect(film.actors).toEqual(actors);
  });

  test('a copy is in, or out until the film’s days are over, and nobody is named', async () => {
    const [{ film_id: filmId } = { film_id: 0 }] = await sql<{ film_id: number }>(
      'select film_id from inventory join rental using (inventory_id) where return_date is null limit 1',
    );
    const page = await valueOf<'inventory.list'>(ask, 'inventory.list', { filmId });
    const expected = await sql<{ id: number; store: number; out: boolean; late: boolean | null }>(
      `select i.inventory_id as id, i.store_id::int as store, r.rental_id is not null as out,
         r.rental_date + f.rental_duration * interval '1 day' < now() as late
       from inventory i join film f using (film_id) left join rental r on r.inventory_id = i.inventory_id and r.return_date is null
       where film_id = $1 order by i.store_id, i.inventory_id`,
      [filmId],
    );
    expect(page.total).toBe(expected.length);
    expect(page.rows.map(({ id, store, status }) => ({ id, store, status }))).toEqual(
      expected.map(({ id, store, out, late }) => ({ id, store, status: late ? 'late' : out ? 'out' : 'in' })),
    );
    for (const copy of page.rows) {
      expect(Object.keys(copy).toSorted()).toEqual(['dueAt', 'id', 'status', 'store']);
      expect(copy.dueAt === null).toBe(copy.status === 'in');
    }
  });

  test.each(['title', 'length', 'year', 'category', 'updated'] as const)(
    'places by %s lead to every thousandth row',
    async (key) => {
      const sort = { key, descending: true };
      const whole = await idsOf({ sort });
      const { every, cursors } = await valueOf<'films.places'>(ask, 'films.places', { sort });
      expect(cursors).toHaveLength(Math.floor(whole.length / every));
      for (const [index, after] of cursors.entries()) {
        const from = (index + 1) * every;
        const page = await valueOf<'films.list'>(ask, 'films.list', {
          sort,
          window: { before: after, limit: 5 },
        });
        expect(page.rows.map(({ id }) => id)).toEqual(whole.slice(from - 6, from - 1));
      }
      const first = await valueOf<'films.list'>(ask, 'films.list', {
        sort,
        window: { position: 0, limit: 1 },
      });
      const skipping = await valueOf<'films.list'>(ask, 'films.list', {
        sort,
        window: { after: first.last, skip: 700, limit: 9 },
      });
      expect(skipping.rows.map(({ id }) => id)).toEqual(whole.slice(701, 710));
    },
  );

  test.each(['title', 'length', 'stock', 'category', 'features', 'updated', 'rating'] as const)(
    'cursors by %s lead through every film once, forwards and backwards',
    async (key) => {
      for (const descending of [false, true]) {
        const whole = await idsOf({ sort: { key, descending } });
        const walk = async (direction: 'after' | 'before') => {
          const ids: number[] = [];
          let window: object =
            direction === 'after'
              ? { position: 0, limit: 170 }
              : { position: whole.length - 170, limit: 170 };
          for (;;) {
            const page = await valueOf<'films.list'>(ask, 'films.list', {
              sort: { key, descending },
              window,
              count: false,
            });
            const rows = page.rows.map(({ id }) => id);
            if (rows.length === 0) return ids;
            if (direction === 'after') ids.push(...rows);
            else ids.unshift(...rows);
            window =
              direction === 'after' ? { after: page.last, limit: 170 } : { before: page.first, limit: 170 };
          }
        };
        expect(await walk('after')).toEqual(whole);
        expect(await walk('before')).toEqual(whole);
      }
    },
  );

  test('copies come in windows, each copy once', async () => {
    const copies = await sqlCopies(7);
    const [first] = copies;
    const rest = await valueOf<'inventory.list'>(ask, 'inventory.list', { filmId: 7, after: first });
    expect(rest.total).toBe(copies.length);
    expect(rest.rows.map(({ id }) => id)).toEqual(copies.slice(1));
  });

  test('the status says what this is', async () => {
    const status = await valueOf<'shop.status'>(ask, 'shop.status', {});
    const [counts] = await sql<{ films: number; copies: number }>(
      'select (select count(*) from film)::int as films, (select count(*) from inventory)::int as copies',
    );
    expect(status).toMatchObject({
      ...counts,
      database,
      server: '127.0.0.1',
      flavour: database === dvdrentalDatabase ? 'dvdrental' : 'filmdesk',
      encryption: 'none',
      readOnly: true,
      embedded: false,
    });
    expect(status.stores).toHaveLength(2);
  });
});

test.runIf(hasDvdrental)(
  'without a table for search, a letter is looked for in titles where these are enough',
  async () => {
    const shop = openServerShop(port, dvdrentalDatabase);
    const ask = askDirectly(shop);
    const readsDescriptions = async (search: string) => {
      const window = { position: 0, limit: 30 };
      const statements = await statementsOf(() => ask('films.list', { search, window, count: false }));
      return statements.some(({ text }) => text.includes('"description"'));
    };
    try {
      await ask('films.count', {});
      expect(await readsDescriptions('m')).toBe(false);
      expect(await readsDescriptions('w')).toBe(true);
    } finally {
      await shop.close();
    }
  },
);

test('in a chain of stores, store 1 is not store 11', async () => {
  const database = await copyDatabase(port, sampleDatabase);
  const sql = (text: string) => runSql<{ store: number; films: number }>(port, database, text);
  await sql(`set session_replication_role = replica;
    insert into store (store_id, manager_staff_id, address_id) values (11, 3, 1);
    update inventory set store_id = 11 where film_id % 3 = 0 and store_id = 1;
    select filmdesk_count_stock(array_agg(film_id)) from film`);
  const shop = openServerShop(port, database);
  const ask = askDirectly(shop);
  try {
    for (const stock of ['in', 'out', undefined] as const) {
      const filters = stock && { stock: [stock] };
      const { store } = await valueOf<'films.facets'>(ask, 'films.facets', { filters });
      const states = { in: 'in_stores > 0', out: 'in_stores = 0' };
      const expected = await sql(`
        select store_id as store, count(*)::int as films from (
          select film_id, store_id, count(*) filter (where inventory_id not in (
            select inventory_id from rental where return_date is null)) as in_stores
          from inventory group by 1, 2) as each where ${stock ? states[stock] : 'true'} group by 1 order by 1`);
      expect(store.filter(({ films }) => films > 0)).toEqual(
        expected.map(({ store: value, films }) => ({ value, films })),
      );
      for (const { store: id, films } of expected)
        expect(
          await valueOf<'films.count'>(ask, 'films.count', { filters: { ...filters, store: [id] } }),
        ).toEqual({ total: films });
    }
  } finally {
    await shop.close();
  }
});

test.each([
  ['kept', ''],
  ['counted', 'alter table film_stock drop column shelves'],
])(
  'each film’s row tells of every store its copies, how many are in and how many late; %s',
  async (_, change) => {
    const database = await copyDatabase(port, sampleDatabase);
    // A chain of stores, and copies that are out twice.
    await runSql(
      port,
      database,
      `set session_replication_role = replica;
    insert into store (store_id, manager_staff_id, address_id) values (11, 3, 1);
    update inventory set store_id = 11 where film_id % 3 = 0 and store_id = 1;
    insert into rental (rental_date, inventory_id, customer_id, staff_id)
      select rental_date - interval '1 year', inventory_id, customer_id, staff_id
      from rental where return_date is null and inventory_id % 2 = 0;
    select filmdesk_count_stock(array_agg(film_id)) from film;
    ${change}`,
    );
    const shop = openServerShop(port, database);
    try {
      const { rows } = await valueOf<'films.list'>(askDirectly(shop), 'films.list', {
        sort: { key: 'id' },
        window: { position: 0, limit: 200 },
      });
      const expected = await runSql<{ film_id: number }>(
        port,
        database,
        `select film_id, store_id as store, count(*)::int as copies, count(*) filter (where not out)::int as in,
        count(*) filter (where late)::int as late
      from (
        select film_id, store_id, inventory_id in (select inventory_id from rental where return_date is null) as out,
          inventory_id in (
            select inventory_id from rental where return_date is null
              and rental_date + rental_duration * interval '1 day' < now()) as late
        from inventory join film using (film_id) where film_id <= 200
      ) as each group by 1, 2 order by 1, 2`,
      );
      const said = rows.flatMap(({ id, stores }) => stores.map((store) => ({ film_id: id, ...store })));
      expect(said).toEqual(expected);
      expect(said.some(({ copies, in: shelved, late }) => late > 0 && late < copies - shelved)).toBe(true);
    } finally {
      await shop.close();
    }
  },
);
