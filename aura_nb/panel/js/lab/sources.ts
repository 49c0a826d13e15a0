/** What films can be made of, as the server's page says: every source that the server has, and no others. */

import { object, objects, text } from "../src/wire/values.ts";

export interface Source {
  /** What a person calls it, such as `notebook`. */
  readonly label: string;
  /** The names of its files: a star stands for anything. */
  readonly names: readonly string[];
}

/** Null where the page's server has no Aura. */
export function sourcesOf(page: Document = document): readonly Source[] | null {
  try {
    const told = object(JSON.parse(page.getElementById("jupyter-config-data")?.textContent ?? ""));
    if (!Array.isArray(told?.auraSources)) return null;
    return objects(told.auraSources).map((each) => ({
      label: text(each.label) ?? "",
      names: Array.isArray(each.names) ? each.names.filter((name) => typeof name === "string") : [],
    }));
  } catch {
    return null;
  }
}

/** Where several people write together, a file of the server has this drive before its path. */
const SHARED = /^RTC:/;

/** The path of a file below the server's folder; null of one in another drive, which the server does not have. */
export function serverPath(path: string): string | null {
  const found = path.replace(SHARED, "");
  return /^[^/]+:/.test(found) ? null : found;
}

/** The source that a file is. */
export function sourceOf(path: string, sources: readonly Source[]): Source | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return sources.find(({ names }) => names.some((pattern) => patternOf(pattern).test(name))) ?? null;
}

function patternOf(names: string): RegExp {
  const parts = names.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i");
}
