import type { TestProject } from 'vitest/node';
import { startServerWithShops } from './databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresPort: number;
  }
}

/** One PostgreSQL for all integration tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServerWithShops();
  project.provide('postgresPort', server.port);
  return () => server.remove();
}
