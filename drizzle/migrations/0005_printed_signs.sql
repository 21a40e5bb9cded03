-- As before, with what only printed text has between words, too: its quotation marks, dashes, dots and blanks. The same as
-- `separators` in main/contract/search-words.ts.
CREATE OR REPLACE FUNCTION filmdesk_words(value text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ' ' || translate(
  filmdesk_fold(value),
  E'\n\t\r!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~' || U&'\00a0\00a1\00ab\00b4\00b7\00bb\00bf\2007\2009\2010\2011\2013\2014\2015\2018\2019\201a\201b\201c\201d\201e\2022\2026\202f\2039\203a',
  repeat(' ', 61)
) || ' ';
--> statement-breakpoint
-- Those that have one of them are gathered anew.
SELECT filmdesk_gather_search(ARRAY(
  SELECT film_id FROM film WHERE concat(title, description) ~ U&'[\00a0\00a1\00ab\00b4\00b7\00bb\00bf\2007\2009\2010\2011\2013\2014\2015\2018\2019\201a\201b\201c\201d\201e\2022\2026\202f\2039\203a]'
  UNION
  SELECT film_id FROM film_actor JOIN actor USING (actor_id)
  WHERE concat(first_name, last_name) ~ U&'[\00a0\00a1\00ab\00b4\00b7\00bb\00bf\2007\2009\2010\2011\2013\2014\2015\2018\2019\201a\201b\201c\201d\201e\2022\2026\202f\2039\203a]'
));
