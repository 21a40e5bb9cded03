import { randomOf } from './random.ts';
import { cities, firstNames, lastNames, streets } from './words.ts';
import type { Row, SampleTable } from './tables.ts';

const ACTOR = 11;
const CUSTOMER = 12;
const ADDRESS = 13;

const storeCount = 2;
const countries = [...new Set(cities.map(([, country]) => country))];

/** How many people a shop of `films` films has to do with, in dvdrental's proportions. */
export const actorCount = (films: number) => Math.max(200, Math.ceil(films / 5));
export const customerCount = (films: number) => Math.max(600, Math.ceil(films * 0.6));

/** Stores and their staff use the first addresses; each customer has one of their own. */
const customerAddress = (customer: number) => storeCount * 2 + customer;

function* count(limit: number, row: (id: number) => Row): Generator<Row> {
  for (let id = 1; id <= limit; id++) yield row(id);
}

function person(table: number, id: number): readonly [string, string] {
  const random = randomOf(table, id);
  return [random.pick(firstNames), random.pick(lastNames)];
}

const email = (first: string, last: string, id: number) =>
  `${first}.${last}.${id}@example.com`
    .normalize('NFD')
    .replaceAll(/[^a-zA-Z0-9.@]/g, '')
    .toLowerCase();

export const peopleTables: SampleTable[] = [
  {
    name: 'country',
    columns: ['country_id', 'country'],
    rows: () => count(countries.length, (id) => [id, countries[id - 1]!]),
  },
  {
    name: 'city',
    columns: ['city_id', 'city', 'country_id'],
    rows: () =>
      count(cities.length, (id) => [id, cities[id - 1]![0], countries.indexOf(cities[id - 1]![1]) + 1]),
  },
  {
    name: 'address',
    columns: ['address_id', 'address', 'district', 'city_id', 'postal_code', 'phone'],
    rows: ({ films }) =>
      count(customerAddress(customerCount(films)), (id) => {
        const random = randomOf(ADDRESS, id);
        const street = `${1 + random.below(240)} ${random.pick(streets)} Street`;
        const city = id <= storeCount ? id : 1 + random.below(cities.length);
        return [id, street, 'Centre', city, 10000 + random.below(89999), 5550000000 + random.below(9999999)];
      }),
  },
  {
    name: 'store',
    columns: ['store_id', 'manager_staff_id', 'address_id'],
    rows: () => count(storeCount, (id) => [id, id, id]),
  },
  {
    name: 'staff',
    columns: ['staff_id', 'first_name', 'last_name', 'address_id', 'store_id', 'username'],
    rows: () =>
      count(storeCount, (id) => {
        const [first, last] = [firstNames[id * 7]!, lastNames[id * 5]!];
        return [id, first, last, storeCount + id, id, first.toLowerCase()];
      }),
  },
  {
    name: 'customer',
    columns: ['customer_id', 'store_id', 'first_name', 'last_name', 'email', 'address_id', 'active'],
    rows: ({ films }) =>
      count(customerCount(films), (id) => {
        const [first, last] = person(CUSTOMER, id);
        return [id, 1 + (id % storeCount), first, last, email(first, last, id), customerAddress(id), 1];
      }),
  },
  {
    name: 'actor',
    columns: ['actor_id', 'first_name', 'last_name'],
    rows: ({ films }) => count(actorCount(films), (id) => [id, ...person(ACTOR, id)]),
  },
];
