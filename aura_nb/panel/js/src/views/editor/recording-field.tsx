/** A recording that a scene is said in: made by the microphone, chosen, or dropped. */

import { useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { Problem } from "../../problem.ts";
import { Button } from "../button.tsx";
import { useDrop } from "./dropping.ts";
import { FileButton } from "./file-button.tsx";
import { RECORDINGS, useFiles } from "./files.ts";
import type { Hands } from "./hands.ts";
import { Recorder } from "./recorder.tsx";
import { words } from "./words.ts";

export function RecordingField({ hands, script }: { hands: Hands; script: string }) {
  const { host } = useApp();
  const isSilent = script.trim() === "";
  const use = async (file: File) => hands.set(["audio"], await host.sendAsset(file));
  const { take, trouble } = useFiles(async (file) => {
    if (isSilent) throw new Problem(words.recording.needsWords);
    await use(file);
  }, RECORDINGS);
  const drop = useDrop(take);
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const name = String(hands.get(["audio"]) ?? "");
  const wrong = trouble || hands.wrong(["audio"]);
  return (
    <>
      <fieldset class="aura-field aura-wide aura-drop" {...drop}>
        <legend class="aura-label">{words.recording.label}</legend>
        <div class="aura-row">
          <Button small icon="microphone" disabled={isSilent} innerRef={opener} onClick={() => setOpen(true)}>
            {name ? words.recording.again : words.recording.record}
          </Button>
          <FileButton icon="sound" accept={RECORDINGS.accept} disabled={isSilent} onChosen={take}>
            {words.recording.choose}
          </FileButton>
          {name && (
            <Button small icon="cross" onClick={() => hands.set(["audio"], undefined)}>
              {words.recording.remove}
            </Button>
          )}
          <span class="aura-muted aura-small">
            {isSilent ? words.recording.needsWords : name ? words.recording.used : words.recording.hint}
          </span>
        </div>
        {name && !name.startsWith("asset:") && <code class="aura-small">{name}</code>}
        {wrong && (
          <span class="aura-wrong" role="alert">
            {wrong}
          </span>
        )}
      </fieldset>
      {isOpen && <Recorder script={script} use={use} onClose={close} />}
    </>
  );
}
