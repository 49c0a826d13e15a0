/** One source for many readers, each of which begins where it likes. The source is open while anybody reads. */

import { sequenceOf } from "../wire/ids.ts";
import { type Message, NOTICES, STATES } from "../wire/message.ts";
import type { Hearer, Source } from "./source.ts";
import type { LineState, LogLine } from "./state.ts";

// What a reader may have missed that comes a little later than the first; more than a list's age in events.
const KEPT = 1000;

export interface Reading {
  nudge(anew: boolean): void;
  close(): void;
}

interface Reader {
  readonly hearer: Hearer;
  seen: number;
}

export class Hub {
  readonly #source: Source;
  readonly #readers = new Set<Reader>();
  #kept: { sequence: number; message: Message }[] = [];
  /** Everything after this sequence is kept. */
  #floor = 0;
  #state: LineState = { state: "idle" };

  /** `connect` makes the source that this hub hears. */
  constructor(connect: (hearer: Hearer) => Source) {
    this.#source = connect({
      message: (message) => this.#give(message),
      state: (state) => this.#tell(state),
      log: (line) => this.#log(line),
      behind: () => this.#leaveBehind(),
    });
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** Read what follows an id, until the reading is closed. */
  open(after: string, hearer: Hearer): Reading {
    const reader: Reader = { hearer, seen: sequenceOf(after) ?? 0 };
    if (this.#readers.size === 0) {
      this.#readers.add(reader);
      this.#forget(reader.seen);
      this.#source.open(after);
    } else if (reader.seen < this.#floor) {
      queueMicrotask(() => hearer.behind());
    } else {
      this.#readers.add(reader);
      hearer.state(this.#state);
      for (const { sequence, message } of this.#kept) if (sequence > reader.seen) hearer.message(message);
    }
    return {
      nudge: (anew) => this.#readers.has(reader) && this.#source.nudge(anew),
      close: () => this.#close(reader),
    };
  }

  #close(reader: Reader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
    this.#source.close();
    this.#forget(0);
    this.#state = { state: "idle" };
  }

  #give(message: Message): void {
    const sequence = sequenceOf(message.id);
    if (message.type === "reset") this.#forget(sequence ?? 0);
    if (NOTICES.has(message.type) || STATES.has(message.type) || sequence === null) {
      for (const reader of this.#readers) {
        if (message.type === "reset") reader.seen = 0;
        reader.hearer.message(message);
      }
      return;
    }
    this.#keep(sequence, message);
    for (const reader of this.#readers) {
      if (sequence <= reader.seen) continue;
      reader.seen = sequence;
      reader.hearer.message(message);
    }
  }

  #keep(sequence: number, message: Message): void {
    this.#kept.push({ sequence, message });
    if (this.#kept.length > KEPT) this.#floor = this.#kept.shift()?.sequence ?? this.#floor;
  }

  #forget(floor: number): void {
    this.#kept = [];
    this.#floor = floor;
  }

  #tell(state: LineState): void {
    this.#state = state;
    for (const reader of this.#readers) reader.hearer.state(state);
  }

  #log(line: LogLine): void {
    // A page has one console, however many panels: the first reader writes it.
    const [first] = this.#readers;
    first?.hearer.log(line);
  }

  #leaveBehind(): void {
    const readers = [...this.#readers];
    this.#readers.clear();
    this.#forget(0);
    for (const reader of readers) reader.hearer.behind();
  }
}
