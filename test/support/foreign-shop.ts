import { runSql } from './postgres.ts';

/**
 * What makes a sample shop one of another make, as large as one likes: the tables and indexes that Sakila and Pagila
 * have for the same films, and nothing of Filmdesk's own.
 */
const statements = [
  'DROP TABLE film_search, film_stock, film_word, film_start CASCADE',
  'DROP TRIGGER film_search ON film',
  'DROP TRIGGER film_stock ON film',
  'DROP TRIGGER film_stock ON inventory',
  'DROP TRIGGER film_stock ON rental',
  'DROP TRIGGER film_search ON film_category',
  'DROP TRIGGER film_search ON film_actor',
  'DROP EXTENSION pg_trgm CASCADE',
  'DROP SCHEMA IF EXISTS drizzle CASCADE',
  `DROP INDEX film_last_update_index, film_length_index, film_rating_index, film_release_year_index,
    film_rental_duration_index, film_rental_rate_index, film_replacement_cost_index, film_title_index,
    inventory_film_store_index, rental_open_index`,
  'CREATE INDEX idx_title ON film (title)',
  'CREATE INDEX idx_store_id_film_id ON inventory (store_id, film_id)',
  `ALTER TABLE film ADD fulltext tsvector NOT NULL
    GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || coalesce(description, ''))) STORED`,
  'CREATE INDEX film_fulltext_idx ON film USING gist (fulltext)',
  'VACUUM ANALYZE',
];

/** Makes the database `name`, a shop of another make with the films of the sample shop `of`, which nobody may be using. */
export async function makeForeignShop(port: number, of: string, name: string): Promise<void> {
  await runSql(port, 'postgres', `CREATE DATABASE ${name} TEMPLATE ${of}`);
  for (const statement of statements) await runSql(port, name, statement);
}
