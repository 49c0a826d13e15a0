/** What the form holds, and the request it makes; pure. */

import type { FieldProblem } from "../../problem.ts";
import type { JobRequest, Options } from "../../request.ts";
import { strings } from "../../strings.ts";
import { PRESETS } from "../../wire/contract.ts";

export type Kind = "notebook" | "file" | "text" | "topic";

export interface Draft {
  readonly kind: Kind;
  /** The path of the notebook that the panel stands in; nothing where it is not known. */
  readonly notebook: string;
  readonly topic: string;
  readonly source: string;
  readonly path: string;
  readonly audience: string;
  readonly goal: string;
  readonly tone: string;
  /** Nothing: found from the text, and English for a topic. */
  readonly language: string;
  /** As typed: a number only when it is one; nothing is as long as the text needs. */
  readonly seconds: string;
  readonly pacing: string;
  readonly density: string;
  readonly aspect: string;
  readonly quality: string;
  readonly motion: string;
  readonly captions: string;
  readonly music: string;
  readonly format: string;
  readonly preset: string;
  /** As typed: a number only when it is one. */
  readonly megabytes: string;
  readonly theme: string;
  /** `provider:voice`, or nothing: the first that speaks the language. */
  readonly voice: string;
  readonly rate: number;
  /** What the person chose: it counts before the file's own, also where it is the default. */
  readonly touched: readonly Name[];
}

/** What a file says itself of how its film looks and sounds, as far as the form shows it. */
export type Settings = Readonly<Pick<Draft, "aspect" | "quality" | "theme" | "motion" | "voice" | "rate">>;

export type Name = Exclude<keyof Draft, "touched">;
export type Wrong = Partial<Record<Name, string>>;

/** The three steps and the fields of each. */
export const STEPS: readonly (readonly Name[])[] = [
  ["kind", "topic", "source", "path", "audience", "goal", "tone", "language", "seconds"],
  ["pacing", "density", "aspect", "quality", "theme", "motion", "captions", "music", "preset", "format", "megabytes"],
  ["voice", "rate"],
];

const PLACES: Partial<Record<Name, string>> = {
  topic: "brief.topic",
  source: "brief.source",
  path: "source.path",
  audience: "brief.audience",
  goal: "brief.goal",
  tone: "brief.tone",
  language: "brief.language",
  seconds: "plan.seconds",
  pacing: "plan.pacing",
  density: "plan.density",
  aspect: "render.aspect",
  quality: "render.quality",
  motion: "render.motion",
  captions: "render.captions",
  music: "render.music",
  preset: "render.preset",
  format: "render.format",
  megabytes: "render.megabytes",
  theme: "render.theme",
  voice: "voice.name",
  rate: "voice.rate",
};

/** A message that names the line of the person's own file, such as `talk.md:14: ...`, needs no field's name. */
const OF_A_FILE = /^.+\.\w+:\d+: /;

/** A field that the file itself gives, at its head. */
const OF_A_FILES_HEAD = /^source\.(?:path|text)\.(\w+)$/;

/** An untouched form; a notebook that is known comes first. */
export function fresh({ defaults }: Options, notebook = ""): Draft {
  const { seconds, voice: _, ...rest } = defaults;
  return {
    ...rest,
    kind: notebook === "" ? "topic" : "notebook",
    notebook,
    topic: "",
    source: "",
    path: "",
    seconds: seconds === null ? "" : String(seconds),
    voice: "",
    touched: [],
  };
}

/** An untouched form for the film of a file, unless the form knows it as the notebook that it is. */
export function ofFile(untouched: Draft, path: string | undefined): Draft {
  if (path === undefined || path === untouched.notebook) return untouched;
  return { ...untouched, kind: "file", path };
}

/** The same form with some fields changed by the person. */
export function changed(draft: Draft, changes: Partial<Draft>): Draft {
  return { ...draft, ...changes, touched: [...new Set([...draft.touched, ...(Object.keys(changes) as Name[])])] };
}

/** The form as it is shown: what was not chosen is the file's own, where that is known. */
export function settled(draft: Draft, own: Settings | null): Draft {
  if (own === null || !isOfFile(draft.kind)) return draft;
  const theirs = Object.entries(own).filter(([name]) => !draft.touched.includes(name as Name));
  return { ...draft, ...Object.fromEntries(theirs) };
}

/** A step's fields as an untouched form has them. */
export function withDefaults(draft: Draft, step: number, options: Options): Draft {
  const untouched = fresh(options, draft.notebook);
  const names = STEPS[step] ?? [];
  return {
    ...draft,
    ...Object.fromEntries(names.map((name) => [name, untouched[name]])),
    touched: draft.touched.filter((name) => !names.includes(name)),
  };
}

/** The ways to make a film that can be chosen here. */
export function kinds({ notebook }: Draft): readonly Kind[] {
  return notebook === "" ? ["file", "text", "topic"] : ["notebook", "file", "text", "topic"];
}

/** The same form in a notebook that has been renamed or is no longer known. */
export function placed(draft: Draft, notebook: string): Draft {
  const kind = draft.kind === "notebook" && notebook === "" ? "topic" : draft.kind;
  return { ...draft, kind, notebook };
}

/** Whether a film is of a file, which has its own title, language and length. */
export function isOfFile(kind: Kind): kind is "notebook" | "file" {
  return kind === "notebook" || kind === "file";
}

/** What to send. Only what was changed is named, so that a deck's own settings and later defaults hold. */
export function request(draft: Draft, options: Options): JobRequest {
  const untouched = fresh(options);
  const isChosen = (name: Name) =>
    draft[name] !== untouched[name] || (isOfFile(draft.kind) && draft.touched.includes(name));
  const chosen = (...names: Exclude<Name, "kind">[]): Record<string, string | number> =>
    Object.fromEntries(names.filter(isChosen).map((name) => [name, draft[name]]));
  const plan = chosen("pacing", "density");
  if (!isOfFile(draft.kind) && draft.seconds.trim() !== "" && draft.seconds !== untouched.seconds) {
    plan.seconds = Number(draft.seconds);
  }
  const voice = chosen("rate");
  if (isChosen("voice")) voice.name = draft.voice;
  const render = chosen("aspect", "quality", "theme", "motion", "captions", "music", "preset", "format");
  if (draft.format === "small" && draft.megabytes !== untouched.megabytes) render.megabytes = Number(draft.megabytes);
  const parts = { plan, voice, render };
  const kept = Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0));
  if (draft.kind === "notebook") return { source: { path: draft.notebook }, ...kept };
  if (draft.kind === "file") return { source: { path: draft.path.trim() }, ...kept };
  const { audience, goal, tone } = draft;
  const language = languageOf(draft, options);
  const topic = draft.topic.trim() || (draft.kind === "text" ? titleOf(draft.source) : "");
  const brief = { topic, audience, goal, tone, ...(language && { language }) };
  return { brief: draft.kind === "text" ? { ...brief, source: draft.source } : brief, ...kept };
}

const LONGEST_TITLE = 80;

/** What a text without a title is called: its first sentence, without the signs of Markdown. */
export function titleOf(source: string): string {
  const line = source.split("\n").find((each) => /[\p{L}\p{N}]/u.test(each)) ?? "";
  const bare = line.replace(/^[\s#>*+-]+/, "").replace(/[*_`]/g, "");
  const first = bare.match(/^.+?[.!?。！？](?=\s|$)/u)?.[0] ?? bare;
  const title = first.trim().replace(/[.。]$/u, "");
  if (title.length <= LONGEST_TITLE) return title;
  return `${title.slice(0, LONGEST_TITLE).replace(/\s+\S*$/u, "")}…`;
}

/** What choosing a preset changes in the form. */
export function ofPreset(preset: string): Partial<Draft> {
  return { preset, ...(PRESETS as Record<string, Partial<Draft>>)[preset] };
}

/** The language that was chosen, where it can be: nothing is found from the text, or a topic's usual one. */
export function languageOf({ kind, language }: Draft, { topicLanguages }: Options): string {
  return kind !== "topic" || topicLanguages.some(({ value }) => value === language) ? language : "";
}

/** What is wrong before anybody is asked. */
export function check(draft: Draft, { limits }: Options): Wrong {
  const wrong: Wrong = {};
  if (draft.kind === "file") {
    if (draft.path.trim() === "") wrong.path = strings.needPath;
  } else if (draft.kind === "topic" && draft.topic.trim() === "") {
    wrong.topic = strings.needTopic;
  }
  if (draft.kind === "text" && draft.source.trim() === "") wrong.source = strings.needSource;
  const megabytes = Number(draft.megabytes);
  if (draft.format === "small" && !(megabytes >= limits.minMegabytes && megabytes <= limits.maxMegabytes)) {
    wrong.megabytes = strings.needNumber(limits.minMegabytes, limits.maxMegabytes);
  }
  const seconds = Number(draft.seconds);
  const asked = !isOfFile(draft.kind) && draft.seconds.trim() !== "";
  if (asked && !(seconds >= limits.minSeconds && seconds <= limits.maxSeconds)) {
    wrong.seconds = strings.needSeconds(limits.minSeconds, limits.maxSeconds);
  }
  return wrong;
}

/** What a server found wrong, at the fields it names; what it names that the form has not is `rest`. */
export function located(problems: readonly FieldProblem[]): { wrong: Wrong; rest: string[] } {
  const wrong: Wrong = {};
  const rest: string[] = [];
  for (const { field, message } of problems) {
    const own = OF_A_FILES_HEAD.exec(field)?.[1];
    const name = (Object.keys(PLACES) as Name[]).find((each) => PLACES[each] === field || each === own);
    if (name) wrong[name] ??= message;
    else if (!field || OF_A_FILE.test(message)) rest.push(message);
    else rest.push(`${field}: ${message}`);
  }
  return { wrong, rest };
}

/** What of it a step asks for. */
export function wrongIn(step: number, wrong: Wrong): Wrong {
  return Object.fromEntries(Object.entries(wrong).filter(([name]) => STEPS[step]?.includes(name as Name)));
}

/** The first step that has something wrong; null when all is well. */
export function stepOf(wrong: Wrong): number | null {
  const step = STEPS.findIndex((names) => names.some((name) => wrong[name] !== undefined));
  return step < 0 ? null : step;
}
