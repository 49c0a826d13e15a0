/**
 * Saves a document as it changes, over the version it was made from. What it calls saved is on the server's disk.
 *
 * A line that is cut, or a server that is gone, is tried again until it is there; a version that somebody else saved is
 * never written over without being told of.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { FieldProblem } from "../../problem.ts";
import { isProblem, Problem } from "../../problem.ts";
import type { Document } from "./document.ts";

export type Saving =
  /** `refused`: it is not saved before what is wrong is corrected. */
  | { readonly state: "saved" | "pending" | "saving" | "conflict" | "refused" }
  /** It is tried again. */
  | { readonly state: "waiting"; readonly reason: string };

/** Why the engine would not save a document. */
export interface Refusal {
  readonly message: string;
  readonly fields: readonly FieldProblem[];
  readonly of: Document;
}

/** What the server has. */
export interface Stored {
  readonly document: Document;
  readonly version: number;
}

export interface Shelf {
  read(): Promise<Stored>;
  /** The new version. */
  write(document: Document, version: number): Promise<number>;
}

const AFTER_MS = 400;
const AGAIN_MS = [1000, 2000, 4000, 8000, 15_000];

export class Saver {
  readonly saving: ReadonlySignal<Saving>;
  /** What is wrong, until something is saved. */
  readonly refusal: ReadonlySignal<Refusal | null>;
  readonly #saving = signal<Saving>({ state: "saved" });
  readonly #refusal = signal<Refusal | null>(null);
  readonly #shelf: Shelf;
  readonly #now: () => Document;
  #stored: Stored;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #under: Promise<void> | null = null;
  #failures = 0;

  constructor(shelf: Shelf, stored: Stored, now: () => Document) {
    this.saving = this.#saving;
    this.refusal = this.#refusal;
    this.#shelf = shelf;
    this.#stored = stored;
    this.#now = now;
  }

  get version(): number {
    return this.#stored.version;
  }

  get isSaved(): boolean {
    return this.#now() === this.#stored.document && this.#under === null;
  }

  /** The document has changed. */
  touched(): void {
    if (this.#saving.value.state === "conflict") return;
    if (this.#under === null) {
      const isBack = this.#now() === this.#stored.document;
      if (isBack) this.#refusal.value = null;
      if (isBack || this.#saving.value.state !== "waiting") this.#settle({ state: isBack ? "saved" : "pending" });
      if (isBack) return;
    }
    this.#timer ??= setTimeout(() => this.#begin(), AFTER_MS);
  }

  /** Save at once; whether all is saved. */
  async flush(): Promise<boolean> {
    // What was begun before may be of an older state.
    while (!this.isSaved && this.#saving.value.state !== "conflict") {
      const failed = this.#failures;
      await (this.#under ?? this.#begin());
      if (this.#saving.value.state === "refused" || this.#failures > failed) break;
    }
    return this.isSaved;
  }

  /** Saves this document over what somebody else saved in the meantime. */
  async overwrite(): Promise<void> {
    this.#stored = { document: this.#stored.document, version: (await this.#shelf.read()).version };
    this.#settle({ state: "pending" });
    await this.flush();
  }

  /** Reads what somebody else saved in the meantime, which then takes the place of this document. */
  async theirs(): Promise<Document> {
    this.#stored = await this.#shelf.read();
    this.#settle({ state: "saved" });
    return this.#stored.document;
  }

  #begin(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#under ??= this.#save().finally(() => {
      this.#under = null;
      if (this.#now() === this.#stored.document) this.#settle({ state: "saved" });
    });
    return this.#under;
  }

  async #save(): Promise<void> {
    while (this.#now() !== this.#stored.document) {
      const document = this.#now();
      if (this.#saving.value.state !== "waiting") this.#settle({ state: "saving" });
      try {
        const version = await this.#shelf.write(document, this.#stored.version);
        this.#stored = { document, version };
        this.#failures = 0;
        this.#refusal.value = null;
      } catch (error) {
        return this.#failed(error, document);
      }
    }
  }

  #failed(error: unknown, of: Document): void {
    const problem = isProblem(error) ? error : new Problem(String(error));
    const { status, fields, message } = problem;
    const isFinal = status >= 400 && status < 500 && status !== 401 && status !== 403 && status !== 429;
    this.#failures += 1;
    if (status === 412) this.#settle({ state: "conflict" });
    else if (isFinal) {
      this.#refusal.value = { message, fields, of };
      this.#settle({ state: "refused" });
    } else {
      this.#settle({ state: "waiting", reason: message });
      const delay = AGAIN_MS[Math.min(this.#failures, AGAIN_MS.length) - 1];
      this.#timer ??= setTimeout(() => this.#begin(), delay);
    }
  }

  #settle(saving: Saving): void {
    this.#saving.value = saving;
  }
}
