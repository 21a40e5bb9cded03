import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { formatFilmQuery } from '../main/contract/address.ts';
import type { FilmQuery } from '../main/contract/films.ts';
import type { Message } from '../main/contract/page-command.ts';
import { call, failureOf } from './client.ts';
import { isDesk } from './desk.ts';
import { words } from './words.ts';

/** Saves lists as files: in the desktop window where the user says, in a browser as a download. */
export class FilmExport implements ReactiveController {
  #host: ReactiveControllerHost;
  #say: (message: Message | undefined) => void;
  #running: AbortController | undefined;
  /** How many films are written of a file that is not whole yet; undefined where none is being written. */
  rows: number | undefined;

  /** `say` is told how it ended; and of nothing when the next one begins. */
  constructor(host: ReactiveControllerHost, say: (message: Message | undefined) => void) {
    this.#host = host;
    this.#say = say;
    host.addController(this);
  }

  hostConnected(): void {}

  async run(query: FilmQuery): Promise<void> {
    if (!isDesk) {
      window.location.assign(`/films.csv?${formatFilmQuery(query).toString()}`);
      return;
    }
    // It tells how far it has come, and can be cancelled there.
    if (this.rows !== undefined) return;
    const running = (this.#running = new AbortController());
    this.#say(undefined);
    this.#tell(0);
    try {
      const { path, rows } = await call('films.export', query, running.signal, (progress) => {
        if (!running.signal.aborted) this.#tell(progress.rows);
      });
      if (path !== null) this.#say({ sentence: words.exported(rows), advice: words.exportedTo(path) });
    } catch (error) {
      this.#say(running.signal.aborted ? words.exportCancelled : failureOf(error));
    }
    this.#tell(undefined);
  }

  cancel(): void {
    this.#running?.abort();
  }

  #tell(rows: number | undefined): void {
    this.rows = rows;
    this.#host.requestUpdate();
  }
}
