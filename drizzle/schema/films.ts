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

/**
 * What search reads: a film's title, description and actors as one text, folded by `filmdesk_fold`
 * and kept up to date by triggers. Only Filmdesk's own schema has it.
 */
export const filmSearch = pgTable('film_search', {
  filmId: integer()
    .primaryKey()
    .references(() => film.filmId, { onDelete: 'cascade' }),
  document: text().notNull(),
});

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
