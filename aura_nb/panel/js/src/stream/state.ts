/** How the line to the server is. `delayMs` counts from `at` (ms of `steadyNow()`). */
export type LineState =
  | { readonly state: "idle" | "connecting" | "connected" }
  | { readonly state: "reconnecting"; readonly attempt: number; readonly delayMs: number; readonly at: number }
  | { readonly state: "lost" | "refused"; readonly reason: string };

/** A line for the page's console. */
export interface LogLine {
  readonly level: "info" | "debug" | "warn";
  readonly text: string;
}
