/** What the form holds, and the request it makes; pure. */

import type { FieldProblem } from "../../problem.ts";
import type { JobRequest, Options } from "../../request.ts";
import { strings } from "../../strings.ts";

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
  readonly theme: string;
  /** `provider:voice`, or nothing: the first that speaks the language. */
  readonly voice: string;
  readonly rate: number;
}

export type Name = keyof Draft;
export type Wrong = Partial<Record<Name, string>>;

/** The three steps and the fields of each. */
export const STEPS: readonly (readonly Name[])[] = [
  ["kind", "topic", "source", "path", "audience", "goal", "tone", "language", "seconds"],
  ["pacing", "density", "aspect", "quality", "theme", "motion", "captions"],
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
  theme: "render.theme",
  voice: "voice.name",
  rate: "voice.rate",
};

/** A message that names the line of the person's own file, such as `talk.md:14: ...`, needs no field's name. */
const OF_A_FILE = /^.+\.\w+:\d+: /;

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
  };
}

/** A step's fields as an untouched form has them. */
export function withDefaults(draft: Draft, step: number, options: Options): Draft {
  const untouched = fresh(options, draft.notebook);
  return { ...draft, ...Object.fromEntries((STEPS[step] ?? []).map((name) => [name, untouched[name]])) };
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
  const changed = (...names: Name[]): Record<string, string | number> =>
    Object.fromEntries(names.filter((name) => draft[name] !== untouched[name]).map((name) => [name, draft[name]]));
  const plan = changed("pacing", "density");
  if (!isOfFile(draft.kind) && draft.seconds.trim() !== "" && draft.seconds !== untouched.seconds) {
    plan.seconds = Number(draft.seconds);
  }
  const voice = changed("rate");
  if (draft.voice !== "") voice.name = draft.voice;
  const parts = { plan, voice, render: changed("aspect", "quality", "theme", "motion", "captions") };
  const kept = Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0));
  if (draft.kind === "notebook") return { source: { path: draft.notebook }, ...kept };
  if (draft.kind === "file") return { source: { path: draft.path.trim() }, ...kept };
  const { audience, goal, tone } = draft;
  const language = languageOf(draft, options);
  const brief = { topic: draft.topic.trim(), audience, goal, tone, ...(language && { language }) };
  return { brief: draft.kind === "text" ? { ...brief, source: draft.source } : brief, ...kept };
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
  } else if (draft.kind !== "notebook" && draft.topic.trim() === "") {
    wrong.topic = strings.needTopic;
  }
  if (draft.kind === "text" && draft.source.trim() === "") wrong.source = strings.needSource;
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
    const name = (Object.keys(PLACES) as Name[]).find((each) => PLACES[each] === field);
    if (name) wrong[name] ??= message;
    else if (!field || OF_A_FILE.test(message)) rest.push(message);
    else rest.push(`${field}: ${message}`);
  }
  return { wrong, rest };
}

/** The first step that has something wrong; null when all is well. */
export function stepOf(wrong: Wrong): number | null {
  const step = STEPS.findIndex((names) => names.some((name) => wrong[name] !== undefined));
  return step < 0 ? null : step;
}
