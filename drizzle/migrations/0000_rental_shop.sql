CREATE TYPE "public"."mpaa_rating" AS ENUM('G', 'PG', 'PG-13', 'R', 'NC-17');--> statement-breakpoint
CREATE TABLE "actor" (
	"actor_id" serial PRIMARY KEY NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "category" (
	"category_id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "film" (
	"film_id" serial PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"description" text,
	"release_year" integer,
	"language_id" integer NOT NULL,
	"original_language_id" integer,
	"rental_duration" smallint DEFAULT 3 NOT NULL,
	"rental_rate" numeric(4, 2) DEFAULT '4.99' NOT NULL,
	"length" smallint,
	"replacement_cost" numeric(5, 2) DEFAULT '19.99' NOT NULL,
	"rating" "mpaa_rating" DEFAULT 'G',
	"last_update" timestamp with time zone DEFAULT now() NOT NULL,
	"special_features" text[],
	CONSTRAINT "film_release_year_check" CHECK ("film"."release_year" between 1901 and 2155)
);
--> statement-breakpoint
CREATE TABLE "film_actor" (
	"actor_id" integer NOT NULL,
	"film_id" integer NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "film_actor_actor_id_film_id_pk" PRIMARY KEY("actor_id","film_id")
);
--> statement-breakpoint
CREATE TABLE "film_category" (
	"film_id" integer NOT NULL,
	"category_id" integer NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "film_category_film_id_category_id_pk" PRIMARY KEY("film_id","category_id")
);
--> statement-breakpoint
CREATE TABLE "film_search" (
	"film_id" integer PRIMARY KEY NOT NULL,
	"document" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "language" (
	"language_id" serial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer" (
	"customer_id" serial PRIMARY KEY NOT NULL,
	"store_id" integer NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"email" text,
	"address_id" integer NOT NULL,
	"activebool" boolean DEFAULT true NOT NULL,
	"create_date" date DEFAULT now() NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL,
	"active" integer
);
--> statement-breakpoint
CREATE TABLE "payment" (
	"payment_id" serial PRIMARY KEY NOT NULL,
	"customer_id" integer NOT NULL,
	"staff_id" integer NOT NULL,
	"rental_id" integer NOT NULL,
	"amount" numeric(5, 2) NOT NULL,
	"payment_date" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rental" (
	"rental_id" serial PRIMARY KEY NOT NULL,
	"rental_date" timestamp with time zone NOT NULL,
	"inventory_id" integer NOT NULL,
	"customer_id" integer NOT NULL,
	"return_date" timestamp with time zone,
	"staff_id" integer NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "address" (
	"address_id" serial PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"address2" text,
	"district" text NOT NULL,
	"city_id" integer NOT NULL,
	"postal_code" text,
	"phone" text NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "city" (
	"city_id" serial PRIMARY KEY NOT NULL,
	"city" text NOT NULL,
	"country_id" integer NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "country" (
	"country_id" serial PRIMARY KEY NOT NULL,
	"country" text NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inventory" (
	"inventory_id" serial PRIMARY KEY NOT NULL,
	"film_id" integer NOT NULL,
	"store_id" integer NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"staff_id" serial PRIMARY KEY NOT NULL,
	"first_name" text NOT NULL,
	"last_name" text NOT NULL,
	"address_id" integer NOT NULL,
	"email" text,
	"store_id" integer NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"username" text NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "store" (
	"store_id" serial PRIMARY KEY NOT NULL,
	"manager_staff_id" integer NOT NULL,
	"address_id" integer NOT NULL,
	"last_update" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "store_manager_staff_id_unique" UNIQUE("manager_staff_id")
);
--> statement-breakpoint
ALTER TABLE "film" ADD CONSTRAINT "film_language_id_language_language_id_fk" FOREIGN KEY ("language_id") REFERENCES "public"."language"("language_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "film" ADD CONSTRAINT "film_original_language_id_language_language_id_fk" FOREIGN KEY ("original_language_id") REFERENCES "public"."language"("language_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "film_actor" ADD CONSTRAINT "film_actor_actor_id_actor_actor_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."actor"("actor_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "film_actor" ADD CONSTRAINT "film_actor_film_id_film_film_id_fk" FOREIGN KEY ("film_id") REFERENCES "public"."film"("film_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "film_category" ADD CONSTRAINT "film_category_film_id_film_film_id_fk" FOREIGN KEY ("film_id") REFERENCES "public"."film"("film_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "film_category" ADD CONSTRAINT "film_category_category_id_category_category_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."category"("category_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "film_search" ADD CONSTRAINT "film_search_film_id_film_film_id_fk" FOREIGN KEY ("film_id") REFERENCES "public"."film"("film_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer" ADD CONSTRAINT "customer_store_id_store_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("store_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer" ADD CONSTRAINT "customer_address_id_address_address_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."address"("address_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_customer_id_customer_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("customer_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_rental_id_rental_rental_id_fk" FOREIGN KEY ("rental_id") REFERENCES "public"."rental"("rental_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rental" ADD CONSTRAINT "rental_inventory_id_inventory_inventory_id_fk" FOREIGN KEY ("inventory_id") REFERENCES "public"."inventory"("inventory_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rental" ADD CONSTRAINT "rental_customer_id_customer_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("customer_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rental" ADD CONSTRAINT "rental_staff_id_staff_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "address" ADD CONSTRAINT "address_city_id_city_city_id_fk" FOREIGN KEY ("city_id") REFERENCES "public"."city"("city_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "city" ADD CONSTRAINT "city_country_id_country_country_id_fk" FOREIGN KEY ("country_id") REFERENCES "public"."country"("country_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventory" ADD CONSTRAINT "inventory_film_id_film_film_id_fk" FOREIGN KEY ("film_id") REFERENCES "public"."film"("film_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inventory" ADD CONSTRAINT "inventory_store_id_store_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("store_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_address_id_address_address_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."address"("address_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_store_id_store_store_id_fk" FOREIGN KEY ("store_id") REFERENCES "public"."store"("store_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store" ADD CONSTRAINT "store_address_id_address_address_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."address"("address_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "store" ADD CONSTRAINT "store_manager_staff_id_fk" FOREIGN KEY ("manager_staff_id") REFERENCES "public"."staff"("staff_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "actor_last_name_index" ON "actor" USING btree ("last_name");--> statement-breakpoint
CREATE INDEX "film_title_index" ON "film" USING btree ("title","film_id");--> statement-breakpoint
CREATE INDEX "film_release_year_index" ON "film" USING btree ("release_year","film_id");--> statement-breakpoint
CREATE INDEX "film_length_index" ON "film" USING btree ("length","film_id");--> statement-breakpoint
CREATE INDEX "film_rental_rate_index" ON "film" USING btree ("rental_rate","film_id");--> statement-breakpoint
CREATE INDEX "film_language_index" ON "film" USING btree ("language_id");--> statement-breakpoint
CREATE INDEX "film_actor_film_index" ON "film_actor" USING btree ("film_id");--> statement-breakpoint
CREATE INDEX "film_category_category_index" ON "film_category" USING btree ("category_id");--> statement-breakpoint
CREATE INDEX "customer_last_name_index" ON "customer" USING btree ("last_name");--> statement-breakpoint
CREATE INDEX "customer_store_index" ON "customer" USING btree ("store_id");--> statement-breakpoint
CREATE INDEX "customer_address_index" ON "customer" USING btree ("address_id");--> statement-breakpoint
CREATE INDEX "payment_customer_index" ON "payment" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "payment_rental_index" ON "payment" USING btree ("rental_id");--> statement-breakpoint
CREATE INDEX "rental_inventory_index" ON "rental" USING btree ("inventory_id");--> statement-breakpoint
CREATE INDEX "rental_open_index" ON "rental" USING btree ("inventory_id") WHERE "rental"."return_date" is null;--> statement-breakpoint
CREATE INDEX "rental_customer_index" ON "rental" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "address_city_index" ON "address" USING btree ("city_id");--> statement-breakpoint
CREATE INDEX "city_country_index" ON "city" USING btree ("country_id");--> statement-breakpoint
CREATE INDEX "inventory_film_store_index" ON "inventory" USING btree ("film_id","store_id");