/** All jobs that a panel knows: listed and looked up through the backend, then moved by the events of the stream. */

import { batch, computed, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Backend } from "../backend/backend.ts";
import type { Filter, Jobs } from "../jobs.ts";
import { isFinal, type Job, type Stats, type Status } from "../model.ts";
import { Problem } from "../problem.ts";
import { steadyNow } from "../steady.ts";
import type { QueueItem } from "../wire/contract.ts";
import { FROM_THE_START, sequenceOf } from "../wire/ids.ts";
import { FINAL_TYPES, type Message } from "../wire/message.ts";
import { text } from "../wire/values.ts";
import { folded } from "./fold.ts";
import { Journal } from "./journal.ts";
import { merged } from "./merge.ts";
import { ordered } from "./order.ts";
import { fromItem, fromProgress, fromWhole, unknownJob } from "./shape.ts";
import { Shelf } from "./shelf.ts";
import { countOf, NONE, tallied } from "./tally.ts";
import { type Unreachable, unreachable } from "./unreachable.ts";

const PAGE = 50;
const LONGEST_PAGE = 200;
const MOST_OPENED = 20;

export class JobStore implements Jobs {
  readonly #backend: Backend;
  readonly #shelf = new Shelf();
  readonly #journal: Journal;
  /** The jobs whose whole state is kept up to date; those a panel of one job is about. */
  readonly #opened = new Set<string>();
  /** A panel of one job knows no others. */
  readonly #isWhole: boolean;
  readonly #filter = signal<Filter>("all");
  readonly #limit = signal(PAGE);
  readonly #looking = new Map<string, Promise<void>>();
  /** What was heard of unknown jobs while they are asked for: the answer may be older. */
  readonly #early = new Map<string, Message[]>();
  #after: string | null = null;

  readonly trouble = signal<string | null>(null);
  /** Why nobody answers; null while somebody does. */
  readonly unreachable = signal<Unreachable | null>(null);
  readonly stats = signal<Stats>(NONE);
  readonly isLoaded = signal(false);
  readonly filter: ReadonlySignal<Filter> = this.#filter;
  readonly listed: ReadonlySignal<readonly string[]>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** Whether any job that is shown may still change: what the stream is needed for. */
  readonly isAlive: ReadonlySignal<boolean>;

  /** `onlyJob` is the one job to know; `ended` hears of each job that ends while it is watched. */
  constructor(backend: Backend, onlyJob: string | null, ended: (job: Job, message: Message) => void = () => {}) {
    this.#backend = backend;
    this.#isWhole = onlyJob === null;
    this.#journal = new Journal(ended);
    if (onlyJob !== null) this.#opened.add(onlyJob);
    this.listed = computed(() => {
      this.#shelf.moves.value;
      return ordered(this.#shelf, this.#filter.value);
    });
    this.hasMore = computed(
      () =>
        this.#limit.value < LONGEST_PAGE && this.listed.value.length < countOf(this.stats.value, this.#filter.value),
    );
    this.isAlive = computed(() => {
      this.#shelf.moves.value;
      return [...this.#shelf].some((job) => !isFinal(job.status));
    });
  }

  /** The id after which the events begin that this store has not heard; null until the first answer. */
  get after(): string | null {
    return this.#after;
  }

  job(id: string): ReadonlySignal<Job | undefined> {
    return this.#shelf.signal(id);
  }

  setFilter(filter: Filter): void {
    batch(() => {
      this.#filter.value = filter;
      this.#limit.value = PAGE;
    });
    void this.refresh();
  }

  async loadMore(): Promise<void> {
    this.#limit.value = Math.min(LONGEST_PAGE, this.#limit.peek() + PAGE);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      if (this.#isWhole) await this.#list();
      await Promise.all([...this.#opened].map((id) => this.#look(id)));
      this.unreachable.value = null;
    } catch (error) {
      this.unreachable.value = unreachable(error);
    } finally {
      this.isLoaded.value = true;
    }
  }

  /** Starts again from the current state, because the events after the last one received are no longer kept. */
  async catchUp(): Promise<void> {
    this.#after = null;
    await this.refresh();
  }

  async open(id: string): Promise<void> {
    this.#opened.delete(id);
    this.#opened.add(id);
    const [oldest] = this.#opened;
    if (oldest !== undefined && this.#opened.size > MOST_OPENED) this.#opened.delete(oldest);
    if (untracked(() => this.#shelf.get(id)?.isWhole) !== true) await this.#look(id);
  }

  /** Jobs of these ids were removed: they go together, so that nobody looks at one of them next. */
  forget(...ids: string[]): void {
    batch(() => {
      for (const id of ids) {
        const job = this.#shelf.get(id);
        this.#opened.delete(id);
        if (job === undefined) continue;
        this.stats.value = tallied(this.stats.peek(), job.status, null);
        this.#shelf.remove(id);
      }
    });
  }

  /** Somebody asked for the job's end, and it was granted. */
  markCanceling(id: string): void {
    const job = this.#shelf.get(id);
    if (job !== undefined && !isFinal(job.status)) this.#shelf.put({ ...job, cancelRequested: true }, 0);
  }

  /** One message of the stream. */
  take(message: Message): void {
    const sequence = sequenceOf(message.id) ?? 0;
    if (message.type === "reset") {
      this.#shelf.forgetTimes();
      this.#after = message.id ?? FROM_THE_START;
      void this.refresh();
      return;
    }
    const id = text(message.data.jobId);
    if (id === null) return;
    if (message.id !== null && (message.type !== "snapshot" || this.#after === null)) this.#after = message.id;
    if (!this.#isWhole && !this.#opened.has(id)) return;
    const known = this.#shelf.get(id);
    if (known === undefined && message.type !== "snapshot") {
      // Somebody else's new job: its title is no part of the event.
      this.#early.set(id, [...(this.#early.get(id) ?? []), message]);
      void this.#look(id).catch(() => this.refresh());
      return;
    }
    if (sequence <= this.#shelf.asOf(id) && message.type !== "snapshot") return;
    this.#fold(known ?? unknownJob(id), message, sequence);
  }

  #fold(known: Job, message: Message, sequence: number): void {
    const job = folded(known, message, steadyNow(), Date.now());
    this.#put(job, sequence);
    this.#journal.note(message, job);
    if (!FINAL_TYPES.has(message.type)) return;
    // What a final event leaves out, such as the times the server wrote.
    if (this.#opened.has(job.id)) void this.#look(job.id).catch(() => undefined);
    this.#shelf.trim(this.#opened);
  }

  #put(job: Job, asOf: number): void {
    const before = this.#shelf.get(job.id)?.status ?? null;
    batch(() => {
      this.stats.value = tallied(this.stats.peek(), before, job.status);
      this.#shelf.put(job, asOf);
    });
  }

  async #list(): Promise<void> {
    const filter = this.#filter.peek();
    const limit = this.#limit.peek();
    const statuses: readonly Status[] = filter === "all" ? [] : [filter];
    const answer = await this.#backend.queue({ statuses, limit });
    const asOf = sequenceOf(answer.lastEventId) ?? 0;
    const now = steadyNow();
    const items = answer.jobs;
    batch(() => {
      for (const item of items) this.#applyItem(item, asOf, now);
      const listed = new Set(items.map((item) => item.jobId));
      const isAll = filter === "all" && items.length < limit;
      for (const job of [...this.#shelf]) {
        const mayBeListed = filter === "all" || job.status === filter;
        if (!mayBeListed || listed.has(job.id) || this.#shelf.asOf(job.id) > asOf) continue;
        // One that is opened may stand on a later page; where there is none, it is gone.
        if (isAll) this.#opened.delete(job.id);
        if (!this.#opened.has(job.id)) this.#shelf.remove(job.id);
      }
      this.#shelf.trim(this.#opened);
      this.stats.value = answer.stats;
      this.#after ??= answer.lastEventId; // before anything was heard, the events begin after what an answer includes
    });
  }

  #applyItem(item: QueueItem, asOf: number, now: number): void {
    const id = item.jobId;
    if (this.#shelf.asOf(id) > asOf) return;
    this.#shelf.put(fromItem(this.#shelf.get(id) ?? unknownJob(id), item, now, Date.now()), asOf);
  }

  /** Ask for a whole job, once at a time; one that is gone is forgotten. */
  #look(id: string): Promise<void> {
    const known = this.#looking.get(id);
    if (known !== undefined) return known;
    const looking = this.#lookOnce(id).finally(() => {
      this.#looking.delete(id);
      const early = this.#early.get(id) ?? [];
      this.#early.delete(id);
      if (this.#shelf.get(id) !== undefined) for (const message of early) this.take(message);
    });
    this.#looking.set(id, looking);
    return looking;
  }

  async #lookOnce(id: string): Promise<void> {
    try {
      const [whole, progress] = await Promise.all([this.#backend.job(id), this.#backend.progress(id)]);
      const asOf = sequenceOf(whole.lastEventId) ?? 0;
      const known = this.#shelf.get(id);
      const now = steadyNow();
      const fresh = fromProgress(fromWhole(known ?? unknownJob(id), whole, now, Date.now()), progress, now);
      const isOlder = known !== undefined && this.#shelf.asOf(id) > asOf;
      this.#put(isOlder ? merged(known, fresh) : fresh, asOf);
      if (!this.#isWhole) this.#after ??= whole.lastEventId;
      this.trouble.value = null;
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      this.forget(id);
      this.trouble.value = error.message;
    }
  }
}
