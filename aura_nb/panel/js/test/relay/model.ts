/** A widget's model as anywidget gives it, with the kernel's side in the test's hands. */

import type { Model } from "../../src/relay/channel.ts";
import type { Json } from "../../src/wire/values.ts";

type Hear = (content: unknown, buffers: DataView[]) => void;

export class FakeModel implements Model {
  readonly sent: Json[] = [];
  readonly listeners = new Set<Hear>();
  readonly #traits: Json;

  constructor(traits: Json) {
    this.#traits = traits;
  }

  get(name: string): unknown {
    return this.#traits[name];
  }

  send(content: unknown): void {
    this.sent.push(content as Json);
  }

  on(_: "msg:custom", callback: Hear): void {
    this.listeners.add(callback);
  }

  off(_: "msg:custom", callback: Hear): void {
    this.listeners.delete(callback);
  }

  say(content: Json, buffers: DataView[] = []): void {
    for (const listener of [...this.listeners]) listener(content, buffers);
  }

  asked(call?: string): Json[] {
    return this.sent.filter(({ kind, call: name }) => kind === "ask" && (call === undefined || name === call));
  }
}
