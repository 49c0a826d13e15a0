/**
 * A storyboard that is edited has its files as assets, whose names are known to one workspace alone. In its own file they
 * have the names that they had there.
 */

import { type Json, object } from "../wire/values.ts";

const ASSET = "asset:";

/** The name in the file of each asset: `file` is what it says, `edited` the same as it was first opened. */
export function localNames(file: Json, edited: Json): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  pair(file, edited, names);
  return names;
}

function pair(there: unknown, here: unknown, names: Map<string, string>): void {
  if (typeof here === "string") {
    if (here.startsWith(ASSET) && typeof there === "string" && there !== here) names.set(here, there);
  } else if (Array.isArray(here)) {
    if (Array.isArray(there)) here.forEach((each, index) => void pair(there[index], each, names));
  } else {
    const parts = object(there) ?? {};
    for (const [name, each] of Object.entries(object(here) ?? {})) pair(parts[name], each, names);
  }
}

/** The document with these names. */
export function named<T>(document: T, names: ReadonlyMap<string, string>): T {
  const text = JSON.stringify(document, (_, value) =>
    typeof value === "string" ? (names.get(value) ?? value) : value,
  );
  return JSON.parse(text) as T;
}
