/** What the page's console and its notifications hear of jobs, once for a page however many panels it has. */

import type { Job } from "../model.ts";
import { FINAL_TYPES, type Message } from "../wire/message.ts";

const SAID = Symbol.for("aura_nb.said");
const KEPT = 1000;

/** Whether this is the first time that the page hears of an event. */
export function firstOnPage(id: string): boolean {
  const page = globalThis as { [SAID]?: Set<string> };
  page[SAID] ??= new Set();
  const said = page[SAID];
  if (said.has(id)) return false;
  said.add(id);
  if (said.size > KEPT) for (const oldest of said) return said.delete(oldest);
  return true;
}

export class Journal {
  readonly #ended: (job: Job, message: Message) => void;

  constructor(ended: (job: Job, message: Message) => void) {
    this.#ended = ended;
  }

  /** An event was applied to its job. */
  note(message: Message, job: Job): void {
    if (message.id === null || message.type === "snapshot" || !firstOnPage(message.id)) return;
    if (message.type === "job-status") console.debug("[JobsStore] Job status update", job.id, job.status);
    else if (message.type === "step-progress") console.debug("[JobsStore] Step progress", job.id, job.percent);
    else if (FINAL_TYPES.has(message.type)) {
      console.info(`[JobsStore] Job ${job.status}`, job.id);
      this.#ended(job, message);
    }
  }
}
