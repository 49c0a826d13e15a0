import { expect, test } from "vitest";
import { localNames, named } from "../../src/page/local-names.ts";

const FILE = {
  scenes: [
    { id: "a", show: { image: "bee.png" } },
    { id: "b", audio: "b.m4a" },
  ],
  music: "soft",
};
const OPENED = {
  version: 1,
  scenes: [
    { id: "a", show: { kind: "picture", image: "asset:1" } },
    { id: "b", audio: "asset:2" },
  ],
  music: "soft",
};

test("files have their own names again, wherever their scene has gone", () => {
  const names = localNames(FILE, OPENED);
  const edited = { ...OPENED, scenes: [...OPENED.scenes].reverse() };
  expect(named(edited, names).scenes).toEqual([
    { id: "b", audio: "b.m4a" },
    { id: "a", show: { kind: "picture", image: "bee.png" } },
  ]);
});

test("what was sent since, and what the file itself calls an asset, keep their names", () => {
  const names = localNames({ scenes: [{ show: { image: "asset:1" } }] }, { scenes: [{ show: { image: "asset:1" } }] });
  expect(named({ image: "asset:1", other: "asset:3" }, names)).toEqual({ image: "asset:1", other: "asset:3" });
});
