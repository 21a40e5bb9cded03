import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserWindow, type Rectangle, screen } from 'electron';

/* Where the window stood, how large it was and how far it was zoomed, for the next start. */

export interface WindowState {
  bounds: Rectangle;
  isMaximized: boolean;
  isFullScreen: boolean;
  /** Chromium's zoom level: 0 is 100 %. */
  zoomLevel: number;
}

/** By hand: a schema library would be loaded before the window is there. */
function isWindowState(value: unknown): value is WindowState {
  const { bounds, zoomLevel } = (value ?? {}) as Partial<WindowState>;
  const { x, y, width, height } = (bounds ?? {}) as Partial<Rectangle>;
  return (
    [x, y, width, height].every(Number.isInteger) &&
    width! >= 360 &&
    height! >= 420 &&
    typeof zoomLevel === 'number' &&
    Math.abs(zoomLevel) <= 9
  );
}

const pathIn = (home: string) => join(home, 'window.json');
const leastVisible = 80;

/** The state that the window was left in; undefined where there is none, or where no screen shows that place any more. */
export function readWindowState(home: string): Partial<WindowState> {
  try {
    const state: unknown = JSON.parse(readFileSync(pathIn(home), 'utf8'));
    if (!isWindowState(state)) return {};
    if (screen.getAllDisplays().some(({ workArea }) => isOn(state.bounds, workArea))) return state;
    const { bounds: _, ...rest } = state;
    return rest;
  } catch {
    return {};
  }
}

/** Whether enough of the window's title bar is on a screen to take hold of it. */
function isOn({ x, y, width }: Rectangle, area: Rectangle): boolean {
  const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return across >= leastVisible && y >= area.y - 8 && y < area.y + area.height - leastVisible;
}

/** Writes the window's state whenever it comes to rest, and when it is closed. */
export function keepWindowState(window: BrowserWindow, home: string): void {
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    const state: WindowState = {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      isFullScreen: window.isFullScreen(),
      zoomLevel: window.webContents.getZoomLevel(),
    };
    try {
      writeFileSync(pathIn(home), JSON.stringify(state));
    } catch {
      // A full disk costs the next start its place, nothing more.
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, 500);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const)
    window.on(event as 'resize', later);
  window.on('close', write);
}
