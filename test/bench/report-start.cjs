/*
 * Loaded by Electron before a program's own code: tells when its page's moments were, and ends it. A debugger in the
 * program would take the processors from what is measured, so nothing is asked before the start is over.
 */
const startMs = 1500;
const againMs = 50;
const names = JSON.parse(process.env['BENCH_MOMENTS'] ?? '[]');

/** When each of the moments was, by the clock; undefined while one is missing. */
const momentsIn = `(() => {
  const entries = ${JSON.stringify(names)}.map((name) => performance.getEntriesByName(name)[0]);
  return entries.includes(undefined) ? undefined : entries.map(({ startTime }) => performance.timeOrigin + startTime);
})()`;

if (process.type === 'browser')
  setImmediate(() => {
    const { app } = require('electron');
    app.once('browser-window-created', (_event, window) => {
      const tell = (moments) => {
        if (moments === undefined) setTimeout(ask, againMs);
        else process.stdout.write(`moments ${JSON.stringify(moments)}\n`, () => app.quit());
      };
      const ask = () => void window.webContents.executeJavaScript(momentsIn).then(tell);
      setTimeout(ask, startMs);
    });
  });
