import { expect, test } from "vitest";
import { levelOf, SILENCE, wav } from "../../../src/views/editor/microphone.ts";

test("samples become a WAV file of sixteen bits, and what is too loud is cut off", () => {
  const view = new DataView(wav(Float32Array.of(0, 0.5, -1, 2), 48_000));
  const letters = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
  expect([letters(0), letters(8), letters(12), letters(36)]).toEqual(["RIFF", "WAVE", "fmt ", "data"]);
  expect([view.getUint32(4, true), view.getUint32(24, true), view.getUint32(40, true)]).toEqual([44, 48_000, 8]);
  expect([44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([0, 16384, -32767, 32767]);
});

test("how loud it is lies between silence and full scale", () => {
  expect(levelOf(new Float32Array(8))).toEqual({ loudness: SILENCE, peak: 0 });
  expect(levelOf(new Float32Array(8).fill(-0.1)).loudness).toBeCloseTo(-20);
  expect(levelOf(Float32Array.of(0, -1, 0, 0))).toMatchObject({ peak: 1 });
  expect(levelOf(new Float32Array(8).fill(1)).loudness).toBeCloseTo(0);
});
