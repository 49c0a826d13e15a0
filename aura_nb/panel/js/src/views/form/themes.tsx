/** Themes as pictures: the film's first slide as each of them draws it. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { boardOf } from "../../backend/offers.ts";
import { wordsOf } from "../../problem.ts";
import type { Choice, JobRequest } from "../../request.ts";
import { strings } from "../../strings.ts";
import type { KeptBoard } from "../../studio.tsx";
import { Pictures } from "../board/pictures.ts";
import { Slide } from "../board/slide.tsx";
import { Button } from "../button.tsx";
import { words } from "../editor/words.ts";
import { Note } from "../note.tsx";
import { useUid } from "../uid.ts";

interface ThemesProps {
  themes: readonly Choice[];
  chosen: string;
  /** The request as JSON; its storyboard, where there is one already. */
  asked: string;
  board: KeptBoard | null;
  aspect: string;
  onChoose: (theme: string) => void;
  onKept: (board: KeptBoard) => void;
}

export function Themes(props: ThemesProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="aura-field aura-wide">
      <Button small icon="picture" expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {words.themes.see}
      </Button>
      {isOpen && <Seen {...props} />}
    </div>
  );
}

function Seen({ themes, chosen, asked, board, aspect, onChoose, onKept }: ThemesProps) {
  const { host } = useApp();
  const group = useUid();
  // Another theme is another request, and the same slides.
  const [from] = useState(asked);
  const [first, setFirst] = useState<{ board: string; scene: string } | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let gone = false;
    const read = async () => {
      const known = board?.asked === from || board?.isEdited ? board : null;
      const got = known
        ? boardOf(await host.readDraft(known.id))
        : await host.storyboard(JSON.parse(from) as JobRequest);
      if (gone) return;
      if (!known) onKept({ id: got.id, asked: from, isEdited: false });
      setFirst({ board: got.id, scene: got.scenes[0]?.id ?? "" });
    };
    read().catch((error: unknown) => gone || setTrouble(wordsOf(error)));
    return () => {
      gone = true;
    };
  }, [host, from]);
  const pictures = useMemo(
    () => first && new Pictures((theme) => host.scenePicture(first.board, first.scene, theme)),
    [host, first],
  );
  if (trouble) return <Note tone="bad">{trouble}</Note>;
  if (pictures === null) return <p class="aura-muted">{strings.board.working}</p>;
  const [width, height] = aspect.split(/[x:]/).map(Number);
  return (
    <fieldset class="aura-themes" style={{ "--aura-slide": width && height ? `${width} / ${height}` : "16 / 9" }}>
      <legend class="aura-unseen">{strings.theme}</legend>
      {themes.map(({ value, label }) => {
        const name = strings.values[value] ?? label;
        return (
          <label key={value} class="aura-theme">
            <input type="radio" name={group} checked={value === chosen} onChange={() => onChoose(value)} />
            <Slide scene={value} label="" pictures={pictures} />
            <span>{name}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
