/** What the stream says: an entry of the log, or `snapshot`, `reset`, `shutdown` or `error`. */

import type { Events, JobObject } from "./contract.ts";

export { FINAL_TYPES, NOTICES, STATES } from "./contract.ts";

export interface Message {
  readonly type: string;
  /** `null` where the type has none. */
  readonly id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What is said of a job, of a type that is known here: its data is what the contract says. */
export type Told =
  | { readonly [T in keyof Events]: { readonly type: T; readonly data: Events[T] } }[keyof Events]
  | { readonly type: "snapshot"; readonly data: JobObject };
