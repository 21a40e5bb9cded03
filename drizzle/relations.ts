import { relations } from 'drizzle-orm';
import * as shop from './schema/index.ts';

export const filmRelations = relations(shop.film, ({ one, many }) => ({
  language: one(shop.language, { fields: [shop.film.languageId], references: [shop.language.languageId] }),
  copies: many(shop.inventory),
  actors: many(shop.filmActor),
  categories: many(shop.filmCategory),
}));

export const filmActorRelations = relations(shop.filmActor, ({ one }) => ({
  film: one(shop.film, { fields: [shop.filmActor.filmId], references: [shop.film.filmId] }),
  actor: one(shop.actor, { fields: [shop.filmActor.actorId], references: [shop.actor.actorId] }),
}));

export const filmCategoryRelations = relations(shop.filmCategory, ({ one }) => ({
  film: one(shop.film, { fields: [shop.filmCategory.filmId], references: [shop.film.filmId] }),
  category: one(shop.category, {
    fields: [shop.filmCategory.categoryId],
    references: [shop.category.categoryId],
  }),
}));

export const actorRelations = relations(shop.actor, ({ many }) => ({ films: many(shop.filmActor) }));
export const categoryRelations = relations(shop.category, ({ many }) => ({ films: many(shop.filmCategory) }));

export const cityRelations = relations(shop.city, ({ one }) => ({
  country: one(shop.country, { fields: [shop.city.countryId], references: [shop.country.countryId] }),
}));

export const addressRelations = relations(shop.address, ({ one }) => ({
  city: one(shop.city, { fields: [shop.address.cityId], references: [shop.city.cityId] }),
}));

export const storeRelations = relations(shop.store, ({ one, many }) => ({
  address: one(shop.address, { fields: [shop.store.addressId], references: [shop.address.addressId] }),
  manager: one(shop.staff, { fields: [shop.store.managerStaffId], references: [shop.staff.staffId] }),
  copies: many(shop.inventory),
  customers: many(shop.customer),
}));

export const inventoryRelations = relations(shop.inventory, ({ one, many }) => ({
  film: one(shop.film, { fields: [shop.inventory.filmId], references: [shop.film.filmId] }),
  store: one(shop.store, { fields: [shop.inventory.storeId], references: [shop.store.storeId] }),
  rentals: many(shop.rental),
}));

export const customerRelations = relations(shop.customer, ({ one, many }) => ({
  store: one(shop.store, { fields: [shop.customer.storeId], references: [shop.store.storeId] }),
  address: one(shop.address, { fields: [shop.customer.addressId], references: [shop.address.addressId] }),
  rentals: many(shop.rental),
  payments: many(shop.payment),
}));

export const rentalRelations = relations(shop.rental, ({ one, many }) => ({
  copy: one(shop.inventory, { fields: [shop.rental.inventoryId], references: [shop.inventory.inventoryId] }),
  customer: one(shop.customer, { fields: [shop.rental.customerId], references: [shop.customer.customerId] }),
  staff: one(shop.staff, { fields: [shop.rental.staffId], references: [shop.staff.staffId] }),
  payments: many(shop.payment),
}));

export const paymentRelations = relations(shop.payment, ({ one }) => ({
  rental: one(shop.rental, { fields: [shop.payment.rentalId], references: [shop.rental.rentalId] }),
  customer: one(shop.customer, { fields: [shop.payment.customerId], references: [shop.customer.customerId] }),
}));
