/** One storyboard under the editor's hands: the document, what is selected, what can be undone, and its saving. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Host } from "../../host.ts";
import type { StoryboardDraft } from "../../wire/contract.ts";
import { object, text } from "../../wire/values.ts";
import { type Change, changes, type Document, documentOf, placeOf, type Scene, withScene } from "./document.ts";
import { Saver } from "./saver.ts";

interface Step {
  readonly document: Document;
  readonly selected: string;
}

/** What is typed at one place within this time is undone as one. */
const TOGETHER_MS = 1000;
const MOST_STEPS = 300;

export class Editing {
  readonly id: string;
  /** What the film was made of; null where there is no film yet. */
  readonly film: Document | null;
  readonly document: ReadonlySignal<Document>;
  readonly selected: ReadonlySignal<string>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  readonly changes: ReadonlySignal<readonly Change[]>;
  readonly saver: Saver;
  readonly #document;
  readonly #selected;
  readonly #past = signal<readonly Step[]>([]);
  readonly #future = signal<readonly Step[]>([]);
  #last = { place: "", time: 0 };

  constructor(id: string, document: Document, version: number, film: Document | null, host: Host) {
    this.id = id;
    this.film = film;
    this.#document = signal(document);
    this.document = this.#document;
    this.#selected = signal(document.scenes[0]?.id ?? "");
    this.selected = this.#selected;
    this.canUndo = computed(() => this.#past.value.length > 0);
    this.canRedo = computed(() => this.#future.value.length > 0);
    const beginning = film ?? document;
    this.changes = computed(() => changes(beginning, this.#document.value));
    const shelf = {
      read: async () => storedOf(await host.readDraft(id)),
      write: async (now: Document, over: number) => (await host.saveDraft(id, now, over)).version,
    };
    this.saver = new Saver(shelf, { document, version }, () => this.#document.peek());
  }

  static async of(host: Host, id: string): Promise<Editing> {
    const answer = await host.readDraft(id);
    const { document, version } = storedOf(answer);
    const film = object(answer.film);
    return new Editing(id, document, version, film && documentOf(film), host);
  }

  get scene(): Scene | undefined {
    const { scenes } = this.#document.value;
    return scenes[placeOf(this.#document.value, this.#selected.value)] ?? scenes[0];
  }

  select(id: string): void {
    this.#selected.value = id;
  }

  /** Make it another document. Changes at one `place`, such as the letters of a word, are undone together. */
  change(next: Document, { select, place = "" }: { select?: string; place?: string } = {}): void {
    const now = this.#document.peek();
    if (next === now) return;
    const time = Date.now();
    const goesOn = place !== "" && place === this.#last.place && time - this.#last.time < TOGETHER_MS;
    this.#last = { place, time };
    if (!goesOn) {
      const step = { document: now, selected: this.#selected.peek() };
      this.#past.value = [...this.#past.peek().slice(1 - MOST_STEPS), step];
    }
    this.#future.value = [];
    this.#become(next, select ?? this.#selected.peek());
  }

  changeScene(scene: Scene, place = ""): void {
    this.change(withScene(this.#document.peek(), scene), { place: place && `${scene.id} ${place}` });
  }

  undo(): void {
    this.#travel(this.#past, this.#future);
  }

  redo(): void {
    this.#travel(this.#future, this.#past);
  }

  /** What somebody else saved, in place of this; it can be undone. */
  async takeTheirs(): Promise<void> {
    this.change(await this.saver.theirs());
  }

  #travel(from: Signal<readonly Step[]>, to: Signal<readonly Step[]>): void {
    const step = from.peek().at(-1);
    if (step === undefined) return;
    from.value = from.peek().slice(0, -1);
    to.value = [...to.peek(), { document: this.#document.peek(), selected: this.#selected.peek() }];
    this.#last = { place: "", time: 0 };
    this.#become(step.document, step.selected);
  }

  #become(document: Document, selected: string): void {
    this.#document.value = document;
    const isThere = placeOf(document, selected) >= 0;
    this.#selected.value = isThere ? selected : (document.scenes[0]?.id ?? "");
    this.saver.touched();
  }
}

function storedOf({ storyboard, version }: StoryboardDraft) {
  return { document: documentOf(storyboard), version };
}

/** The title of a storyboard. */
export function titleOf(document: Document): string {
  return text(document.title) ?? "";
}
