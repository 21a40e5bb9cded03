import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium of this machine: the system's, else one that Playwright has installed; undefined where there is none. */
export const findChromium = (): string | undefined =>
  [...candidates, chromium.executablePath()].find((path) => existsSync(path));

/** Chromium asks nobody outside while it is tested, and root may not use its sandbox. */
export const chromiumFlags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
