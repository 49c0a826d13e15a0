/** The third step: who speaks, heard before it is chosen, and how fast. */

import { strings } from "../../strings.ts";
import { VoicePicker } from "../voices/picker.tsx";
import { languageOf } from "./draft.ts";
import { Field } from "./field.tsx";
import { Sample } from "./sample.tsx";
import type { StepProps } from "./step.ts";
import { automatic, voicesFor } from "./voices.ts";

const TOPIC_LANGUAGE = "en-US";

export function VoiceStep({ draft, change, wrong, options }: StepProps) {
  // Of a topic the script is English; a text's language is not known before it is read.
  const language = languageOf(draft, options) || (draft.kind === "topic" ? TOPIC_LANGUAGE : "");
  const voices = voicesFor(options, language);
  const usual = automatic(options, language);
  const chosen = options.voices.find((voice) => voice.name === draft.voice);
  const speaker = chosen ?? usual;
  return (
    <>
      <div class="aura-fields">
        <VoicePicker
          label={strings.voice}
          voices={voices}
          chosen={draft.voice}
          none={strings.automatic}
          usual={usual}
          wrong={wrong.voice}
          onChoose={(voice) => change({ voice })}
        />
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
