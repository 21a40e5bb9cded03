import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Failure } from '../main/contract/failures.ts';
import type { ShopStatus } from '../main/contract/shop.ts';
import { call, CallError, observeCalls } from './client.ts';
import { isDesk } from './desk.ts';

const firstRetryMs = 300;
const slowestRetryMs = 5000;
const pulseMs = 20_000;

/** Failures after which nothing else will be answered either. */
const shutOut: ReadonlySet<Failure['code']> = new Set([
  'unavailable',
  'wrong-login',
  'wrong-schema',
  // A guest’s link has ended; at the desk one thing alone may be forbidden.
  ...(isDesk ? [] : ['forbidden' as const]),
]);

/**
 * What the page is connected to, and whether it still is. Once a call has failed for want of the database, asks
 * for the shop's status until it answers, ever more slowly; then calls `onHealed`.
 */
export class Connection implements ReactiveController {
  #host: ReactiveControllerHost;
  #onHealed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryMs = firstRetryMs;
  #stopObserving: (() => void) | undefined;
  status: ShopStatus | undefined;
  /** Why the shop can't be reached; undefined while it can. */
  lost: Failure | undefined;
  /** How long the last answer took. */
  latencyMs: number | undefined;
  isTrying = false;

  constructor(host: ReactiveControllerHost, onHealed: () => void) {
    this.#host = host;
    this.#onHealed = onHealed;
    host.addController(this);
  }

  hostConnected(): void {
    this.#stopObserving = observeCalls((failure, milliseconds) => {
      if (failure) this.#noticeFailure(failure);
      else this.latencyMs = milliseconds;
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#stopObserving?.();
    clearTimeout(this.#timer);
  }

  /** Reads the status anew. */
  check(): Promise<void> {
    return this.#try(async () => {
      this.status = await call('shop.status', {});
    });
  }

  /** Asks for as little as can be, every now and then, so that a lost connection or another is noticed by an idle page. */
  #feelPulse(): Promise<void> {
    return this.#try(async () => {
      const { database, server, readOnly } = await call('shop.pulse', {});
      const { status } = this;
      const isSame =
        status?.database === database && status.server === server && status.readOnly === readOnly;
      if (!isSame || this.lost) this.status = await call('shop.status', {});
    });
  }

  async #try(ask: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    this.isTrying = true;
    this.#host.requestUpdate();
    try {
      await ask();
      this.#noticeAnswer();
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
    }
    this.isTrying = false;
    this.#plan();
    this.#host.requestUpdate();
  }

  #noticeAnswer(): void {
    const wasLost = this.lost !== undefined;
    this.lost = undefined;
    this.#retryMs = firstRetryMs;
    if (wasLost) this.#onHealed();
  }

  #noticeFailure(failure: Failure): void {
    if (!shutOut.has(failure.code)) return;
    const isNew = this.lost === undefined;
    this.lost = failure;
    if (isNew && !this.isTrying) this.#plan();
  }

  #plan(): void {
    clearTimeout(this.#timer);
    const wait = this.lost ? this.#retryMs : pulseMs;
    if (this.lost) this.#retryMs = Math.min(slowestRetryMs, this.#retryMs * 1.6);
    this.#timer = setTimeout(() => {
      if (this.lost) void this.check();
      else if (document.visibilityState === 'visible') void this.#feelPulse();
      else this.#plan();
    }, wait);
  }
}
