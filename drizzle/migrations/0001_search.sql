CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
-- A store and its manager refer to each other: either may be written first in a transaction.
ALTER TABLE store ALTER CONSTRAINT store_manager_staff_id_fk DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
-- Text as search compares it: no accents, no case. The same steps as `fold` in main/operations/search.ts.
CREATE FUNCTION filmdesk_fold(value text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
  WHEN octet_length(value) = length(value) THEN lower(value)
  ELSE translate(lower(regexp_replace(normalize(value, NFD), U&'[\0300-\036f]+', '', 'g')), 'øđłħı', 'odlhi')
END;
--> statement-breakpoint
CREATE FUNCTION filmdesk_document(id integer) RETURNS text
  LANGUAGE sql STABLE STRICT
RETURN (
  SELECT filmdesk_fold(concat_ws(E'\n', film.title, film.description, (
    SELECT string_agg(actor.first_name || ' ' || actor.last_name, E'\n' ORDER BY actor.actor_id)
    FROM film_actor JOIN actor USING (actor_id)
    WHERE film_actor.film_id = film.film_id)))
  FROM film WHERE film.film_id = id
);
--> statement-breakpoint
CREATE FUNCTION filmdesk_refresh_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids integer[];
BEGIN
  IF TG_TABLE_NAME = 'actor' THEN
    ids := ARRAY(SELECT film_id FROM film_actor WHERE actor_id = NEW.actor_id);
  ELSIF TG_OP = 'INSERT' THEN
    ids := ARRAY[NEW.film_id];
  ELSIF TG_OP = 'DELETE' THEN
    ids := ARRAY[OLD.film_id];
  ELSE
    ids := ARRAY[OLD.film_id, NEW.film_id];
  END IF;
  INSERT INTO film_search (film_id, document)
    SELECT film_id, filmdesk_document(film_id) FROM film WHERE film_id = ANY (ids)
    ON CONFLICT (film_id) DO UPDATE SET document = EXCLUDED.document;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER film_search AFTER INSERT OR UPDATE OF title, description ON film
  FOR EACH ROW EXECUTE FUNCTION filmdesk_refresh_document();
--> statement-breakpoint
CREATE TRIGGER film_search AFTER INSERT OR UPDATE OR DELETE ON film_actor
  FOR EACH ROW EXECUTE FUNCTION filmdesk_refresh_document();
--> statement-breakpoint
CREATE TRIGGER film_search AFTER UPDATE OF first_name, last_name ON actor
  FOR EACH ROW EXECUTE FUNCTION filmdesk_refresh_document();
--> statement-breakpoint
CREATE INDEX film_search_document_index ON film_search USING gin (document gin_trgm_ops);
--> statement-breakpoint
CREATE FUNCTION filmdesk_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.last_update := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['film', 'language', 'actor', 'category', 'film_actor', 'film_category', 'country',
    'city', 'address', 'store', 'staff', 'inventory', 'customer', 'rental']
  LOOP
    EXECUTE format('CREATE TRIGGER last_update BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION filmdesk_touch()', name);
  END LOOP;
END $$;
