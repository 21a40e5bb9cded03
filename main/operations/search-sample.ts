import type { Profile } from '../database/profile.ts';
import type { Database } from '../database/shop.ts';
import { ranks, sampledTexts, type Texts } from './search.ts';

/** Below this a search is quick however it is carried out. */
const manyFilms = 5000;

/** How many films a sample has, about: some hundred kilobytes. */
const sampleFilms = 1000;

/** Whether there are so many films that a search has to know how common it is. */
export const hasManyFilms = ({ estimatedFilms }: Profile) => (estimatedFilms ?? 0) > manyFilms;

/** Whether a search goes by a sample: also where what it reads of each film has first to be made of other texts. */
export const isSampled = (profile: Profile) =>
  hasManyFilms(profile) || (!profile.hasSearchTable && (profile.estimatedFilms ?? 0) > 0);

/** Kept for as long as the shop is connected: where it has changed a lot since, only the answers take longer. */
const samples = new WeakMap<Profile, readonly Texts[]>();

/** The texts of some films, which are read once. Only where a search goes by them. */
export async function sampleOf(db: Database, profile: Profile): Promise<readonly Texts[]> {
  const kept = samples.get(profile);
  if (kept) return kept;
  const { rows } = await db.execute<Texts & Record<string, unknown>>(sampledTexts(sampleFilms, profile));
  samples.set(profile, rows);
  return rows;
}

/** How many films that match tell enough of a search. */
const enoughFilms = 250;

/** Which share of all films a search is likely to find of each rank, from 0 to 1. */
export async function sharesOf(db: Database, profile: Profile, words: readonly string[]): Promise<number[]> {
  const predicates = ranks.map((rank) => rank.predicate(words));
  // All that any rank holds.
  const isFound = predicates.at(-1)!;
  const films = ranks.map(() => 0);
  let read = 0;
  let found = 0;
  for (const texts of await sampleOf(db, profile)) {
    read++;
    if (!isFound(texts)) continue;
    films[predicates.findIndex((isOfRank) => isOfRank(texts))]!++;
    if (++found === enoughFilms) break;
  }
  return films.map((each) => each / Math.max(1, read));
}
