-- Gathered anew at the end, with more in it.
DROP TRIGGER film_search ON film;
--> statement-breakpoint
DROP TRIGGER film_search ON film_actor;
--> statement-breakpoint
DROP TRIGGER film_search ON actor;
--> statement-breakpoint
DROP FUNCTION filmdesk_refresh_document();
--> statement-breakpoint
DROP FUNCTION filmdesk_document(integer);
--> statement-breakpoint
DROP INDEX film_search_document_index;
--> statement-breakpoint
TRUNCATE film_search;
--> statement-breakpoint
CREATE TABLE "film_stock" (
	"film_id" integer PRIMARY KEY NOT NULL,
	"copies" integer DEFAULT 0 NOT NULL,
	"in_stock" integer DEFAULT 0 NOT NULL,
	"stores" integer[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "film_word" (
	"word" text COLLATE "C" PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "film_search" DROP CONSTRAINT "film_search_film_id_film_film_id_fk";
--> statement-breakpoint
ALTER TABLE "film_search" ADD COLUMN "title" text NOT NULL;--> statement-breakpoint
ALTER TABLE "film_search" ADD COLUMN "categories" text;--> statement-breakpoint
ALTER TABLE "film_search" ADD COLUMN "language" text NOT NULL;--> statement-breakpoint
ALTER TABLE "film_search" ADD COLUMN "features" text;--> statement-breakpoint
-- As before but not STRICT, which would keep PostgreSQL from writing the function's body in its place.
CREATE OR REPLACE FUNCTION filmdesk_fold(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN octet_length(value) = length(value) THEN lower(value)
  ELSE translate(lower(regexp_replace(normalize(value, NFD), U&'[\0300-\036f]+', '', 'g')), 'øđłħı', 'odlhi')
END;
--> statement-breakpoint
-- Text as search reads it: folded, and with a blank before and after each word, so that the beginning of a word can be
-- told from its middle. The same steps as `wordsOf` in main/operations/search.ts.
CREATE FUNCTION filmdesk_words(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || translate(filmdesk_fold(value), E'\n\t\r!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~', repeat(' ', 35)) || ' ';
--> statement-breakpoint
-- Gathers what film_search has of these films, and the words in it.
CREATE FUNCTION filmdesk_gather_search(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever gathers the same film at the same time is waited for; what is gathered next has their change, too.
  PERFORM FROM film WHERE film_id = ANY (ids) ORDER BY film_id FOR NO KEY UPDATE;
  DELETE FROM film_search WHERE film_id = ANY (ids);
  INSERT INTO film_search (film_id, title, document, categories, language, features)
  SELECT film_id, filmdesk_words(title),
    concat(filmdesk_words(title), filmdesk_words(description), (
      SELECT string_agg(filmdesk_words(first_name || ' ' || last_name), '' ORDER BY actor_id)
      FROM film_actor JOIN actor USING (actor_id) WHERE film_actor.film_id = film.film_id)),
    (SELECT string_agg(name, ', ' ORDER BY name)
      FROM film_category JOIN category USING (category_id) WHERE film_category.film_id = film.film_id),
    language.name, array_to_string(special_features, ', ')
  FROM film JOIN language USING (language_id) WHERE film_id = ANY (ids);
  INSERT INTO film_word (word)
  SELECT DISTINCT word FROM film_search, unnest(string_to_array(document, ' ')) AS word
  WHERE film_id = ANY (ids) AND word <> ''
  ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint
-- The same for all films at once, of which nothing is there yet; and their stock.
CREATE FUNCTION filmdesk_gather_all() RETURNS void LANGUAGE plpgsql AS $$
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

  INSERT INTO film_stock (film_id, copies, in_stock, stores)
  SELECT film.film_id, coalesce(copies, 0), coalesce(shelved, 0), coalesce(counted.stores, '{}')
  FROM film LEFT JOIN (
    SELECT film_id, count(*) AS copies, count(*) - count(lent.inventory_id) AS shelved,
      array_agg(DISTINCT store_id ORDER BY store_id) AS stores
    FROM inventory LEFT JOIN (
      SELECT DISTINCT inventory_id FROM rental WHERE return_date IS NULL
    ) AS lent USING (inventory_id) GROUP BY film_id
  ) AS counted USING (film_id);
END $$;
--> statement-breakpoint
CREATE FUNCTION filmdesk_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids integer[];
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'actor' THEN ids := ARRAY(SELECT film_id FROM film_actor WHERE actor_id = NEW.actor_id);
    WHEN 'category' THEN ids := ARRAY(SELECT film_id FROM film_category WHERE category_id = NEW.category_id);
    WHEN 'language' THEN ids := ARRAY(SELECT film_id FROM film WHERE language_id = NEW.language_id);
    ELSE
      ids := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.film_id] WHEN 'DELETE' THEN ARRAY[OLD.film_id]
        ELSE ARRAY[OLD.film_id, NEW.film_id] END;
  END CASE;
  PERFORM filmdesk_gather_search(ids);
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Counts the copies of these films.
CREATE FUNCTION filmdesk_count_stock(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever changes another copy of the same film at the same time is waited for; what is counted next includes it.
  PERFORM FROM film_stock WHERE film_id = ANY (ids) ORDER BY film_id FOR UPDATE;
  UPDATE film_stock SET copies = counted.copies, in_stock = counted.shelved, stores = counted.stores
  FROM (
    SELECT id AS film_id, count(inventory_id) AS copies,
      count(inventory_id) FILTER (WHERE NOT EXISTS (
        SELECT FROM rental WHERE rental.inventory_id = inventory.inventory_id AND return_date IS NULL)) AS shelved,
      coalesce(array_agg(DISTINCT store_id ORDER BY store_id) FILTER (WHERE store_id IS NOT NULL), '{}') AS stores
    FROM unnest(ids) AS id LEFT JOIN inventory ON inventory.film_id = id GROUP BY id
  ) AS counted WHERE film_stock.film_id = counted.film_id;
END $$;
--> statement-breakpoint
CREATE FUNCTION filmdesk_stock_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'film' THEN
    INSERT INTO film_stock (film_id) VALUES (NEW.film_id) ON CONFLICT DO NOTHING;
  ELSIF TG_TABLE_NAME = 'inventory' THEN
    PERFORM filmdesk_count_stock(CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.film_id]
      WHEN 'DELETE' THEN ARRAY[OLD.film_id] ELSE ARRAY[OLD.film_id, NEW.film_id] END);
  ELSE
    PERFORM filmdesk_count_stock(ARRAY(SELECT DISTINCT film_id FROM inventory WHERE inventory_id = ANY (
      CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.inventory_id] WHEN 'DELETE' THEN ARRAY[OLD.inventory_id]
        ELSE ARRAY[OLD.inventory_id, NEW.inventory_id] END)));
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER film_search AFTER INSERT OR UPDATE OF title, description, language_id, special_features ON film
  FOR EACH ROW EXECUTE FUNCTION filmdesk_search_changed();
--> statement-breakpoint
CREATE TRIGGER film_search AFTER INSERT OR UPDATE OR DELETE ON film_actor
  FOR EACH ROW EXECUTE FUNCTION filmdesk_search_changed();
--> statement-breakpoint
CREATE TRIGGER film_search AFTER INSERT OR UPDATE OR DELETE ON film_category
  FOR EACH ROW EXECUTE FUNCTION filmdesk_search_changed();
--> statement-breakpoint
CREATE TRIGGER film_search AFTER UPDATE OF first_name, last_name ON actor
  FOR EACH ROW EXECUTE FUNCTION filmdesk_search_changed();
--> statement-breakpoint
CREATE TRIGGER film_search AFTER UPDATE OF name ON category
  FOR EACH ROW EXECUTE FUNCTION filmdesk_search_changed();
--> statement-breakpoint
CREATE TRIGGER film_search AFTER UPDATE OF name ON language
  FOR EACH ROW EXECUTE FUNCTION filmdesk_search_changed();
--> statement-breakpoint
CREATE TRIGGER film_stock AFTER INSERT ON film
  FOR EACH ROW EXECUTE FUNCTION filmdesk_stock_changed();
--> statement-breakpoint
CREATE TRIGGER film_stock AFTER INSERT OR DELETE OR UPDATE OF film_id, store_id ON inventory
  FOR EACH ROW EXECUTE FUNCTION filmdesk_stock_changed();
--> statement-breakpoint
CREATE TRIGGER film_stock AFTER INSERT OR DELETE OR UPDATE OF inventory_id, return_date ON rental
  FOR EACH ROW EXECUTE FUNCTION filmdesk_stock_changed();
--> statement-breakpoint
SELECT filmdesk_gather_all();
--> statement-breakpoint
ALTER TABLE "film_stock" ADD CONSTRAINT "film_stock_film_id_film_film_id_fk" FOREIGN KEY ("film_id") REFERENCES "public"."film"("film_id") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
CREATE INDEX "film_stock_in_index" ON "film_stock" USING btree ("in_stock","film_id");--> statement-breakpoint
CREATE INDEX "film_word_trigram_index" ON "film_word" USING gin ("word" gin_trgm_ops);--> statement-breakpoint
ALTER TABLE "film_search" ADD CONSTRAINT "film_search_film_id_film_film_id_fk" FOREIGN KEY ("film_id") REFERENCES "public"."film"("film_id") ON DELETE cascade ON UPDATE cascade;--> statement-breakpoint
CREATE INDEX "film_search_title_index" ON "film_search" USING btree ("title" collate "C","film_id");--> statement-breakpoint
CREATE INDEX "film_search_title_trigram_index" ON "film_search" USING gin ("title" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "film_search_document_index" ON "film_search" USING gin ("document" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "film_search_categories_index" ON "film_search" USING btree ("categories","film_id");--> statement-breakpoint
CREATE INDEX "film_search_language_index" ON "film_search" USING btree ("language","film_id");--> statement-breakpoint
CREATE INDEX "film_search_features_index" ON "film_search" USING btree ("features","film_id");
