CREATE INDEX "film_rating_index" ON "film" USING btree ("rating","film_id");--> statement-breakpoint
CREATE INDEX "film_replacement_cost_index" ON "film" USING btree ("replacement_cost","film_id");--> statement-breakpoint
CREATE INDEX "film_rental_duration_index" ON "film" USING btree ("rental_duration","film_id");--> statement-breakpoint
CREATE INDEX "film_last_update_index" ON "film" USING btree ("last_update","film_id");