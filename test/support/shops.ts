import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer } from '../../main/contract/answer.ts';
import { embeddedSource } from '../../main/database/embedded/source.ts';
import { type OpenShop, openShop, serverSource, type Shop } from '../../main/database/shop.ts';
import { createHandlers } from '../../main/operations/operations.ts';
import type { OperationName, Output } from '../../main/contract/contract.ts';
import type { Reply } from '../../main/contract/failures.ts';
import { settingsOf } from './postgres.ts';

/** Asks one operation; what comes back is as the page would get it, through JSON. */
export type Ask = (name: string, input: unknown) => Promise<Reply<unknown>>;

export const openServerShop = (port: number, database: string): OpenShop =>
  openShop(serverSource(settingsOf(port, database)), { max: 4, readOnly: true });

/** An embedded shop in a home of its own; `close` also removes that. */
export function openEmbeddedShop(): { shop: OpenShop; home: string; close(): Promise<void> } {
  const home = mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
  const shop = openShop(embeddedSource(home), { max: 4, readOnly: true });
  return {
    shop,
    home,
    async close() {
      await shop.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Asks the operations without a transport. An unexpected error fails the test, or goes to `unexpected`. */
export function askDirectly(
  shop: Shop,
  unexpected: (cause: unknown) => void = (cause) => {
    throw cause;
  },
): Ask {
  const handlers = createHandlers(shop, { readOnly: true });
  return async (name, input) => {
    const reply = await answer(handlers, name, input, {
      signal: new AbortController().signal,
      mayWrite: false,
      log: (_reference, cause) => unexpected(cause),
    });
    return JSON.parse(JSON.stringify(reply)) as Reply<unknown>;
  };
}

export function askOverHttp(port: number): Ask {
  return async (name, input) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    return (await response.json()) as Reply<unknown>;
  };
}

/** The value of a reply that has to be one. */
export async function valueOf<Name extends OperationName>(
  ask: Ask,
  name: Name,
  input: unknown,
): Promise<Output<Name>> {
  const reply = await ask(name, input);
  if (!reply.ok) throw new Error(`${name} failed: ${JSON.stringify(reply.error)}`);
  return reply.value as Output<Name>;
}
