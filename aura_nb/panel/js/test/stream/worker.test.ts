/** A page and the worker, over real ports. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Desk } from "../../src/stream/desk.ts";
import { Hub } from "../../src/stream/hub.ts";
import { GONE_MS, type ToPage } from "../../src/stream/protocol.ts";
import { RemoteLine } from "../../src/stream/remote.ts";
import { FakeServer, frame } from "../support.ts";

let server: FakeServer;
let desk: Desk;
const ports: MessagePort[] = [];

beforeEach(() => {
  server = new FakeServer();
  desk = new Desk(server.fetch);
});

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** A page with its hub, once the worker has said hello. */
async function page(
  xsrf = "x",
): Promise<{ hub: Hub; ids: string[]; hearer: Parameters<Hub["open"]>[1]; behind: () => number }> {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const hello = new Promise<void>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<ToPage>) => data.kind === "hello" && resolve();
  });
  desk.welcome(port2);
  await hello;
  const address = { url: "http://127.0.0.1/aura/api/events", headers: () => ({ "X-XSRFToken": xsrf }) };
  const hub = new Hub((hearer) => new RemoteLine(port1, address, hearer));
  const ids: string[] = [];
  let behind = 0;
  const hearer = {
    message: ({ id }: { id: string | null }) => void ids.push(id ?? ""),
    state: () => {},
    log: () => {},
    behind: () => {
      behind += 1;
    },
  };
  return { hub, ids, hearer, behind: () => behind };
}

test("three pages have one stream, and each gets everything", async () => {
  const pages = [await page(), await page(), await page()];
  for (const { hub, hearer } of pages) hub.open("1-4", hearer);
  await vi.waitFor(() => expect(server.connections).toHaveLength(1));
  server.last.pipe.write(frame("warning", 5, { jobId: "a" }));
  await vi.waitFor(() => {
    for (const { ids } of pages) expect(ids).toEqual(["1700000000000-5"]);
  });
  expect(server.connections).toHaveLength(1);
});

test("the stream ends with its last reader and begins again where that one was", async () => {
  const [one, other] = [await page(), await page()];
  const readings = [one, other].map(({ hub, hearer }) => hub.open("1-4", hearer));
  await vi.waitFor(() => expect(server.connections).toHaveLength(1));
  readings[0]?.close();
  readings[1]?.close();
  await vi.waitFor(() => expect(server.last.isAborted()).toBe(true));
  one.hub.open("1700000000000-9", one.hearer);
  await vi.waitFor(() => expect(server.connections).toHaveLength(2));
  expect(server.last.headers["Last-Event-ID"]).toBe("1700000000000-9");
});

test("the page's newest credentials are used", async () => {
  const { hub, hearer } = await page("fresh");
  hub.open("1-4", hearer);
  await vi.waitFor(() => expect(server.connections).toHaveLength(1));
  expect(server.last.headers["X-XSRFToken"]).toBe("fresh");
});

test("a page that wants older events than the worker keeps is told to list again", async () => {
  const [first, late] = [await page(), await page()];
  first.hub.open("1-100", first.hearer);
  await vi.waitFor(() => expect(server.connections).toHaveLength(1));
  late.hub.open("1-3", late.hearer);
  await vi.waitFor(() => expect(late.behind()).toBe(1));
});

test("a page that says nothing any more is taken for gone", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const { hub, hearer } = await page();
    hub.open("1-4", hearer);
    await vi.waitFor(() => expect(server.connections).toHaveLength(1));
    for (let beat = 0; beat < 4; beat += 1) {
      server.last.pipe.write(": keepalive\n\n");
      await vi.advanceTimersByTimeAsync(GONE_MS / 4);
    }
    await vi.waitFor(() => expect(server.last.isAborted()).toBe(true));
  } finally {
    vi.useRealTimers();
  }
});
