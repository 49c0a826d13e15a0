/** The SharedWorker's script: `{base_url}aura/static/stream-worker.js`. */

import { Desk } from "./desk.ts";

const desk = new Desk();

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (port !== undefined) desk.welcome(port);
});
