/** A scene's picture: another one is dropped onto it, or chosen. */

import { useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { wordsOf } from "../../problem.ts";
import { Button } from "../button.tsx";
import type { Path } from "./document.ts";
import type { Hands } from "./hands.ts";
import { words } from "./words.ts";

export const PICTURES = "image/png,image/jpeg,image/webp,image/gif,image/svg+xml";

export function PictureField({ hands, path, label }: { hands: Hands; path: Path; label: string }) {
  const { host } = useApp();
  const [trouble, setTrouble] = useState("");
  const [isOver, setOver] = useState(false);
  const name = String(hands.get(path) ?? "");
  const wrong = trouble || hands.wrong(path);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setTrouble("");
    try {
      hands.set(path, await host.sendPicture(file));
    } catch (error) {
      setTrouble(wordsOf(error));
    }
  };
  return (
    <fieldset
      class="aura-field aura-wide aura-drop"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file === undefined) return;
        event.preventDefault();
        void take(file);
      }}
    >
      <legend class="aura-label">{label}</legend>
      <div class="aura-row">
        <PictureButton onChosen={take}>{words.choosePicture}</PictureButton>
        <span class="aura-muted aura-small">{words.dropPicture}</span>
      </div>
      {!name.startsWith("asset:") && name && <code class="aura-small">{name}</code>}
      {wrong && <span class="aura-wrong">{wrong}</span>}
    </fieldset>
  );
}

/** A button that asks for a picture of this machine. */
export function PictureButton({ children, onChosen }: { children: string; onChosen: (file: File) => Promise<void> }) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={PICTURES}
        hidden
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file === undefined) return;
          setBusy(true);
          void onChosen(file).finally(() => setBusy(false));
        }}
      />
      <Button small icon="picture" working={busy} onClick={() => input.current?.click()}>
        {busy ? words.sending : children}
      </Button>
    </>
  );
}
