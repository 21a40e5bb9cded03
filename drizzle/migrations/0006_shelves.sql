ALTER TABLE "film_stock" ADD COLUMN "shelves" text DEFAULT '' NOT NULL;
--> statement-breakpoint
-- A store's stock of a film: of store 7, ` 7+2/3` where two of three copies are in, ` 7-0/3` where none is. The same as
-- `shelf` in main/operations/film-facets.ts.
CREATE FUNCTION filmdesk_shelf(store integer, copies bigint, shelved bigint) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || store::text || CASE WHEN shelved > 0 THEN '+' ELSE '-' END || shelved::text || '/' || copies::text;
--> statement-breakpoint
-- As before, with the shelves; and a copy that moves from one store to the other is counted once.
CREATE OR REPLACE FUNCTION filmdesk_count_stock(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever changes another copy of the same film at the same time is waited for; what is counted next includes it.
  PERFORM FROM film_stock WHERE film_id = ANY (ids) ORDER BY film_id FOR UPDATE;
  UPDATE film_stock SET copies = counted.copies, in_stock = counted.shelved, stores = counted.stores,
    shelves = counted.shelves
  FROM (
    SELECT id AS film_id, coalesce(sum(copies), 0) AS copies, coalesce(sum(shelved), 0) AS shelved,
      coalesce(array_agg(store_id ORDER BY store_id) FILTER (WHERE store_id IS NOT NULL), '{}') AS stores,
      coalesce(string_agg(filmdesk_shelf(store_id, copies, shelved), '' ORDER BY store_id), '') AS shelves
    FROM (SELECT DISTINCT unnest(ids) AS id) AS wanted LEFT JOIN (
      SELECT film_id, store_id, count(*) AS copies, count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM rental WHERE rental.inventory_id = inventory.inventory_id AND return_date IS NULL)) AS shelved
      FROM inventory WHERE film_id = ANY (ids) GROUP BY film_id, store_id
    ) AS of_store ON of_store.film_id = id GROUP BY id
  ) AS counted WHERE film_stock.film_id = counted.film_id;
END $$;
--> statement-breakpoint
-- The same for all films at once, of which nothing is there yet.
CREATE FUNCTION filmdesk_count_all_stock() RETURNS void LANGUAGE sql AS $$
  INSERT INTO film_stock (film_id, copies, in_stock, stores, shelves)
  SELECT film.film_id, coalesce(counted.copies, 0), coalesce(counted.shelved, 0), coalesce(counted.stores, '{}'),
    coalesce(counted.shelves, '')
  FROM film LEFT JOIN (
    SELECT film_id, sum(copies) AS copies, sum(shelved) AS shelved, array_agg(store_id ORDER BY store_id) AS stores,
      string_agg(filmdesk_shelf(store_id, copies, shelved), '' ORDER BY store_id) AS shelves
    FROM (
      SELECT film_id, store_id, count(*) AS copies, count(*) - count(lent.inventory_id) AS shelved
      FROM inventory LEFT JOIN (
        SELECT DISTINCT inventory_id FROM rental WHERE return_date IS NULL
      ) AS lent USING (inventory_id) GROUP BY film_id, store_id
    ) AS of_store GROUP BY film_id
  ) AS counted USING (film_id);
$$;
--> statement-breakpoint
-- As before, but for the stock, which is counted by itself.
CREATE OR REPLACE FUNCTION filmdesk_gather_all() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO film_search (film_id, title, document, categories, language, features)
  WITH named AS MATERIALIZED (
    -- Each name once, however many films it stands in.
    SELECT actor_id, filmdesk_words(first_name || ' ' || last_name) AS words FROM actor
  )
  SELECT film.film_id, filmdesk_words(title),
    concat(filmdesk_words(title), filmdesk_words(description), people.words),
    genres.names, language.name, array_to_string(special_features, ', ')
  FROM film JOIN language USING (language_id)
  LEFT JOIN (
    SELECT film_id, string_agg(words, '' ORDER BY actor_id) AS words
    FROM film_actor JOIN named USING (actor_id) GROUP BY film_id
  ) AS people USING (film_id)
  LEFT JOIN (
    SELECT film_id, string_agg(name, ', ' ORDER BY name) AS names
    FROM film_category JOIN category USING (category_id) GROUP BY film_id
  ) AS genres USING (film_id)
  -- Neighbours by title lie together, so that walking through titles reads few pages.
  ORDER BY lower(title) COLLATE "C";

  INSERT INTO film_word (word)
  SELECT DISTINCT word FROM film_search, unnest(string_to_array(document, ' ')) AS word WHERE word <> '';
END $$;
--> statement-breakpoint
TRUNCATE film_stock;
--> statement-breakpoint
SELECT filmdesk_count_all_stock();
