/** Who speaks: what is chosen, and the list to choose from. */

import { useState } from "preact/hooks";
import type { VoiceOption } from "../../request.ts";
import { Button } from "../button.tsx";
import { words } from "../editor/words.ts";
import { useUid } from "../uid.ts";
import { VoiceChooser } from "./chooser.tsx";
import { calledOf } from "./names.ts";

interface PickerProps {
  label: string;
  voices: readonly VoiceOption[];
  /** The voice's name; nothing: as it comes. */
  chosen: string;
  /** What having chosen none is called. */
  none: string;
  /** Who speaks then, where that is known. */
  usual?: VoiceOption | undefined;
  wrong: string | undefined;
  onChoose: (name: string) => void;
}

export function VoicePicker({ label, voices, chosen, none, usual, wrong, onChoose }: PickerProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useUid();
  const voice = voices.find((each) => each.name === chosen);
  const choose = (name: string) => {
    onChoose(name);
    setOpen(false);
  };
  const told = chosen === "" ? (usual ? `${none} (${calledOf(usual)})` : none) : voice ? calledOf(voice) : chosen;
  return (
    <div class="aura-field aura-wide">
      <span class="aura-label" id={id}>
        {label}
      </span>
      <div class="aura-row">
        <span dir="auto" data-chosen={chosen}>
          {told}
        </span>
        <Button small expanded={isOpen} describedBy={id} invalid={wrong !== undefined} onClick={() => setOpen(!isOpen)}>
          {words.chooseVoice}
        </Button>
        {chosen !== "" && (
          <Button small kind="quiet" onClick={() => choose("")}>
            {none}
          </Button>
        )}
      </div>
      {wrong && <span class="aura-wrong">{wrong}</span>}
      {isOpen && <VoiceChooser voices={voices} chosen={chosen} onChoose={choose} onClose={() => setOpen(false)} />}
    </div>
  );
}
