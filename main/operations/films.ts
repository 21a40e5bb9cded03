import { asc, eq, sql } from 'drizzle-orm';
import type { FilmPage, FilmQuery, FilmWindow } from '../contract/films.ts';
import type { Handlers } from '../contract/contract.ts';
import { notFound } from '../contract/failures.ts';
import type { Connected, Database, Shop } from '../database/shop.ts';
import { actor, film, filmActor } from '../../drizzle/schema/index.ts';
import { countFilms } from './film-count.ts';
import { readFacets } from './film-facets.ts';
import { type FilmOrder, filmOrder, foreignCursor, isCursorRefused, type RowWindow } from './film-order.ts';
import { readFilmPlaces, readFilmRow, readFilmRows, rowsBetweenPlaces, type SortedRow } from './film-rows.ts';
import { readLikest } from './near-words.ts';
import { isSampled, sampleOf } from './search-sample.ts';

export const unknownFilm = (filmId: number) => notFound(`There is no film number ${filmId}.`);

export const filmHandlers = (shop: Shop) =>
  ({
    async 'films.list'({ window, count = true, ...query }, { signal }) {
      const readRows = async (db: Database, connected: Connected, asked: FilmQuery) => {
        const order = filmOrder(asked, connected.profile);
        return { order, rows: await readFilmRows(db, connected, asked, order, rowWindow(window)) };
      };
      const countAll = (asked: FilmQuery) =>
        shop.read(signal, (db, connected) => countFilms(db, connected, asked));
      const isFirst = 'position' in window && window.position === 0;
      const [{ found, likened }, total] = await Promise.all([
        shop
          .read(signal, (db, connected) =>
            readLikest(
              db,
              connected,
              query,
              (asked) => readRows(db, connected, asked),
              ({ rows }) => isFirst && rows.length === 0,
            ),
          )
          .catch((error: unknown) => {
            throw !('position' in window) && isCursorRefused(error) ? foreignCursor() : error;
          }),
        count ? countAll(query) : null,
      ]);
      const isOther = count && likened !== null;
      return filmPage(found, isOther ? await countAll({ ...query, search: likened }) : total, likened);
    },

    'films.count': (query, { signal }) =>
      shop.read(signal, async (db, connected) => {
        const total = await countFilms(db, connected, query);
        // Nobody waits for the first count of a shop as for the rows of the first search.
        if (isSampled(connected.profile)) await sampleOf(db, connected.profile);
        return { total };
      }),

    'films.places': (query, { signal }) =>
      shop.read(signal, async (db, connected) => {
        const order = filmOrder(query, connected.profile);
        const places = await readFilmPlaces(db, connected, query, order);
        return { every: rowsBetweenPlaces, cursors: places.map((place) => order.cursor(place)) };
      }),

    'films.get': ({ id }, { signal }) =>
      shop.read(signal, async (db, connected) => {
        const row = await readFilmRow(db, connected, id);
        if (!row) throw unknownFilm(id);
        const descriptions = await db
          .select({ description: film.description })
          .from(film)
          .where(eq(film.filmId, id));
        const actors = await db
          .select({ id: actor.actorId, name: sql<string>`${actor.firstName} || ' ' || ${actor.lastName}` })
          .from(filmActor)
          .innerJoin(actor, eq(actor.actorId, filmActor.actorId))
          .where(eq(filmActor.filmId, id))
          .orderBy(asc(actor.lastName), asc(actor.firstName), asc(actor.actorId));
        return { ...row, description: descriptions[0]?.description ?? null, actors };
      }),

    'films.facets': (query, { signal }) =>
      shop.read(signal, (db, connected) => readFacets(db, connected, query)),
  }) satisfies Partial<Handlers>;

function rowWindow(window: FilmWindow): RowWindow {
  const { limit } = window;
  if ('after' in window)
    return { limit, offset: window.skip ?? 0, beyond: { cursor: window.after, side: 'after' } };
  if ('before' in window) return { limit, beyond: { cursor: window.before, side: 'before' } };
  return { limit, offset: window.position };
}

function filmPage(
  { order, rows: found }: { order: FilmOrder; rows: SortedRow[] },
  total: number | null,
  likened: string | null,
): FilmPage {
  const cursorOf = (sorted: SortedRow | undefined) =>
    sorted ? order.cursor({ value: sorted.key, id: sorted.row.id }) : null;
  return {
    rows: found.map(({ row }) => row),
    first: cursorOf(found[0]),
    last: cursorOf(found.at(-1)),
    total,
    likened,
  };
}
