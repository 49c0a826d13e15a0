/** Who speaks a scene: the film's voice, or one of its own. */

import { object, text } from "../../wire/values.ts";
import { useOptions } from "../voices/options.ts";
import { VoicePicker } from "../voices/picker.tsx";
import type { Hands } from "./hands.ts";
import { words } from "./words.ts";

export function VoiceField({ hands }: { hands: Hands }) {
  const voice = object(hands.get(["voice"]));
  const options = useOptions();
  return (
    <VoicePicker
      label={words.voice}
      voices={options?.voices ?? []}
      chosen={text(voice?.name) ?? ""}
      none={words.filmsVoice}
      wrong={hands.wrong(["voice"])}
      onChoose={(name) => hands.set(["voice"], name === "" ? undefined : { ...voice, name })}
    />
  );
}
