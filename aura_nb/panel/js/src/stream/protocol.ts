/** What a page and the worker that holds the browser's one stream say to each other. */

import type { Message } from "../wire/message.ts";
import type { LineState, LogLine } from "./state.ts";

/** The worker's name holds it: pages of another protocol get another worker. */
export const PROTOCOL = 1;
/** A port tells nobody that its page is gone: who reads says so every `HERE_MS`, and is dropped after `GONE_MS`. */
export const HERE_MS = 15_000;
export const GONE_MS = 60_000;

export type ToWorker =
  | { readonly kind: "open"; readonly after: string; readonly url: string; readonly headers: Record<string, string> }
  | { readonly kind: "nudge"; readonly anew: boolean; readonly headers: Record<string, string> }
  | { readonly kind: "close" }
  | { readonly kind: "here" };

export type ToPage =
  | { readonly kind: "hello" }
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "state"; readonly state: LineState }
  | { readonly kind: "log"; readonly line: LogLine }
  | { readonly kind: "behind" };
