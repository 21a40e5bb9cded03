import { defineConfig } from '@playwright/test';

/** The same steps in the desktop window over IPC and in a browser over HTTP; then what only one of them has. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
  projects: [
    {
      name: 'desktop',
      testMatch: [
        'desk.spec.ts',
        'desktop.spec.ts',
        'indexes.spec.ts',
        'ipc.spec.ts',
        ...(process.platform === 'linux' ? ['key-store.spec.ts'] : []),
        'program.spec.ts',
        'shops.spec.ts',
      ],
      metadata: { kind: 'desktop' },
    },
    { name: 'browser', testMatch: ['desk.spec.ts'], metadata: { kind: 'browser' } },
    { name: 'packaged', testMatch: ['packaged.spec.ts'], timeout: 300_000 },
  ],
});
