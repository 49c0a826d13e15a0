/** The editor's words; apart from the panel's, which every saved notebook carries. */

import type { Way } from "./document.ts";

const own = (text: string) => `\u2068${text}\u2069`;
const counted = (count: number, one: string, many: string) => `${count.toLocaleString()} ${count === 1 ? one : many}`;
const listed = (parts: readonly string[]) =>
  new Intl.ListFormat("en", { style: "long", type: "conjunction" }).format(parts);

export const words = {
  title: (title: string) => `Edit “${own(title)}”`,
  scenes: "Scenes",
  scene: (number: number, heading: string) => `Scene ${number}: ${own(heading)}`,
  sceneNumber: "Scene",
  sceneWrong: "needs a correction",
  sceneChanged: "changed",
  unnamed: "Untitled",
  undo: "Undo",
  redo: "Redo",
  more: "More",
  export: "Export JSON",
  json: "JSON",
  form: "Form",
  close: "Close",

  saving: {
    saved: "Saved",
    pending: "Not saved yet",
    saving: "Saving…",
    waiting: (reason: string) => `Not saved yet. ${reason} Trying again…`,
    refused: (count: number) => `Not saved: ${counted(count, "field needs", "fields need")} a correction.`,
    conflict: "This storyboard was changed elsewhere, in another tab or by a program. Which one do you want to keep?",
    mine: "Keep mine",
    theirs: "Use the other one",
    unsaved: "The last changes are not saved yet. If you close the editor now, they are lost.",
    closeAnyway: "Close anyway",
    stay: "Stay",
    showWrong: "Show",
  },

  heading: "Heading",
  narration: "Narration",
  silent: "Nothing is said. Leave it empty for a scene without a voice.",
  dialogue: "This scene is a dialogue or a recording: its words are edited in the JSON.",
  pauseAfter: "Pause after (seconds)",
  usual: "As usual",
  transition: "Transition into it",
  transitions: { cut: "Cut", fade: "Fade", slide: "Slide", push: "Push" } as Record<string, string>,
  voice: "Voice",
  filmsVoice: "The film's voice",
  chooseVoice: "Choose…",
  marks: "**bold**, *italic*, `code`, $TeX$, [words](address)",
  linePerPoint: "One point on each line; two spaces in front put it below the one before.",
  linePerStep: "One step on each line.",
  linePerTex: "One step on each line.",
  notJson: (why: string) => `This is no JSON: ${why}`,
  onlyJson: "This kind of scene is edited as JSON.",
  addRow: "Add row",
  addColumn: "Add column",
  removeRow: (number: number) => `Remove row ${number}`,
  removeColumn: (number: number) => `Remove column ${number}`,
  cell: (row: number, column: number) => `Row ${row}, column ${column}`,
  headerCell: (column: number) => `Header, column ${column}`,
  column: (number: number) => `Column ${number}`,
  dropPicture: "Drop a picture here, or choose one.",
  choosePicture: "Choose picture…",
  sending: "Sending…",

  speak: "Speak this",
  speaking: "Speaking…",
  stop: "Stop",
  show: "Show this",
  slideOf: (number: number, heading: string) => `Slide ${number}: ${own(heading)}`,
  noPicture: "This page cannot show the slide.",

  sceneTools: "Scene",
  up: "Move up",
  down: "Move down",
  duplicate: "Duplicate",
  split: "Split",
  splitHint: "Cut the scene in two, at the cursor in the narration",
  join: "Join with next",
  remove: "Delete",
  add: "Add scene…",
  addHint: "Add a scene after this one",
  addPicture: "Add picture…",
  movedTo: (number: number, total: number) => `Moved to place ${number} of ${total}.`,
  removed: (heading: string) => `Deleted “${own(heading)}”. Undo brings it back.`,
  reorderHint: "Alt and an arrow key moves a scene.",

  changes: (count: number) => (count === 0 ? "No changes" : counted(count, "change", "changes")),
  changesHeading: "What changed since the film",
  changesHeadingDraft: "What changed",
  nothingChanged: "Nothing has changed.",
  ways: { added: "New", removed: "Deleted", moved: "Moved", changed: "Changed" } satisfies Record<Way, string>,
  fields: {
    heading: "heading",
    narration: "narration",
    show: "slide",
    voice: "voice",
    pauseAfter: "pause",
    transition: "transition",
    cues: "cues",
    pronounce: "pronunciation",
  } as Record<string, string>,
  before: "Before",
  now: "Now",
  restore: "Restore",

  make: "Make film",
  costing: "Working out what it will cost…",
  cost: (count: number, total: number, parts: readonly string[]) =>
    `${count} of ${counted(total, "step", "steps")}${parts.length > 0 ? `: ${listed(parts)}` : ""}.`,
  free: "Nothing is new: the film is made at once, of what is there already.",
  scenesAgain: (numbers: readonly number[], all: number) =>
    numbers.length === all
      ? `all ${counted(all, "scene", "scenes")}`
      : numbers.length > 6
        ? counted(numbers.length, "scene", "scenes")
        : `${numbers.length === 1 ? "scene" : "scenes"} ${listed(numbers.map(String))}`,
  transitionsAgain: (count: number) => counted(count, "transition", "transitions"),
  wholeAgain: (count: number) => `${counted(count, "step", "steps")} that see the whole film`,
  length: (time: string) => `The film will last about ${time}.`,
  makeNow: "Make it",
  back: "Back",
  starting: "Starting…",

  themes: { see: "See the themes on this film" },

  voices: {
    heading: "Choose a voice",
    search: "Search voices",
    searchHint: "A name or a language, such as French",
    count: (count: number) => counted(count, "voice", "voices"),
    none: "No voice has this in its name or language.",
    sample: (name: string) => `Play a sample of ${own(name)}`,
    choose: (name: string) => `Choose ${own(name)}`,
    chosen: "Chosen",
    offline: "On this machine",
    online: "Sends the text to an online service",
    female: "female",
    male: "male",
  },
} as const;
