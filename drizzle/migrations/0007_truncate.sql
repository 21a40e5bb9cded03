-- TRUNCATE tells no row that goes: what is gathered of them is gathered anew. Rows of film_stock stay the same ones, so that
-- who changes a copy meanwhile is waited for, and waits.
CREATE FUNCTION filmdesk_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'film_search' THEN
    -- Of several tables at once, film_search may be filled again already, and film_start be truncated, too.
    DELETE FROM film_start;
    PERFORM filmdesk_count_starts();
  ELSIF TG_TABLE_NAME IN ('film_actor', 'film_category') THEN
    PERFORM filmdesk_gather_search(ARRAY(SELECT film_id FROM film));
  ELSE
    PERFORM filmdesk_count_stock(ARRAY(SELECT film_id FROM film));
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER film_search_truncated AFTER TRUNCATE ON film_actor
  FOR EACH STATEMENT EXECUTE FUNCTION filmdesk_truncated();
--> statement-breakpoint
CREATE TRIGGER film_search_truncated AFTER TRUNCATE ON film_category
  FOR EACH STATEMENT EXECUTE FUNCTION filmdesk_truncated();
--> statement-breakpoint
-- `TRUNCATE film CASCADE` takes film_search with it.
CREATE TRIGGER film_start_truncated AFTER TRUNCATE ON film_search
  FOR EACH STATEMENT EXECUTE FUNCTION filmdesk_truncated();
--> statement-breakpoint
CREATE TRIGGER film_stock_truncated AFTER TRUNCATE ON inventory
  FOR EACH STATEMENT EXECUTE FUNCTION filmdesk_truncated();
--> statement-breakpoint
CREATE TRIGGER film_stock_truncated AFTER TRUNCATE ON rental
  FOR EACH STATEMENT EXECUTE FUNCTION filmdesk_truncated();
--> statement-breakpoint
-- Where films were truncated before, the beginnings of their words are still counted.
DO $$
BEGIN
  IF (SELECT sum(films) FROM film_start WHERE start = '') IS DISTINCT FROM (SELECT count(*) FROM film_search) THEN
    DELETE FROM film_start;
    PERFORM filmdesk_count_starts();
  END IF;
END $$;
