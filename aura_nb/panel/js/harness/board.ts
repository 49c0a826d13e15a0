/** A storyboard, and slides drawn here. */

import type { Look, Media } from "../src/host.ts";
import type { Board } from "../src/request.ts";
import { DEFAULTS, type FilmPlan, type StoryboardDraft } from "../src/wire/contract.ts";
import { type Json, object } from "../src/wire/values.ts";

export const BOARD: Board = {
  id: "0".repeat(32),
  version: 1,
  title: "Why bees matter",
  seconds: 39.4,
  findings: [],
  scenes: [
    {
      id: "intro",
      heading: "Why bees matter",
      narration: "Bees do more than make honey. Let us look at one of them.",
      seconds: 6,
      place: "bees.md:3",
      findings: [],
    },
    {
      id: "work",
      heading: "What they do",
      narration: "They pollinate our crops, they feed other animals, and they do it every day of their short lives.",
      seconds: 21,
      place: "bees.md:9",
      findings: [
        {
          name: "fonts",
          status: "warn",
          message: "No font here has U+1F41D 🐝 (bees.md:9): left out.",
          hint: "Run `apt-get install fonts-noto-color-emoji` (its name in Debian and Ubuntu).",
        },
      ],
    },
    { id: "quiet", heading: "<img src=x onerror=alert(1)>", narration: "", seconds: 4.4, place: "", findings: [] },
    { id: "end", heading: "Thank you", narration: "Plant a flower.", seconds: 8, place: "bees.md:14", findings: [] },
  ],
};

const SCENES: readonly Json[] = [
  {
    id: "intro",
    heading: "Why bees matter",
    narration: "Bees do more than make honey. Let us look at one of them.",
    show: { kind: "title", subtitle: "A short film" },
  },
  {
    id: "work",
    heading: "What they do",
    narration: "They pollinate our crops, they feed other animals, and they do it every day of their short lives.",
    show: {
      kind: "bullets",
      items: [
        "Crops",
        { text: "Animals", items: ["birds", "bats"] },
        [{ text: "H" }, { text: "2", sub: true }, { text: "O" }],
      ],
    },
  },
  {
    id: "quiet",
    heading: "<img src=x onerror=alert(1)>",
    narration: "",
    show: {
      kind: "table",
      header: ["Year", "Hives"],
      rows: [
        ["2023", "12"],
        ["2024", "17"],
      ],
    },
  },
  { id: "end", heading: "Thank you", narration: "Plant a flower.", show: { kind: "end", text: "The end" } },
];

/** The same storyboard, to be edited. */
export const DRAFT: StoryboardDraft = {
  storyboardId: "0".repeat(32),
  version: 0,
  title: "Why bees matter",
  language: "en-US",
  seconds: 39.4,
  scenes: [],
  findings: [],
  notes: [],
  links: {},
  storyboard: { version: 1, title: "Why bees matter", language: "en-US", scenes: SCENES },
  film: { version: 1, title: "Why bees matter", language: "en-US", scenes: SCENES },
};

/** It, with so many scenes. */
export function draftOf(count: number): StoryboardDraft {
  const scenes = Array.from({ length: count }, (_, index) => ({
    ...SCENES[index % SCENES.length],
    id: `scene-${index}`,
  }));
  return { ...DRAFT, storyboard: { ...object(DRAFT.storyboard), scenes }, film: null };
}

/** What it costs after its second scene was changed. */
export const PLANNED: FilmPlan = {
  title: "Why bees matter",
  seconds: 40.2,
  exact: false,
  scenes: [],
  tasks: [
    ...SCENES.flatMap(({ id }) => [
      planned("speak", String(id), id === "work" ? "miss" : "hit"),
      planned("draw", String(id), "hit"),
      planned("clip", String(id), "depends"),
      planned("transition", String(id), "hit"),
    ]),
    ...["timeline", "captions", "mix", "film"].map((kind) => planned(kind, "", "depends")),
  ],
  motion: null,
  notes: [],
  warnings: [],
  voice: { name: "", language: "", rate: 1, pitch: 0, pause: "natural" },
  render: DEFAULTS.render,
};

function planned(kind: string, scene: string, status: "hit" | "miss" | "depends") {
  return { task: scene ? `${kind}:${scene}` : kind, phase: "tts", scene, status, reason: "" };
}

/** A slide of these words. */
export function picture(scene: string, { theme, aspect = "16:9" }: Look = {}): Media {
  const [across = 16, down = 9] = aspect.split(":").map(Number);
  const unit = 1080 / Math.min(across, down);
  const [ground, ink] = theme === "dark" ? ["#12181f", "#f5f7fa"] : ["#f5f7fa", "#1a2733"];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${across * unit}" height="${down * unit}"><rect width="100%" height="100%" fill="${ground}"/><rect x="140" y="600" width="180" height="14" fill="#1565c0"/><text x="140" y="540" font-family="sans-serif" font-size="110" fill="${ink}">${scene}</text></svg>`;
  return { url: `data:image/svg+xml,${encodeURIComponent(svg)}`, path: null, release() {} };
}
