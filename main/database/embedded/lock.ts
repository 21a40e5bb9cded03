import { constants, openSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { nameOf } from './files.ts';

/** macOS's flag for an exclusive lock that lasts as long as the file is open; Node has no name for it. */
const O_EXLOCK = 0x20;

/**
 * Makes this process the owner of a shop's directory until it ends; false where another one is.
 * The operating system holds the lock and drops it even when the process is killed, so it can't go stale:
 * an abstract socket on Linux, a named pipe on Windows, an exclusively locked file on macOS.
 */
export async function lockShop(home: string): Promise<boolean> {
  const name = nameOf(realpathSync(home));
  switch (process.platform) {
    case 'win32':
      return listens(`\\\\.\\pipe\\filmdesk-owner-${name}`);
    case 'linux':
      return listens(`\0filmdesk-owner-${name}`);
    default:
      return locksFile(join(home, 'shop.lock'));
  }
}

function listens(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(path, () => resolve(true));
  });
}

function locksFile(path: string): boolean {
  try {
    openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK, 0o600);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
    throw error;
  }
}
