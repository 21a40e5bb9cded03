import type { Handlers } from '../contract/contract.ts';
import type { Shop } from '../database/shop.ts';
import { filmHandlers } from './films.ts';
import { indexHandlers } from './index-advice.ts';
import { inventoryHandlers } from './inventory.ts';
import { shopHandlers } from './shop.ts';

/** What every operation of the contract does on this shop. */
export const createHandlers = (shop: Shop, access: { readOnly: boolean }): Handlers => ({
  ...filmHandlers(shop),
  ...inventoryHandlers(shop),
  ...indexHandlers(shop),
  ...shopHandlers(shop, access),
});
