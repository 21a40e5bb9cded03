import type pg from 'pg';
import { diagnose } from './diagnosis.ts';
import { cancelRequest, type OpenPool, openPool } from './pool.ts';
import type { ConnectionSettings } from './settings.ts';

/** A connection for work that takes as long as it needs, until it is given up. */
export interface LongWork {
  client: pg.PoolClient;
  open: OpenPool;
  /** Sends a statement, unless the work was cancelled meanwhile. */
  run(text: string): Promise<{ rows: Record<string, unknown>[] }>;
}

/**
 * Does work without time limits, on a connection of its own that is closed at its end: what was not committed is rolled
 * back. An abort cancels in PostgreSQL; `work` then rejects, and has to settle what it has begun.
 */
export async function onOwnConnection(
  settings: ConnectionSettings,
  { signal, connections = 1 }: { signal: AbortSignal | undefined; connections?: number },
  work: (work: LongWork) => Promise<void>,
): Promise<void> {
  const open = await openPool(settings, {
    max: connections,
    readOnly: false,
    hasTimeLimits: false,
  }).catch((error: unknown) => {
    throw diagnose(error, settings);
  });
  try {
    const client = await open.connect();
    let cancelling: Promise<boolean> | undefined;
    const cancel = () => {
      cancelling = cancelRequest(client, open.settings);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await work({
        client,
        open,
        async run(text) {
          signal?.throwIfAborted();
          const result = await client.query<Record<string, unknown>>(text);
          return Array.isArray(result) ? { rows: [] } : result;
        },
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
      await cancelling;
      client.release(true);
    }
  } finally {
    await open.close();
  }
}
