import { asc, count, eq, sql } from 'drizzle-orm';
import type { Handlers } from '../contract/contract.ts';
import type { ShopPulse } from '../contract/shop.ts';
import type { Connected, Shop } from '../database/shop.ts';
import { address, city, film, filmStock, inventory, store } from '../../drizzle/schema/index.ts';

/** `readOnly` is true where this program itself never writes, whatever the database would allow. */
export const shopHandlers = (shop: Shop, { readOnly }: { readOnly: boolean }) => {
  const pulseOf = ({ profile, settings }: Connected): ShopPulse => ({
    database: settings.embedded ? 'Sample shop' : profile.database,
    server: settings.embedded ? null : settings.host,
    readOnly: readOnly || profile.readOnly,
  });
  return {
    'shop.pulse': (_, { signal }) =>
      shop.read(signal, async (db, connected) => {
        await db.execute(sql`select 1`);
        return pulseOf(connected);
      }),

    'shop.status': (_, { signal }) =>
      shop.read(signal, async (db, connected) => {
        const { profile, settings, encryption } = connected;
        const asked = performance.now();
        await db.execute(sql`select 1`);
        const latencyMs = Math.round((performance.now() - asked) * 10) / 10;
        const [films] = await db.select({ count: count() }).from(film);
        const [copies] = profile.hasSearchTable
          ? await db
              .select({ count: sql<number>`coalesce(sum(${filmStock.copies}), 0)::int` })
              .from(filmStock)
          : await db.select({ count: count() }).from(inventory);
        const stores = await db
          .select({ id: store.storeId, name: sql<string>`coalesce(${city.city}, '')` })
          .from(store)
          .leftJoin(address, eq(address.addressId, store.addressId))
          .leftJoin(city, eq(city.cityId, address.cityId))
          .orderBy(asc(store.storeId))
          .limit(100);
        return {
          ...pulseOf(connected),
          embedded: settings.embedded,
          serverVersion: profile.serverVersion,
          flavour: profile.flavour,
          encryption,
          films: films!.count,
          copies: copies!.count,
          stores,
          latencyMs,
        };
      }),
  } satisfies Partial<Handlers>;
};
