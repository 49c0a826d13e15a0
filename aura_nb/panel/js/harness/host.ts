/** A host without a server: answers at once, and moves nothing. */

import { signal } from "@preact/signals";
import type { Connection, Host } from "../src/host.ts";
import { Problem } from "../src/problem.ts";
import type { Estimate, Preflight } from "../src/request.ts";
import { BOARD, DRAFT, draftOf, PLANNED, picture } from "./board.ts";
import { media, text } from "./films.ts";
import { OPTIONS } from "./options.ts";

/** How the host of a scene differs from one with which all goes well. */
export interface Mood {
  /** What preflight finds. */
  readonly preflight?: "pass" | "warn" | "fail";
  /** Whether the request is refused, field by field. */
  readonly refuses?: boolean;
  /** Whether the page can play what a job made. */
  readonly plays?: boolean;
  /** The notebook that the panel stands in. */
  readonly notebook?: string;
  /** How many scenes the storyboard that is edited has. */
  readonly scenes?: number;
  /** What every file says itself of its film. */
  readonly own?: Estimate["settings"];
}

const FINDINGS: Preflight["checks"] = [
  { name: "ffmpeg", status: "pass", message: "FFmpeg 9.0.2 levels sound and encodes AAC.", hint: "" },
  {
    name: "fonts",
    status: "warn",
    message: "No font here has U+1F41D 🐝 (scene title): left out.",
    hint: "Run `apt-get install fonts-noto-color-emoji` (its name in Debian and Ubuntu).",
  },
  {
    name: "voice",
    status: "fail",
    message: "gtts:en cannot be reached.",
    hint: "Connect to the network, or choose a voice of this machine.",
  },
];

const LOG = Array.from(
  { length: 40 },
  (_, line) =>
    `2026-05-04T09:00:${String(line).padStart(2, "0")}.000Z draw:scene-${line}: done in 0.${line} s (b8d580989d75)`,
).join("\n");

export function fakeHost(connection: Connection, toasts: string[], mood: Mood = {}): Host {
  const found = { pass: FINDINGS.slice(0, 1), warn: FINDINGS.slice(0, 2), fail: FINDINGS }[mood.preflight ?? "pass"];
  return {
    connection: signal(connection),
    abilities: { openFolder: true, download: true, copyPath: true, files: true },
    reconnect() {},
    options: async () => OPTIONS,
    preflight: async () => {
      if (mood.refuses) {
        throw new Problem("Two fields are wrong.", {
          status: 422,
          code: "request.invalid",
          fields: [
            { field: "brief.topic", message: "must have at most 500 characters" },
            { field: "voice.name", message: "no such voice: gtts:xx" },
          ],
        });
      }
      return { ok: mood.preflight !== "fail", checks: found };
    },
    estimate: async () => ({
      title: "Why bees matter",
      seconds: 39.4,
      notes: ["Language: English (en-US), found from 340 letters of its prose."],
      warnings: [],
      scenes: [
        { id: "intro", heading: "Why bees matter", place: "bees.ipynb, cell 1", seconds: 6 },
        { id: "work", heading: "What they do", place: "bees.ipynb, cell 7", seconds: 21 },
        { id: "end", heading: "Thank you", place: "", seconds: 12.4 },
      ],
      misses: 12,
      tasks: 18,
      settings: mood.own ?? null,
    }),
    storyboard: async () => BOARD,
    scenePicture: async (_id, scene, look) => picture(scene, look),
    sceneSpeech: async () => ({ url: null, path: null, release() {} }),
    sceneWords: async () => ({ words: [] }),
    readDraft: async () => (mood.scenes ? draftOf(mood.scenes) : DRAFT),
    saveDraft: async (_id, storyboard, version) => ({ ...DRAFT, storyboard, version: version + 1 }),
    planDraft: async () => PLANNED,
    makeDraft: async () => "running-1",
    sendAsset: async (file) => {
      Object.assign(globalThis, { sent: file }); // for those who look at what was sent
      return `asset:${"0".repeat(64)}`;
    },
    notebook: async () => mood.notebook ?? null,
    files: async () => [
      { name: "talks", path: "talks", isFolder: true },
      { name: "bees.md", path: "bees.md", isFolder: false },
    ],
    quickDemo: async () => "running-1",
    createJob: async () => "running-1",
    resume: async () => "running-1",
    cancel: async () => {},
    remove: async () => {},
    logs: async () => LOG,
    text: async (_job, artifact) => text(artifact),
    media: async (_job, artifact) => media(artifact, mood.plays !== false),
    sample: async () => ({ url: null, path: null, release() {} }),
    download: async () => {},
    copyPath: async () => {},
    openFolder: async () => {},
    studio: () => import("../src/studio.tsx"),
    toast: ({ message }) => void toasts.push(message),
  };
}
