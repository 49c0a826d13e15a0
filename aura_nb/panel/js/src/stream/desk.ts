/** The worker's side: one hub for each address of a stream, read by the ports of all pages. */

import { Hub, type Reading } from "./hub.ts";
import { Line } from "./line.ts";
import { GONE_MS, type ToPage, type ToWorker } from "./protocol.ts";
import { Watchdog } from "./waiting.ts";

interface Window {
  readonly hub: Hub;
  headers: Record<string, string>;
}

export class Desk {
  readonly #windows = new Map<string, Window>();
  readonly #fetch: typeof fetch | undefined;

  constructor(fetcher?: typeof fetch) {
    this.#fetch = fetcher;
  }

  /** Serve one page. */
  welcome(port: MessagePort): void {
    let reading: Reading | null = null;
    let window: Window | null = null;
    let gone: Watchdog | null = null;
    const say = (message: ToPage) => port.postMessage(message);
    const leave = () => {
      gone?.stop();
      reading?.close();
      reading = null;
    };
    port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
      gone?.reset();
      if (data.kind === "open") {
        leave();
        window = this.#window(data.url);
        window.headers = data.headers;
        reading = window.hub.open(data.after, {
          message: (message) => say({ kind: "message", message }),
          state: (state) => say({ kind: "state", state }),
          log: (line) => say({ kind: "log", line }),
          behind: () => say({ kind: "behind" }),
        });
        gone = new Watchdog(GONE_MS, leave);
      } else if (data.kind === "nudge") {
        if (window !== null) window.headers = data.headers;
        reading?.nudge(data.anew);
      } else if (data.kind === "close") leave();
    };
    say({ kind: "hello" });
  }

  #window(url: string): Window {
    const known = this.#windows.get(url);
    if (known !== undefined) return known;
    const made: Window = {
      headers: {},
      hub: new Hub((hearer) => new Line({ url, headers: () => made.headers }, hearer, this.#fetch)),
    };
    this.#windows.set(url, made);
    return made;
  }
}
