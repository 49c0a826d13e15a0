/**
 * One stream for the browser, however many panels and tabs: in a SharedWorker where there can be one, else one for the
 * page. Six open streams would freeze every other request to the server.
 */

import { Hub } from "./hub.ts";
import { Line } from "./line.ts";
import { PROTOCOL, type ToPage } from "./protocol.ts";
import { type Address, RemoteLine } from "./remote.ts";

// Each widget has a copy of this module of its own: what they share hangs on the page.
const REGISTRY = Symbol.for("aura_nb.stream");
const HELLO_MS = 3000;

type Registry = Map<string, Promise<Hub>>;

/** The page's hub for an address. `workerUrl` is where the worker's script is served; null does without one. */
export function sharedHub(address: Address, workerUrl: string | null): Promise<Hub> {
  const registry = pageRegistry();
  const key = `${PROTOCOL} ${address.url}`;
  const known = registry.get(key);
  if (known !== undefined) return known;
  const made = connect(address, workerUrl);
  registry.set(key, made);
  return made;
}

function pageRegistry(): Registry {
  const page = globalThis as { [REGISTRY]?: Registry };
  page[REGISTRY] ??= new Map();
  return page[REGISTRY];
}

async function connect(address: Address, workerUrl: string | null): Promise<Hub> {
  const port = workerUrl === null ? null : await workerPort(workerUrl);
  return new Hub((hearer) => (port === null ? new Line(address, hearer) : new RemoteLine(port, address, hearer)));
}

/** A port of the worker once it has answered; null where there can be none. */
async function workerPort(url: string): Promise<MessagePort | null> {
  if (typeof SharedWorker === "undefined") return null;
  let worker: SharedWorker;
  try {
    worker = new SharedWorker(url, { name: `aura_nb stream ${PROTOCOL}` });
  } catch {
    // The page's policy forbids it, or the address is another origin's.
    return null;
  }
  const { port } = worker;
  const answers = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), HELLO_MS);
    port.onmessage = ({ data }: MessageEvent<ToPage>) => {
      if (data.kind !== "hello") return;
      clearTimeout(timer);
      resolve(true);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      clearTimeout(timer);
      resolve(false);
    };
  });
  if (!answers) port.close();
  return answers ? port : null;
}
