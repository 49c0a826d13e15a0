/** When to connect again; pure, told of what happens and of the time (milliseconds). */

export const DELAYS = [1000, 2000, 4000, 8000, 16_000] as const;
export const QUIET_MS = 30_000;
export const STEADY_MS = 10_000;
export const LONGEST_RETRY_AFTER_MS = 300_000;

export class Reconnection {
  /** How many times in a row it was lost. */
  attempt = 0;
  #firstByteAt: number | null = null;

  /** A connection begins; no byte of it has come. */
  opened(): void {
    this.#firstByteAt = null;
  }

  /** Bytes came at `now`. True once they have come for ten seconds: the count then starts anew. */
  heard(now: number): boolean {
    this.#firstByteAt ??= now;
    if (now - this.#firstByteAt < STEADY_MS) return false;
    this.attempt = 0;
    return true;
  }

  /** Somebody asked for another try: five attempts more. */
  forgive(): void {
    this.attempt = 0;
  }

  /** It was lost, or could not be had: how long to wait. */
  lost(retryAfterMs: number | null = null): number {
    this.attempt += 1;
    const delay = DELAYS[this.attempt - 1] ?? QUIET_MS;
    return retryAfterMs === null ? delay : Math.max(delay, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS));
  }

  /** Whether the five attempts are used up: time to say so and to try quietly. */
  get isLost(): boolean {
    return this.attempt > DELAYS.length;
  }
}
