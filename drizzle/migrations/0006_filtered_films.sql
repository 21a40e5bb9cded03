CREATE TABLE "film_facet" (
	"film_id" integer PRIMARY KEY NOT NULL,
	"rating" "mpaa_rating",
	"language_id" integer NOT NULL,
	"release_year" integer,
	"length" smallint,
	"categories" text DEFAULT '' NOT NULL,
	"shelves" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
-- A store's stock of a film, as film_facet has it: of store 7, ` 7+2/3` where two of three copies are in, ` 7-0/3` where
-- none is. The same as `shelf` in main/operations/film-facets.ts.
CREATE FUNCTION filmdesk_shelf(store integer, copies bigint, shelved bigint) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN concat(' ', store, CASE WHEN shelved > 0 THEN '+' ELSE '-' END, shelved, '/', copies);
--> statement-breakpoint
-- Gathers what film_facet has of these films.
CREATE FUNCTION filmdesk_gather_facets(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever gathers the same film at the same time is waited for; what is gathered next has their change, too.
  PERFORM FROM film_facet WHERE film_id = ANY (ids) ORDER BY film_id FOR UPDATE;
  INSERT INTO film_facet (film_id, rating, language_id, release_year, length, categories, shelves)
  SELECT film_id, rating, language_id, release_year, length,
    coalesce((SELECT string_agg(category_id::text, ' ' ORDER BY category_id)
      FROM film_category WHERE film_category.film_id = film.film_id), ''),
    coalesce((SELECT string_agg(filmdesk_shelf(store_id, copies, shelved), '' ORDER BY store_id) FROM (
      SELECT store_id, count(*) AS copies, count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM rental WHERE rental.inventory_id = inventory.inventory_id AND return_date IS NULL)) AS shelved
      FROM inventory WHERE inventory.film_id = film.film_id GROUP BY store_id) AS of_stores), '')
  FROM film WHERE film_id = ANY (ids)
  ON CONFLICT (film_id) DO UPDATE SET rating = EXCLUDED.rating, language_id = EXCLUDED.language_id,
    release_year = EXCLUDED.release_year, length = EXCLUDED.length,
    categories = EXCLUDED.categories, shelves = EXCLUDED.shelves;
END $$;
--> statement-breakpoint
-- The same for all films at once, of which nothing is there yet.
CREATE FUNCTION filmdesk_gather_all_facets() RETURNS void LANGUAGE sql AS $$
  INSERT INTO film_facet (film_id, rating, language_id, release_year, length, categories, shelves)
  SELECT film.film_id, rating, language_id, release_year, length, coalesce(genres.ids, ''), coalesce(stock.shelves, '')
  FROM film LEFT JOIN (
    SELECT film_id, string_agg(category_id::text, ' ' ORDER BY category_id) AS ids FROM film_category GROUP BY film_id
  ) AS genres USING (film_id) LEFT JOIN (
    SELECT film_id, string_agg(filmdesk_shelf(store_id, copies, shelved), '' ORDER BY store_id) AS shelves FROM (
      SELECT film_id, store_id, count(*) AS copies, count(*) - count(lent.inventory_id) AS shelved
      FROM inventory LEFT JOIN (
        SELECT DISTINCT inventory_id FROM rental WHERE return_date IS NULL
      ) AS lent USING (inventory_id) GROUP BY film_id, store_id
    ) AS of_stores GROUP BY film_id
  ) AS stock USING (film_id);
$$;
--> statement-breakpoint
CREATE FUNCTION filmdesk_facets_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'rental' THEN
    PERFORM filmdesk_gather_facets(ARRAY(SELECT DISTINCT film_id FROM inventory WHERE inventory_id = ANY (
      CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.inventory_id] WHEN 'DELETE' THEN ARRAY[OLD.inventory_id]
        ELSE ARRAY[OLD.inventory_id, NEW.inventory_id] END)));
  ELSE
    PERFORM filmdesk_gather_facets(CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.film_id]
      WHEN 'DELETE' THEN ARRAY[OLD.film_id] ELSE ARRAY[OLD.film_id, NEW.film_id] END);
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER film_facet AFTER INSERT OR UPDATE OF rating, language_id, release_year, length ON film
  FOR EACH ROW EXECUTE FUNCTION filmdesk_facets_changed();
--> statement-breakpoint
CREATE TRIGGER film_facet AFTER INSERT OR DELETE OR UPDATE OF film_id, category_id ON film_category
  FOR EACH ROW EXECUTE FUNCTION filmdesk_facets_changed();
--> statement-breakpoint
CREATE TRIGGER film_facet AFTER INSERT OR DELETE OR UPDATE OF film_id, store_id ON inventory
  FOR EACH ROW EXECUTE FUNCTION filmdesk_facets_changed();
--> statement-breakpoint
CREATE TRIGGER film_facet AFTER INSERT OR DELETE OR UPDATE OF inventory_id, return_date ON rental
  FOR EACH ROW EXECUTE FUNCTION filmdesk_facets_changed();
--> statement-breakpoint
SELECT filmdesk_gather_all_facets();
--> statement-breakpoint
ALTER TABLE "film_facet" ADD CONSTRAINT "film_facet_film_id_film_film_id_fk" FOREIGN KEY ("film_id") REFERENCES "public"."film"("film_id") ON DELETE cascade ON UPDATE cascade;
--> statement-breakpoint
-- Whoever may read or write films may do so with what is gathered of them.
DO $$
DECLARE
  granted record;
BEGIN
  FOR granted IN SELECT privilege_type AS privilege, grantee FROM pg_class, aclexplode(relacl)
    WHERE pg_class.oid = 'film_search'::regclass AND grantee <> relowner
  LOOP
    EXECUTE format('GRANT %s ON film_facet TO %s', granted.privilege,
      CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(granted.grantee)) END);
  END LOOP;
END $$;
