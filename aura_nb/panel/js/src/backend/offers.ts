/** What the forms offer, of what `GET /options` answers. Choices may be words or `{value, label}`. */

import type { Board, Choice, Estimate, Offered, OfferedVoice, Options, VoiceOption } from "../request.ts";
import { type CHOICES, DEFAULTS, type FilmPlan, LIMITS, type StoryboardDraft } from "../wire/contract.ts";
import { text } from "../wire/values.ts";

/** An older server offers less: what it does not name is as the code that was built with this page has it. */
export function optionsOf(offer: Offered): Options {
  const voices = (offer.voices ?? []).map(voiceOf);
  const { defaults = {}, limits = {} } = offer;
  const brief = { ...DEFAULTS.brief, ...defaults.brief };
  const plan = { ...DEFAULTS.plan, ...defaults.plan };
  const voice = { ...DEFAULTS.voice, ...defaults.voice };
  const render = { ...DEFAULTS.render, ...defaults.render };
  const limit = (name: keyof typeof LIMITS) => ({ ...LIMITS[name], ...limits[name] });
  const words = (name: keyof typeof CHOICES) => choices(offer[name]);
  return {
    voices,
    languages: choices(offer.languages, languageName),
    topicLanguages: choices(offer.topicLanguages, languageName),
    themes: choices(offer.themes),
    aspects: words("aspects"),
    qualities: words("qualities"),
    motions: words("motions"),
    captions: words("captions"),
    music: words("music"),
    formats: words("formats"),
    presets: words("presets"),
    audiences: words("audiences"),
    goals: words("goals"),
    tones: words("tones"),
    pacings: words("pacings"),
    densities: words("densities"),
    limits: {
      topicCharacters: limit("topicCharacters").max,
      sourceCharacters: limit("sourceCharacters").max,
      minSeconds: limit("seconds").min,
      maxSeconds: limit("seconds").max,
      minRate: limit("rate").min,
      maxRate: limit("rate").max,
      minMegabytes: limit("megabytes").min,
      maxMegabytes: limit("megabytes").max,
    },
    defaults: {
      audience: brief.audience,
      goal: brief.goal,
      tone: brief.tone,
      language: brief.language ?? "",
      seconds: plan.seconds,
      pacing: plan.pacing,
      density: plan.density,
      aspect: render.aspect,
      quality: render.quality,
      theme: text(render.theme) ?? DEFAULTS.render.theme,
      motion: render.motion,
      captions: render.captions,
      music: render.music,
      format: render.format,
      preset: render.preset,
      megabytes: String(render.megabytes),
      voice: voice.name || (voices[0]?.name ?? ""),
      rate: voice.rate,
    },
  };
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

function voiceOf({ name, language, description, online }: OfferedVoice): VoiceOption {
  return {
    name,
    provider: name.split(":", 1)[0] ?? "",
    label: description || name,
    languages: [language],
    offline: !online,
  };
}

function choices(values: readonly string[] = [], label: (value: string) => string = (each) => each): Choice[] {
  return values.map((each) => ({ value: each, label: label(each) }));
}

/** A language's name in itself, such as "Deutsch"; its tag where the browser does not know it. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
