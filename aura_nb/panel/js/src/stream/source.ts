/** Where the stream's messages come from: a line to the server, a worker that holds one, or the kernel. */

import type { Message } from "../wire/message.ts";
import type { LineState, LogLine } from "./state.ts";

export interface Hearer {
  /** One message; each entry of the log once and in order. */
  message(message: Message): void;
  state(state: LineState): void;
  log(line: LogLine): void;
  /** What follows the asked id cannot be had here: list again, and open with the list's id. The opening is over. */
  behind(): void;
}

export interface Source {
  /** Begin to give what follows an id. */
  open(after: string): void;
  /** Stop; nothing is held any more. */
  close(): void;
  /** Stop waiting for the next attempt and try now; `anew` counts five attempts more. */
  nudge(anew: boolean): void;
}
