import { FilmdeskError } from '../contract/failures.ts';
import { followShop, type OpenShop, openShop } from '../database/shop.ts';
import type { ConnectionSettings } from '../database/settings.ts';
import { inviteGuests } from '../web/guests.ts';
import { createWebServer } from '../web/server.ts';
import { describe } from './log.ts';
import { connectProcess } from './process-calls.ts';

/*
 * The process that answers those with whom the page is shared, read-only, on connections of its own: however much they
 * ask for, the window waits for none of it. Started by share.ts, and asks there for the shop that is open.
 */

/** What this process asks the desk. */
export type DeskAnswers = {
  /** Of the shop that is open; fails as its source does. */
  settings(): Promise<ConnectionSettings>;
  /** What nobody expected, with the reference that its failure shows, and what the log may hold of it. */
  log(trouble: { reference: string; description: string }): Promise<void>;
};

/** What the desk asks this process. */
export type HostAnswers = {
  /** Begins to answer; gives what a link has to bear. Fails with `invalid-input` where the port can't be had. */
  listen(where: { port: number; address: string }): Promise<string>;
  /** Shows the shop that is open now. */
  follow(shop: { connections: number }): Promise<void>;
  /** How many have looked within the last minute. */
  viewers(): Promise<number>;
  /** Finishes what is asked already; hangs up on those that take long. */
  close(): Promise<void>;
};

const patienceMs = 2000;
/** However many guests read, the desk is asked once in this time. */
const settingsAgeMs = 1000;

const guests = inviteGuests();
/** None until the desk says how many connections there are for it; nobody knows the link before. */
let shop: OpenShop | undefined;

/** The shop that the desk has open. Its source is the desk's to start and to end. */
function openShared(connections: number): OpenShop {
  let asked: { at: number; settings: Promise<ConnectionSettings> } | undefined;
  const ready = () => {
    if (!asked || performance.now() - asked.at > settingsAgeMs) {
      asked = { at: performance.now(), settings: desk.call('settings') };
      asked.settings.catch(() => (asked = undefined));
    }
    return asked.settings;
  };
  return openShop({ ready, close: () => Promise.resolve() }, { max: connections, readOnly: true });
}

const server = createWebServer(
  followShop(() => shop!),
  {
    behindProxy: false,
    guests,
    log: (reference, cause) => void tellLog(reference, cause),
  },
);

const answers: HostAnswers = {
  async listen({ port, address }) {
    try {
      await server.listen(port, address);
    } catch (error) {
      throw portFailure(error, port);
    }
    return guests.key;
  },
  async follow({ connections }) {
    const before = shop;
    shop = openShared(connections);
    await before?.close();
  },
  viewers: () => Promise.resolve(guests.count()),
  async close() {
    await server.close({ patienceMs });
    await shop?.close();
  },
};

const { parentPort } = process;
const desk = connectProcess<DeskAnswers>(
  {
    send: (message) => parentPort.postMessage(message),
    onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
  },
  answers,
);

const tellLog = (reference: string, cause: unknown) =>
  desk.call('log', { reference, description: describe(cause) }).catch(() => {});

/** The desk then says that the page is no longer shared. */
async function end(error: Error): Promise<void> {
  await tellLog('shared page', error);
  process.exit(1);
}
process.on('uncaughtException', (error) => void end(error));

function portFailure(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  return new FilmdeskError({
    code: 'invalid-input',
    field: 'port',
    sentence:
      code === 'EACCES'
        ? `The port ${port} is not yours to use.`
        : `Another program listens on port ${port}.`,
    advice: 'Choose another port, above 1023.',
  });
}
