/** What the forms offer, of what `GET /options` answers. Choices may be words or `{value, label}`. */

import type { Choice, Estimate, Options, Preflight, VoiceOption } from "../request.ts";
import { type Json, number, object, objects, text } from "../wire/values.ts";

export function optionsOf(answer: Json): Options {
  const limits = object(answer.limits) ?? {};
  const defaults = object(answer.defaults) ?? {};
  const voices = objects(answer.voices).map(voiceOf);
  const word = (name: string, otherwise: string) => text(defaults[name]) ?? otherwise;
  return {
    voices,
    languages: choices(answer.languages, languageName),
    aspects: choices(answer.aspects),
    qualities: choices(answer.qualities),
    themes: choices(answer.themes),
    audiences: choices(answer.audiences),
    goals: choices(answer.goals),
    tones: choices(answer.tones),
    pacings: choices(answer.pacings ?? ["slow", "conversational", "fast"]),
    densities: choices(answer.densities ?? ["sparse", "balanced", "dense"]),
    limits: {
      topicCharacters: number(limits.topicCharacters) ?? 500,
      sourceCharacters: number(limits.sourceCharacters) ?? 200_000,
      minSeconds: number(limits.minSeconds) ?? 5,
      maxSeconds: number(limits.maxSeconds) ?? 3600,
      minRate: number(limits.minRate) ?? 0.5,
      maxRate: number(limits.maxRate) ?? 2,
    },
    defaults: {
      audience: word("audience", "General"),
      goal: word("goal", "Inform"),
      tone: word("tone", "Informative"),
      language: word("language", "en-US"),
      seconds: number(defaults.seconds) ?? 40,
      pacing: word("pacing", "conversational"),
      density: word("density", "balanced"),
      aspect: word("aspect", "16:9"),
      quality: word("quality", "standard"),
      theme: word("theme", "light"),
      voice: word("voice", voices[0]?.name ?? ""),
      rate: number(defaults.rate) ?? 1,
    },
  };
}

export function preflightOf(answer: Json): Preflight {
  return {
    ok: answer.ok === true,
    checks: objects(answer.checks).map((each) => ({
      name: text(each.name) ?? "",
      status: each.status === "pass" || each.status === "warn" ? each.status : "fail",
      message: text(each.message) ?? "",
      hint: text(each.hint) ?? "",
    })),
  };
}

export function estimateOf(answer: Json): Estimate {
  const tasks = objects(answer.tasks);
  return {
    title: text(answer.title) ?? "",
    seconds: number(answer.seconds),
    scenes: objects(answer.scenes).map((each) => ({
      id: text(each.scene) ?? "",
      heading: text(each.heading) ?? "",
      seconds: number(each.seconds),
    })),
    misses: tasks.filter((task) => task.status !== "hit").length,
    tasks: tasks.length,
  };
}

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
  if (!Array.isArray(value)) return [];
  return value.flatMap((each) => {
    const name = text(each) ?? text(object(each)?.value) ?? text(object(each)?.name) ?? text(object(each)?.tag);
    if (name === null) return [];
    return [{ value: name, label: text(object(each)?.label) ?? label(name) }];
  });
}

/** A language's name in itself, such as "Deutsch"; its tag where the browser does not know it. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
