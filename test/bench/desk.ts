import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
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
/** Those of the first of the searches. */
const firstKeystrokes = 8;
const pauses = 3;
const pauseMs = 15_000;

interface Table extends HTMLElement {
  list: { isStale: boolean; isCounted: boolean; seen: number };
}

export interface DeskFigures {
  comparisons: Comparison[];
  figures: Figure[];
}

export async function benchDesk(port: number, films: number, shop: BenchShop): Promise<DeskFigures> {
  const home = mkdtempSync(join(tmpdir(), 'filmdesk-bench-'));
  const app = await launch(home, uriOf(port, databaseOf(films)));
  try {
    const page = await app.firstWindow();
    await page.locator('film-table .row').nth(3).waitFor();
    // The compiler wraps named functions into this, also those that run in the page.
    await page.evaluate('globalThis.__name = (named) => named');
    await settled(page);
    await app.evaluate(startWatchingBlocks);
    const figures: Figure[] = [];
    const figure = (title: string, value: number, unit = 'ms') => figures.push({ title, films, value, unit });
    const { typed: first } = await typeEach(page, prefixes.slice(0, firstKeystrokes));
    figure(`First ${firstKeystrokes} keystrokes of a session, slowest`, Math.max(...first));
    // The first round does not count, as elsewhere: what it reads from the disk the SQL by itself finds in memory.
    await typeAll(page);
    const { typed, counted } = await typeAll(page);
    const raw = await rawTimes(shop, await rowsRead(page));
    const beyond = typed.map((ms, index) => ms - raw[index]!);
    figure('Keystroke to painted rows, median', median(typed));
    figure('Keystroke to painted rows, 95 of 100', quantile(typed, 0.95));
    figure('Keystroke to painted rows, slowest', Math.max(...typed));
    figure(
      'Keystrokes within their SQL and one frame',
      (100 * beyond.filter((ms) => ms <= frameMs).length) / beyond.length,
      '%',
    );
    figure('Keystroke beyond its SQL, 95 of 100', quantile(beyond, 0.95));
    figure('Count after the rows, median', median(counted));
    figure('Count after the rows, 95 of 100', quantile(counted, 0.95));
    figure(
      `Keystroke after ${pauseMs / 1000} s without one, slowest of ${pauses}`,
      Math.max(...(await typeAfterPauses(page))),
    );
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
          ours: median(typed),
          theirs: median(raw),
          ratio: median(typed.map((ms, index) => ms / raw[index]!)),
          worst: slowest(typed),
        },
      ],
    };
  } finally {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const slowest = (typed: readonly number[]) => {
  const at = typed.indexOf(Math.max(...typed));
  return `${typed[at]!.toFixed(0)} ms for “${prefixes[at]}”`;
};

/** What the SQL of each prefix takes by itself, the median of three rounds: as typed, each is another than the one before. */
async function rawTimes(shop: BenchShop, limit: number): Promise<number[]> {
  const asked: Statement[][] = [];
  for (const search of prefixes) {
    const window = { position: 0, limit };
    asked.push(await shop.statementsOf('films.list', { search, window, count: false }));
  }
  const rounds: number[][] = [];
  for (let round = 0; round < 3; round++) {
    const times: number[] = [];
    for (const statements of asked) {
      // At the pace of somebody who types: one after the other at once would find processors and caches awake.
      await delay(keystrokeMs);
      times.push(await time(() => shop.send(statements)));
    }
    rounds.push(times);
  }
  return prefixes.map((_, index) => median(rounds.map((times) => times[index]!)));
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

/** Types a letter after each of some pauses in which nobody types. */
async function typeAfterPauses(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let pause = 0; pause < pauses; pause++) {
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
