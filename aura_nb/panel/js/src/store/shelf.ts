/** The jobs that are known, each with its signal and the event up to which it is known. Bounded. */

import { batch, type Signal, signal } from "@preact/signals";
import { isFinal, type Job } from "../model.ts";
import { ordered } from "./order.ts";

/** How many ended jobs are kept that nobody has opened. */
export const KEPT_ENDED = 200;

interface Place {
  readonly job: Signal<Job | undefined>;
  asOf: number;
}

export class Shelf {
  readonly #places = new Map<string, Place>();
  /** Counts the changes that may move a job in the list: one that came, went, or changed its state. */
  readonly moves = signal(0);

  /** The job's signal, the same for the same id. */
  signal(id: string): Signal<Job | undefined> {
    return this.#place(id).job;
  }

  get(id: string): Job | undefined {
    return this.#places.get(id)?.job.peek();
  }

  /** The sequence of the newest event that the job includes; 0 for an unknown job. */
  asOf(id: string): number {
    return this.#places.get(id)?.asOf ?? 0;
  }

  *[Symbol.iterator](): IterableIterator<Job> {
    for (const { job } of this.#places.values()) {
      const known = job.peek();
      if (known !== undefined) yield known;
    }
  }

  put(job: Job, asOf: number): void {
    const place = this.#place(job.id);
    const before = place.job.peek();
    place.asOf = Math.max(place.asOf, asOf);
    batch(() => {
      place.job.value = job;
      if (before?.status !== job.status || before.createdAt !== job.createdAt) this.moves.value += 1;
    });
  }

  remove(id: string): void {
    const place = this.#places.get(id);
    if (place?.job.peek() === undefined) return;
    batch(() => {
      place.job.value = undefined;
      this.moves.value += 1;
    });
    this.#places.delete(id);
  }

  /** Another log: what was known is as old as can be. */
  forgetTimes(): void {
    for (const place of this.#places.values()) place.asOf = 0;
  }

  /** Let go of the oldest ended jobs beyond the bound; those in `held` stay. */
  trim(held: ReadonlySet<string>): void {
    const ended = [...this].filter((job) => isFinal(job.status) && !held.has(job.id));
    for (const id of ordered(ended, "all").slice(KEPT_ENDED)) this.remove(id);
  }

  #place(id: string): Place {
    let place = this.#places.get(id);
    if (place === undefined) {
      place = { job: signal<Job | undefined>(undefined), asOf: 0 };
      this.#places.set(id, place);
    }
    return place;
  }
}
