import { unpackReply } from '../../main/contract/packed-rows.ts';
import { sampleDatabase } from '../support/databases.ts';
import { comparable, operationCases } from '../support/operation-cases.ts';
import { uriOf } from '../support/postgres.ts';
import { askDirectly, openServerShop } from '../support/shops.ts';
import { expect, test } from './fixtures.ts';

/* The suite of operations, over the window's bridge. */

interface Bridge {
  filmdesk: { call(id: number, name: string, input: unknown): Promise<string> };
}

for (const database of ['PostgreSQL', 'the embedded shop']) {
  test(`every operation gives the same reply over IPC as without a transport, on ${database}`, async ({
    openDesk,
    server,
  }) => {
    const uri = uriOf(server.port, sampleDatabase);
    const { page } = await openDesk({ uri: database === 'PostgreSQL' ? uri : undefined });
    const shop = openServerShop(server.port, sampleDatabase);
    const direct = askDirectly(shop, (cause) => {
      throw cause;
    });
    for (const { title, name, input } of operationCases) {
      if (database !== 'PostgreSQL' && (name === 'shop.status' || title.includes('updated'))) continue;
      const text = await page.evaluate(
        ([operation, json]) => (window as unknown as Bridge).filmdesk.call(1, operation!, JSON.parse(json!)),
        [name, JSON.stringify(input)],
      );
      const expected = comparable(await direct(name, input));
      const got = comparable(unpackReply(name, text));
      if (name === 'shop.status') {
        // The window may write where the web may not.
        expect
          .soft(got, title)
          .toMatchObject({ ok: true, value: { database: sampleDatabase, readOnly: false } });
      } else expect.soft(got, title).toEqual(expected);
    }
    await shop.close();
  });
}
