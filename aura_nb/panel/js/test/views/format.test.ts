import { describe, expect, test } from "vitest";
import { ago, clock, percent, size } from "../../src/views/format.ts";

describe("times and sizes", () => {
  test.each([
    [0, "0:00"],
    [7.9, "0:07"],
    [65, "1:05"],
    [3599.99, "59:59"],
    [3723, "1:02:03"],
    [-4, "0:00"],
  ])("%d seconds are %s", (seconds, said) => expect(clock(seconds)).toBe(said));

  test.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [48_200, "48 kB"],
    [1_482_311, "1.5 MB"],
    [2_000_000_000, "2 GB"],
    [3e15, "3,000,000 GB"],
  ])("%d bytes are %s", (bytes, said) => expect(size(bytes)).toBe(said));

  test("100 % is said when all is done, and not before", () => {
    expect(percent(99.99)).toBe("99\u202f%");
    expect(percent(100)).toBe("100\u202f%");
  });

  test("a moment is said in the largest unit that fits", () => {
    const now = Date.parse("2026-05-04T12:00:00Z");
    expect(ago("2026-05-04T11:59:40Z", now)).toBe("now");
    expect(ago("2026-05-04T11:58:00Z", now)).toBe("2 min. ago");
    expect(ago("2026-05-04T09:00:00Z", now)).toBe("3 hr. ago");
    expect(ago("2026-05-03T09:00:00Z", now)).toBe("yesterday");
    expect(ago("no time", now)).toBe("");
  });

  test("a clock that goes ahead of ours makes no future of the past", () => {
    const now = Date.parse("2026-05-04T12:00:00Z");
    expect(ago("2026-05-04T12:00:05Z", now)).toBe("now");
  });
});
