import { expect, test } from "vitest";
import { optionsOf } from "../../src/backend/offers.ts";
import { calledOf, found, languageOf } from "../../src/views/voices/names.ts";

const { voices } = optionsOf({
  voices: [
    {
      name: "hibari:en-us",
      language: "en-US",
      description: "A neural American voice, spoken on this machine.",
      online: false,
    },
    {
      name: "kokoro:bf_emma",
      language: "en-GB",
      description: "A natural voice, spoken on this machine.",
      online: false,
    },
    {
      name: "espeak:qya",
      language: "qya",
      description: "Quenya: eSpeak NG's voice, spoken on this machine.",
      online: false,
    },
    {
      name: "espeak:chr-us-qaaa-x-west",
      language: "chr-US-Qaaa-x-west",
      description: "Cherokee: eSpeak NG's voice.",
      online: false,
    },
    { name: "gtts:fr-ca", language: "fr-CA", description: "French (Canada): Google Translate's voice.", online: true },
  ],
});

test("voices have names, not codes", () => {
  expect(voices.map(calledOf)).toEqual(["Hibari", "Emma", "Quenya", "Cherokee", "French (Canada)"]);
  expect(voices.map(languageOf).slice(0, 2)).toEqual(["American English", "British English"]);
});

test("they are found by name and by language", () => {
  const names = (search: string) => found(voices, search).map(({ name }) => name);
  expect(names("french")).toEqual(["gtts:fr-ca"]);
  expect(names("english")).toEqual(["hibari:en-us", "kokoro:bf_emma"]);
  expect(names("emma BRITISH")).toEqual(["kokoro:bf_emma"]);
  expect(names("")).toHaveLength(5);
});
