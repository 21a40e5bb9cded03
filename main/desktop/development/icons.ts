import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { filesRoot } from '../../root.ts';

/* The program's icon, drawn once as SVG, as the pictures that each platform wants. Part of the build. */

const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const largest = 1024;

const directory = join(filesRoot, 'dist', 'icons');
await initWasm(await readFile(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
const svg = await readFile(join(filesRoot, 'main', 'desktop', 'icon.svg'), 'utf8');
await mkdir(directory, { recursive: true });
for (const size of sizes) {
  const picture = new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();
  await writeFile(join(directory, `${size}x${size}.png`), picture);
  if (size === largest) await writeFile(join(directory, 'icon.png'), picture);
}
