/** Why the jobs cannot be asked for: nobody answers, or the server answers that it can do nothing now, and why. */

import type { Connection } from "../host.ts";
import { Problem, wordsOf } from "../problem.ts";

export type Unreachable = Extract<Connection, { state: "lost" | "failing" }>;

export function unreachable(error: unknown): Unreachable {
  const answered = error instanceof Problem && error.status >= 500;
  return { state: answered ? "failing" : "lost", reason: wordsOf(error) };
}
