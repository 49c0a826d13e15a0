/** Themes and aspects as pictures: the film's first slide as each of them draws it. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { boardOf, OWN_THEME } from "../../backend/offers.ts";
import type { Look } from "../../host.ts";
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

interface LooksProps {
  themes: readonly Choice[];
  aspects: readonly Choice[];
  theme: string;
  aspect: string;
  /** The request as JSON; its storyboard, where there is one already. */
  asked: string;
  board: KeptBoard | null;
  onChoose: (look: Look) => void;
  onKept: (board: KeptBoard) => void;
}

export function Looks(props: LooksProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="aura-field aura-wide">
      <Button small icon="picture" expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {words.looks.see}
      </Button>
      {isOpen && <Seen {...props} />}
    </div>
  );
}

interface Place {
  readonly board: string;
  readonly scene: string;
}

function Seen({ themes, aspects, theme, aspect, asked, board, onChoose, onKept }: LooksProps) {
  const { host } = useApp();
  // Another look is another request, and the same slides.
  const [from] = useState(asked);
  const [first, setFirst] = useState<Place | null>(null);
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
  if (trouble) return <Note tone="bad">{trouble}</Note>;
  if (first === null) return <p class="aura-muted">{strings.board.working}</p>;
  const own = theme === OWN_THEME ? {} : { theme };
  return (
    <>
      <Group
        label={strings.theme}
        choices={themes}
        chosen={theme}
        first={first}
        lookOf={(value) => ({ theme: value, aspect })}
        onChoose={(value) => onChoose({ theme: value })}
      />
      <Group
        label={strings.aspect}
        choices={aspects}
        chosen={aspect}
        first={first}
        lookOf={(value) => ({ ...own, aspect: value })}
        onChoose={(value) => onChoose({ aspect: value })}
      />
    </>
  );
}

interface GroupProps {
  label: string;
  choices: readonly Choice[];
  chosen: string;
  first: Place;
  lookOf: (value: string) => Required<Pick<Look, "aspect">> & Look;
  onChoose: (value: string) => void;
}

function Group({ label, choices, chosen, first, lookOf, onChoose }: GroupProps) {
  const { host } = useApp();
  const group = useUid();
  // A picture for each look, known by it: those of the other group change with what is chosen here.
  const pictures = useMemo(
    () => new Pictures((look) => host.scenePicture(first.board, first.scene, JSON.parse(look) as Look)),
    [host, first],
  );
  return (
    <fieldset class="aura-looks">
      <legend class="aura-label">{label}</legend>
      {choices.map((choice) => {
        const look = lookOf(choice.value);
        const [width, height] = look.aspect.split(/[x:]/).map(Number);
        return (
          <label
            key={choice.value}
            class="aura-look"
            style={{ "--aura-slide": width && height ? `${width} / ${height}` : "16 / 9" }}
          >
            <input
              type="radio"
              name={group}
              checked={choice.value === chosen}
              onChange={() => onChoose(choice.value)}
            />
            <Slide scene={JSON.stringify(look)} label="" pictures={pictures} />
            <span>{choice.label === choice.value ? (strings.values[choice.value] ?? choice.label) : choice.label}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
