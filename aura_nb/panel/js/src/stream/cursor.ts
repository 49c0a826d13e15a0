/**
 * Where a reader of the log is: gives each entry once and in order, whatever is sent again.
 *
 * `lastId` is what to ask for when connecting again. A snapshot's id becomes that only when the burst it came in is
 * over: with the log's next entry, or when the line has been steady. A cut in between asks for the burst again.
 */

import { sequenceOf } from "../wire/ids.ts";
import { type Message, NOTICES, STATES } from "../wire/message.ts";

export class Cursor {
  lastId: string | null;
  #seen: number;
  #burst: string | null = null;

  constructor(lastId: string | null = null) {
    this.lastId = lastId;
    this.#seen = sequenceOf(lastId) ?? 0;
  }

  /** Whether a message is news; what was seen is not. */
  takes(message: Message): boolean {
    if (NOTICES.has(message.type)) return true;
    if (STATES.has(message.type)) {
      // Another log, or one that was cut: its numbers have nothing to do with those before.
      if (message.type === "reset") this.#seen = 0;
      this.#burst = message.id;
      return true;
    }
    const sequence = sequenceOf(message.id);
    if (sequence === null || sequence <= this.#seen) return false;
    this.#seen = sequence;
    this.lastId = message.id;
    this.#burst = null;
    return true;
  }

  /** The line is steady: what snapshots there were have all come. */
  settle(): void {
    if (this.#burst === null) return;
    this.lastId = this.#burst;
    this.#burst = null;
  }
}
