import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/drawer/drawer.js';
import '@awesome.me/webawesome/dist/components/popover/popover.js';
import '@awesome.me/webawesome/dist/components/slider/slider.js';
import './components/about-filmdesk.ts';
import './components/column-chooser.ts';
import './components/facet-pane.ts';
import './components/share-panel.ts';
import './components/shop-switcher.ts';

/* The library's controls, loaded once the films are on screen. Its icons come from a sprite of our own: the
   page may fetch nothing from outside, and parsing a fetched icon is not allowed to it either. */

for (const library of ['default', 'system']) {
  registerIconLibrary(library, {
    resolver: (name) => `/icons/controls.svg#${name}`,
    spriteSheet: true,
  });
}
