/** A scene's picture: another one is dropped onto it, or chosen. */

import { useApp } from "../../app.ts";
import type { Path } from "./document.ts";
import { useDrop } from "./dropping.ts";
import { FileButton } from "./file-button.tsx";
import { PICTURES, useFiles } from "./files.ts";
import type { Hands } from "./hands.ts";
import { words } from "./words.ts";

export function PictureField({ hands, path, label }: { hands: Hands; path: Path; label: string }) {
  const { host } = useApp();
  const { take, trouble } = useFiles(async (file) => hands.set(path, await host.sendAsset(file)), PICTURES);
  const drop = useDrop(take);
  const name = String(hands.get(path) ?? "");
  const wrong = trouble || hands.wrong(path);
  return (
    <fieldset class="aura-field aura-wide aura-drop" {...drop}>
      <legend class="aura-label">{label}</legend>
      <div class="aura-row">
        <FileButton icon="picture" accept={PICTURES.accept} onChosen={take}>
          {words.choosePicture}
        </FileButton>
        <span class="aura-muted aura-small">{words.dropPicture}</span>
      </div>
      {!name.startsWith("asset:") && name && <code class="aura-small">{name}</code>}
      {wrong && <span class="aura-wrong">{wrong}</span>}
    </fieldset>
  );
}
