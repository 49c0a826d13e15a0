import { expect, test } from "vitest";
import {
  added,
  changes,
  documentOf,
  freeId,
  joined,
  middle,
  moved,
  parted,
  put,
  type Scene,
  without,
  withScene,
} from "../../../src/views/editor/document.ts";

const scene = (id: string, narration = `About ${id}.`, show: object = { kind: "title" }): Scene => ({
  id,
  heading: id,
  narration,
  show,
});
const DOC = documentOf({ title: "Bees", scenes: ["a", "b", "c", "d"].map((id) => scene(id)) });
const ids = ({ scenes }: { scenes: readonly Scene[] }) => scenes.map(({ id }) => id).join("");

test("changing a value makes a copy and leaves the other values as they were", () => {
  const changed = put(DOC, ["scenes", 1, "show", "subtitle"], "x");
  expect(changed.scenes[1]?.show).toEqual({ kind: "title", subtitle: "x" });
  expect(changed.scenes[0]).toBe(DOC.scenes[0]);
  expect(DOC.scenes[1]?.show).toEqual({ kind: "title" });
});

test("scenes are moved, added and removed, never beyond the ends", () => {
  expect(ids(moved(DOC, "a", 2))).toBe("bcad");
  expect(ids(moved(DOC, "d", -1))).toBe("dabc");
  expect(ids(moved(DOC, "a", 9))).toBe("bcda");
  expect(moved(DOC, "a", 0)).toBe(DOC);
  expect(ids(added(DOC, "b", scene("x")))).toBe("abxcd");
  expect(ids(without(DOC, "b"))).toBe("acd");
});

test("an id is free, whatever it is like", () => {
  const doc = documentOf({ scenes: [scene("work"), scene("work-2")] });
  expect(freeId(doc, "work-2")).toBe("work-3");
  expect(freeId(doc, "x".repeat(64))).toHaveLength(61);
});

test("a scene is cut in two where its narration is, and cues stay with the words they name", () => {
  const long = { ...scene("a", "One. Two three."), cues: [{ on: "Two", show: 1 }] };
  const [first, second] = parted(DOC, long, middle("One. Two three.")) ?? [];
  expect([first?.narration, second?.narration]).toEqual(["One.", "Two three."]);
  expect([first?.cues, second?.cues]).toEqual([[], [{ on: "Two", show: 1 }]]);
  expect(second?.id).toBe("a-2");
  expect(parted(DOC, scene("a", "One"), middle("One"))).toBeNull();
  expect(parted(DOC, scene("a", "One two"), middle("One two"))?.[1].narration).toBe("two");
});

test("two scenes become one: what both say, and the points of both", () => {
  const points = (id: string, ...items: string[]) => scene(id, `Of ${id}.`, { kind: "bullets", items });
  const one = joined(points("a", "x"), points("b", "y", "z"));
  expect([one.id, one.narration, one.show]).toEqual(["a", "Of a. Of b.", { kind: "bullets", items: ["x", "y", "z"] }]);
  expect(joined(scene("a"), points("b", "y")).show).toEqual({ kind: "title" });
});

test("what changed is told scene by scene; what is empty is as if it were not there", () => {
  expect(
    changes(DOC, withScene(DOC, { ...scene("b"), voice: null, cues: [], show: { subtitle: "", kind: "title" } })),
  ).toEqual([]);
  const now = added(without(moved(withScene(DOC, scene("b", "Another.")), "d", 0), "c"), "a", scene("x"));
  expect(changes(DOC, now).map(({ id, way, number, fields }) => [id, way, number, fields.join()])).toEqual([
    ["d", "moved", 1, ""],
    ["x", "added", 3, ""],
    ["b", "changed", 4, "narration"],
    ["c", "removed", 3, ""],
  ]);
});
