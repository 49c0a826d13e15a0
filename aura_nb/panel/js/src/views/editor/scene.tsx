/** One scene: its slide, what is said and what is shown, and what can be done with it. */

import { useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { CHOICES } from "../../wire/contract.ts";
import type { Json } from "../../wire/values.ts";
import type { Pictures } from "../board/pictures.ts";
import { Button } from "../button.tsx";
import { Field } from "../form/field.tsx";
import { Note } from "../note.tsx";
import {
  added,
  copied,
  freeId,
  headingOf,
  isDialogue,
  isFixed,
  joined,
  kindOf,
  middle,
  moved,
  narrationOf,
  parted,
  placeOf,
  type Scene,
  without,
  withScene,
} from "./document.ts";
import type { Editing } from "./editing.ts";
import { Choice, JsonField, NumberField, Text } from "./fields.tsx";
import { FileButton } from "./file-button.tsx";
import { PICTURES } from "./files.ts";
import { type Hands, handsOf, problemsOf, unplaced } from "./hands.ts";
import { KINDS } from "./kinds.ts";
import { Picture } from "./picture.tsx";
import { RecordingField } from "./recording-field.tsx";
import { addPicture, useDropOnto } from "./scene-files.ts";
import { labelOf, ShowForm, shownPlaces } from "./show.tsx";
import { useSpeaking } from "./speaking.ts";
import { lookOf } from "./strip.tsx";
import { VoiceField } from "./voice-field.tsx";
import { words } from "./words.ts";

interface SceneProps {
  editing: Editing;
  scene: Scene;
  drawn: Scene | undefined;
  pictures: Pictures;
  asJson: boolean;
  show: () => Promise<void>;
  tell: (news: string) => void;
}

export function SceneForm({ editing, scene, drawn, pictures, asJson, show, tell }: SceneProps) {
  const document = editing.document.value;
  const number = placeOf(document, scene.id) + 1;
  const hands = handsOf(editing, scene, editing.saver.refusal.value);
  const caret = useRef(-1);
  const drop = useDropOnto(editing, tell, () => scene.id);
  const others = asJson ? [] : unplaced(problemsOf(editing.saver.refusal.value, scene.id), shownPlaces(hands));
  return (
    <section
      class="aura-scene-form"
      aria-label={words.scene(number, headingOf(scene) || words.unnamed)}
      data-scene={scene.id}
      {...drop}
    >
      <Tools editing={editing} scene={scene} caret={caret} tell={tell} />
      <div class="aura-scene-seen">
        <Picture
          scene={scene.id}
          look={lookOf(drawn)}
          label={words.slideOf(number, headingOf(scene))}
          pictures={pictures}
        />
        <div class="aura-row">
          <Button small icon="picture" onClick={show}>
            {words.show}
          </Button>
          <span class="aura-grow" />
          <span class="aura-muted aura-small">{labelOf(kindOf(scene))}</span>
        </div>
      </div>
      {others.length > 0 && (
        <Note tone="bad">
          {others.map((line) => (
            <p key={line} dir="auto">
              {line}
            </p>
          ))}
        </Note>
      )}
      {asJson ? (
        <JsonField hands={wholeHands(editing, scene, hands)} path={[]} label={words.json} />
      ) : (
        <div class="aura-fields">
          <Text hands={hands} path={["heading"]} label={words.heading} />
          <Narration editing={editing} hands={hands} caret={caret} />
          {!isDialogue(scene) && <RecordingField hands={hands} script={narrationOf(scene)} />}
          <ShowForm hands={hands} path={["show"]} />
          <VoiceField hands={hands} />
          <NumberField hands={hands} path={["pauseAfter"]} label={words.pauseAfter} placeholder={words.usual} />
          <Choice
            hands={hands}
            path={["transition"]}
            label={words.transition}
            choices={CHOICES.transitions}
            names={words.transitions}
            none={words.usual}
          />
        </div>
      )}
    </section>
  );
}

/** The scene as a whole: its id stays, by which it is known. */
function wholeHands(editing: Editing, scene: Scene, hands: Hands): Hands {
  return {
    ...hands,
    get: () => scene,
    set: (_, to) => editing.changeScene({ ...(to as Json), id: scene.id }, "json"),
    wrong: () => {
      const found = problemsOf(editing.saver.refusal.value, scene.id);
      return found.length > 0 ? found.map(({ place, message }) => `${place}: ${message}`).join(" · ") : undefined;
    },
  };
}

function Narration({ editing, hands, caret }: { editing: Editing; hands: Hands; caret: { current: number } }) {
  const { host } = useApp();
  const { scene } = hands;
  const speaking = useSpeaking(host, editing.id);
  const said = narrationOf(scene);
  const goes = speaking.state !== "quiet";
  const fixed = isFixed(scene);
  const speak = async () => {
    if (!fixed || (await editing.saver.flush())) speaking.start(scene.id, said, fixed);
  };
  return (
    <div class="aura-wide aura-said">
      <Field
        label={words.narration}
        wrong={hands.wrong(["narration"]) ?? hands.wrong(["cues"])}
        {...(isDialogue(scene) ? { hint: words.dialogue } : !said && { hint: words.silent })}
      >
        {(bound) => (
          <textarea
            class="aura-input aura-grows"
            dir="auto"
            {...bound}
            value={said}
            readOnly={isDialogue(scene)}
            onInput={(event) => {
              caret.current = event.currentTarget.selectionStart;
              hands.set(["narration"], event.currentTarget.value);
            }}
            onSelect={(event) => {
              caret.current = event.currentTarget.selectionStart;
            }}
          />
        )}
      </Field>
      <div class="aura-row">
        <Button
          small
          icon={goes ? "stop" : "sound"}
          working={speaking.state === "beginning"}
          disabled={!said.trim()}
          onClick={goes ? speaking.stop : speak}
        >
          {speaking.state === "beginning" ? words.speaking : goes ? words.stop : words.speak}
        </Button>
        {speaking.trouble && (
          <span class="aura-wrong" role="alert">
            {speaking.trouble}
          </span>
        )}
      </div>
      {goes && (
        <p class="aura-lit" dir="auto" aria-hidden="true">
          {speaking.words.map((word, index) => (
            <span key={index} data-lit={index === speaking.lit || undefined}>
              {word}{" "}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

interface ToolsProps {
  editing: Editing;
  scene: Scene;
  caret: { current: number };
  tell: (news: string) => void;
}

function Tools({ editing, scene, caret, tell }: ToolsProps) {
  const { host } = useApp();
  const document = editing.document.value;
  const place = placeOf(document, scene.id);
  const next = document.scenes[place + 1];
  const said = narrationOf(scene);
  const [adding, setAdding] = useState("");
  const move = (to: number) => {
    editing.change(moved(document, scene.id, to));
    tell(words.movedTo(placeOf(editing.document.value, scene.id) + 1, document.scenes.length));
  };
  const append = (made: Scene) => editing.change(added(editing.document.value, scene.id, made), { select: made.id });
  const split = () => {
    const parts = parted(document, scene, caret.current) ?? parted(document, scene, middle(said));
    if (parts === null) return;
    const [first, second] = parts;
    caret.current = -1;
    editing.change(added(withScene(document, first), first.id, second), { select: second.id });
  };
  const join = () => {
    if (next !== undefined) editing.change(withScene(without(document, next.id), joined(scene, next)));
  };
  const remove = () => {
    const beside = next ?? document.scenes[place - 1];
    editing.change(without(document, scene.id), { select: beside?.id ?? "" });
    tell(words.removed(headingOf(scene) || words.unnamed));
  };
  const begin = (kind: string) => {
    const fresh = KINDS[kind]?.fresh;
    if (fresh === undefined) return;
    append({ id: freeId(document, kind), heading: KINDS[kind]?.label, narration: "", show: { kind, ...fresh } });
  };
  const picture = async (file: File) => addPicture(editing, scene.id, await host.sendAsset(file), file.name);
  return (
    <div class="aura-tools" role="toolbar" aria-label={words.sceneTools}>
      <Button small icon="up" disabled={place === 0} onClick={() => move(place - 1)}>
        {words.up}
      </Button>
      <Button small icon="down" disabled={next === undefined} onClick={() => move(place + 1)}>
        {words.down}
      </Button>
      <Button small icon="copy" onClick={() => append(copied(document, scene))}>
        {words.duplicate}
      </Button>
      <Button
        small
        icon="split"
        disabled={middle(said) === 0 || isFixed(scene)}
        title={words.splitHint}
        onClick={split}
      >
        {words.split}
      </Button>
      <Button small icon="join" disabled={next === undefined || isFixed(scene) || isFixed(next)} onClick={join}>
        {words.join}
      </Button>
      <Button small icon="cross" disabled={document.scenes.length === 1} onClick={remove}>
        {words.remove}
      </Button>
      <select
        class="aura-input aura-add"
        aria-label={words.addHint}
        title={words.addHint}
        value={adding}
        onChange={(event) => {
          begin(event.currentTarget.value);
          setAdding("");
        }}
      >
        <option value="">{words.add}</option>
        {Object.entries(KINDS)
          .filter(([, { fresh }]) => fresh !== undefined)
          .map(([kind, { label }]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
      </select>
      <FileButton icon="picture" accept={PICTURES.accept} onChosen={picture}>
        {words.addPicture}
      </FileButton>
    </div>
  );
}
