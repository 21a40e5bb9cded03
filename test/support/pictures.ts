import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launch } from '../e2e/fixtures.ts';

/*
 * `npm run pictures`: the README's pictures, of the real window on the sample shop. Without a display, run it
 * under xvfb-run.
 */

const folder = resolve(import.meta.dirname, '../../.github/images');
const home = mkdtempSync(join(tmpdir(), 'filmdesk-home-'));
mkdirSync(folder, { recursive: true });
const app = await launch(home, undefined);
try {
  const page = await app.firstWindow();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1440, 900));
  await page.goto('app://filmdesk/?stock=in&rating=PG&rating=PG-13&length=70-145');
  await page.locator('facet-pane wa-slider').first().waitFor();
  // A film with a late copy shows most; early in the day none of those on screen may be late yet.
  const rows = page.locator('film-table .rows .row');
  const late = rows.filter({ has: page.locator('.late') });
  await ((await late.count()) > 0 ? late.first() : rows.nth(13)).click();
  await page.locator('film-details li').first().waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.mouse.move(700, 300);
    await page.screenshot({ path: join(folder, `desk-${colorScheme}.png`), animations: 'disabled' });
  }
} finally {
  await app.close();
  rmSync(home, { recursive: true, force: true });
}
