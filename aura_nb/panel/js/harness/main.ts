/** `index.html?scene=running&theme=dark&width=320&connection=lost`: the panel as it looks then. */

import type { Connection } from "../src/host.ts";
import { mount } from "../src/mount.tsx";
import { strings } from "../src/strings.ts";
import { showInPanel } from "../src/tray.ts";
import { fakeHost } from "./host.ts";
import { running, SCENES } from "./jobs.ts";
import { stillJobs } from "./list.ts";

const asked = new URLSearchParams(location.search);
const CONNECTIONS: Record<string, Connection> = {
  idle: { state: "idle" },
  connected: { state: "connected" },
  reconnecting: { state: "reconnecting", attempt: 2, delaySeconds: 2, at: Date.now() },
  lost: { state: "lost", reason: "The server does not answer." },
  failing: {
    state: "failing",
    reason:
      "The workspace 'aura' cannot be written: it is a file, or lies below one. Set AURA_WORKSPACE to a folder of yours.",
  },
  refused: { state: "refused", reason: "You are signed out." },
};

const scene = SCENES[asked.get("scene") ?? "many"];
const element = document.querySelector<HTMLElement>("#panel");
if (scene === undefined || element === null) throw new Error("no such scene");
document.body.dataset.jpThemeLight = String(asked.get("theme") !== "dark");
element.style.width = `${asked.get("width") ?? 760}px`;
const connection = CONNECTIONS[asked.get("connection") ?? "connected"] ?? { state: "connected" };
const preflight = asked.get("preflight") as "warn" | "fail" | null;
const mood = {
  ...(preflight && { preflight }),
  ...(asked.has("notebook") && { notebook: "work/analysis.ipynb" }),
  refuses: asked.has("refuses"),
  ...(asked.has("scenes") && { scenes: Number(asked.get("scenes")) }),
  plays: asked.get("plays") !== "no",
};
const host = { ...fakeHost(connection, [], mood), toast: showInPanel };
mount({ host, jobs: stillJobs(scene.jobs, [running]), options: { jobId: scene.jobId } }, element);
if (asked.has("toasts")) {
  host.toast({ kind: "success", message: strings.toastDone("Why bees matter") });
  host.toast({ kind: "error", message: strings.toastFailed("<img src=x onerror=alert(1)> \u202Eevil") });
}
