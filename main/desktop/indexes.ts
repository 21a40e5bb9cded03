import type { HandlersOf } from '../contract/contract.ts';
import { FilmdeskError } from '../contract/failures.ts';
import type { AdvisedIndex } from '../contract/indexes.ts';
import type { ConnectionSettings } from '../database/settings.ts';
import type { Shop } from '../database/shop.ts';

/** Makes indexes in the open shop, and takes them away. `settings` fails with `forbidden` where that takes no changes. */
export const indexHandlers = (
  shop: Shop,
  settings: () => Promise<ConnectionSettings>,
): HandlersOf<'indexes.make' | 'indexes.remove'> => ({
  async 'indexes.make'({ names }, { signal, report }) {
    const changed = await settings();
    const advised = await find(shop, names, signal);
    const { makeIndexes } = await import('../database/make-indexes.ts');
    const missing = advised.filter(({ isMade }) => !isMade);
    await makeIndexes(changed, missing, { signal, onProgress: report });
    return {};
  },

  async 'indexes.remove'({ names }, { signal }) {
    const changed = await settings();
    const advised = await find(shop, names, signal);
    const { removeIndexes } = await import('../database/make-indexes.ts');
    const made = advised.filter(({ isMade }) => isMade).map(({ name }) => name);
    await removeIndexes(changed, made, signal);
    return {};
  },
});

/** Only what Filmdesk itself advises is made or removed: no statement comes from the page. */
async function find(shop: Shop, names: readonly string[], signal: AbortSignal): Promise<AdvisedIndex[]> {
  const { adviseIndexes } = await import('../operations/index-advice.ts');
  const advised = await shop.read(signal, adviseIndexes);
  return names.map((name) => {
    const found = advised.find((index) => index.name === name);
    if (!found) throw unknownIndex(name);
    return found;
  });
}

const unknownIndex = (name: string) =>
  new FilmdeskError({
    code: 'not-found',
    sentence: `There is no ${name} to make or to remove.`,
    advice: 'Reload the data: another desk may have been quicker.',
  });
