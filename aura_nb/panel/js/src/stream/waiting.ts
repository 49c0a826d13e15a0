/** Waiting that can be cut short. */

/** Resolves after `milliseconds`, or as soon as either signal is aborted. */
export function pause(milliseconds: number, ...signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const timer = setTimeout(end, milliseconds);
    function end() {
      clearTimeout(timer);
      done.abort();
      resolve();
    }
    for (const signal of signals) {
      if (signal.aborted) return end();
      signal.addEventListener("abort", end, { signal: done.signal });
    }
  });
}

/** Calls `late` when `milliseconds` have passed since it was made or last `reset`. */
export class Watchdog {
  readonly #milliseconds: number;
  readonly #late: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(milliseconds: number, late: () => void) {
    this.#milliseconds = milliseconds;
    this.#late = late;
    this.reset();
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#late, this.#milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
