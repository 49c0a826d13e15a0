/** What the fields of a scene are given: its values, the way to change them, and what is wrong with them. */

import { at, type Path, put, type Scene } from "./document.ts";
import type { Editing } from "./editing.ts";
import type { Refusal } from "./saver.ts";

export interface Hands {
  readonly scene: Scene;
  get(path: Path): unknown;
  /** Nothing takes the field away. */
  set(path: Path, to: unknown): void;
  /** In the engine's words; of the field itself and of all within it. */
  wrong(path: Path): string | undefined;
}

export function handsOf(editing: Editing, scene: Scene, refusal: Refusal | null): Hands {
  const problems = problemsOf(refusal, scene.id);
  return {
    scene,
    get: (path) => at(scene, path),
    set: (path, to) => {
      // As it is now: a file may have been under way for long, while something else of the scene was typed.
      const now = editing.document.peek().scenes.find(({ id }) => id === scene.id);
      if (now !== undefined) editing.changeScene(put(now, path, to), path.join("."));
    },
    wrong: (path) => {
      const own = named(path);
      const found = problems.filter(({ place }) => place === own || within(place, own));
      return found.length > 0 ? found.map(({ message }) => sentence(message)).join(" ") : undefined;
    },
  };
}

export interface SceneProblem {
  /** Within the scene, such as `show.items[2]`. */
  readonly place: string;
  readonly message: string;
}

/** What is wrong with a scene, wherever it stands now. */
export function problemsOf(refusal: Refusal | null, scene: string): readonly SceneProblem[] {
  if (refusal === null) return [];
  return refusal.fields.flatMap(({ field, message }) => {
    const found = /^storyboard\.scenes\[(\d+)\]\.?(.*)$/.exec(field);
    if (found === null || refusal.of.scenes[Number(found[1])]?.id !== scene) return [];
    return [{ place: found[2] ?? "", message }];
  });
}

/** What is wrong with no scene. */
export function otherProblems(refusal: Refusal | null): readonly string[] {
  if (refusal === null) return [];
  const others = refusal.fields.filter(({ field }) => !/^storyboard\.scenes\[\d+\]/.test(field));
  if (refusal.fields.length === 0) return [refusal.message];
  return others.map(({ field, message }) => `${field}: ${message}`);
}

/** Those that no field of the form shows. */
export function unplaced(problems: readonly SceneProblem[], shown: readonly string[]): readonly string[] {
  return problems
    .filter(({ place }) => !shown.some((own) => place === own || within(place, own)))
    .map(({ place, message }) => `${place}: ${message}`);
}

export function named(path: Path): string {
  return path.reduce<string>(
    (told, key) => (typeof key === "number" ? `${told}[${key}]` : told ? `${told}.${key}` : key),
    "",
  );
}

function within(place: string, own: string): boolean {
  return place.startsWith(`${own}.`) || place.startsWith(`${own}[`);
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
