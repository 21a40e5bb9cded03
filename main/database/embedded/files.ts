import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { filesRoot } from '../../root.ts';

/** What the build makes: a data directory with the sample shop, as a tar archive. */
export const sampleArchive = join(filesRoot, 'dist', 'shop', 'sample-shop.tar.gz');

/** Where everything of an embedded shop lies. */
export interface ShopFiles {
  /** PostgreSQL's data directory. */
  data: string;
  /** Outside the data directory: says that there is a shop, so that a damaged one is never taken for none. */
  marker: string;
  /** Private directory of the socket; on Windows a named pipe is used instead. */
  socketDirectory: string;
  /** What to listen on and connect to. */
  socket: string;
}

export function shopFiles(home: string): ShopFiles {
  const socketDirectory = join(home, 'run');
  return {
    data: join(home, 'shop'),
    marker: join(home, 'shop.json'),
    socketDirectory,
    socket:
      process.platform === 'win32'
        ? `\\\\.\\pipe\\filmdesk-${nameOf(home)}`
        : join(socketDirectory, '.s.PGSQL.5432'),
  };
}

/** A short name for a path that may be of any length. */
export const nameOf = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 24);
