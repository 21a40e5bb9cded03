import { type SQL, sql } from 'drizzle-orm';
import type { Availability, StoreStock } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import * as shop from '../../drizzle/schema/index.ts';
import { anyOf, constant, isOnPage, list, where } from './clauses.ts';

/*
 * What is asked of films' copies. Where `film_stock` keeps each store's stock as a text, `shelves` (drizzle/schema/films.ts
 * describes it), that is read; elsewhere the copies are counted.
 */

const { film, filmStock, inventory, rental } = shop;

/** Whether the copy in `inventory` is with a customer. */
export const isOut = sql`exists (select from ${rental}
  where ${rental.inventoryId} = ${inventory.inventoryId} and ${rental.returnDate} is null)`;

/** What is true of a film where some stores, or any, have copies of it, and where these are as a filter wants them. */
export type Copies = Record<Availability | 'any', SQL>;

/** As `shelves` of `film_stock` tells it. */
export function copiesOn(shelves: SQL, stores: readonly number[] = []): Copies {
  // Each sign stands behind a store's number.
  const has = (...signs: ('+' | '-')[]) => {
    const patterns = signs.flatMap((sign) =>
      stores.length > 0 ? stores.map((store) => `% ${store}${sign}%`) : [`%${sign}%`],
    );
    return anyOf(patterns.map((pattern) => sql`${shelves} like ${pattern}`));
  };
  const any = has('+', '-');
  return { any, in: has('+'), out: sql`(${has('-')} and not ${has('+')})`, none: sql`not ${any}` };
}

/** By looking at the copies themselves. */
export function copiesOf(stores: readonly number[] = []): Copies {
  const inStores = stores.length > 0 ? sql` and ${inventory.storeId} in (${list(stores)})` : sql``;
  const copies = sql`select from ${inventory} where ${inventory.filmId} = ${film.filmId}${inStores}`;
  const any = sql`exists (${copies})`;
  const isIn = sql`exists (${copies} and not ${isOut})`;
  return { any, in: isIn, out: sql`(${any} and not ${isIn})`, none: sql`not ${any}` };
}

/** Whether copies are as one of `states` says. */
export const isStocked = (copies: Copies, states: readonly Availability[]): SQL =>
  anyOf(states.map((state) => copies[state]));

/** A store's stock as `filmdesk_shelf` of the migrations writes it. */
const shelf = sql`' ' || store_id || case when shelved > 0 then '+' else '-' end || shelved || '/' || copies`;

/**
 * The end of a select list and the FROM behind it, which WHERE and GROUP BY follow: of the copies of a film, or of anything
 * else in `inventory`, how many there are, `copies`, and how many of these are in, `shelved`.
 */
export const countedCopies = constant(sql`count(*) as copies, count(*) - count(lent.inventory_id) as shelved
  from ${inventory} left join (
    select distinct ${rental.inventoryId} from ${rental} where ${rental.returnDate} is null
  ) as lent on lent.inventory_id = ${inventory.inventoryId}`);

/** Each film's `copies`, `in_stock` and `shelves`; where they have to be counted, only of films that are in `found`. */
export function stockOfAll({ hasShelves }: Profile, found?: SQL): SQL {
  if (hasShelves) return sql`${filmStock}`;
  return sql`(
    select ${film.filmId}, coalesce(counted.copies, 0) as copies, coalesce(counted.shelved, 0) as in_stock,
      coalesce(counted.shelves, '') as shelves
    from ${film} left join (
      select film_id, sum(copies) as copies, sum(shelved) as shelved, string_agg(${shelf}, '' order by store_id) as shelves
      from (
        select ${inventory.filmId}, ${inventory.storeId}, ${countedCopies}
        ${where(found ? [sql`${inventory.filmId} in (select film_id from ${found})`] : [])} group by 1, 2
      ) as of_store group by 1
    ) as counted on counted.film_id = ${film.filmId})`;
}

/**
 * The same of the few films of the CTE `page`, with `late`: how many copies of a store are late, as JSON; a store may be
 * missing of which none is, or all be null. One join for all films: a look-up for each would be many times slower.
 */
export const stockOfPage = ({ hasShelves }: Profile): SQL => (hasShelves ? keptOfPage : countedOfPage);

// Most films have all copies in, and need no look at them.
const keptOfPage = constant(sql`
  with kept as materialized (
    select ${filmStock.filmId}, ${filmStock.copies}, ${filmStock.inStock}, ${filmStock.shelves}
    from ${filmStock} where ${isOnPage(filmStock.filmId)}
  )
  select kept.*, lent.late from kept left join (
    select film_id, json_object_agg(store_id, late) as late
    from (
      select kept.film_id, ${inventory.storeId}, count(distinct ${inventory.inventoryId}) as late
      from kept join ${film} on ${film.filmId} = kept.film_id join ${inventory} on ${inventory.filmId} = kept.film_id
      join ${rental} on ${rental.inventoryId} = ${inventory.inventoryId} and ${rental.returnDate} is null
        and ${rental.rentalDate} + ${film.rentalDuration} * interval '1 day' < now()
      where kept.in_stock < kept.copies group by 1, 2
    ) as of_store group by 1
  ) as lent on lent.film_id = kept.film_id`);

const countedOfPage = constant(sql`
  select film_id, sum(copies) as copies, sum(shelved) as in_stock, string_agg(${shelf}, '' order by store_id) as shelves,
    json_object_agg(store_id, late) as late
  from (
    select page.film_id, ${inventory.storeId}, count(*) as copies, count(*) filter (where lent.since is null) as shelved,
      count(*) filter (where lent.since + ${film.rentalDuration} * interval '1 day' < now()) as late
    from page join ${film} on ${film.filmId} = page.film_id join ${inventory} on ${inventory.filmId} = page.film_id
    left join lateral (
      select min(${rental.rentalDate}) as since from ${rental}
      where ${rental.inventoryId} = ${inventory.inventoryId} and ${rental.returnDate} is null
    ) as lent on true
    group by 1, 2
  ) as of_store group by 1`);

/** The stores of one row of `stockOfPage`, in the order of their ids. */
export const readShelves = (shelves: string | null, late: Record<number, number> | null): StoreStock[] =>
  [...(shelves ?? '').matchAll(/(\d+)[+-](\d+)\/(\d+)/g)].map(([, store, shelved, copies]) => ({
    store: Number(store),
    copies: Number(copies),
    in: Number(shelved),
    late: late?.[Number(store)] ?? 0,
  }));
