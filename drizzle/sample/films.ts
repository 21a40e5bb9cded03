import { actorCount } from './people.ts';
import { type Random, randomOf } from './random.ts';
import type { SampleTable } from './tables.ts';
import * as words from './words.ts';

const FILM = 1;
const CAST = 2;
const GENRE = 3;

const pairs = words.titleOpenings.length * words.titleEndings.length;

/** A step that is coprime to the number of pairs visits each once, so titles don't repeat or go in order. */
const step = coprimeAbove(Math.floor(pairs * 0.618), pairs);

/** The most films with different titles that the vocabulary is good for: more than a million. */
export const mostFilms = pairs * (words.titleSequels.length + 1);

/** The title of film `id` (from 1), different for each up to `mostFilms`. */
export function titleOf(id: number): string {
  const pair = (((id - 1) % pairs) * step) % pairs;
  const opening = words.titleOpenings[pair % words.titleOpenings.length]!;
  const ending = words.titleEndings[Math.floor(pair / words.titleOpenings.length)]!;
  const sequel = Math.floor((id - 1) / pairs);
  return sequel === 0 ? `${opening} ${ending}` : `${opening} ${ending} ${words.titleSequels[sequel - 1]}`;
}

function coprimeAbove(start: number, modulus: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let candidate = start;
  while (divisor(candidate, modulus) !== 1) candidate++;
  return candidate;
}

function description(random: Random): string {
  const article = (word: string) => (/^[aeiou]/i.test(word) ? `an ${word}` : `a ${word}`);
  const mood = random.pick(words.moods);
  const opening = article(mood);
  return (
    `${opening[0]!.toUpperCase()}${opening.slice(1)} ${random.pick(words.genres)} of ` +
    `${article(random.pick(words.roles))} and ${article(random.pick(words.roles))} who must ` +
    `${random.pick(words.verbs)} ${article(random.pick(words.roles))} in ${random.pick(words.places)}`
  );
}

function* filmRows(films: number) {
  for (let id = 1; id <= films; id++) {
    const random = randomOf(FILM, id);
    const features = words.specialFeatures.filter(() => random.chance(0.54));
    yield [
      id,
      titleOf(id),
      description(random),
      1962 + Math.floor(Math.sqrt(random.below(64 * 64))),
      random.chance(0.82) ? 1 : 1 + random.below(words.languages.length),
      3 + random.below(5),
      random.pick(['0.99', '2.99', '4.99']),
      46 + random.below(140),
      `${9 + random.below(21)}.99`,
      random.pick(words.ratings),
      features.length > 0 ? `{${features.map((name) => `"${name}"`).join(',')}}` : null,
    ];
  }
}

function* castRows(films: number) {
  const actors = actorCount(films);
  for (let film = 1; film <= films; film++) {
    const random = randomOf(CAST, film);
    const first = random.below(actors);
    const size = random.chance(0.003) ? 0 : 1 + random.below(10);
    // A stride through the actors gives distinct ones without remembering who was drawn.
    for (let place = 0; place < size; place++) yield [1 + ((first + place * 19) % actors), film];
  }
}

function* genreRows(films: number) {
  for (let film = 1; film <= films; film++) {
    const random = randomOf(GENRE, film);
    const first = random.below(words.categories.length);
    yield [film, first + 1];
    if (random.chance(0.03)) yield [film, 1 + ((first + 5) % words.categories.length)];
  }
}

function* named(names: readonly string[]) {
  for (const [index, name] of names.entries()) yield [index + 1, name];
}

export const filmTables: SampleTable[] = [
  { name: 'language', columns: ['language_id', 'name'], rows: () => named(words.languages) },
  { name: 'category', columns: ['category_id', 'name'], rows: () => named(words.categories) },
  {
    name: 'film',
    columns: [
      'film_id',
      'title',
      'description',
      'release_year',
      'language_id',
      'rental_duration',
      'rental_rate',
      'length',
      'replacement_cost',
      'rating',
      'special_features',
    ],
    rows: ({ films }) => filmRows(films),
  },
  { name: 'film_actor', columns: ['actor_id', 'film_id'], rows: ({ films }) => castRows(films) },
  { name: 'film_category', columns: ['film_id', 'category_id'], rows: ({ films }) => genreRows(films) },
];
