import { app, type BrowserWindow, clipboard, Menu, type MenuItemConstructorOptions, shell } from 'electron';
import { diagnostics } from './diagnostics.ts';
import type { PageCommand } from '../contract/page-command.ts';
import { sendCommand } from './page-commands.ts';
import type { Service } from './service.ts';
import { type Settings, writeSettings } from './settings.ts';
import type { Updates } from './updates.ts';

interface MenuOptions {
  window(): BrowserWindow | undefined;
  home: string;
  logDirectory: string;
  service(): Promise<Service>;
  updates: Updates;
  settings: Settings;
}

const shopShortcuts = 9;

/** The menu with every command of the program; the developer's tools are there only in a checkout. */
export function installMenu({ window, home, logDirectory, service, updates, settings }: MenuOptions): void {
  const isMac = process.platform === 'darwin';
  const item = (label: string, command: PageCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator && { accelerator }),
    click: () => sendCommand(window(), command),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about = item('About Filmdesk', { do: 'about' });

  const template: MenuItemConstructorOptions[] = [
    ...(isMac
      ? [
          {
            label: 'Filmdesk',
            submenu: [
              about,
              separator,
              { role: 'services' },
              separator,
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              separator,
              { role: 'quit' },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: '&Shop',
      submenu: [
        item('Shops and Connections …', { do: 'shops' }, 'CmdOrCtrl+Shift+O'),
        item('Next Shop', { do: 'next-shop' }, 'Ctrl+Tab'),
        item('Share the Page …', { do: 'share' }),
        item('Export as CSV …', { do: 'export' }, 'CmdOrCtrl+Shift+E'),
        item('Indexes …', { do: 'indexes' }),
        ...Array.from({ length: shopShortcuts }, (_, index) => ({
          ...item(`Shop ${index + 1}`, { do: 'open-shop', place: index }, `CmdOrCtrl+${index + 1}`),
          visible: false,
          acceleratorWorksWhenHidden: true,
        })),
        separator,
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        item('Find Films', { do: 'find' }, 'CmdOrCtrl+F'),
      ],
    },
    {
      label: '&View',
      submenu: [
        item('Reload Data', { do: 'reload' }, 'CmdOrCtrl+R'),
        { ...item('Reload Data', { do: 'reload' }, 'F5'), visible: false, acceleratorWorksWhenHidden: true },
        item('Columns …', { do: 'columns' }),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        // The key with the plus sign, where it is not typed with Shift.
        { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(app.isPackaged
          ? []
          : ([
              separator,
              { role: 'forceReload' },
              { role: 'toggleDevTools' },
            ] satisfies MenuItemConstructorOptions[])),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        item('Keyboard Shortcuts', { do: 'shortcuts' }),
        separator,
        { label: 'Look for a Newer Version', click: () => void updates.check('aloud') },
        {
          label: 'Look for One at Each Start',
          type: 'checkbox',
          checked: settings.checksForUpdates,
          enabled: updates.areOffered,
          click: ({ checked }) => {
            settings.checksForUpdates = checked;
            writeSettings(home, settings).catch(() =>
              sendCommand(window(), {
                do: 'say',
                sentence: 'The setting holds until Filmdesk is closed only: it can’t be kept.',
                advice: `Check that ${home} is yours to write, and that the disk has room.`,
              }),
            );
          },
        },
        separator,
        { label: 'Open Log Folder', click: () => void shell.openPath(logDirectory) },
        {
          label: 'Copy Diagnostics',
          click: () => {
            void diagnostics(service()).then(async (text) => {
              await clipboard.writeText(text);
              sendCommand(window(), {
                do: 'say',
                sentence: 'The diagnostics are on the clipboard.',
                advice: 'They hold versions and settings, no password and no data of the shop.',
              });
            });
          },
        },
        ...(isMac ? [] : [separator, about]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
