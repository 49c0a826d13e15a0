/** `index.html?scene=running&theme=dark&width=320&connection=lost`: the panel as it looks then. */

import type { Connection } from "../src/host.ts";
import { mount } from "../src/mount.tsx";
import { fakeHost } from "./host.ts";
import { SCENES } from "./jobs.ts";
import { stillJobs } from "./list.ts";

const asked = new URLSearchParams(location.search);
const CONNECTIONS: Record<string, Connection> = {
  idle: { state: "idle" },
  connected: { state: "connected" },
  reconnecting: { state: "reconnecting", attempt: 2, delaySeconds: 2, at: Date.now() },
  lost: { state: "lost", reason: "The server does not answer." },
  refused: { state: "refused", reason: "You are signed out." },
};

const scene = SCENES[asked.get("scene") ?? "many"];
const element = document.querySelector<HTMLElement>("#panel");
if (scene === undefined || element === null) throw new Error("no such scene");
document.body.dataset.jpThemeLight = String(asked.get("theme") !== "dark");
element.style.width = `${asked.get("width") ?? 760}px`;
const connection = CONNECTIONS[asked.get("connection") ?? "connected"] ?? { state: "connected" };
mount({ host: fakeHost(connection, []), jobs: stillJobs(scene.jobs), options: { jobId: scene.jobId } }, element);
