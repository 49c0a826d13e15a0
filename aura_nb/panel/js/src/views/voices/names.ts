/** What voices are called: names and not codes. Pure. */

import type { VoiceOption } from "../../request.ts";

const PROVIDERS: Readonly<Record<string, string>> = {
  hibari: "Hibari",
  kokoro: "Kokoro",
  espeak: "eSpeak",
  gtts: "Google",
  piper: "Piper",
  pico: "Pico",
  silent: "Silent",
};

export function providerOf({ provider }: VoiceOption): string {
  return PROVIDERS[provider] ?? provider;
}

/** The language's name, such as "French (Canada)". */
export function languageOf({ languages, label }: VoiceOption): string {
  const tag = languages[0] ?? "";
  if (tag === "" || tag === "mul") return "";
  const told = label.includes(": ") ? label.slice(0, label.indexOf(": ")) : "";
  if (told) return told;
  try {
    const name = new Intl.DisplayNames(["en"], { type: "language" }).of(tag) ?? tag;
    return name === tag ? "" : name;
  } catch {
    return "";
  }
}

/** "Heart", "Hibari", "French". */
export function calledOf(voice: VoiceOption): string {
  const own = voice.name.slice(voice.provider.length + 1);
  const person = /^[a-z]{2}_([a-z]+)$/.exec(own)?.[1];
  if (person) return `${person[0]?.toUpperCase()}${person.slice(1)}`;
  if (voice.provider === "silent") return "Silent";
  const language = languageOf(voice);
  return voice.provider === "hibari" || language === "" ? providerOf(voice) : language;
}

/** All that a search looks through. */
export function soughtOf(voice: VoiceOption): string {
  return [calledOf(voice), languageOf(voice), providerOf(voice), voice.label, voice.name].join(" ").toLowerCase();
}

/** Those that have every word of a search. */
export function found(voices: readonly VoiceOption[], search: string): readonly VoiceOption[] {
  const parts = search.toLowerCase().split(/\s+/).filter(Boolean);
  return voices.filter((voice) => {
    const sought = soughtOf(voice);
    return parts.every((part) => sought.includes(part));
  });
}
