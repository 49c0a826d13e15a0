/** A host without a server: answers at once, and moves nothing. */

import { signal } from "@preact/signals";
import type { Connection, Host, Media } from "../src/host.ts";
import { OPTIONS } from "./options.ts";

const nothing: Media = { url: null, path: "/home/ada/aura-videos/file", release() {} };

export function fakeHost(connection: Connection, toasts: string[]): Host {
  return {
    connection: signal(connection),
    abilities: { openFolder: true, download: true, copyLink: true, files: true },
    reconnect() {},
    options: async () => OPTIONS,
    preflight: async () => ({
      ok: true,
      checks: [
        { name: "FFmpeg", status: "pass", message: "FFmpeg 9.0.2 encodes H.264.", hint: "" },
        { name: "Voice", status: "pass", message: "hibari:en-us speaks.", hint: "" },
        { name: "Fonts", status: "warn", message: "No font here has 🐝.", hint: "Install Noto Color Emoji." },
      ],
    }),
    estimate: async () => ({
      title: "Why bees matter",
      seconds: 39.4,
      scenes: [
        { id: "intro", heading: "Why bees matter", seconds: 6 },
        { id: "work", heading: "What they do", seconds: 21 },
        { id: "end", heading: "Thank you", seconds: 12.4 },
      ],
      misses: 12,
      tasks: 18,
    }),
    files: async () => [
      { name: "talks", path: "talks", isFolder: true },
      { name: "bees.md", path: "bees.md", isFolder: false },
    ],
    quickDemo: async () => "running-1",
    createJob: async () => "running-1",
    resume: async () => "running-1",
    cancel: async () => {},
    remove: async () => {},
    logs: async () => "09:00:00.000 plan: begins\n09:00:01.200 tts: hibari:en-us\n",
    text: async () => "WEBVTT\n\n00:00.000 --> 00:06.000\nWhy bees matter\n",
    media: async () => nothing,
    sample: async () => nothing,
    download: async () => {},
    copyLink: async () => {},
    openFolder: async () => {},
    toast: ({ message }) => void toasts.push(message),
  };
}
