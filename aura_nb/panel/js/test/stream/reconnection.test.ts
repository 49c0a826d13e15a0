import { expect, test } from "vitest";
import { Reconnection } from "../../src/stream/reconnection.ts";
import { retryAfterMs } from "../../src/stream/retry-after.ts";

test("five attempts after 1, 2, 4, 8 and 16 seconds, then one every 30", () => {
  const line = new Reconnection();
  const waits = Array.from({ length: 7 }, () => line.lost());
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
});

test("it is lost after the fifth attempt failed, not before", () => {
  const line = new Reconnection();
  for (let attempt = 0; attempt < 5; attempt += 1) line.lost();
  expect(line.isLost).toBe(false);
  line.lost();
  expect(line.isLost).toBe(true);
});

test("the count starts anew once bytes have come for ten seconds", () => {
  const line = new Reconnection();
  line.lost();
  line.lost();
  line.opened();
  expect(line.heard(0)).toBe(false);
  expect(line.heard(9999)).toBe(false);
  expect(line.attempt).toBe(2);
  expect(line.heard(10_000)).toBe(true);
  expect(line.lost()).toBe(1000);
});

test("the ten seconds are of one connection", () => {
  const line = new Reconnection();
  line.lost();
  line.opened();
  line.heard(0);
  line.opened();
  expect(line.heard(12_000)).toBe(false);
});

test("a longer Retry-After is heeded, a shorter one is not, an absurd one is bounded", () => {
  const line = new Reconnection();
  expect(line.lost(5000)).toBe(5000);
  expect(line.lost(500)).toBe(2000);
  expect(line.lost(86_400_000)).toBe(300_000);
});

test("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-05-04T09:00:00Z");
  const asked = (value: string) => retryAfterMs(new Headers({ "Retry-After": value }), now);
  expect(asked("7")).toBe(7000);
  expect(asked("Mon, 04 May 2026 09:00:03 GMT")).toBe(3000);
  expect(asked("Mon, 04 May 2026 08:00:00 GMT")).toBe(0);
  expect(asked("later")).toBeNull();
  expect(retryAfterMs(new Headers(), now)).toBeNull();
});
