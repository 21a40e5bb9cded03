CREATE TABLE "film_start" (
	"start" text NOT NULL,
	"films" integer NOT NULL
);
--> statement-breakpoint
-- How a document's words begin: by their first letter, by their first two, and by none. Each once.
CREATE FUNCTION filmdesk_starts(document text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_prepend('', tsvector_to_array(array_to_tsvector(array_remove(
  (string_to_array(document, ' ')::varchar(1)[] || string_to_array(document, ' ')::varchar(2)[])::text[], ''))));
--> statement-breakpoint
-- Counts them for all films at once, of which nothing is there yet.
CREATE FUNCTION filmdesk_count_starts() RETURNS void LANGUAGE sql AS $$
  INSERT INTO film_start (start, films)
  SELECT word, ndoc FROM ts_stat($stat$
    SELECT array_to_tsvector(array_remove(filmdesk_starts(document), '')) FROM film_search
  $stat$)
  UNION ALL SELECT '', count(*) FROM film_search;
$$;
--> statement-breakpoint
CREATE FUNCTION filmdesk_starts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most_rows CONSTANT integer := 500;
  any_start text;
BEGIN
  WITH written AS (
    INSERT INTO film_start (start, films)
    SELECT start, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM changed, unnest(filmdesk_starts(document)) AS start GROUP BY start
    RETURNING start
  ) SELECT start INTO any_start FROM written ORDER BY random() LIMIT 1;
  -- One at a time sums up, and nobody waits for it. A transaction that sees the past would fail where another had.
  IF (SELECT count(*) FROM film_start WHERE start = any_start) > most_rows
    AND current_setting('transaction_isolation') = 'read committed'
    AND pg_try_advisory_xact_lock('film_start'::regclass::oid::bigint)
  THEN
    WITH gone AS (DELETE FROM film_start RETURNING start, films)
    INSERT INTO film_start (start, films) SELECT start, sum(films) FROM gone GROUP BY start HAVING sum(films) <> 0;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER film_start_added AFTER INSERT ON film_search
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION filmdesk_starts_changed();
--> statement-breakpoint
CREATE TRIGGER film_start_removed AFTER DELETE ON film_search
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION filmdesk_starts_changed();
--> statement-breakpoint
SELECT filmdesk_count_starts();
--> statement-breakpoint
CREATE INDEX "film_start_index" ON "film_start" USING btree ("start");
--> statement-breakpoint
-- Whoever may read or write films may do so with what is gathered of them.
DO $$
DECLARE
  granted record;
BEGIN
  FOR granted IN SELECT privilege_type AS privilege, grantee FROM pg_class, aclexplode(relacl)
    WHERE pg_class.oid = 'film_search'::regclass AND grantee <> relowner
  LOOP
    EXECUTE format('GRANT %s ON film_stock, film_word, film_start TO %s', granted.privilege,
      CASE granted.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(granted.grantee)) END);
  END LOOP;
END $$;
