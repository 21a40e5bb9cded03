import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ElectronApplication, Page } from '@playwright/test';
import { inBlocks } from '../../renderer/loaded-films.ts';
import { launch } from '../e2e/fixtures.ts';
import { longestBlocks, startWatchingBlocks } from '../support/blocks.ts';
import { uriOf } from '../support/postgres.ts';
import type { Statement } from '../support/statements.ts';
import { type Comparison, type Figure, median, quantile } from './measure.ts';
import { prefixes } from './needles.ts';
import { type BenchShop, databaseOf, time } from './server.ts';

/* The whole program: a real window, its process of its own, and a real server. */

const frameMs = 1000 / 60;
const steps = 400;
const jumps = 40;
const keystrokeMs = 50;
/** How often each keystroke is typed, by turns with its SQL; a session is begun, and a pause made. */
const rounds = 5;
/** Those of the first of the searches. */
const firstKeystrokes = 8;
const pauseMs = 15_000;

interface Table extends HTMLElement {
  list: { isStale: boolean; isCounted: boolean; seen: number };
}

export interface DeskFigures {
  comparisons: Comparison[];
  figures: Figure[];
}

export async function benchDesk(port: number, films: number, shop: BenchShop): Promise<DeskFigures> {
  const firstTyped: number[][] = [];
  for (let session = 1; session < rounds; session++)
    firstTyped.push(await inWindow(port, films, (_app, page) => typeFirst(page)));
  return inWindow(port, films, async (app, page) => {
    await app.evaluate(startWatchingBlocks);
    const figures: Figure[] = [];
    const figure = (title: string, value: number, unit = 'ms') => figures.push({ title, films, value, unit });
    firstTyped.push(await typeFirst(page));
    figure(
      `First ${firstKeystrokes} keystrokes of a session, slowest`,
      Math.max(...ofRounds(firstTyped).map(median)),
    );
    figure(
      `First ${firstKeystrokes} keystrokes of a session, slowest of every single one`,
      Math.max(...firstTyped.flat()),
    );
    // A round that does not count, as elsewhere: what it reads from the disk the SQL by itself finds in memory.
    await typeAll(page);
    const { typed, counted, raw } = await typeByTurns(page, shop);
    /** Of each keystroke what its pairs come to. */
    const paired = (compared: (ms: number, sqlMs: number) => number) =>
      ofRounds(typed.map((times, round) => times.map((ms, index) => compared(ms, raw[round]![index]!))));
    const beyond = paired((ms, sqlMs) => ms - sqlMs);
    const keystrokes = ofRounds(typed).map(median);
    const withinFrame = (each: readonly number[]) =>
      (100 * each.filter((ms) => ms <= frameMs).length) / each.length;
    figure('Keystroke to painted rows, median', median(keystrokes));
    figure('Keystroke to painted rows, 95 of 100', quantile(keystrokes, 0.95));
    figure('Keystroke to painted rows, slowest', Math.max(...keystrokes));
    figure('Keystroke to painted rows, slowest of every single one', Math.max(...typed.flat()));
    figure('Keystrokes within their SQL and one frame', withinFrame(beyond.map(median)), '%');
    figure('Every single keystroke within its SQL and one frame', withinFrame(beyond.flat()), '%');
    figure('Keystroke beyond its SQL, 95 of 100', quantile(beyond.map(median), 0.95));
    figure('Count after the rows, median', median(counted.flat()));
    figure('Count after the rows, 95 of 100', quantile(counted.flat(), 0.95));
    const afterPauses = await typeAfterPauses(page);
    figure(`Keystroke after ${pauseMs / 1000} s without one, median of ${rounds}`, median(afterPauses));
    figure(`Keystroke after ${pauseMs / 1000} s without one, slowest`, Math.max(...afterPauses));
    // Here the first round counts by itself: PostgreSQL has not had those rows in hand before.
    for (const title of ['First jump to rows', 'Jump to rows']) {
      const jumped = await jump(page);
      figure(`${title}, median`, median(jumped));
      figure(`${title}, slowest`, Math.max(...jumped));
    }
    const frames = await scroll(page);
    figure('Frame while scrolling, median', median(frames));
    figure('Frame while scrolling, 99 of 100', quantile(frames, 0.99));
    figure('Frames within 33 ms', (100 * frames.filter((ms) => ms <= 34).length) / frames.length, '%');
    const { busyMs, silentMs } = await app.evaluate(longestBlocks);
    figure('Most processor time of one piece of work in the main process', busyMs);
    figure('The same, with its waiting for files and display', silentMs);
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    await session.send('Performance.enable');
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((each) => each.name === name)!.value;
    figure('DOM nodes', metric('Nodes'), '');
    figure('Rows drawn', await page.locator('film-table .row').count(), '');
    figure('Heap of the page', metric('JSHeapUsedSize') / 1e6, 'MB');
    return {
      figures,
      comparisons: [
        {
          title: 'Keystroke to painted rows, against its SQL',
          films,
          unit: 'ms',
          ours: median(keystrokes),
          theirs: median(ofRounds(raw).map(median)),
          ratio: median(paired((ms, sqlMs) => ms / sqlMs).map(median)),
          worst: slowest(keystrokes),
        },
      ],
    };
  });
}

/** Opens the shop in a window of its own, whose start is over; closes it at the end. */
async function inWindow<Value>(
  port: number,
  films: number,
  run: (app: ElectronApplication, page: Page) => Promise<Value>,
): Promise<Value> {
  const home = mkdtempSync(join(tmpdir(), 'filmdesk-bench-'));
  const app = await launch(home, uriOf(port, databaseOf(films)));
  try {
    const page = await app.firstWindow();
    await page.locator('film-table .row').nth(3).waitFor();
    // The compiler wraps named functions into this, also those that run in the page.
    await page.evaluate('globalThis.__name = (named) => named');
    await settled(page);
    return await run(app, page);
  } finally {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** What was measured of each thing, where a round gave one measurement of every thing. */
const ofRounds = (measured: readonly number[][]): number[][] =>
  measured[0]!.map((_, index) => measured.map((round) => round[index]!));

const slowest = (typed: readonly number[]) => {
  const at = typed.indexOf(Math.max(...typed));
  return `${typed[at]!.toFixed(0)} ms for “${prefixes[at]}”`;
};

/** Milliseconds of every prefix in each round: typed, until its count after that, and of its SQL by itself. */
interface Rounds {
  typed: number[][];
  counted: number[][];
  raw: number[][];
}

/** Types every prefix and sends its SQL by itself, in turn: as typed, each is another than the one before. */
async function typeByTurns(page: Page, shop: BenchShop): Promise<Rounds> {
  const window = { position: 0, limit: await rowsRead(page) };
  const statements: Statement[][] = [];
  // As in a window: its first count has read what the searches after it have at hand.
  await shop.ask('films.count', {});
  for (const search of prefixes)
    statements.push(await shop.statementsOf('films.list', { search, window, count: false }));
  await sendAll(shop, statements);
  const measured: Rounds = { typed: [], counted: [], raw: [] };
  const type = async () => {
    const { typed, counted } = await typeAll(page);
    measured.typed.push(typed);
    measured.counted.push(counted);
  };
  const send = async () => void measured.raw.push(await sendAll(shop, statements));
  for (let round = 0; round < rounds; round++)
    for (const each of round % 2 === 0 ? [type, send] : [send, type]) await each();
  return measured;
}

/** Milliseconds that each search’s SQL takes by itself. */
async function sendAll(shop: BenchShop, searches: readonly Statement[][]): Promise<number[]> {
  const times: number[] = [];
  for (const statements of searches) {
    // At the pace of somebody who types: one after the other at once would find processors and caches awake.
    await delay(keystrokeMs);
    times.push(await time(() => shop.send(statements)));
  }
  return times;
}

/** How many rows the page reads first. */
const rowsRead = async (page: Page) =>
  inBlocks(await page.locator('film-table').evaluate((table: Table) => table.list.seen));

const settled = (page: Page) =>
  page.evaluate(async () => {
    const desk = document.querySelector('film-desk')!.shadowRoot!;
    const table = desk.querySelector<Table>('film-table')!;
    while (!table.list.isCounted) await new Promise((resolve) => requestAnimationFrame(resolve));
    // What a window does once after its start is over, as reading the facets and the places.
    await new Promise((resolve) => setTimeout(resolve, 4000));
  });

/** The first letters that a session types. */
const typeFirst = async (page: Page) => (await typeEach(page, prefixes.slice(0, firstKeystrokes))).typed;

/** Types a letter after each of some pauses in which nobody types. */
async function typeAfterPauses(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let pause = 0; pause < rounds; pause++) {
    await delay(pauseMs);
    const { typed } = await typeEach(page, prefixes.slice(pause, pause + 1));
    times.push(...typed);
  }
  return times;
}

/** Milliseconds from each keystroke to its rows, and from these to their count. */
interface TypedTimes {
  typed: number[];
  counted: number[];
}

/** Types every prefix, after two searches that do not count. */
async function typeAll(page: Page): Promise<TypedTimes> {
  const { typed, counted } = await typeEach(page, ['warm', 'up', ...prefixes]);
  return { typed: typed.slice(2), counted: counted.slice(2) };
}

/** Types one search after the other, and waits for its rows to be painted and for their count. */
const typeEach = (page: Page, wanted: readonly string[]): Promise<TypedTimes> =>
  page.evaluate(async (searches) => {
    const host = document.querySelector('film-desk') as HTMLElement & { updated(): void };
    const desk = host.shadowRoot!;
    const header = desk.querySelector('desk-header')!.shadowRoot!;
    const input = header.querySelector('search-field')!.shadowRoot!.querySelector('input')!;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    /** When the frame whose callbacks have just run has been painted. */
    const handled = () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', resolve);
        port1.start();
        port2.postMessage(null);
      });
    const type = (search: string) => {
      input.value = search;
      input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    };
    const list = () => desk.querySelector<Table>('film-table')!.list;
    /** When the page has put new rows into its document. Asking for frames to see it would take them from the rows. */
    const drawn = () =>
      new Promise<void>((resolve) => {
        const { updated } = host;
        host.updated = function () {
          updated.call(this);
          if (list().isStale) return;
          host.updated = updated;
          resolve();
        };
      });
    const typed: number[] = [];
    const counted: number[] = [];
    for (const search of searches) {
      const isDrawn = drawn();
      const began = performance.now();
      type(search);
      await isDrawn;
      await frame();
      await handled();
      const rowsAt = performance.now();
      typed.push(rowsAt - began);
      while (!list().isCounted) await frame();
      counted.push(performance.now() - rowsAt);
      // At any moment of a frame.
      await new Promise((resolve) => setTimeout(resolve, 40 + (Math.random() * 1000) / 60));
    }
    type('');
    while (list().isStale || !list().isCounted) await frame();
    await new Promise((resolve) => setTimeout(resolve, 4000));
    return { typed, counted };
  }, wanted);

/** Sets the scroll bar to places all over the list, and waits for their rows to be painted. */
const jump = (page: Page): Promise<number[]> =>
  page.evaluate(async (count) => {
    const table = document.querySelector('film-desk')!.shadowRoot!.querySelector<Table>('film-table')!;
    const scroller = table.shadowRoot!.querySelector('.scroller')!;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const times: number[] = [];
    for (let index = 0; index < count; index++) {
      // The golden section visits all parts in no order; the very end is among them.
      const part = index === 0 ? 1 : (index * 0.618_034) % 1;
      const began = performance.now();
      scroller.scrollTop = part * (scroller.scrollHeight - scroller.clientHeight);
      do await frame();
      while (table.shadowRoot!.querySelector('.rows .blank') !== null);
      await frame();
      times.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return times;
  }, jumps);

/** Scrolls from one end to the other, and gives how long each frame took. */
const scroll = (page: Page): Promise<number[]> =>
  page.evaluate(async (count) => {
    const table = document.querySelector('film-desk')!.shadowRoot!.querySelector<Table>('film-table')!;
    const scroller = table.shadowRoot!.querySelector('.scroller')!;
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    scroller.scrollTop = 0;
    await frame();
    let before = await frame();
    const times: number[] = [];
    for (let step = 1; step <= count; step++) {
      scroller.scrollTop = (step / count) * (scroller.scrollHeight - scroller.clientHeight);
      const at = await frame();
      times.push(at - before);
      before = at;
    }
    return times;
  }, steps);
