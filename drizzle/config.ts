import { defineConfig } from 'drizzle-kit';

/** For `npm run migration`, which writes the next migration from what changed in `schema/`. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './drizzle/schema/index.ts',
  out: './drizzle/migrations',
  casing: 'snake_case',
});
