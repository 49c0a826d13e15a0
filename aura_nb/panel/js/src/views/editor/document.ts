/** A storyboard as the editor changes it: plain JSON, never changed in place. Pure. */

import { type Json, object, objects, text } from "../../wire/values.ts";

export interface Scene extends Json {
  readonly id: string;
}

export interface Document extends Json {
  readonly scenes: readonly Scene[];
}

export type Path = readonly (string | number)[];

export function documentOf(value: unknown): Document {
  const found = object(value) ?? {};
  return { ...found, scenes: objects(found.scenes).map((scene) => ({ ...scene, id: text(scene.id) ?? "" })) };
}

/** What is at a place of a value; undefined where there is nothing. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, key) => (found as Record<string | number, unknown> | undefined)?.[key], value);
}

/** A value with something else at a place. */
export function put<T>(value: T, path: Path, to: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return to as T;
  const inner = put((value as Record<string | number, unknown> | undefined)?.[key], rest, to);
  if (Array.isArray(value)) return value.with(key as number, inner) as T;
  return { ...value, [key]: inner };
}

export function withScene(doc: Document, scene: Scene): Document {
  return { ...doc, scenes: doc.scenes.map((each) => (each.id === scene.id ? scene : each)) };
}

export function placeOf(doc: Document, id: string): number {
  return doc.scenes.findIndex((scene) => scene.id === id);
}

/** The words of a text, whether it is a string or runs. */
export function plain(value: unknown): string {
  if (typeof value === "string") return value;
  return objects(value)
    .map((run) => text(run.text) || (text(run.tex) ?? ""))
    .join("");
}

export function headingOf(scene: Scene): string {
  return plain(scene.heading);
}

export function kindOf(scene: Scene): string {
  return text(object(scene.show)?.kind) ?? "title";
}

export function narrationOf(scene: Scene): string {
  return text(scene.narration) ?? "";
}

/** Whether its narration is made of the turns of a dialogue. */
export function isDialogue(scene: Scene): boolean {
  return Array.isArray(scene.say) && scene.say.length > 0;
}

/** Whether it sounds otherwise than the film's voice reads its narration: it is a dialogue, or a recording. */
export function isFixed(scene: Scene): boolean {
  return isDialogue(scene) || Boolean(scene.audio);
}

/** A scene moved so that it stands at this place. */
export function moved(doc: Document, id: string, to: number): Document {
  const from = placeOf(doc, id);
  const scene = doc.scenes[from];
  if (scene === undefined) return doc;
  const others = doc.scenes.toSpliced(from, 1);
  const place = Math.max(0, Math.min(others.length, to));
  return place === from ? doc : { ...doc, scenes: others.toSpliced(place, 0, scene) };
}

export function without(doc: Document, id: string): Document {
  return { ...doc, scenes: doc.scenes.filter((scene) => scene.id !== id) };
}

/** With a new scene after another one; at the end where there is none of that id. */
export function added(doc: Document, after: string, scene: Scene): Document {
  const place = placeOf(doc, after);
  return { ...doc, scenes: doc.scenes.toSpliced(place < 0 ? doc.scenes.length : place + 1, 0, scene) };
}

const LONGEST_ID = 64;

/** An id like this one that no scene has. */
export function freeId(doc: Document, like: string): string {
  const taken = new Set(doc.scenes.map((scene) => scene.id));
  const stem = like.replace(/-\d+$/, "").slice(0, LONGEST_ID - 5) || "scene";
  for (let number = 2; ; number += 1) {
    const id = `${stem}-${number}`;
    if (!taken.has(id)) return id;
  }
}

export function copied(doc: Document, scene: Scene): Scene {
  return { ...scene, id: freeId(doc, scene.id) };
}

/** Cues name what is said: those for other words go. */
function onlySaid(scene: Scene): Scene {
  const said = narrationOf(scene);
  const cues = objects(scene.cues).filter((cue) => said.includes(text(cue.on) ?? "\u0000"));
  return { ...scene, cues };
}

/** A scene cut in two where its narration is: both show the same. Null where one of them would say nothing. */
export function parted(doc: Document, scene: Scene, place: number): readonly [Scene, Scene] | null {
  const said = narrationOf(scene);
  const [first, second] = [said.slice(0, Math.max(0, place)).trim(), said.slice(place).trim()];
  if (!first || !second) return null;
  return [
    onlySaid({ ...scene, narration: first, pauseAfter: null }),
    onlySaid({ ...scene, id: freeId(doc, scene.id), narration: second }),
  ];
}

/** Where a narration can best be cut: after the sentence that ends nearest to its middle, else between two words. */
export function middle(said: string): number {
  const ends = [...said.matchAll(/[.!?…。！？]+["'”’)]*\s+/gu), ...said.matchAll(/\n+/gu)].map(
    (found) => found.index + found[0].length,
  );
  const inside = ends.filter((end) => said.slice(0, end).trim() && said.slice(end).trim());
  const words = [...said.trimEnd().matchAll(/\s+/gu)].map((found) => found.index + found[0].length);
  const half = said.length / 2;
  const nearest = (places: number[]) => places.toSorted((a, b) => Math.abs(a - half) - Math.abs(b - half))[0];
  return nearest(inside) ?? nearest(words) ?? 0;
}

/** Two scenes as one: what both say; points of both where both have points, else what the first shows. */
export function joined(first: Scene, second: Scene): Scene {
  const said = [narrationOf(first), narrationOf(second)].filter((words) => words.trim()).join(" ");
  const [one, two] = [object(first.show) ?? {}, object(second.show) ?? {}];
  const isList = one.kind === two.kind && Array.isArray(one.items) && Array.isArray(two.items);
  const items = [...((one.items as unknown[]) ?? []), ...((two.items as unknown[]) ?? [])];
  const scene = { ...first, narration: said, pauseAfter: second.pauseAfter ?? null };
  return isList ? { ...scene, show: { ...one, items } } : scene;
}

const known = new WeakMap<object, string>();

/** The same text for values that mean the same: what is empty is as if it were not there. */
export function canon(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const told = known.get(value) ?? JSON.stringify(bare(value));
  known.set(value, told);
  return told;
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => bare(each) ?? "");
  if (typeof value !== "object") return value;
  if (value === null) return undefined;
  const kept = Object.entries(value)
    .map(([key, each]) => [key, bare(each)] as const)
    .filter(([, each]) => each !== undefined && each !== "" && !(Array.isArray(each) && each.length === 0))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

export type Way = "added" | "removed" | "moved" | "changed";

export interface Change {
  readonly id: string;
  readonly way: Way;
  /** Its place now; where it was, of one that is removed. */
  readonly number: number;
  readonly heading: string;
  /** What of it is different. */
  readonly fields: readonly string[];
  readonly before: Scene | null;
  readonly now: Scene | null;
}

/** What is different from the film, in the order of the scenes; what was removed comes last. */
export function changes(film: Document, now: Document): readonly Change[] {
  const before = new Map(film.scenes.map((scene) => [scene.id, scene]));
  const kept = new Set(now.scenes.map((scene) => scene.id));
  const places = new Map(film.scenes.filter(({ id }) => kept.has(id)).map((scene, place) => [scene.id, place]));
  const still = inOrder(now.scenes.map(({ id }) => places.get(id)).filter((place) => place !== undefined));
  const found: Change[] = [];
  now.scenes.forEach((scene, index) => {
    const old = before.get(scene.id) ?? null;
    const told = { id: scene.id, number: index + 1, heading: headingOf(scene), before: old, now: scene };
    if (old === null) found.push({ ...told, way: "added", fields: [] });
    else if (canon(old) !== canon(scene)) found.push({ ...told, way: "changed", fields: different(old, scene) });
    else if (!still.has(places.get(scene.id) ?? -1)) found.push({ ...told, way: "moved", fields: [] });
  });
  film.scenes.forEach((scene, index) => {
    if (kept.has(scene.id)) return;
    const told = { id: scene.id, number: index + 1, heading: headingOf(scene), before: scene, now: null };
    found.push({ ...told, way: "removed", fields: [] });
  });
  return found;
}

function different(old: Scene, now: Scene): string[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.filter((name) => canon({ of: old[name] }) !== canon({ of: now[name] }));
}

/** The most of these numbers that stand in their order: the others were moved. */
function inOrder(places: readonly number[]): ReadonlySet<number> {
  const ends: number[] = [];
  const before: (number | null)[] = [];
  places.forEach((place, index) => {
    let low = 0;
    for (let high = ends.length; low < high; ) {
      const half = (low + high) >> 1;
      if ((places[ends[half] ?? 0] ?? 0) < place) low = half + 1;
      else high = half;
    }
    before[index] = low > 0 ? (ends[low - 1] ?? null) : null;
    ends[low] = index;
  });
  const kept = new Set<number>();
  for (let index = ends.at(-1) ?? null; index !== null; index = before[index] ?? null) kept.add(places[index] ?? 0);
  return kept;
}
