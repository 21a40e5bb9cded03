import { arch, release } from 'node:os';
import { app, safeStorage, screen } from 'electron';
import type { Output } from '../contract/contract.ts';
import type { Service } from './service.ts';

/** The versions of the program and of what it runs on. */
export function aboutDesk(): Output<'desk.about'> {
  const { electron, chrome, node, v8 } = process.versions;
  return {
    version: app.getVersion(),
    parts: [
      { name: 'Electron', version: electron },
      { name: 'Chromium', version: chrome },
      { name: 'Node.js', version: node },
      { name: 'V8', version: v8 },
    ],
  };
}

/** What someone who helps needs to know of this computer and the open shop: no password, host, user or data. */
export async function diagnostics(service: Promise<Service>): Promise<string> {
  const { electron, chrome, node } = process.versions;
  const displays = screen
    .getAllDisplays()
    .map(({ size, scaleFactor }) => `${size.width}×${size.height} at ${scaleFactor}`);
  const lines = [
    `Filmdesk ${app.getVersion()}${app.isPackaged ? '' : ' (development)'}`,
    `Electron ${electron}, Chromium ${chrome}, Node ${node}`,
    `${process.platform} ${release()}, ${arch()}`,
    `Screens: ${displays.join('; ')}`,
    `Key store: ${safeStorage.isEncryptionAvailable() ? (process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'the system’s') : 'none'}`,
    await describeShop(service),
  ];
  return `${lines.join('\n')}\n`;
}

async function describeShop(service: Promise<Service>): Promise<string> {
  const asked = { signal: AbortSignal.timeout(5000), report: () => {} };
  const reply = await (await service).answer('shop.status', {}, asked);
  if (!reply.ok) return `Shop: ${reply.error.code}`;
  const { embedded, flavour, serverVersion, encryption, readOnly, films, copies, latencyMs } =
    reply.value as Output<'shop.status'>;
  return [
    `Shop: ${embedded ? 'embedded' : 'on a server'}, schema ${flavour}, PostgreSQL ${serverVersion}`,
    `encryption ${encryption}${readOnly ? ', read-only' : ''}`,
    `${films} films, ${copies} copies, ${latencyMs} ms`,
  ].join(', ');
}
