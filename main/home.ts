import { homedir } from 'node:os';
import { join } from 'node:path';

/** The directory of this user's Filmdesk data: the same for the window, the web process and the commands. */
export function homeDirectory(): string {
  const chosen = process.env['FILMDESK_HOME'];
  if (chosen) return chosen;
  switch (process.platform) {
    case 'win32':
      return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Filmdesk');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Filmdesk');
    default:
      return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Filmdesk');
  }
}
