/** What views read of the store: signals, one per job, so that a card is drawn anew only when its own job moves. */

import type { ReadonlySignal } from "@preact/signals";
import type { Job, Stats, Status } from "./model.ts";

export type Filter = "all" | Status;

export interface Jobs {
  /** A job; undefined while it is not known. The same signal for the same id. */
  job(id: string): ReadonlySignal<Job | undefined>;
  /** Why a job could not be shown, such as that there is none of this id; null when nothing is wrong. */
  readonly trouble: ReadonlySignal<string | null>;
  /** The ids to list: the running, the pending in order, then the ended, newest first; filtered. */
  readonly listed: ReadonlySignal<readonly string[]>;
  readonly filter: ReadonlySignal<Filter>;
  setFilter(filter: Filter): void;
  /** Of the whole queue, not of what is listed. */
  readonly stats: ReadonlySignal<Stats>;
  /** Whether the first list has come. */
  readonly isLoaded: ReadonlySignal<boolean>;
  /** Whether older jobs can be listed. */
  readonly hasMore: ReadonlySignal<boolean>;
  loadMore(): Promise<void>;
  /** Ask for the list again. */
  refresh(): Promise<void>;
  /** Ask for all of a job of which only the queue's line is known. */
  open(id: string): Promise<void>;
}
