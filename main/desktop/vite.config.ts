import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '../..');

/**
 * The desktop program in a few files: to find and read its thousand modules one by one would take half of the start.
 * What only a click or the embedded shop needs stays in `node_modules`.
 */
export default defineConfig({
  root,
  publicDir: false,
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist/desktop',
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: { app: 'main/desktop/app.ts', 'share-host': 'main/desktop/share-host.ts' },
      // CommonJS: with the loader of the other kind Electron becomes ready a tenth of a second later.
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' },
    },
  },
  ssr: {
    noExternal: true,
    external: ['electron', 'electron-updater', 'pg-native', ...builtinModules],
  },
});
