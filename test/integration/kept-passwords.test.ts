import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ShopDraft } from '../../main/contract/connection.ts';
import { openShops, type Shops } from '../../main/desktop/shops.ts';

/* A shop's password belongs to its login: nobody gets it by being named as another server. */

const canary = 'canary-4711';
const context = { signal: new AbortController().signal, report: () => {} };
let home: string;
let shops: Shops;
let thief: Server;
let heard: string;

const draft = (port: number, more: Partial<ShopDraft> = {}): ShopDraft => ({
  name: 'Shop',
  colour: 'blue',
  connection: { servers: [{ host: '127.0.0.1', port }], database: 'shop', user: 'clerk', tls: 'off' },
  readOnly: false,
  store: null,
  ...more,
});

const portOf = (server: Server) => (server.address() as { port: number }).port;

async function openHome(): Promise<Shops> {
  const kept = new Map<string, string>();
  return openShops({
    home,
    openSecrets: () =>
      Promise.resolve({
        areKept: false,
        has: (shop) => kept.has(shop),
        read: (shop) => Promise.resolve(kept.get(shop)),
        write: async (shop, password) => void kept.set(shop, password),
        forget: async (shop) => void kept.delete(shop),
      }),
    opened: () => 'sample',
    open: () => Promise.resolve(),
  });
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'filmdesk-shops-'));
  shops = await openHome();
  heard = '';
  // Asks for the password in clear, as a server may.
  thief = createServer((socket) => {
    let isStart = true;
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if (bytes.length === 8) return void socket.write('N');
      if (isStart) socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      else socket.destroy();
      isStart = false;
    });
  });
  thief.listen(0, '127.0.0.1');
  await once(thief, 'listening');
});

afterEach(() => {
  thief.close();
  rmSync(home, { recursive: true, force: true });
});

const save = (shop: ShopDraft) => shops.handlers['shops.save'](shop, context);
const tryOut = (shop: ShopDraft) => shops.handlers['shops.test'](shop, context);
const hasPassword = async () => (await shops.handlers['shops.list']({}, context)).shops.at(-1)!.hasPassword;

test('a test sends it to the server that it was kept for, and to no other', async () => {
  const { id } = await save(draft(1, { password: canary }));
  await tryOut(draft(portOf(thief), { id }));
  expect(heard).toContain('clerk');
  expect(heard).not.toContain(canary);
  await save(draft(portOf(thief), { id, password: canary }));
  await tryOut(draft(portOf(thief), { id }));
  expect(heard).toContain(canary);
});

test('it is forgotten when the shop is given another server, user or weaker encryption', async () => {
  const { id } = await save(draft(1, { password: canary }));
  expect(await hasPassword()).toBe(true);
  await save(draft(1, { id, name: 'Renamed' }));
  expect(await hasPassword()).toBe(true);
  await save(draft(2, { id }));
  expect(await hasPassword()).toBe(false);
});

test('a list of shops that can’t be read is put aside, not written over', async () => {
  writeFileSync(join(home, 'shops.json'), '{ "shops": [');
  shops = await openHome();
  await save(draft(1));
  expect(readFileSync(join(home, 'shops.json.unreadable'), 'utf8')).toBe('{ "shops": [');
  expect(readFileSync(join(home, 'shops.json'), 'utf8')).toContain('"clerk"');
});

test('a list that can’t be written changes nothing, and says so', async () => {
  const { id } = await save(draft(1));
  rmSync(home, { recursive: true });
  writeFileSync(home, 'no folder');
  await expect(save(draft(2))).rejects.toMatchObject({ failure: { code: 'internal' } });
  await expect(shops.handlers['shops.remove']({ id }, context)).rejects.toThrow('nothing was changed');
  const { shops: listed } = await shops.handlers['shops.list']({}, context);
  expect(listed.filter(({ kind }) => kind === 'saved')).toHaveLength(1);
});
