/** Who speaks a scene: the film's voice, or one of its own. */

import { useState } from "preact/hooks";
import { object, text } from "../../wire/values.ts";
import { Button } from "../button.tsx";
import { useUid } from "../uid.ts";
import { VoiceChooser } from "../voices/chooser.tsx";
import { calledOf } from "../voices/names.ts";
import { useOptions } from "../voices/options.ts";
import type { Hands } from "./hands.ts";
import { words } from "./words.ts";

export function VoiceField({ hands }: { hands: Hands }) {
  const voice = object(hands.get(["voice"]));
  const name = text(voice?.name) ?? "";
  const options = useOptions();
  const [isOpen, setOpen] = useState(false);
  const id = useUid();
  const chosen = options?.voices.find((each) => each.name === name);
  const wrong = hands.wrong(["voice"]);
  const choose = (to: string) => {
    hands.set(["voice"], to === "" ? undefined : { ...voice, name: to });
    setOpen(false);
  };
  return (
    <div class="aura-field aura-wide">
      <span class="aura-label" id={id}>
        {words.voice}
      </span>
      <div class="aura-row">
        <span dir="auto">{name === "" ? words.filmsVoice : chosen ? calledOf(chosen) : name}</span>
        <Button small expanded={isOpen} describedBy={id} onClick={() => setOpen(!isOpen)}>
          {words.chooseVoice}
        </Button>
        {name !== "" && (
          <Button small kind="quiet" onClick={() => choose("")}>
            {words.filmsVoice}
          </Button>
        )}
      </div>
      {wrong && <span class="aura-wrong">{wrong}</span>}
      {isOpen && options && (
        <VoiceChooser voices={options.voices} chosen={name} onChoose={choose} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}
