import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import {
  _electron,
  type BrowserContext,
  chromium,
  type ElectronApplication,
  type Page,
  test as base,
} from '@playwright/test';
import { longestBlocks, startWatchingBlocks } from '../support/blocks.ts';
import { chromiumFlags, findChromium } from '../support/chromium.ts';
import { sampleDatabase, startServerWithShops } from '../support/databases.ts';
import { type TestServer, uriOf } from '../support/postgres.ts';

export const root = resolve(import.meta.dirname, '../..');

/** Filmdesk with its page, in a window or a browser. */
export interface Desk {
  page: Page;
  /** Everything that the page's console said. */
  errors: string[];
  /** Opens a view by its address, as `/?q=dino`. */
  goto(address: string): Promise<void>;
  /** Ends the program and opens it again on the same data, at its bare address. */
  restart(): Promise<void>;
  /** The window's application; undefined in a browser. */
  app: ElectronApplication | undefined;
  close(): Promise<void>;
}

export interface DeskOptions {
  /** The database; the embedded shop where it is undefined. */
  uri?: string | undefined;
  /** Where the data lies; a new place where it is undefined. */
  home?: string;
}

interface TestFixtures {
  openDesk(options?: DeskOptions): Promise<Desk>;
}
interface WorkerFixtures {
  server: TestServer;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await startServerWithShops();
      await use(server);
      await server.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  openDesk: async ({ server }, use, testInfo) => {
    const open = testInfo.project.metadata['kind'] === 'browser' ? openInBrowser : openWindow;
    const desks: Desk[] = [];
    const homes: string[] = [];
    await use(async (options = { uri: uriOf(server.port, sampleDatabase) }) => {
      const home = options.home ?? mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
      homes.push(home);
      const desk = await open(home, options.uri);
      desks.push(desk);
      return desk;
    });
    for (const desk of desks) await desk.close();
    for (const home of homes) rmSync(home, { recursive: true, force: true });
  },
});

export { expect } from '@playwright/test';

const environment = (home: string, uri: string | undefined): Record<string, string> => {
  const { DATABASE_URL: _, ...inherited } = process.env as Record<string, string>;
  return { ...inherited, FILMDESK_HOME: home, ...(uri && { DATABASE_URL: uri }) };
};

/** Refused inline styles of the component library do no harm; everything else that the console says is an error. */
const isHarmless = (text: string) => /(Applying|Refused to apply) inline style/.test(text);

function watch(page: Page, errors: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' && !isHarmless(message.text())) errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
}

/** Starts the program; `more` are further variables of its environment, and words after its folder. */
export async function launch(
  home: string,
  uri: string | undefined,
  more: { environment?: Record<string, string>; words?: readonly string[] } = {},
): Promise<ElectronApplication> {
  const { electronFlags, findElectron } = await import('../../main/desktop/development/electron-program.ts');
  const { executable } = await findElectron((line) => console.log(line));
  const app = await _electron.launch({
    executablePath: executable,
    args: [
      ...electronFlags(),
      ...(process.env['FILMDESK_NO_SANDBOX'] ? ['--no-sandbox'] : []),
      root,
      ...(more.words ?? []),
    ],
    env: { ...environment(home, uri), ...more.environment },
  });
  askAgainWhereLost(app);
  const report = process.env['FILMDESK_BLOCKS'];
  if (report) watchBlocks(app, report);
  return app;
}

/** Once in some hundred times V8 forgets a promise that Playwright waits for in the main process, and says so. */
function askAgainWhereLost(app: ElectronApplication): void {
  const evaluate = app.evaluate.bind(app) as (...words: unknown[]) => Promise<unknown>;
  const askAgain = async (...words: unknown[]): Promise<unknown> => {
    try {
      return await evaluate(...words);
    } catch (error) {
      if (error instanceof Error && /promise was garbage collected/.test(error.message))
        return askAgain(...words);
      throw error;
    }
  };
  app.evaluate = askAgain as ElectronApplication['evaluate'];
}

/** Has written down, before a program is closed, for how many milliseconds its main process was busy with one thing. */
function watchBlocks(app: ElectronApplication, report: string): void {
  app
    .firstWindow()
    .then(() => app.evaluate(startWatchingBlocks))
    .catch(() => {});
  const close = app.close.bind(app);
  app.close = async () => {
    const longest = await app.evaluate(longestBlocks).catch(() => undefined);
    if (longest) appendFileSync(report, `${JSON.stringify(longest)}\n`);
    await close();
  };
}

async function openWindow(home: string, uri: string | undefined): Promise<Desk> {
  const errors: string[] = [];
  const start = async () => {
    const app = await launch(home, uri);
    const page = await app.firstWindow();
    watch(page, errors);
    return { app, page };
  };
  const desk: Desk = {
    ...(await start()),
    errors,
    async goto(address) {
      await desk.page.goto(`app://filmdesk${address}`);
    },
    async restart() {
      await desk.app!.close();
      Object.assign(desk, await start());
    },
    close: () => desk.app!.close(),
  };
  return desk;
}

async function startServer(
  home: string,
  uri: string | undefined,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(root, 'dist/main/web/serve.js')], {
    env: { ...environment(home, uri), PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url: /http:\S+/.exec(line)![0] };
}

async function openInBrowser(home: string, uri: string | undefined): Promise<Desk> {
  const errors: string[] = [];
  const { child, url } = await startServer(home, uri);
  const browser = await chromium.launch({ executablePath: findChromium()!, args: chromiumFlags });
  /** What the browser remembers goes from one context to the next, as it would survive a restart. */
  const start = async (before?: BrowserContext): Promise<{ context: BrowserContext; page: Page }> => {
    const storageState = await before?.storageState();
    await before?.close();
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...(storageState && { storageState }),
    });
    const page = await context.newPage();
    watch(page, errors);
    await page.goto(url);
    return { context, page };
  };
  let { context, page } = await start();
  const desk: Desk = {
    page,
    errors,
    app: undefined,
    async goto(address) {
      await desk.page.goto(url + address);
    },
    async restart() {
      ({ context, page } = await start(context));
      desk.page = page;
    },
    async close() {
      await browser.close();
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
  return desk;
}
