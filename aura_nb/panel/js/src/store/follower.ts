/**
 * Keeps a store up to date: loads it when the panel is first seen, and reads the stream while the panel can be seen and
 * shows a job that has not ended. Everything ends with `until`.
 */

import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Connection } from "../host.ts";
import { steadyNow } from "../steady.ts";
import { onDemand } from "../stream/demand.ts";
import type { Hub, Reading } from "../stream/hub.ts";
import { QUIET_MS } from "../stream/reconnection.ts";
import type { LineState } from "../stream/state.ts";
import type { JobStore } from "./store.ts";
import type { Unreachable } from "./unreachable.ts";

export class Follower {
  readonly #store: JobStore;
  readonly #hub: Hub;
  readonly #line = signal<LineState>({ state: "idle" });
  #reading: Reading | null = null;
  #isWanted = false;

  readonly connection: ReadonlySignal<Connection>;

  constructor(store: JobStore, hub: Hub, isVisible: ReadonlySignal<boolean>, until: AbortSignal) {
    this.#store = store;
    this.#hub = hub;
    this.connection = computed(() => connectionOf(this.#line.value, store.unreachable.value));
    const isNeeded = computed(() => isVisible.value && store.isAlive.value);
    onDemand(
      isNeeded,
      () => this.#begin(),
      () => this.#end(),
      until,
    );
    this.#stayLoaded(isVisible, until);
    addEventListener("online", () => this.#retry(false), { signal: until });
  }

  /** Somebody pressed Reconnect. */
  reconnect(): void {
    this.#retry(true);
  }

  /** Load when seen, and again each time it is seen anew; while that fails, try as the stream does. */
  #stayLoaded(isVisible: ReadonlySignal<boolean>, until: AbortSignal): void {
    const dispose = effect(() => {
      if (isVisible.value) untracked(() => this.#retry(false));
    });
    const timer = setInterval(() => {
      if (isVisible.peek() && this.#store.unreachable.peek() !== null) this.#retry(false);
    }, QUIET_MS);
    until.addEventListener("abort", () => {
      dispose();
      clearInterval(timer);
    });
  }

  #retry(anew: boolean): void {
    this.#reading?.nudge(anew);
    void this.#store.refresh().then(() => {
      if (this.#isWanted && this.#reading === null) this.#begin();
    });
  }

  #begin(): void {
    this.#isWanted = true;
    const after = this.#store.after;
    // Until the first list has come there is no place to begin at: `#retry` comes back here.
    if (after === null || this.#reading !== null) return;
    this.#reading = this.#hub.open(after, {
      message: (message) => this.#store.take(message),
      state: (state) => {
        this.#line.value = state;
      },
      log: ({ level, text }) => console[level](text),
      behind: () => {
        this.#reading = null;
        void this.#store.catchUp().then(() => this.#isWanted && this.#begin());
      },
    });
  }

  #end(): void {
    this.#isWanted = false;
    this.#reading?.close();
    this.#reading = null;
    this.#line.value = { state: "idle" };
  }
}

function connectionOf(line: LineState, unreachable: Unreachable | null): Connection {
  // What the server says for itself is more than that the stream cannot be had.
  if (unreachable?.state === "failing" && line.state !== "connected") return unreachable;
  if (line.state === "reconnecting") {
    // Told by a worker that was perhaps begun before the clock was set: it cannot be later than now, nor over.
    const now = steadyNow();
    const at = Math.min(now, Math.max(line.at, now - line.delayMs));
    return { state: "reconnecting", attempt: line.attempt, delaySeconds: line.delayMs / 1000, at };
  }
  if (line.state === "idle" && unreachable !== null) return unreachable;
  return line;
}
