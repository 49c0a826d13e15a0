/** Which of the voices speak a language, and which of them would be taken; pure. */

import type { Options, VoiceOption } from "../../request.ts";

/** Whether a voice speaks a language: `en` speaks `en-US`, and `mul` speaks all. One that is not known yet ("") may be any. */
export function speaks(voice: VoiceOption, language: string): boolean {
  return language === "" || voice.languages.some((own) => own === "mul" || primary(own) === primary(language));
}

/** The voices for a language, those of just this region first; all of them where none speaks it. */
export function voicesFor(options: Options, language: string): readonly VoiceOption[] {
  const speaking = options.voices.filter((voice) => speaks(voice, language));
  if (speaking.length === 0) return options.voices;
  const exact = (voice: VoiceOption) => (voice.languages.includes(language) ? 0 : 1);
  return speaking.toSorted((a, b) => exact(a) - exact(b));
}

/** The voice that speaks when none is named: the default, else the first here that can and sends nothing away. */
export function automatic(options: Options, language: string): VoiceOption | undefined {
  const able = options.voices.filter((voice) => voice.offline && speaks(voice, language));
  return able.find((voice) => voice.name === options.defaults.voice) ?? able[0];
}

/** A voice's name of few words: its description up to where it begins to explain. */
export function shortName({ label }: VoiceOption): string {
  return label.split(label.includes(": ") ? ": " : /[,.] /)[0] ?? label;
}

function primary(tag: string): string {
  return (tag.split("-")[0] ?? "").toLowerCase();
}
