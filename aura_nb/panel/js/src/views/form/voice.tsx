/** The third step: who speaks, heard before it is chosen, and how fast. */

import { strings } from "../../strings.ts";
import { languageOf } from "./draft.ts";
import { Field, Select } from "./field.tsx";
import { Sample } from "./sample.tsx";
import type { StepProps } from "./step.ts";
import { automatic, providersOf, shortName, voicesFor } from "./voices.ts";

const TOPIC_LANGUAGE = "en-US";

export function VoiceStep({ draft, change, wrong, options }: StepProps) {
  // Of a topic the script is English; a text's language is not known before it is read.
  const language = languageOf(draft, options) || (draft.kind === "topic" ? TOPIC_LANGUAGE : "");
  const voices = voicesFor(options, language);
  const usual = automatic(options, language);
  const chosen = options.voices.find((voice) => voice.name === draft.voice);
  const speaker = chosen ?? usual;
  const offered = voices.filter((voice) => voice.provider === chosen?.provider);
  const provide = (provider: string) =>
    change({ voice: voices.find((voice) => voice.provider === provider && voice.available)?.name ?? "" });
  const providers = providersOf(voices.filter((voice) => voice.available));
  return (
    <>
      <div class="aura-fields">
        <Field label={strings.provider} wrong={chosen ? undefined : wrong.voice}>
          {(bound) => (
            <Select
              bound={bound}
              value={chosen?.provider ?? ""}
              choices={[
                { value: "", label: strings.automatic },
                ...providers.map((value) => ({ value, label: value })),
              ]}
              onChange={provide}
            />
          )}
        </Field>
        <Field label={strings.voice} wrong={chosen ? wrong.voice : undefined}>
          {(bound) => (
            <select
              class="aura-input"
              {...bound}
              disabled={!chosen}
              value={speaker?.name}
              onChange={(event) => change({ voice: event.currentTarget.value })}
            >
              {(chosen ? offered : speaker ? [speaker] : []).map((voice) => (
                <option key={voice.name} value={voice.name} disabled={!voice.available}>
                  {shortName(voice)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={`${strings.rate}: ${strings.speedOf(draft.rate)}`} wrong={wrong.rate}>
          {(bound) => (
            <input
              class="aura-range"
              {...bound}
              type="range"
              min={options.limits.minRate}
              max={options.limits.maxRate}
              step={0.05}
              value={draft.rate}
              onInput={(event) => change({ rate: Number(event.currentTarget.value) })}
            />
          )}
        </Field>
      </div>
      {speaker && (
        <Sample
          key={speaker.name}
          voice={speaker}
          language={language || (speaker.languages[0] ?? TOPIC_LANGUAGE)}
          rate={draft.rate}
        />
      )}
    </>
  );
}
