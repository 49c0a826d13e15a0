/** The events as the kernel relays them: a source like the line to a server. */

import { Cursor } from "../stream/cursor.ts";
import type { Hearer, Source } from "../stream/source.ts";
import type { Message } from "../wire/message.ts";
import { type Json, object, text } from "../wire/values.ts";
import type { Channel } from "./channel.ts";

export class RelaySource implements Source {
  readonly #channel: Channel;
  readonly #hearer: Hearer;
  #cursor: Cursor | null = null;

  constructor(channel: Channel, hearer: Hearer) {
    this.#channel = channel;
    this.#hearer = hearer;
  }

  open(after: string): void {
    this.#cursor = new Cursor(after);
    this.#channel.say({ kind: "follow", after });
    // Messages that are on their way come whether or not the kernel has read this yet.
    this.#hearer.state({ state: "connected" });
  }

  close(): void {
    this.#cursor = null;
    this.#channel.say({ kind: "unfollow" });
  }

  nudge(): void {
    if (this.#cursor !== null) this.#channel.say({ kind: "follow", after: this.#cursor.lastId });
  }

  /** A message of the kernel. */
  take(message: Message): void {
    if (this.#cursor?.takes(message) !== true) return;
    this.#hearer.log({ level: "debug", text: `[SseClient] Received ${message.type}: ${JSON.stringify(message.data)}` });
    this.#hearer.message(message);
  }
}

/** An event in what the kernel said; null when it is something else. */
export function relayed(said: Json): Message | null {
  const data = object(said.data);
  const type = text(said.type);
  if (said.kind !== "event" || data === null || type === null) return null;
  return { type, id: text(said.id), data };
}
