import type { ReactiveController } from 'lit';

interface KeyActions {
  /** Whether a dialog is open: keys then are its own. */
  hasDialog(): boolean;
  find(): void;
  /** Gives the keyboard to the films; and to one of them, which opens it. */
  takeFilms(): void;
  takeFilm(): void;
  leaveFilm(): void;
  help(): void;
}

/** The keys that work wherever the keyboard is on the page; words.shortcuts tells them to the user. */
export class DeskKeys implements ReactiveController {
  #actions: KeyActions;

  constructor(actions: KeyActions) {
    this.#actions = actions;
  }

  hostConnected(): void {
    window.addEventListener('keydown', this.#onKeydown);
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#onKeydown);
  }

  #onKeydown = (event: KeyboardEvent) => {
    const { hasDialog, find, takeFilms, takeFilm, leaveFilm, help } = this.#actions;
    // What an input method is told is its own.
    if (event.isComposing) return;
    const [field] = event.composedPath();
    const isTyping = field instanceof HTMLInputElement && field.type !== 'checkbox';
    const isSearching = isTyping && field.type === 'search';
    if (event.ctrlKey || event.metaKey || event.altKey || hasDialog()) return;
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      find();
    } else if (event.key === '?' && !isTyping) {
      help();
    } else if (event.key === 'Escape') {
      if (isTyping) takeFilms();
      else leaveFilm();
    } else if ((event.key === 'ArrowDown' || event.key === 'Enter') && isSearching) {
      event.preventDefault();
      takeFilm();
    }
  };
}
