import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  index,
  integer,
  numeric,
  pgTable,
  serial,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import { lastUpdate } from './films.ts';
import { address, inventory, staff, store } from './stores.ts';

export const customer = pgTable(
  'customer',
  {
    customerId: serial().primaryKey(),
    storeId: integer()
      .notNull()
      .references(() => store.storeId),
    firstName: text().notNull(),
    lastName: text().notNull(),
    email: text(),
    addressId: integer()
      .notNull()
      .references(() => address.addressId),
    activebool: boolean().notNull().default(true),
    createDate: date().notNull().defaultNow(),
    lastUpdate: lastUpdate(),
    active: integer(),
  },
  (table) => [
    index('customer_last_name_index').on(table.lastName),
    index('customer_store_index').on(table.storeId),
    index('customer_address_index').on(table.addressId),
  ],
);

/** A copy that a customer took home at `rental_date`; open as long as `return_date` is null. */
export const rental = pgTable(
  'rental',
  {
    rentalId: serial().primaryKey(),
    rentalDate: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
    inventoryId: integer()
      .notNull()
      .references(() => inventory.inventoryId),
    customerId: integer()
      .notNull()
      .references(() => customer.customerId),
    returnDate: timestamp({ withTimezone: true, mode: 'string' }),
    staffId: integer()
      .notNull()
      .references(() => staff.staffId),
    lastUpdate: lastUpdate(),
  },
  (table) => [
    index('rental_inventory_index').on(table.inventoryId),
    index('rental_open_index')
      .on(table.inventoryId)
      .where(sql`${table.returnDate} is null`),
    index('rental_customer_index').on(table.customerId),
  ],
);

export const payment = pgTable(
  'payment',
  {
    paymentId: serial().primaryKey(),
    customerId: integer()
      .notNull()
      .references(() => customer.customerId),
    staffId: integer()
      .notNull()
      .references(() => staff.staffId),
    rentalId: integer()
      .notNull()
      .references(() => rental.rentalId),
    amount: numeric({ precision: 5, scale: 2 }).notNull(),
    paymentDate: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
  },
  (table) => [
    index('payment_customer_index').on(table.customerId),
    index('payment_rental_index').on(table.rentalId),
  ],
);
