import type { Choice, Options } from "../src/request.ts";

const choices = (...values: string[]): Choice[] => values.map((value) => ({ value, label: value }));

export const OPTIONS: Options = {
  voices: [
    {
      name: "hibari:en-us",
      provider: "hibari",
      label: "Hibari (US English)",
      languages: ["en-US"],
      offline: true,
      available: true,
      note: null,
    },
    {
      name: "espeak:de",
      provider: "espeak",
      label: "eSpeak (German)",
      languages: ["de"],
      offline: true,
      available: true,
      note: null,
    },
    {
      name: "gtts:en",
      provider: "gtts",
      label: "Google (English)",
      languages: ["en"],
      offline: false,
      available: false,
      note: "Needs the network: pip install aura-nb[gtts].",
    },
  ],
  languages: [
    { value: "en-US", label: "English (United States)" },
    { value: "de", label: "Deutsch" },
  ],
  aspects: choices("16:9", "9:16", "1:1", "4:5"),
  qualities: choices("draft", "standard", "high", "ultra"),
  themes: choices("light"),
  audiences: choices("General", "Beginners", "Students", "Professionals", "Advanced", "Children"),
  goals: choices("Inform", "Demonstrate", "Explain", "Persuade", "Summarize"),
  tones: choices("Informative", "Casual", "Professional", "Energetic", "Friendly", "Authoritative"),
  pacings: choices("slow", "conversational", "fast"),
  densities: choices("sparse", "balanced", "dense"),
  limits: {
    topicCharacters: 500,
    sourceCharacters: 200_000,
    minSeconds: 5,
    maxSeconds: 3600,
    minRate: 0.5,
    maxRate: 2,
  },
  defaults: {
    audience: "General",
    goal: "Inform",
    tone: "Informative",
    language: "en-US",
    seconds: 40,
    pacing: "conversational",
    density: "balanced",
    aspect: "16:9",
    quality: "standard",
    theme: "light",
    voice: "hibari:en-us",
    rate: 1,
  },
};
