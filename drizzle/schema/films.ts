import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  numeric,
  pgEnum,
  pgTable,
  primaryKey,
  serial,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

/** Audience ratings of the Motion Picture Association, in the order of the enum: mildest first. */
export const mpaaRating = pgEnum('mpaa_rating', ['G', 'PG', 'PG-13', 'R', 'NC-17']);

/** When a row was last written. Text, because a JavaScript Date would lose the microseconds. */
export const lastUpdate = () => timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow();

export const language = pgTable('language', {
  languageId: serial().primaryKey(),
  name: text().notNull(),
  lastUpdate: lastUpdate(),
});

/**
 * A film: a title that the shop rents, of which it has any number of copies (`inventory`).
 * `length` is minutes, `rental_duration` days, and money is a decimal in the shop's currency.
 */
export const film = pgTable(
  'film',
  {
    filmId: serial().primaryKey(),
    title: text().notNull(),
    description: text(),
    releaseYear: integer(),
    languageId: integer()
      .notNull()
      .references(() => language.languageId),
    originalLanguageId: integer().references(() => language.languageId),
    rentalDuration: smallint().notNull().default(3),
    rentalRate: numeric({ precision: 4, scale: 2 }).notNull().default('4.99'),
    length: smallint(),
    replacementCost: numeric({ precision: 5, scale: 2 }).notNull().default('19.99'),
    rating: mpaaRating().default('G'),
    lastUpdate: lastUpdate(),
    specialFeatures: text().array(),
  },
  (table) => [
    check('film_release_year_check', sql`${table.releaseYear} between 1901 and 2155`),
    index('film_title_index').on(table.title, table.filmId),
    index('film_release_year_index').on(table.releaseYear, table.filmId),
    index('film_length_index').on(table.length, table.filmId),
    index('film_rental_rate_index').on(table.rentalRate, table.filmId),
    index('film_rating_index').on(table.rating, table.filmId),
    index('film_replacement_cost_index').on(table.replacementCost, table.filmId),
    index('film_rental_duration_index').on(table.rentalDuration, table.filmId),
    index('film_last_update_index').on(table.lastUpdate, table.filmId),
    index('film_language_index').on(table.languageId),
  ],
);

const ofFilm = () =>
  integer()
    .primaryKey()
    .references(() => film.filmId, { onDelete: 'cascade', onUpdate: 'cascade' });

/**
 * What search and sorting read of a film, gathered from the tables around it and kept up to date by triggers. Only
 * Filmdesk's own schema has it.
 *
 * `title` and `document` (title, description and actors) are texts as `filmdesk_words` makes them: folded, with a
 * blank before and after each word. The others are the values of the columns that are sorted by. The index of
 * `title` doesn't follow the database's collation, so that search has the same order everywhere.
 */
export const filmSearch = pgTable(
  'film_search',
  {
    filmId: ofFilm(),
    title: text().notNull(),
    document: text().notNull(),
    categories: text(),
    language: text().notNull(),
    features: text(),
  },
  (table) => [
    index('film_search_title_index').on(sql`${table.title} collate "C"`, table.filmId),
    index('film_search_title_trigram_index').using('gin', table.title.op('gin_trgm_ops')),
    index('film_search_document_index').using('gin', table.document.op('gin_trgm_ops')),
    index('film_search_categories_index').on(table.categories, table.filmId),
    index('film_search_language_index').on(table.language, table.filmId),
    index('film_search_features_index').on(table.features, table.filmId),
  ],
);

/**
 * Every word that stands in a document of `film_search`: what a search’s words are looked up in, and a mistyped one is
 * likened to. None is ever taken out. Its order is not the database’s, so that words are found by their beginnings.
 */
export const filmWord = pgTable('film_word', { word: text().primaryKey() }, (table) => [
  index('film_word_trigram_index').using('gin', table.word.op('gin_trgm_ops')),
]);

/**
 * How many documents of `film_search` a search finds that has only begun: in which a word begins so, by its first letter
 * and by its first two, or has three letters in a row, where they are of ASCII; and how many there are, with an empty
 * `start`. The sum of all its rows: triggers add a row for each that changes, so that nobody waits for anybody, and sum them
 * up now and then.
 */
export const filmStart = pgTable(
  'film_start',
  { start: text().notNull(), films: integer().notNull() },
  (table) => [index('film_start_index').on(table.start)],
);

/**
 * How many copies of a film there are, how many are on a shelf, and in which stores. Kept up to date by triggers.
 *
 * `shelves` is each store's stock, in the order of their ids, as ` 1+2/4 2-0/3`: in store 1 two of four copies are in, in
 * store 2 none of three. A text, so that the few that there are in a shop of some stores are quick to group, and
 * PostgreSQL's statistics know how many films a pattern matches. Older Filmdesks read `stores`.
 */
export const filmStock = pgTable(
  'film_stock',
  {
    filmId: ofFilm(),
    copies: integer().notNull().default(0),
    inStock: integer().notNull().default(0),
    stores: integer().array().notNull().default([]),
    shelves: text().notNull().default(''),
  },
  (table) => [index('film_stock_in_index').on(table.inStock, table.filmId)],
);

export const actor = pgTable(
  'actor',
  {
    actorId: serial().primaryKey(),
    firstName: text().notNull(),
    lastName: text().notNull(),
    lastUpdate: lastUpdate(),
  },
  (table) => [index('actor_last_name_index').on(table.lastName)],
);

export const category = pgTable('category', {
  categoryId: serial().primaryKey(),
  name: text().notNull(),
  lastUpdate: lastUpdate(),
});

export const filmActor = pgTable(
  'film_actor',
  {
    actorId: integer()
      .notNull()
      .references(() => actor.actorId),
    filmId: integer()
      .notNull()
      .references(() => film.filmId, { onDelete: 'cascade' }),
    lastUpdate: lastUpdate(),
  },
  (table) => [
    primaryKey({ columns: [table.actorId, table.filmId] }),
    index('film_actor_film_index').on(table.filmId),
  ],
);

export const filmCategory = pgTable(
  'film_category',
  {
    filmId: integer()
      .notNull()
      .references(() => film.filmId, { onDelete: 'cascade' }),
    categoryId: integer()
      .notNull()
      .references(() => category.categoryId),
    lastUpdate: lastUpdate(),
  },
  (table) => [
    primaryKey({ columns: [table.filmId, table.categoryId] }),
    index('film_category_category_index').on(table.categoryId),
  ],
);
