import type { ConnectionFields, ListedShop, SavedShop, ShopDraft } from '../contract/connection.ts';
import { mayUsePassword } from '../contract/connection-string.ts';
import type { HandlersOf } from '../contract/contract.ts';
import { FilmdeskError } from '../contract/failures.ts';
import { type ConnectionSettings, environmentSettings, settingsOfFields } from '../database/settings.ts';
import { environmentShop, hasEnvironmentShop, pageName, sampleShop } from './initial-shop.ts';
import type { Secrets } from './secrets.ts';
import { type KeptShops, readShops, writeShops } from './shop-store.ts';

type ShopsHandlers = HandlersOf<
  | 'shops.list'
  | 'shops.save'
  | 'shops.remove'
  | 'shops.order'
  | 'shops.open'
  | 'shops.test'
  | 'shops.fill'
  | 'shops.migrate'
>;

export interface Shops {
  handlers: ShopsHandlers;
  /** How to reach a shop; undefined for the embedded one. Fails with `not-found`, or where the environment's is unreadable. */
  settingsOf(id: string): Promise<{ settings: ConnectionSettings; readOnly: boolean } | undefined>;
  /** How to reach a shop that may be changed; fails with `forbidden` where it may not. */
  changeableSettingsOf(id: string): Promise<ConnectionSettings>;
}

interface ShopsOptions {
  home: string;
  /** Opened when it is first needed: asking the system's key store takes a moment. */
  openSecrets(shops: readonly string[]): Promise<Secrets>;
  /** The shop that is open. */
  opened(): string;
  /** Opens a shop; again where it is open already, as after a change of its connection. */
  open(id: string): Promise<void>;
}

/*
 * What only few ask for, as tests and fills, is loaded when it is asked for: every start waits for the rest.
 */

/** The shops that this desk knows: kept in a file of `home`, their passwords in the system's key store. */
export async function openShops({ home, openSecrets, opened, open }: ShopsOptions): Promise<Shops> {
  const kept = await readShops(home);
  let opening: Promise<Secrets> | undefined;
  const secrets = () =>
    (opening ??= openSecrets(kept.shops.map(({ id }) => id)).catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));

  function find(id: string): SavedShop {
    const shop = kept.shops.find((each) => each.id === id);
    if (!shop) throw unknownShop();
    return shop;
  }

  async function settingsOf(id: string) {
    if (id === sampleShop) return undefined;
    if (id === environmentShop) {
      const settings = environmentSettings();
      if (!settings) throw unknownShop();
      return { settings, readOnly: false };
    }
    const { connection, readOnly } = find(id);
    return { settings: settingsOfFields(connection, await (await secrets()).read(id)), readOnly };
  }

  async function list(): Promise<ListedShop[]> {
    const { has } = await secrets();
    return [
      { ...embedded, id: sampleShop, kind: 'sample' },
      ...(hasEnvironmentShop() ? [environment()] : []),
      ...kept.shops.map((shop): ListedShop => ({ ...shop, kind: 'saved', hasPassword: has(shop.id) })),
    ];
  }

  let changing: Promise<void> = Promise.resolve();

  /** Changes what is kept, one change after the other. Where it can't be written, nothing has changed. */
  function change(update: (before: KeptShops) => Partial<KeptShops>): Promise<void> {
    const changed = changing.then(async () => {
      const after = { ...kept, ...update(kept) };
      await writeShops(home, after);
      Object.assign(kept, after);
    });
    changing = changed.catch(() => {});
    return changed;
  }

  /** The password to test a draft with: what was typed, else the one that is kept for this very login. */
  async function passwordOf({ id, password, connection }: ShopDraft): Promise<string | undefined> {
    if (password !== undefined) return password ?? undefined;
    if (id === undefined || !mayUsePassword(find(id).connection, connection)) return undefined;
    return (await secrets()).read(id);
  }

  const handlers: ShopsHandlers = {
    'shops.list': async () => ({
      shops: await list(),
      open: opened(),
      keepsPasswords: (await secrets()).areKept,
    }),

    async 'shops.save'({ password, id: known, ...draft }) {
      const before = known === undefined ? undefined : find(known);
      const saved = { id: known ?? newId(), ...draft };
      const { id } = saved;
      const { read, write, forget } = await secrets();
      const forgets =
        password === null || (before !== undefined && !mayUsePassword(before.connection, draft.connection));
      const passwordBefore = before && (password || forgets) ? await read(id) : undefined;
      // Before the shop itself: a password that is left without its shop does less harm than one under another's name.
      if (password) await write(id, password);
      else if (forgets) await forget(id);
      try {
        await change(({ shops }) => ({
          shops: before ? shops.map((shop) => (shop.id === id ? saved : shop)) : [...shops, saved],
        }));
      } catch (error) {
        if (!before) await forget(id);
        if (passwordBefore !== undefined) await write(id, passwordBefore);
        throw error;
      }
      if (opened() === id) await open(id);
      return { id };
    },

    async 'shops.remove'({ id }) {
      find(id);
      await change(({ shops }) => ({ shops: shops.filter((shop) => shop.id !== id) }));
      await (await secrets()).forget(id);
      if (opened() === id) await open(sampleShop);
      return {};
    },

    async 'shops.order'({ ids }) {
      const place = ({ id }: SavedShop) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
      await change(({ shops }) => ({
        shops: [...shops].sort((one, other) => place(one) - place(other)),
      }));
      return {};
    },

    async 'shops.open'({ id }) {
      if (id !== sampleShop && id !== environmentShop) find(id);
      await open(id);
      // Where this can't be kept, the next start shows another shop; this one is shown all the same.
      await change(() => ({ last: id })).catch(() => {});
      return { page: await pageName(id) };
    },

    async 'shops.test'(draft, { signal, report }) {
      const { testConnection } = await import('../database/connection-test.ts');
      return testConnection(settingsOfFields(draft.connection, await passwordOf(draft)), { signal, report });
    },

    async 'shops.fill'({ id, films }, { signal, report }) {
      const settings = await changeableSettingsOf(id);
      const { fillWithSample } = await import('../database/sample.ts');
      await fillWithSample(settings, films, {
        signal,
        onProgress: ({ table, rows }) => report({ step: table, rows }),
      });
      if (opened() === id) await open(id);
      return {};
    },

    async 'shops.migrate'({ id }, { signal, report }) {
      const settings = await changeableSettingsOf(id);
      const { migrateShop } = await import('../database/sample.ts');
      await migrateShop(settings, { signal, onProgress: ({ table, rows }) => report({ step: table, rows }) });
      if (opened() === id) await open(id);
      return {};
    },
  };

  async function changeableSettingsOf(id: string): Promise<ConnectionSettings> {
    const found = await settingsOf(id);
    if (!found || found.readOnly) throw notChangeable();
    return found.settings;
  }

  return { handlers, settingsOf, changeableSettingsOf };
}

const embedded = {
  name: 'Sample shop',
  colour: 'grey',
  connection: null,
  readOnly: false,
  store: null,
  hasPassword: false,
} as const;

/** The environment's server; without its fields where they can't be read. */
function environment(): ListedShop {
  let connection: ConnectionFields | null = null;
  let hasPassword = false;
  try {
    const { host, port, otherServers = [], database, user, password, tls } = environmentSettings()!;
    connection = { servers: [{ host, port }, ...otherServers], database, user, tls };
    hasPassword = password !== undefined;
  } catch {
    // Opening it says what is wrong.
  }
  return {
    id: environmentShop,
    kind: 'environment',
    name: connection?.database ?? 'DATABASE_URL',
    colour: 'blue',
    connection,
    readOnly: false,
    store: null,
    hasPassword,
  };
}

const newId = () => crypto.randomUUID();

const unknownShop = () =>
  new FilmdeskError({
    code: 'not-found',
    sentence: 'This desk knows no such shop.',
    advice: 'It may have been removed in another window; open another one.',
  });

const notChangeable = () =>
  new FilmdeskError({
    code: 'forbidden',
    sentence: 'This shop takes no changes.',
    advice: 'Take “Read-only” off it first.',
  });
