/**
 * The one line to the server's stream of all jobs:
 *
 *     connect --200--> read ----cut, silence, shutdown----> wait 1, 2, 4, 8, 16 s --> connect with Last-Event-ID
 *        |                                                     |
 *        `--401, 403, 404, 204--> refused, until asked again   `--> after five: lost; every 30 s, or when nudged
 */

import { steadyNow } from "../steady.ts";
import { readFrames } from "../wire/frames.ts";
import type { Message } from "../wire/message.ts";
import { type Json, object } from "../wire/values.ts";
import { Cursor } from "./cursor.ts";
import { DELAYS, Reconnection } from "./reconnection.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { Hearer, Source } from "./source.ts";
import { pause, Watchdog } from "./waiting.ts";

// Keep-alives come every ten seconds: the line is dead.
export const SILENCE_MS = 25_000;
const REFUSALS = new Set([204, 401, 403, 404]);

export interface Place {
  readonly url: string;
  /** Asked anew for each connection: tokens change when somebody signs in again. */
  headers(): Record<string, string>;
}

type Outcome =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "lost"; readonly reason: string; readonly retryAfterMs: number | null };

export class Line implements Source {
  readonly #place: Place;
  readonly #hearer: Hearer;
  readonly #fetch: typeof fetch;
  #cursor = new Cursor();
  readonly #reconnection = new Reconnection();
  #run: AbortController | null = null;
  #nudge = new AbortController();
  #hasTried = false;
  #isRefused = false;

  constructor(place: Place, hearer: Hearer, fetcher: typeof fetch = (...words) => fetch(...words)) {
    this.#place = place;
    this.#hearer = hearer;
    this.#fetch = fetcher;
  }

  open(after: string): void {
    this.#run?.abort();
    this.#run = new AbortController();
    this.#cursor = new Cursor(after);
    this.#reconnection.forgive();
    this.#hasTried = false;
    void this.#keep(this.#run.signal);
  }

  close(): void {
    if (this.#run === null) return;
    this.#run.abort();
    this.#run = null;
    this.#hearer.state({ state: "idle" });
  }

  nudge(anew: boolean): void {
    if (anew) this.#reconnection.forgive();
    const { lastId } = this.#cursor;
    if (this.#isRefused) {
      if (anew && lastId !== null) this.open(lastId);
      return;
    }
    this.#nudge.abort();
    this.#nudge = new AbortController();
  }

  async #keep(signal: AbortSignal): Promise<void> {
    this.#isRefused = false;
    while (!signal.aborted) {
      const outcome = await this.#connection(signal);
      if (signal.aborted) return;
      this.#info("Connection error");
      if (outcome.kind === "refused") {
        this.#isRefused = true;
        this.#hearer.state({ state: "refused", reason: outcome.reason });
        return;
      }
      await this.#wait(outcome, signal);
    }
  }

  async #wait(outcome: { reason: string; retryAfterMs: number | null }, signal: AbortSignal): Promise<void> {
    const delayMs = this.#reconnection.lost(outcome.retryAfterMs);
    const attempt = this.#reconnection.attempt;
    if (this.#reconnection.isLost) {
      this.#hearer.state({ state: "lost", reason: outcome.reason });
    } else {
      this.#info(`Reconnecting in ${delayMs}ms (attempt ${attempt}/${DELAYS.length})`);
      this.#hearer.state({ state: "reconnecting", attempt, delayMs, at: steadyNow() });
    }
    await pause(delayMs, signal, this.#nudge.signal);
  }

  async #connection(signal: AbortSignal): Promise<Outcome> {
    const cut = new AbortController();
    const both = AbortSignal.any([signal, cut.signal]);
    const watchdog = new Watchdog(SILENCE_MS, () => cut.abort(new Error("nothing came for 25 s")));
    try {
      return await this.#read(both, () => watchdog.reset());
    } catch (error) {
      const reason = cut.signal.aborted ? cut.signal.reason : error;
      return lost(reason instanceof Error ? reason.message : String(reason));
    } finally {
      watchdog.stop();
      cut.abort();
    }
  }

  async #read(signal: AbortSignal, alive: () => void): Promise<Outcome> {
    const lastId = this.#cursor.lastId;
    this.#announce(lastId);
    this.#reconnection.opened();
    const response = await this.#fetch(this.#place.url, {
      signal,
      cache: "no-store",
      credentials: "same-origin",
      headers: {
        ...this.#place.headers(),
        Accept: "text/event-stream",
        ...(lastId === null ? {} : { "Last-Event-ID": lastId }),
      },
    });
    if (REFUSALS.has(response.status)) return { kind: "refused", reason: `The server answered ${response.status}.` };
    if (response.status !== 200 || response.body === null) {
      return lost(`The server answered ${response.status}.`, retryAfterMs(response.headers));
    }
    this.#info("Connected successfully");
    this.#hearer.state({ state: "connected" });
    await readFrames(response.body, {
      bytes: () => {
        alive();
        if (this.#reconnection.heard(steadyNow())) this.#cursor.settle();
      },
      frame: (frame) => this.#take(frame),
    });
    return lost("The stream was closed.");
  }

  #announce(lastId: string | null): void {
    if (this.#hasTried && lastId !== null) {
      this.#info(`Attempting reconnect with Last-Event-ID: ${lastId}`);
    } else {
      this.#info(`Connecting to ${this.#place.url}`);
    }
    this.#hasTried = true;
    // Who is told that the line is lost sees quiet attempts only when they succeed.
    if (!this.#reconnection.isLost) this.#hearer.state({ state: "connecting" });
  }

  #take(frame: { type: string; id: string; data: string }): void {
    // An empty one is what a comment after an id looks like to some parsers.
    if (frame.data === "") return;
    const data = parsed(frame.data);
    if (data === null) {
      this.#hearer.log({ level: "warn", text: `[SseClient] This ${frame.type} is no JSON: ${frame.data}` });
      return;
    }
    const message: Message = { type: frame.type, id: frame.id || null, data };
    if (!this.#cursor.takes(message)) return;
    this.#hearer.log({ level: "debug", text: `[SseClient] Received ${frame.type}: ${frame.data}` });
    this.#hearer.message(message);
  }

  #info(text: string): void {
    this.#hearer.log({ level: "info", text: `[SseClient] ${text}` });
  }
}

function parsed(data: string): Json | null {
  try {
    return object(JSON.parse(data));
  } catch {
    return null;
  }
}

function lost(reason: string, retryAfter: number | null = null): Outcome {
  return { kind: "lost", reason, retryAfterMs: retryAfter };
}
