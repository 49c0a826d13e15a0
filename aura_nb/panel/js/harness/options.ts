import { optionsOf } from "../src/backend/offers.ts";
import { CHOICES, DEFAULTS, LIMITS } from "../src/wire/contract.ts";

/** What a server with three voices offers. */
export const OPTIONS = optionsOf({
  ...CHOICES,
  limits: LIMITS,
  defaults: { ...DEFAULTS, voice: { ...DEFAULTS.voice, name: "hibari:en-us" } },
  themes: ["light", "dark", "paper", "lab"],
  languages: ["en-US", "de"],
  topicLanguages: ["en-US"],
  voices: [
    { name: "hibari:en-us", description: "Hibari (US English)", language: "en-US", online: false },
    { name: "espeak:de", description: "eSpeak (German)", language: "de", online: false },
    { name: "gtts:en", description: "Google (English)", language: "en", online: true },
  ],
});
