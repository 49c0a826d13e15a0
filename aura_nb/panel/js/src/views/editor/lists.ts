/** Points and steps as lines that can be typed, and back. Pure. */

import { type Json, object } from "../../wire/values.ts";
import { runsOf, typed } from "./marks.ts";

/** Whether any text of these is set in more than one way: then all of them are typed with signs. */
export function isMarked(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((each) => isRuns(each) || isMarked(each));
  const point = object(value);
  return point !== null && (isRuns(point.text) || isMarked(point.items));
}

export function isRuns(value: unknown): value is Json[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => object(each) !== null && isRun(each));
}

const isRun = (each: Json) => "text" in each !== "items" in each || "tex" in each;

export function linesOf(items: unknown): string {
  const marked = isMarked(items);
  const lines: string[] = [];
  const follow = (list: unknown, depth: number) => {
    for (const item of Array.isArray(list) ? list : []) {
      const isPoint = !Array.isArray(item) && object(item) !== null;
      lines.push("  ".repeat(depth) + line(isPoint ? object(item)?.text : item, marked));
      if (isPoint) follow(object(item)?.items, depth + 1);
    }
  };
  follow(items, 0);
  return lines.join("\n");
}

function line(words: unknown, marked: boolean): string {
  const told = Array.isArray(words) ? typed(words) : typed([{ text: String(words ?? "") }]);
  return (marked ? told : String(words ?? "")).replace(/\s*\n\s*/g, " ");
}

interface Point {
  text: unknown;
  items: unknown[];
}

/** What was typed, as nested points; `flat` has none below another. `before` says how they were set. */
export function itemsOf(text: string, before: unknown, flat = false): unknown[] {
  const marked = isMarked(before);
  const roots: Point[] = [];
  const open: { depth: number; point: Point }[] = [];
  for (const each of text.split("\n")) {
    if (!each.trim()) continue;
    const words = each.trim();
    const point: Point = { text: marked ? runsOf(words, runsIn(before)) : words, items: [] };
    const depth = flat ? 0 : each.length - each.trimStart().length;
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= depth) open.pop();
    (open.at(-1)?.point.items ?? roots).push(point);
    open.push({ depth, point });
  }
  return roots.map(closed);
}

function closed({ text, items }: Point | { text: unknown; items: unknown[] }): unknown {
  return items.length === 0 ? text : { text, items: items.map((each) => closed(each as Point)) };
}

function runsIn(items: unknown): Json[] {
  if (isRuns(items)) return items;
  if (Array.isArray(items)) return items.flatMap(runsIn);
  const point = object(items);
  return point === null ? [] : [...runsIn(point.text), ...runsIn(point.items)];
}
