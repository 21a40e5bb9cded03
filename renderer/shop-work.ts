import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  ConnectionReport,
  ConnectionStage,
  ShopDraft,
  StageReport,
} from '../main/contract/connection.ts';
import type { Failure } from '../main/contract/failures.ts';
import { call, failureOf } from './client.ts';
import type { DatabaseWork } from './events.ts';
import { words } from './words.ts';

/** What is asked for a shop in its dialog: one thing at a time, each of which can fail, or be cancelled. */
export class ShopWork implements ReactiveController {
  #host: ReactiveControllerHost;
  #running: AbortController | undefined;
  /** How far the last test has come, and what it found in the end. */
  stages: ReadonlyMap<ConnectionStage, StageReport> = new Map();
  report: ConnectionReport | undefined;
  /** How far work on a database has come, in words; undefined while there is none. */
  progress: string | undefined;
  /** What went wrong with the last thing that was asked, or went right. */
  failure: Failure | undefined;
  said: string | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.rest();
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  cancel(): void {
    this.#running?.abort();
  }

  /** While nobody looks: work on a database goes on, nothing else does. */
  rest(): void {
    if (this.progress === undefined) this.cancel();
  }

  /** Ends what runs, and forgets what was found: it was of something else than what is shown now. */
  forget(): void {
    this.cancel();
    this.stages = new Map();
    this.report = undefined;
    this.say({});
  }

  say({ failure, said }: { failure?: Failure; said?: string }): void {
    this.failure = failure;
    this.said = said;
    this.#host.requestUpdate();
  }

  /** Runs it instead of what ran; undefined where it failed, which is then said, or was cancelled. */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    this.cancel();
    const running = (this.#running = new AbortController());
    this.say({});
    try {
      return await work(running.signal);
    } catch (error) {
      if (!running.signal.aborted) this.failure = failureOf(error);
      return undefined;
    } finally {
      if (this.#running === running) this.#running = undefined;
      this.#host.requestUpdate();
    }
  }

  /** Tests a connection, and tells of each stage. */
  async test(draft: ShopDraft): Promise<ConnectionReport | undefined> {
    this.forget();
    const report = await this.run((signal) =>
      call('shops.test', draft, signal, (stage) => {
        if (signal.aborted) return;
        // Of several servers each begins anew.
        const before = stage.stage === 'name' ? [] : this.stages;
        this.stages = new Map(before).set(stage.stage, stage);
        this.#host.requestUpdate();
      }),
    );
    if (report) this.report = report;
    else if (!this.isRunning) {
      // The stage at which it was cancelled goes on no longer.
      this.stages = new Map([...this.stages].filter(([, { state }]) => state !== 'running'));
      this.#host.requestUpdate();
    }
    return report;
  }

  /** Works on the database of a saved shop; true when it is done. */
  async workOn(id: string, work: DatabaseWork): Promise<boolean> {
    this.progress = '';
    const tell = ({ step, rows }: { step: string; rows: number }) => {
      this.progress = words.connect.filling(step, rows);
      this.#host.requestUpdate();
    };
    const done = await this.run<unknown>((signal) =>
      work.do === 'fill'
        ? call('shops.fill', { id, films: work.films }, signal, tell)
        : call('shops.migrate', { id }, signal, tell),
    );
    this.progress = undefined;
    this.#host.requestUpdate();
    return done !== undefined;
  }
}
