/** The storyboard: every scene as a card with its real slide, what is said and for how long, before anything is encoded. */

import { useEffect, useMemo, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { boardOf } from "../../backend/offers.ts";
import type { Problem } from "../../problem.ts";
import { wordsOf } from "../../problem.ts";
import type { Board, BoardScene, Check, JobRequest } from "../../request.ts";
import { strings } from "../../strings.ts";
import type { KeptBoard } from "../../studio.tsx";
import { Button } from "../button.tsx";
import { clock } from "../format.ts";
import { Icon } from "../icon.tsx";
import { Note } from "../note.tsx";
import { useUid } from "../uid.ts";
import { Pictures } from "./pictures.ts";
import { type Playing, usePlaying } from "./playing.ts";
import { Slide } from "./slide.tsx";

interface StoryboardProps {
  /** The request, as JSON: another one is another storyboard. */
  asked: string;
  /** The film's shape. */
  aspect: string;
  /** The one that was made before. */
  kept: KeptBoard | null;
  onKept: (board: KeptBoard | null) => void;
  onEdit: () => void;
  onRefused: (problem: Problem) => void;
}

/** What was edited is not thrown away because the form was changed: the person says which one is meant. */
export function StoryboardStep(props: StoryboardProps) {
  const { asked, kept, onKept } = props;
  if (kept === null || !kept.isEdited || kept.asked === asked) return <Asked {...props} />;
  return (
    <Note tone="warn">
      <p>{strings.board.changedForm}</p>
      <div class="aura-row">
        <Button small onClick={() => onKept({ ...kept, asked })}>
          {strings.board.keepEdits}
        </Button>
        <Button small onClick={() => onKept(null)}>
          {strings.board.startOver}
        </Button>
      </div>
    </Note>
  );
}

function Asked({ asked, aspect, kept, onKept, onEdit, onRefused }: StoryboardProps) {
  const { host } = useApp();
  const [board, setBoard] = useState<Board | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let gone = false;
    setBoard(null);
    setTrouble("");
    const read = async () => {
      const known = kept?.asked === asked ? kept.id : null;
      return known === null ? host.storyboard(JSON.parse(asked) as JobRequest) : boardOf(await host.readDraft(known));
    };
    read().then(
      (got) => {
        if (gone) return;
        onKept({ id: got.id, asked, isEdited: got.version > 1 });
        setBoard(got);
      },
      (error: Problem) => {
        if (gone) return;
        if (error.fields?.length) onRefused(error);
        else setTrouble(wordsOf(error));
      },
    );
    return () => {
      gone = true;
    };
  }, [host, asked]);
  if (trouble) return <Note tone="bad">{trouble}</Note>;
  if (board === null) {
    return (
      <p class="aura-muted" role="status">
        <Icon name="turn" turning /> {strings.board.working}
      </p>
    );
  }
  return <Shown board={board} aspect={aspect} onEdit={onEdit} />;
}

type View = "cards" | "sheet";
const VIEWS: readonly View[] = ["cards", "sheet"];

function Shown({ board, aspect, onEdit }: { board: Board; aspect: string; onEdit: () => void }) {
  const { host } = useApp();
  const [view, setView] = useState<View>("cards");
  const playing = usePlaying(board);
  const pictures = useMemo(() => new Pictures((scene) => host.scenePicture(board.id, scene)), [host, board.id]);
  const [width, height] = aspect.split(/[x:]/).map(Number);
  return (
    <div class="aura-board" style={{ "--aura-slide": width && height ? `${width} / ${height}` : "16 / 9" }}>
      <div class="aura-row">
        <strong class="aura-grow aura-number">
          {strings.estimate.length(clock(board.seconds), board.scenes.length)}
        </strong>
        <ViewChoice view={view} onChange={setView} />
        <ListenToAll board={board} playing={playing} />
        <Button icon="edit" onClick={onEdit}>
          {strings.edit}
        </Button>
      </div>
      <div role="alert">
        {playing.trouble && <Note tone="bad">{playing.trouble}</Note>}
        <Findings findings={board.findings} />
      </div>
      <ol class="aura-scenes" data-view={view} aria-label={strings.board.scenes}>
        {board.scenes.map((scene, index) => (
          <SceneCard
            key={scene.id}
            scene={scene}
            number={index + 1}
            view={view}
            playing={playing}
            pictures={pictures}
          />
        ))}
      </ol>
    </div>
  );
}

function ViewChoice({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  const group = useUid();
  return (
    <fieldset class="aura-choice">
      <legend class="aura-unseen">{strings.board.view}</legend>
      {VIEWS.map((each) => (
        <label key={each}>
          <input type="radio" name={group} checked={each === view} onChange={() => onChange(each)} />
          {strings.board.views[each]}
        </label>
      ))}
    </fieldset>
  );
}

function ListenToAll({ board, playing }: { board: Board; playing: Playing }) {
  const first = board.scenes[0];
  if (first === undefined) return null;
  const goes = playing.scene !== null;
  return (
    <Button icon={goes ? "stop" : "sound"} onClick={goes ? playing.stop : () => playing.start(first.id, true)}>
      {goes ? strings.stopSample : strings.board.listenToAll}
    </Button>
  );
}

interface CardProps {
  scene: BoardScene;
  number: number;
  view: View;
  playing: Playing;
  pictures: Pictures;
}

function SceneCard({ scene, number, view, playing, pictures }: CardProps) {
  const { isHeard } = playing;
  const isChosen = playing.scene === scene.id;
  const heading = scene.heading || strings.board.unnamed(number);
  return (
    <li class="aura-scene" data-scene={scene.id} data-heard={(isChosen && isHeard) || undefined}>
      <Slide scene={scene.id} label={strings.board.slideOf(number, heading)} pictures={pictures} />
      <div class="aura-scene-words">
        <div class="aura-scene-head">
          <span class="aura-muted aura-number">{number}</span>
          <strong class="aura-grow aura-line" dir="auto" title={heading}>
            {heading}
          </strong>
          <span class="aura-muted aura-number aura-small">{clock(scene.seconds)}</span>
        </div>
        {view === "cards" && (
          <>
            <p class="aura-narration" dir="auto">
              {scene.narration || <span class="aura-muted">{strings.board.silent}</span>}
            </p>
            <Findings findings={scene.findings} />
            <div class="aura-row aura-small">
              {scene.narration && (
                <Button
                  small
                  icon={isChosen ? "stop" : "sound"}
                  working={isChosen && !isHeard}
                  label={isChosen ? strings.stopSample : strings.board.listenTo(number, heading)}
                  onClick={isChosen ? playing.stop : () => playing.start(scene.id, false)}
                >
                  {isChosen ? (isHeard ? strings.stopSample : strings.board.speaking) : strings.board.listen}
                </Button>
              )}
              <span class="aura-grow" />
              <span class="aura-muted" dir="auto">
                {scene.place}
              </span>
            </div>
          </>
        )}
        {view === "sheet" && scene.findings.length > 0 && (
          <span class="aura-small aura-wrong">{strings.warnings(scene.findings.length)}</span>
        )}
      </div>
    </li>
  );
}

/** What preflight found, where it is mended. */
function Findings({ findings }: { findings: readonly Check[] }) {
  return findings.map(({ message, hint, status }) => (
    <Note key={message} tone={status === "fail" ? "bad" : "warn"}>
      <p dir="auto">{message}</p>
      {hint && (
        <p class="aura-muted" dir="auto">
          {hint}
        </p>
      )}
    </Note>
  ));
}
