import {
  type AnyPgColumn,
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  serial,
  text,
} from 'drizzle-orm/pg-core';
import { film, lastUpdate } from './films.ts';

export const country = pgTable('country', {
  countryId: serial().primaryKey(),
  country: text().notNull(),
  lastUpdate: lastUpdate(),
});

export const city = pgTable(
  'city',
  {
    cityId: serial().primaryKey(),
    city: text().notNull(),
    countryId: integer()
      .notNull()
      .references(() => country.countryId),
    lastUpdate: lastUpdate(),
  },
  (table) => [index('city_country_index').on(table.countryId)],
);

export const address = pgTable(
  'address',
  {
    addressId: serial().primaryKey(),
    address: text().notNull(),
    address2: text(),
    district: text().notNull(),
    cityId: integer()
      .notNull()
      .references(() => city.cityId),
    postalCode: text(),
    phone: text().notNull(),
    lastUpdate: lastUpdate(),
  },
  (table) => [index('address_city_index').on(table.cityId)],
);

/** A store and its manager refer to each other, so `store.manager_staff_id` is checked at commit. */
export const store = pgTable(
  'store',
  {
    storeId: serial().primaryKey(),
    managerStaffId: integer().notNull().unique('store_manager_staff_id_unique'),
    addressId: integer()
      .notNull()
      .references(() => address.addressId),
    lastUpdate: lastUpdate(),
  },
  (table) => [
    foreignKey({
      name: 'store_manager_staff_id_fk',
      columns: [table.managerStaffId],
      foreignColumns: [staff.staffId],
    }),
  ],
);

/** The people who work in a store. No password: whoever logs in does so elsewhere. */
export const staff = pgTable('staff', {
  staffId: serial().primaryKey(),
  firstName: text().notNull(),
  lastName: text().notNull(),
  addressId: integer()
    .notNull()
    .references(() => address.addressId),
  email: text(),
  storeId: integer()
    .notNull()
    .references((): AnyPgColumn => store.storeId),
  active: boolean().notNull().default(true),
  username: text().notNull(),
  lastUpdate: lastUpdate(),
});

/** A copy of a film: what stands on a store's shelf, or is out with a customer. */
export const inventory = pgTable(
  'inventory',
  {
    inventoryId: serial().primaryKey(),
    filmId: integer()
      .notNull()
      .references(() => film.filmId),
    storeId: integer()
      .notNull()
      .references(() => store.storeId),
    lastUpdate: lastUpdate(),
  },
  (table) => [index('inventory_film_store_index').on(table.filmId, table.storeId)],
);
