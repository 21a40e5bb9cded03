import { customerCount } from './people.ts';
import { randomOf } from './random.ts';
import type { SampleShop, SampleTable } from './tables.ts';

const COPIES = 21;
const RENTALS = 22;

const minutesPerDay = 24 * 60;

/** The store of each copy of a film, grouped by store; empty for one film in 24. About 4.6 on average. */
function copiesOf(film: number): number[] {
  const random = randomOf(COPIES, film);
  if (random.chance(0.042)) return [];
  const inStore = () => (random.chance(0.2) ? 0 : 2 + random.below(3));
  const [first, second] = [inStore(), inStore()];
  return [...Array<number>(first).fill(1), ...Array<number>(first + second === 0 ? 3 : second).fill(2)];
}

function* copyRows(films: number) {
  let copy = 0;
  for (let film = 1; film <= films; film++) {
    for (const store of copiesOf(film)) yield [++copy, film, store];
  }
}

interface Rental {
  id: number;
  copy: number;
  customer: number;
  staff: number;
  /** Minutes before the shop's `today`; negative is later that day. */
  out: number;
  /** Null while the copy is with the customer. */
  back: number | null;
}

/**
 * Each copy's rentals, oldest first, which never overlap: about 3.5 a copy, the last of which ended lately or,
 * for one copy in 16, is still open (and one in four of those for longer than any film is lent).
 */
function* rentals(films: number): Generator<Rental> {
  const customers = customerCount(films);
  let copy = 0;
  let id = 0;
  for (let film = 1; film <= films; film++) {
    for (const store of copiesOf(film)) {
      copy++;
      const random = randomOf(RENTALS, copy);
      const turns = 1 + random.below(6);
      const open = random.chance(0.06);
      let end = random.below(20 * minutesPerDay);
      const history: Rental[] = [];
      for (let turn = 0; turn < turns; turn++) {
        const customer = 1 + random.below(customers);
        const isOpen = open && turn === 0;
        const days = isOpen && !random.chance(0.25) ? random.below(3) : 1 + random.below(9);
        const out = (isOpen ? 0 : end) + days * minutesPerDay + random.below(10 * 60);
        history.push({ id: 0, copy, customer, staff: store, out, back: isOpen ? null : end });
        end = out + minutesPerDay + random.below(24 * minutesPerDay);
      }
      for (let turn = turns - 1; turn >= 0; turn--) {
        const rental = history[turn]!;
        rental.id = ++id;
        yield rental;
      }
    }
  }
}

/** Formats minutes before `today` as an ISO time; a table of days and of minutes makes 16 million of them quick. */
function clock(today: Date) {
  const midnight = Math.floor(today.getTime() / 86_400_000);
  /** By the day's distance from today, so that no date is formatted twice. */
  const days: (string | undefined)[] = [];
  const minutes = Array.from({ length: minutesPerDay }, (_, minute) => {
    const pad = (value: number) => String(value).padStart(2, '0');
    return `T${pad(Math.floor(minute / 60))}:${pad(minute % 60)}:00Z`;
  });
  return (ago: number) => {
    const day = Math.floor(-ago / minutesPerDay);
    const text = (days[1 - day] ??= new Date((midnight + day) * 86_400_000).toISOString().slice(0, 10));
    return text + minutes[-ago - day * minutesPerDay]!;
  };
}

function* rentalRows({ films, today }: SampleShop) {
  const time = clock(today);
  for (const { id, copy, customer, staff, out, back } of rentals(films)) {
    yield [id, time(out), copy, customer, back === null ? null : time(back), staff];
  }
}

function* paymentRows({ films, today }: SampleShop) {
  const time = clock(today);
  let payment = 0;
  for (const { id, customer, staff, out, copy } of rentals(films)) {
    if (id % 11 === 0) continue;
    yield [++payment, customer, staff, id, ['0.99', '2.99', '4.99'][copy % 3]!, time(out)];
  }
}

export const rentalTables: SampleTable[] = [
  {
    name: 'inventory',
    columns: ['inventory_id', 'film_id', 'store_id'],
    rows: ({ films }) => copyRows(films),
  },
  {
    name: 'rental',
    columns: ['rental_id', 'rental_date', 'inventory_id', 'customer_id', 'return_date', 'staff_id'],
    rows: rentalRows,
  },
  {
    name: 'payment',
    columns: ['payment_id', 'customer_id', 'staff_id', 'rental_id', 'amount', 'payment_date'],
    rows: paymentRows,
  },
];
