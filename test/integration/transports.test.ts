import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { contract, type OperationName } from '../../main/contract/contract.ts';
import { createWebServer, type WebServer } from '../../main/web/server.ts';
import type { OpenShop } from '../../main/database/shop.ts';
import { dvdrentalDatabase, sampleDatabase } from '../support/databases.ts';
import { comparable, operationCases } from '../support/operation-cases.ts';
import { hasDvdrental } from '../support/postgres.ts';
import { type Ask, askDirectly, askOverHttp, openEmbeddedShop, openServerShop } from '../support/shops.ts';

/* Every operation, with good and bad input, over each transport and on each database. */

const unexpected: unknown[] = [];
const embedded = openEmbeddedShop();
const shops: Record<string, OpenShop> = {
  PostgreSQL: openServerShop(inject('postgresPort'), sampleDatabase),
  'the embedded shop': embedded.shop,
  ...(hasDvdrental && { dvdrental: openServerShop(inject('postgresPort'), dvdrentalDatabase) }),
};

describe.each(Object.entries(shops))('on %s', (_name, shop) => {
  const direct = askDirectly(shop, (cause) => unexpected.push(cause));
  let server: WebServer;
  let overHttp: Ask;

  beforeAll(async () => {
    server = createWebServer(shop, { behindProxy: false });
    await server.listen(0, '127.0.0.1');
    overHttp = askOverHttp(server.port());
  });
  afterAll(() => server.close());

  test.each(operationCases)(
    '$title: the same reply over HTTP as without a transport',
    async ({ name, input }) => {
      const reply = await direct(name, input);
      expect(unexpected.splice(0)).toEqual([]);
      expect(comparable(await overHttp(name, input))).toEqual(comparable(reply));
      if (reply.ok) contract[name as OperationName].output.parse(reply.value);
      else expect(reply.error.code).not.toBe('internal');
    },
  );
});

test.each(
  operationCases.filter(({ name, title }) => !name.startsWith('shop.') && !title.includes('updated')),
)('$title: the same reply from the embedded shop as from PostgreSQL', async ({ name, input }) => {
  const [one, other] = await Promise.all([
    askDirectly(shops['PostgreSQL']!, (cause) => unexpected.push(cause))(name, input),
    askDirectly(embedded.shop, (cause) => unexpected.push(cause))(name, input),
  ]);
  expect(comparable(other)).toEqual(comparable(one));
});

afterAll(async () => {
  await embedded.close();
  await Promise.all(Object.values(shops).map((shop) => shop.close()));
});
