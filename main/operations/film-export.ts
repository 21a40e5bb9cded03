import type { Readable } from 'node:stream';
import { type SQL, sql } from 'drizzle-orm';
import type { FilmQuery } from '../contract/films.ts';
import type { Profile } from '../database/profile.ts';
import type { Shop } from '../database/shop.ts';
import { film, filmSearch, filmStock, inventory, language } from '../../drizzle/schema/index.ts';
import { where } from './clauses.ts';
import { languageName } from './film-filters.ts';
import { isOut } from './film-stock.ts';
import { categoryNames, filmOrder } from './film-order.ts';
import { conditionsIn } from './film-windows.ts';

/**
 * By this Excel knows UTF-8 from a country's own letters; and what begins with `ID` it would take for a file of another
 * kind. A database of another encoding has no such sign to name a column by.
 */
const byteOrderMark = '\ufeff';

/**
 * All films that match, in the query's order, as CSV in UTF-8 with a heading, which begins with the mark of that. It is
 * written as it is read: neither its length nor a slow reader costs memory. A cell that a spreadsheet would take for a
 * formula begins with an apostrophe.
 */
export const exportFilms = (shop: Shop, query: FilmQuery, signal: AbortSignal): Promise<Readable> =>
  shop.readCsv(signal, ({ profile }) => selectFilms(query, profile));

function selectFilms(query: FilmQuery, profile: Profile): SQL {
  const order = filmOrder(query, profile);
  const conditions = conditionsIn(order, query, profile);
  const { categories, copies, inStock, languageName: name, joined } = gathered(profile);
  const id = sql.identifier(`${profile.isUtf8 ? byteOrderMark : ''}ID`);
  return sql`
    select ${film.filmId} as ${id}, ${asText(sql`${film.title}`)} as "Title", ${film.releaseYear} as "Year",
      ${asText(categories)} as "Category", ${film.rating} as "Rating", ${film.length} as "Length in minutes",
      ${film.rentalRate} as "Rental rate", ${film.rentalDuration} as "Rental days", ${copies} as "Copies",
      ${inStock} as "In stock", ${asText(name)} as "Language", ${film.replacementCost} as "Replacement cost"
    from ${order.from([sql`true`])} ${joined} ${where(conditions)} ${order.clause(order.by, order.id)}`;
}

/** What stands in other tables than the film's own. */
const gathered = ({ hasSearchTable }: Profile) =>
  hasSearchTable
    ? {
        categories: sql`gathered.categories`,
        copies: sql`stocked.copies`,
        inStock: sql`stocked.in_stock`,
        languageName: sql`gathered.language`,
        joined: sql`join ${filmSearch} as gathered on gathered.film_id = ${film.filmId}
          join ${filmStock} as stocked on stocked.film_id = ${film.filmId}`,
      }
    : {
        categories: sql`array_to_string(${categoryNames}, ', ')`,
        copies: sql`stocked.copies`,
        inStock: sql`stocked.in_stock`,
        languageName,
        joined: sql`join ${language} on ${language.languageId} = ${film.languageId}
          cross join lateral (
            select count(*) as copies, count(*) filter (where not ${isOut}) as in_stock
            from ${inventory} where ${inventory.filmId} = ${film.filmId}
          ) as stocked`,
      };

/** Signs at the beginning of a cell that a spreadsheet takes for a formula's. */
const asText = (column: SQL) =>
  sql`case when strpos(E'=+-@\t\r', left(${column}, 1)) > 0 and ${column} <> '' then '''' || ${column} else ${column} end`;
