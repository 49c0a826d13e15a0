import { afterEach, expect, test, vi } from "vitest";
import { sharedHub } from "../../src/stream/share.ts";

const REGISTRY = Symbol.for("aura_nb.stream");
const address = { url: "http://127.0.0.1/aura/api/events", headers: () => ({}) };

afterEach(() => {
  vi.unstubAllGlobals();
  delete (globalThis as { [REGISTRY]?: unknown })[REGISTRY];
});

function worker(answer: "hello" | "error" | "throws"): { made: string[] } {
  const made: string[] = [];
  class FakeWorker {
    onerror: ((event: Event) => void) | null = null;
    readonly port: MessagePort;
    constructor(url: string, { name }: { name: string }) {
      if (answer === "throws") throw new DOMException("not allowed", "SecurityError");
      made.push(`${url} ${name}`);
      const { port1, port2 } = new MessageChannel();
      this.port = port1;
      if (answer === "hello") port2.postMessage({ kind: "hello" });
      else queueMicrotask(() => this.onerror?.(new Event("error", { cancelable: true })));
    }
  }
  vi.stubGlobal("SharedWorker", FakeWorker);
  return { made };
}

test("all panels of a page share one hub, and one worker", async () => {
  const { made } = worker("hello");
  const hubs = await Promise.all([sharedHub(address, "w.js"), sharedHub(address, "w.js"), sharedHub(address, "w.js")]);
  expect(new Set(hubs).size).toBe(1);
  expect(made).toEqual(["w.js aura_nb stream 1"]);
});

test("two servers have a hub each", async () => {
  worker("hello");
  const other = { ...address, url: "http://127.0.0.1/other/aura/api/events" };
  expect(await sharedHub(address, "w.js")).not.toBe(await sharedHub(other, "w.js"));
});

test.each(["error", "throws"] as const)(
  "where the worker's script %s, the page has a stream of its own",
  async (how) => {
    worker(how);
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (url: string) => {
      asked.push(url);
      return new Response(null, { status: 204 });
    });
    const hub = await sharedHub(address, "w.js");
    hub.open("1-4", { message() {}, state() {}, log() {}, behind() {} }).close();
    expect(asked).toEqual([address.url]);
  },
);
