import { sql } from 'drizzle-orm';
import type { Handlers } from '../contract/contract.ts';
import { type Copy, mostCopies } from '../contract/shop.ts';
import type { Shop } from '../database/shop.ts';
import { film, inventory, rental } from '../../drizzle/schema/index.ts';
import { unknownFilm } from './films.ts';
import { isoTime } from './times.ts';

/** A copy that is no more leaves nothing behind it. */
const behind = (copy: number | undefined) =>
  copy === undefined
    ? sql``
    : sql`and (${inventory.storeId}, ${inventory.inventoryId}) >
        (select known.store_id, known.inventory_id from inventory as known where known.inventory_id = ${copy})`;

export const inventoryHandlers = (shop: Shop) =>
  ({
    'inventory.list': ({ filmId, after }, { signal }) =>
      shop.read(signal, async (db) => {
        const { rows } = await db.execute<{ total: number; rows: Copy[] | null }>(sql`
          select (select count(*)::int from ${inventory} where ${inventory.filmId} = ${film.filmId}) as "total",
            (select json_agg(copy) from (
              select ${inventory.inventoryId} as "id", ${inventory.storeId} as "store",
                case when lent.due is null then 'in' when lent.due < now() then 'late' else 'out' end as "status",
                lent.due::text as "dueAt"
              from ${inventory} left join lateral (
                select min(${rental.rentalDate}) + ${film.rentalDuration} * interval '1 day' as due from ${rental}
                where ${rental.inventoryId} = ${inventory.inventoryId} and ${rental.returnDate} is null
              ) as lent on true
              where ${inventory.filmId} = ${film.filmId} ${behind(after)}
              order by ${inventory.storeId}, ${inventory.inventoryId} limit ${mostCopies}
            ) as copy) as "rows"
          from ${film} where ${film.filmId} = ${filmId}`);
        const found = rows[0];
        if (!found) throw unknownFilm(filmId);
        const copies = found.rows ?? [];
        return {
          total: found.total,
          rows: copies.map((copy) => ({ ...copy, dueAt: copy.dueAt === null ? null : isoTime(copy.dueAt) })),
        };
      }),
  }) satisfies Partial<Handlers>;
