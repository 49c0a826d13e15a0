/** What the stream says: an entry of the log, or `snapshot`, `reset`, `shutdown` or `error`. */

export interface Message {
  readonly type: string;
  /** `null` where the type has none. */
  readonly id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The types that end a job. */
export const FINAL_TYPES: ReadonlySet<string> = new Set(["job-completed", "job-failed", "job-cancelled"]);
/** The types that are no entries of the log; their id is that of the newest event they include. */
export const STATES: ReadonlySet<string> = new Set(["snapshot", "reset"]);
/** The types about the stream itself, which have no id. */
export const NOTICES: ReadonlySet<string> = new Set(["shutdown", "error"]);
