/** What of each kind of scene can be edited in place, and how a new one begins: a row of the table for each kind. */

import type { Json } from "../../wire/values.ts";

/**
 * How a field is edited: `line` and `prose` may be set in more than one way, `words` is plain; `points` are nested,
 * `steps` are not; `json` stands for what has no form.
 */
export type Manner =
  | "line"
  | "prose"
  | "words"
  | "points"
  | "steps"
  | "code"
  | "tex"
  | "texs"
  | "choice"
  | "number"
  | "flag"
  | "picture"
  | "rows"
  | "columns";

export interface ShowField {
  readonly name: string;
  readonly label: string;
  readonly manner: Manner;
  readonly choices?: readonly string[];
}

export interface KindOfScene {
  readonly label: string;
  readonly fields: readonly ShowField[];
  /** What a new one shows; none where it cannot be begun without more. */
  readonly fresh?: Json;
}

const field = (name: string, label: string, manner: Manner, choices?: readonly string[]): ShowField => ({
  name,
  label,
  manner,
  ...(choices && { choices }),
});

export const KINDS: Readonly<Record<string, KindOfScene>> = {
  title: { label: "Title", fields: [field("subtitle", "Subtitle", "line")], fresh: {} },
  section: {
    label: "Section",
    fields: [field("subtitle", "Subtitle", "line"), field("number", "Number", "line")],
    fresh: {},
  },
  bullets: {
    label: "Points",
    fields: [field("intro", "Introduction", "line"), field("items", "Points", "points")],
    fresh: { items: ["A first point"] },
  },
  steps: {
    label: "Steps",
    fields: [field("items", "Steps", "steps"), field("start", "First number", "number")],
    fresh: { items: ["A first step"] },
  },
  text: { label: "Text", fields: [field("text", "Text", "prose")], fresh: { text: "A few words" } },
  code: {
    label: "Code",
    fields: [
      field("code", "Code", "code"),
      field("language", "Language", "words"),
      field("output", "Output", "code"),
      field("numbers", "Line numbers", "flag"),
    ],
    fresh: { code: 'print("Hello")', language: "python" },
  },
  table: {
    label: "Table",
    fields: [field("rows", "Cells", "rows"), field("note", "Note", "line")],
    fresh: {
      header: ["Name", "Value"],
      rows: [["one", "1"]],
    },
  },
  formula: {
    label: "Formula",
    fields: [field("tex", "TeX", "tex"), field("steps", "Steps", "texs"), field("caption", "Caption", "line")],
    fresh: { tex: "a^2 + b^2 = c^2" },
  },
  picture: {
    label: "Picture",
    fields: [
      field("image", "Picture", "picture"),
      field("alt", "Alternative text", "words"),
      field("caption", "Caption", "line"),
      field("fit", "Fit", "choice", ["contain", "cover"]),
    ],
  },
  quote: {
    label: "Quote",
    fields: [field("text", "Quote", "prose"), field("by", "By", "line")],
    fresh: { text: "What somebody said" },
  },
  callout: {
    label: "Callout",
    fields: [
      field("type", "Type", "choice", ["note", "tip", "important", "warning", "caution"]),
      field("title", "Title", "line"),
      field("text", "Text", "prose"),
    ],
    fresh: { type: "note", text: "What should not be overlooked" },
  },
  columns: {
    label: "Columns",
    fields: [field("columns", "Columns", "columns")],
    fresh: {
      columns: [
        { kind: "text", text: "On the left" },
        { kind: "text", text: "On the right" },
      ],
    },
  },
  chart: { label: "Chart", fields: [field("title", "Title", "words")] },
  clip: {
    label: "Clip",
    fields: [field("alt", "Alternative text", "words"), field("caption", "Caption", "line")],
  },
  end: { label: "End", fields: [field("text", "Closing line", "line")], fresh: {} },
};

/** Kinds of which the form shows only a part: the rest is in the JSON. */
export const IN_PART: ReadonlySet<string> = new Set(["chart", "clip"]);
