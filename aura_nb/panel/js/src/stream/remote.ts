/** The page's side of the worker's stream: a source like the line itself. */

import { HERE_MS, type ToPage, type ToWorker } from "./protocol.ts";
import type { Hearer, Source } from "./source.ts";

export interface Address {
  readonly url: string;
  headers(): Record<string, string>;
}

export class RemoteLine implements Source {
  readonly #port: MessagePort;
  readonly #address: Address;
  #here: ReturnType<typeof setInterval> | undefined;

  constructor(port: MessagePort, address: Address, hearer: Hearer) {
    this.#port = port;
    this.#address = address;
    port.onmessage = ({ data }: MessageEvent<ToPage>) => {
      if (data.kind === "message") hearer.message(data.message);
      else if (data.kind === "state") hearer.state(data.state);
      else if (data.kind === "log") hearer.log(data.line);
      else if (data.kind === "behind") hearer.behind();
    };
  }

  open(after: string): void {
    this.#say({ kind: "open", after, url: this.#address.url, headers: this.#address.headers() });
    clearInterval(this.#here);
    this.#here = setInterval(() => this.#say({ kind: "here" }), HERE_MS);
  }

  nudge(anew: boolean): void {
    this.#say({ kind: "nudge", anew, headers: this.#address.headers() });
  }

  close(): void {
    clearInterval(this.#here);
    this.#say({ kind: "close" });
  }

  #say(message: ToWorker): void {
    this.#port.postMessage(message);
  }
}
