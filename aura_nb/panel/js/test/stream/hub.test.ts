import { beforeEach, expect, test } from "vitest";
import { Hub } from "../../src/stream/hub.ts";
import type { Hearer, Source } from "../../src/stream/source.ts";
import type { LineState } from "../../src/stream/state.ts";
import { message, settled } from "../support.ts";

class FakeSource implements Source {
  readonly calls: string[] = [];
  readonly hearer: Hearer;

  constructor(hearer: Hearer) {
    this.hearer = hearer;
  }
  open(after: string) {
    this.calls.push(`open ${after}`);
  }
  close() {
    this.calls.push("close");
  }
  nudge(anew: boolean) {
    this.calls.push(`nudge ${anew}`);
  }
  say(sequence: number) {
    this.hearer.message(message("warning", sequence, { jobId: "a" }));
  }
}

class Reader implements Hearer {
  readonly ids: (string | null)[] = [];
  readonly states: LineState["state"][] = [];
  readonly lines: string[] = [];
  isBehind = false;
  message = ({ id, type }: { id: string | null; type: string }) =>
    void this.ids.push(id === null ? type : (id.split("-")[1] ?? ""));
  state = ({ state }: LineState) => void this.states.push(state);
  log = ({ text }: { text: string }) => void this.lines.push(text);
  behind = () => {
    this.isBehind = true;
  };
}

let source: FakeSource;
let hub: Hub;

beforeEach(() => {
  hub = new Hub((hearer) => {
    source = new FakeSource(hearer);
    return source;
  });
});

test("the source is open while anybody reads, and not a moment longer", () => {
  const one = hub.open("1-4", new Reader());
  const other = hub.open("1-4", new Reader());
  expect(source.calls).toEqual(["open 1-4"]);
  one.close();
  expect(source.calls).toEqual(["open 1-4"]);
  other.close();
  other.close();
  expect(source.calls).toEqual(["open 1-4", "close"]);
});

test("each reader gets what follows its own id, once", () => {
  const [early, late] = [new Reader(), new Reader()];
  hub.open("1-4", early);
  source.say(5);
  source.say(6);
  hub.open("1-5", late);
  source.say(7);
  expect(early.ids).toEqual(["5", "6", "7"]);
  expect(late.ids).toEqual(["6", "7"]);
});

test("a reader whose list is newer than the stream hears nothing twice", () => {
  const reader = new Reader();
  hub.open("1-4", new Reader());
  hub.open("1-6", reader);
  for (const sequence of [5, 6, 7]) source.say(sequence);
  expect(reader.ids).toEqual(["7"]);
});

test("a reader that wants more than is kept is told to list again", async () => {
  const [behind, first] = [new Reader(), new Reader()];
  hub.open("1-10", first);
  hub.open("1-3", behind);
  await settled();
  expect(behind.isBehind).toBe(true);
  expect(first.isBehind).toBe(false);
});

test("no more than a thousand events are kept", async () => {
  hub.open("1-0", new Reader());
  for (let sequence = 1; sequence <= 1500; sequence += 1) source.say(sequence);
  const [near, far] = [new Reader(), new Reader()];
  hub.open("1-600", near);
  hub.open("1-400", far);
  await settled();
  expect(near.ids).toHaveLength(900);
  expect(far.isBehind).toBe(true);
});

test("a new reader hears at once how the line is", () => {
  const reader = new Reader();
  hub.open("1-4", new Reader());
  source.hearer.state({ state: "connected" });
  hub.open("1-4", reader);
  expect(reader.states).toEqual(["connected"]);
});

test("one reader writes the console, however many there are", () => {
  const readers = [new Reader(), new Reader(), new Reader()];
  for (const reader of readers) hub.open("1-4", reader);
  source.hearer.log({ level: "info", text: "hello" });
  expect(readers.flatMap(({ lines }) => lines)).toEqual(["hello"]);
});

test("a reset begins anew for all of them", () => {
  const reader = new Reader();
  hub.open("1-4000", reader);
  source.hearer.message(message("reset", 2, { reason: "another log" }));
  source.hearer.message(message("snapshot", 2, { jobId: "a" }));
  source.say(3);
  expect(reader.ids).toEqual(["2", "2", "3"]);
});

test("when the source itself is behind, every reader lists again and the next opening is a new one", () => {
  const readers = [new Reader(), new Reader()];
  for (const reader of readers) hub.open("1-4", reader);
  source.hearer.behind();
  expect(readers.every(({ isBehind }) => isBehind)).toBe(true);
  hub.open("1-9", new Reader());
  expect(source.calls).toEqual(["open 1-4", "open 1-9"]);
});

test("a closed reading nudges nobody", () => {
  const one = hub.open("1-4", new Reader());
  hub.open("1-4", new Reader());
  one.nudge(true);
  one.close();
  one.nudge(true);
  expect(source.calls).toEqual(["open 1-4", "nudge true"]);
});
