/** What the forms offer, of what `GET /options` answers. Choices may be words or `{value, label}`. */

import type { Board, Choice, Estimate, Options, VoiceOption } from "../request.ts";
import { DEFAULTS, type FilmPlan, LIMITS, type StoryboardDraft } from "../wire/contract.ts";
import { type Json, number, object, objects, text, texts } from "../wire/values.ts";

export function optionsOf(answer: Json): Options {
  const voices = objects(answer.voices).map(voiceOf);
  const word = <S extends keyof typeof DEFAULTS>(spec: S, name: keyof (typeof DEFAULTS)[S] & string) =>
    text(of(answer.defaults, spec)[name]) || (text(DEFAULTS[spec][name]) ?? "");
  const limit = (name: keyof typeof LIMITS, end: "min" | "max") =>
    number(of(answer.limits, name)[end]) ?? LIMITS[name][end];
  return {
    voices,
    languages: choices(answer.languages, languageName),
    topicLanguages: choices(answer.topicLanguages, languageName),
    aspects: choices(answer.aspects),
    qualities: choices(answer.qualities),
    themes: choices(answer.themes),
    motions: choices(answer.motions),
    captions: choices(answer.captions),
    music: choices(answer.music),
    formats: choices(answer.formats),
    presets: choices(answer.presets),
    audiences: choices(answer.audiences),
    goals: choices(answer.goals),
    tones: choices(answer.tones),
    pacings: choices(answer.pacings),
    densities: choices(answer.densities),
    limits: {
      topicCharacters: limit("topicCharacters", "max"),
      sourceCharacters: limit("sourceCharacters", "max"),
      minSeconds: limit("seconds", "min"),
      maxSeconds: limit("seconds", "max"),
      minRate: limit("rate", "min"),
      maxRate: limit("rate", "max"),
      minMegabytes: limit("megabytes", "min"),
      maxMegabytes: limit("megabytes", "max"),
    },
    defaults: {
      audience: word("brief", "audience"),
      goal: word("brief", "goal"),
      tone: word("brief", "tone"),
      language: word("brief", "language"),
      seconds: number(of(answer.defaults, "plan").seconds),
      pacing: word("plan", "pacing"),
      density: word("plan", "density"),
      aspect: word("render", "aspect"),
      quality: word("render", "quality"),
      theme: word("render", "theme"),
      motion: word("render", "motion"),
      captions: word("render", "captions"),
      music: word("render", "music"),
      format: word("render", "format"),
      preset: word("render", "preset"),
      megabytes: String(number(of(answer.defaults, "render").megabytes) ?? DEFAULTS.render.megabytes),
      voice: word("voice", "name") || (voices[0]?.name ?? ""),
      rate: number(of(answer.defaults, "voice").rate) ?? DEFAULTS.voice.rate,
    },
  };
}

function of(value: unknown, name: string): Json {
  return object(object(value)?.[name]) ?? {};
}

export function boardOf({ storyboardId, version, title, seconds, scenes, findings }: StoryboardDraft): Board {
  return {
    id: storyboardId,
    version,
    title,
    seconds,
    scenes: scenes.map(({ scene, ...rest }) => ({ id: scene, ...rest })),
    findings,
  };
}

export function estimateOf({ tasks, scenes, render, voice, ...plan }: FilmPlan): Estimate {
  return {
    title: plan.title,
    seconds: plan.seconds,
    scenes: scenes.map(({ scene, ...rest }) => ({ id: scene, ...rest })),
    misses: tasks.filter((task) => task.status !== "hit").length,
    tasks: tasks.length,
    notes: plan.notes,
    warnings: plan.warnings,
    settings: {
      aspect: render.aspect,
      quality: render.quality,
      theme: text(render.theme) ?? OWN_THEME,
      motion: render.motion,
      voice: voice.name,
      rate: voice.rate,
    },
  };
}

/** A theme of one's own is no name: it is sent as it was found, never chosen. */
export const OWN_THEME = "\u0000own";

function voiceOf(voice: Json): VoiceOption {
  const name = text(voice.name) ?? "";
  const language = text(voice.language);
  return {
    name,
    provider: name.split(":", 1)[0] ?? "",
    label: text(voice.description) || name,
    languages: language === null ? [] : [language],
    offline: voice.online !== true,
    available: voice.available !== false,
    note: text(voice.note),
  };
}

function choices(value: unknown, label: (value: string) => string = (each) => each): Choice[] {
  return texts(value).map((each) => ({ value: each, label: label(each) }));
}

/** A language's name in itself, such as "Deutsch"; its tag where the browser does not know it. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
