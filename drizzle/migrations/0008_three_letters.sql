-- Who changes a film meanwhile would count it as before.
LOCK TABLE film_search IN SHARE MODE;
--> statement-breakpoint
-- A function of its own: in the text that ts_stat is given, show_trgm would be looked for in the caller's search_path.
CREATE FUNCTION filmdesk_trigrams(document text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN show_trgm(document);
--> statement-breakpoint
-- As before, and which three letters stand in a row anywhere in a word, where they are of ASCII: what else a document is
-- found by that is searched for by so few. pg_trgm gives all of it in one go, beginnings with blanks before them; but it
-- doesn't part words as filmdesk_words does where there is more than letters and digits.
CREATE OR REPLACE FUNCTION filmdesk_starts(document text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_prepend('', CASE WHEN document ~ '^[a-z0-9 ]*$'
  THEN ARRAY(SELECT ltrim(gram) FROM unnest(filmdesk_trigrams(document)) AS gram WHERE right(gram, 1) <> ' ')
  ELSE ARRAY(
    SELECT left(word, letters) FROM unnest(string_to_array(document, ' ')) AS word, generate_series(1, 2) AS letters
    WHERE word <> ''
    UNION
    SELECT gram FROM unnest(filmdesk_trigrams(regexp_replace(document, '[^a-z0-9 ]', ' ', 'g'))) AS gram
    WHERE strpos(gram, ' ') = 0
  ) END);
--> statement-breakpoint
-- Counts them for all films at once, of which nothing is there yet.
CREATE OR REPLACE FUNCTION filmdesk_count_starts() RETURNS void LANGUAGE sql AS $$
  INSERT INTO film_start (start, films)
  SELECT ltrim(word), ndoc FROM ts_stat($stat$
    SELECT array_to_tsvector(filmdesk_trigrams(document)) FROM film_search WHERE document ~ '^[a-z0-9 ]*$'
  $stat$) WHERE right(word, 1) <> ' '
  UNION ALL
  SELECT start, count(*) FROM film_search, unnest(filmdesk_starts(document)) AS start
  WHERE document !~ '^[a-z0-9 ]*$' AND start <> '' GROUP BY start
  UNION ALL SELECT '', count(*) FROM film_search;
$$;
--> statement-breakpoint
-- As before; but of a document that is changed, only in what it is found by since and no longer. Each change has a row of the
-- empty start, by which it is seen how many there are: most others are rare now. To see that and to sum up costs as much as
-- the table is long, also by what is gone of it, as after many changes in one transaction: the longer it is, the rarer that
-- is tried.
CREATE OR REPLACE FUNCTION filmdesk_starts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most_changes CONSTANT integer := 200;
  short_table CONSTANT integer := 10 * 8192;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO film_start (start, films)
    SELECT start, sum(films)
    FROM changed_from JOIN changed_to USING (film_id), LATERAL (
      SELECT unnest(filmdesk_starts(changed_from.document)) AS start, -1 AS films
      UNION ALL SELECT unnest(filmdesk_starts(changed_to.document)), 1
    ) AS starts
    WHERE changed_from.document <> changed_to.document GROUP BY start HAVING sum(films) <> 0 OR start = '';
  ELSE
    INSERT INTO film_start (start, films)
    SELECT start, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM changed, unnest(filmdesk_starts(document)) AS start GROUP BY start;
  END IF;
  -- One at a time sums up, and nobody waits for it. A transaction that sees the past would fail where another had.
  IF FOUND AND random() * pg_relation_size('film_start') < short_table
    AND (SELECT count(*) FROM film_start WHERE start = '') > most_changes
    AND current_setting('transaction_isolation') = 'read committed'
    AND pg_try_advisory_xact_lock('film_start'::regclass::oid::bigint)
  THEN
    WITH gone AS (DELETE FROM film_start RETURNING start, films)
    INSERT INTO film_start (start, films) SELECT start, sum(films) FROM gone GROUP BY start HAVING sum(films) <> 0;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER film_start_changed AFTER UPDATE ON film_search
  REFERENCING OLD TABLE AS changed_from NEW TABLE AS changed_to
  FOR EACH STATEMENT EXECUTE FUNCTION filmdesk_starts_changed();
--> statement-breakpoint
-- As before; but a row that is there is changed, where it has to be, and no other comes in its place.
CREATE OR REPLACE FUNCTION filmdesk_gather_search(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever gathers the same film at the same time is waited for; what is gathered next has their change, too.
  PERFORM FROM film WHERE film_id = ANY (ids) ORDER BY film_id FOR NO KEY UPDATE;
  INSERT INTO film_search AS kept (film_id, title, document, categories, language, features)
  SELECT film_id, filmdesk_words(title),
    concat(filmdesk_words(title), filmdesk_words(description), (
      SELECT string_agg(filmdesk_words(first_name || ' ' || last_name), '' ORDER BY actor_id)
      FROM film_actor JOIN actor USING (actor_id) WHERE film_actor.film_id = film.film_id)),
    (SELECT string_agg(name, ', ' ORDER BY name)
      FROM film_category JOIN category USING (category_id) WHERE film_category.film_id = film.film_id),
    language.name, array_to_string(special_features, ', ')
  FROM film JOIN language USING (language_id) WHERE film_id = ANY (ids)
  ON CONFLICT (film_id) DO UPDATE SET title = excluded.title, document = excluded.document,
    categories = excluded.categories, language = excluded.language, features = excluded.features
  WHERE (kept.title, kept.document, kept.categories, kept.language, kept.features)
    IS DISTINCT FROM (excluded.title, excluded.document, excluded.categories, excluded.language, excluded.features);
  INSERT INTO film_word (word)
  SELECT DISTINCT word FROM film_search, unnest(string_to_array(document, ' ')) AS word
  WHERE film_id = ANY (ids) AND word <> ''
  ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint
DELETE FROM film_start;
--> statement-breakpoint
SELECT filmdesk_count_starts();
