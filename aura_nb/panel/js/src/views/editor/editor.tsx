/** The editor: all scenes in a strip, one of them under one's hands; saved as it changes. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import type { Host } from "../../host.ts";
import { saveBytes } from "../../page/download.ts";
import { wordsOf } from "../../problem.ts";
import { strings } from "../../strings.ts";
import { Pictures } from "../board/pictures.ts";
import { Button } from "../button.tsx";
import { Icon } from "../icon.tsx";
import { Note } from "../note.tsx";
import { Changes } from "./changes.tsx";
import type { Document, Scene } from "./document.ts";
import { Editing, titleOf } from "./editing.ts";
import { otherProblems } from "./hands.ts";
import { Making } from "./making.tsx";
import type { Saving } from "./saver.ts";
import { SceneForm } from "./scene.tsx";
import { Strip } from "./strip.tsx";
import { words } from "./words.ts";

interface EditorProps {
  /** The storyboard's id; a job's storyboard has the job's. */
  id: string;
  /** The film's shape. */
  aspect: string;
  onMade: (job: string, scene: number) => void;
  onClose: () => void;
}

/** Those with changes that are not saved yet, so that closing the editor loses none of them. */
const unsaved = new WeakMap<Host, Map<string, Editing>>();

export function Editor(props: EditorProps) {
  const { host } = useApp();
  const { id } = props;
  const [editing, setEditing] = useState<Editing | null>(unsaved.get(host)?.get(id) ?? null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    if (editing?.id === id) return;
    let gone = false;
    Editing.of(host, id).then(
      (got) => gone || setEditing(got),
      (error: unknown) => gone || setTrouble(wordsOf(error)),
    );
    return () => {
      gone = true;
    };
  }, [host, id]);
  if (trouble) {
    return (
      <div class="aura-section aura-form">
        <Note tone="bad">{trouble}</Note>
        <div class="aura-form-foot">
          <Button kind="quiet" onClick={props.onClose}>
            {words.close}
          </Button>
        </div>
      </div>
    );
  }
  if (editing === null) return <p class="aura-section aura-muted">{strings.loading}</p>;
  return <Open editing={editing} {...props} />;
}

type Below = "nothing" | "changes" | "making" | "leaving";
/** A slide is drawn again when its scene has been left alone for so long. */
const STILL_MS = 900;

function Open({ editing, aspect, onMade, onClose }: EditorProps & { editing: Editing }) {
  const { host } = useApp();
  const { saver } = editing;
  const document = editing.document.value;
  const scene = editing.scene;
  const [below, setBelow] = useState<Below>("nothing");
  const [asJson, setAsJson] = useState(false);
  const [news, setNews] = useState("");
  const root = useRef<HTMLElement>(null);
  const pictures = useMemo(() => new Pictures((id) => host.scenePicture(editing.id, id)), [host, editing]);
  const [drawn, redraw] = useDrawn(editing);
  const title = titleOf(document);

  useEffect(() => {
    root.current?.querySelector<HTMLElement>("[aria-current]")?.focus({ preventScroll: true });
    warm(host, editing);
    const leave = (event: BeforeUnloadEvent) => {
      if (!saver.isSaved) event.preventDefault();
    };
    const back = () => {
      if (!saver.isSaved) void saver.flush();
    };
    window.addEventListener("beforeunload", leave);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("beforeunload", leave);
      window.removeEventListener("online", back);
      if (!saver.isSaved) void keep(host, editing);
    };
  }, [host, editing]);

  const press = (event: KeyboardEvent) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "z";
    const isRedo = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "y";
    if (!isUndo && !isRedo) return;
    event.preventDefault();
    event.stopPropagation();
    if (isRedo || event.shiftKey) editing.redo();
    else editing.undo();
  };
  const close = async () => {
    if (await saver.flush()) onClose();
    else setBelow("leaving");
  };
  const exported = () => {
    const name = `${title.replace(/[\\/:*?"<>|]/g, " ").trim() || "storyboard"}.json`;
    saveBytes(JSON.stringify(document, null, 2), "application/json", name);
  };
  const toggle = (to: Below) => setBelow(below === to ? "nothing" : to);
  const [width, height] = aspect.split(/[x:]/).map(Number);
  const count = editing.changes.value.length;
  return (
    <section
      class="aura-editor"
      aria-label={words.title(title)}
      ref={root}
      data-undo
      style={{ "--aura-slide": width && height ? `${width} / ${height}` : "16 / 9" }}
      onKeyDown={press}
    >
      <header class="aura-editor-bar">
        <h2 class="aura-line aura-grow" dir="auto">
          {words.title(title)}
        </h2>
        <SavingLine saving={saver.saving.value} wrong={saver.refusal.value?.fields.length ?? 0} />
        <div class="aura-row">
          <Button small icon="undo" disabled={!editing.canUndo.value} onClick={() => editing.undo()}>
            {words.undo}
          </Button>
          <Button small icon="redo" disabled={!editing.canRedo.value} onClick={() => editing.redo()}>
            {words.redo}
          </Button>
          <Button small expanded={below === "changes"} onClick={() => toggle("changes")}>
            {words.changes(count)}
          </Button>
          <Button small onClick={() => setAsJson(!asJson)}>
            {asJson ? words.form : words.json}
          </Button>
          {host.abilities.download && (
            <Button small icon="download" onClick={exported}>
              {words.export}
            </Button>
          )}
          <Button small kind="quiet" onClick={close}>
            {words.close}
          </Button>
          <Button kind="primary" icon="film" expanded={below === "making"} onClick={() => toggle("making")}>
            {words.make}
          </Button>
        </div>
      </header>
      <div role="alert">
        {saver.saving.value.state === "conflict" && <Conflict editing={editing} />}
        {otherProblems(saver.refusal.value).map((line) => (
          <Note key={line} tone="bad">
            {line}
          </Note>
        ))}
      </div>
      {below === "leaving" && <Leaving onStay={() => setBelow("nothing")} onLeave={onClose} />}
      {below === "changes" && <Changes editing={editing} />}
      {below === "making" && <Making editing={editing} onMade={onMade} onClose={() => setBelow("nothing")} />}
      <div class="aura-editor-body">
        <Strip editing={editing} drawn={drawn} pictures={pictures} tell={setNews} />
        {scene !== undefined && (
          <SceneForm
            key={scene.id}
            editing={editing}
            scene={scene}
            drawn={drawn.get(scene.id)}
            pictures={pictures}
            asJson={asJson}
            show={redraw}
            tell={setNews}
          />
        )}
      </div>
      <span class="aura-unseen" role="status">
        {news}
      </span>
    </section>
  );
}

function SavingLine({ saving, wrong }: { saving: Saving; wrong: number }) {
  const { state } = saving;
  const bad = state === "waiting" || state === "refused" || state === "conflict";
  return (
    <span class={`aura-small ${bad ? "aura-wrong" : "aura-muted"}`} role="status" data-saving={state}>
      <Icon name={state === "saved" ? "done" : bad ? "warn" : "turn"} turning={state === "saving"} />{" "}
      {state === "waiting"
        ? words.saving.waiting(saving.reason)
        : state === "refused"
          ? words.saving.refused(Math.max(1, wrong))
          : state === "conflict"
            ? words.saving.pending
            : words.saving[state]}
    </span>
  );
}

function Conflict({ editing }: { editing: Editing }) {
  return (
    <Note tone="warn">
      <p>{words.saving.conflict}</p>
      <div class="aura-row">
        <Button small onClick={() => editing.saver.overwrite()}>
          {words.saving.mine}
        </Button>
        <Button small onClick={() => editing.takeTheirs()}>
          {words.saving.theirs}
        </Button>
      </div>
    </Note>
  );
}

function Leaving({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <Note tone="warn">
      <p>{words.saving.unsaved}</p>
      <div class="aura-row">
        <Button small onClick={onStay}>
          {words.saving.stay}
        </Button>
        <Button small onClick={onLeave}>
          {words.saving.closeAnyway}
        </Button>
      </div>
    </Note>
  );
}

/** The scenes as their pictures show them, and what draws them as they are now. */
function useDrawn(editing: Editing): [ReadonlyMap<string, Scene>, () => Promise<void>] {
  const [of, setOf] = useState<Document>(editing.document.value);
  const document = editing.document.value;
  const isSaved = editing.saver.saving.value.state === "saved";
  useEffect(() => {
    if (!isSaved || document === of) return;
    const timer = setTimeout(() => setOf(document), STILL_MS);
    return () => clearTimeout(timer);
  }, [document, isSaved, of]);
  const drawn = useMemo(() => new Map(of.scenes.map((scene) => [scene.id, scene])), [of]);
  const redraw = async () => {
    if (await editing.saver.flush()) setOf(editing.document.value);
  };
  return [drawn, redraw];
}

/** Goes on trying to save what was left; opened again meanwhile, the editor finds it. */
async function keep(host: Host, editing: Editing): Promise<void> {
  const kept = unsaved.get(host) ?? new Map<string, Editing>();
  unsaved.set(host, kept.set(editing.id, editing));
  const dispose = editing.saver.saving.subscribe(({ state }) => {
    if (state !== "saved") return;
    kept.delete(editing.id);
    queueMicrotask(() => dispose());
  });
  await editing.saver.flush();
}

/** Has the voice loaded, so that the first sentence is heard at once: by a word that was hardly spoken before. */
function warm(host: Host, editing: Editing): void {
  const scene = editing.document.peek().scenes.find(({ narration }) => narration);
  if (scene === undefined) return;
  const word = String(Math.floor(Math.random() * 1000));
  host.sceneWords(editing.id, scene.id, word).catch((error: unknown) => {
    console.debug("[aura_nb] no voice was loaded beforehand:", error); // it is told when somebody listens
  });
}
