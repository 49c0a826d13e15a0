/** What making the film will cost, of its dry run; pure. */

import type { FilmPlan } from "../../wire/contract.ts";
import type { Document } from "./document.ts";
import { words } from "./words.ts";

export interface Cost {
  /** How many steps have to run, of how many. */
  readonly count: number;
  readonly total: number;
  readonly parts: readonly string[];
  readonly seconds: number;
}

/** Steps of a scene that wait for the timeline, and come out as they were where the scene itself is as it was. */
const OF_A_SCENE = new Set(["speak", "draw", "clip", "motion", "cues", "look", "leave"]);

/** `changed` are the ids of the scenes that are different from the film. */
export function costOf(plan: FilmPlan, document: Document, changed: ReadonlySet<string>): Cost {
  const tasks = plan.tasks.map(({ task, scene, status }) => ({ kind: task.split(":", 1)[0] ?? "", scene, status }));
  const made = new Set(tasks.filter(({ kind, status }) => OF_A_SCENE.has(kind) && status === "miss").map(sceneOf));
  const touched = new Set([...changed, ...made]);
  const due = tasks.filter(
    ({ kind, scene, status }) => status !== "hit" && (!OF_A_SCENE.has(kind) || touched.has(scene)),
  );
  const numbers = document.scenes.flatMap(({ id }, index) =>
    due.some(({ kind, scene }) => scene === id && OF_A_SCENE.has(kind)) ? [index + 1] : [],
  );
  const transitions = due.filter(({ kind }) => kind === "transition").length;
  const whole = due.filter(({ kind }) => !OF_A_SCENE.has(kind) && kind !== "transition").length;
  return {
    count: due.length,
    total: tasks.length,
    parts: [
      ...(numbers.length > 0 ? [words.scenesAgain(numbers, document.scenes.length)] : []),
      ...(transitions > 0 ? [words.transitionsAgain(transitions)] : []),
      ...(whole > 0 ? [words.wholeAgain(whole)] : []),
    ],
    seconds: plan.seconds,
  };
}

function sceneOf({ scene }: { scene: string }): string {
  return scene;
}
