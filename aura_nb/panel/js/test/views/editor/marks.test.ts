import { expect, test } from "vitest";
import { itemsOf, linesOf } from "../../../src/views/editor/lists.ts";
import { runsOf, typed } from "../../../src/views/editor/marks.ts";

const RUNS = [
  [[{ text: "H" }, { text: "2", sub: true }, { text: "O" }], "H~2~O"],
  [
    [
      { text: "a ", bold: true },
      { text: "b", bold: true, italic: true },
      { text: " c", italic: true },
    ],
    "**a *b** c*",
  ],
  [[{ text: "x", code: true }, { text: " and " }, { tex: "a^2_{i}" }], "`x` and $a^2_{i}$"],
  [
    [{ text: "see " }, { text: "the ", link: "https://x/(y)" }, { text: "page", bold: true, link: "https://x/(y)" }],
    null,
  ],
  [[{ text: "2 * 3 [x](y) \\ ~ ^ $ `" }, { text: "!", bold: true }], null],
  [
    [
      { text: "`\\", code: true },
      { text: "n", sup: true },
    ],
    null,
  ],
] as const;

test.each(RUNS)("runs are typed with signs, and are the same when they are read again: %j", (runs, line) => {
  if (line !== null) expect(typed(runs)).toBe(line);
  expect(runsOf(typed(runs))).toEqual(runs);
});

test("what is set in one way is a string, and a sign without its fellow is a sign", () => {
  expect(runsOf("plain words")).toBe("plain words");
  expect(runsOf("")).toBe("");
  expect(runsOf("2 * 3")).toBe("2 * 3");
  expect(runsOf("a [b] c `d")).toBe("a [b] c `d");
});

test("a formula keeps the words that stand for it", () => {
  expect(runsOf("so $E=mc^2$!", [{ tex: "E=mc^2", text: "E equals" }])).toEqual([
    { text: "so " },
    { tex: "E=mc^2", text: "E equals" },
    { text: "!" },
  ]);
});

test("points are lines, those below another further in; they are the same when they are read again", () => {
  const items = ["Crops", { text: "Animals", items: ["birds", { text: "bats", items: ["fruit bats"] }] }, "More"];
  const lines = "Crops\nAnimals\n  birds\n  bats\n    fruit bats\nMore";
  expect(linesOf(items)).toBe(lines);
  expect(itemsOf(lines, items)).toEqual(items);
  expect(itemsOf("a\n\n  b *c*\n", items)).toEqual([{ text: "a", items: ["b *c*"] }]);
  expect(itemsOf("a\n  b", [], true)).toEqual(["a", "b"]);
});

test("where one of the points is set in more than one way, all of them are typed with signs", () => {
  const items = ["2 * 3 * 4", [{ text: "H" }, { text: "2", sub: true }, { text: "O" }]];
  expect(linesOf(items)).toBe("2 \\* 3 \\* 4\nH~2~O");
  expect(itemsOf(linesOf(items), items)).toEqual(items);
});
