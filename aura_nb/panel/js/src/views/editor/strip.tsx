/** All scenes in their order: chosen, and moved by dragging or with Alt and an arrow key. */

import { Component } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Pictures } from "../board/pictures.ts";
import { Icon } from "../icon.tsx";
import { canon, headingOf, kindOf, moved, placeOf, type Scene } from "./document.ts";
import type { Editing } from "./editing.ts";
import { problemsOf } from "./hands.ts";
import { Picture } from "./picture.tsx";
import { useDropOnto } from "./scene-files.ts";
import { labelOf } from "./show.tsx";
import { words } from "./words.ts";

interface StripProps {
  editing: Editing;
  /** What the pictures show: it is saved. */
  drawn: ReadonlyMap<string, Scene>;
  pictures: Pictures;
  tell: (news: string) => void;
}

export function Strip({ editing, drawn, pictures, tell }: StripProps) {
  const { scenes } = editing.document.value;
  const selected = editing.scene?.id ?? "";
  const refusal = editing.saver.refusal.value;
  const changed = new Set(editing.changes.value.filter(({ now }) => now !== null).map(({ id }) => id));
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState("");
  const [over, setOver] = useState<number | null>(null);
  const onto = useRef("");
  const file = useDropOnto(editing, tell, () => onto.current);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [selected]);
  const focus = () => requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("[aria-current]")?.focus());
  const move = (id: string, to: number) => {
    editing.change(moved(editing.document.value, id, to));
    tell(words.movedTo(placeOf(editing.document.value, id) + 1, scenes.length));
  };
  const press = (event: KeyboardEvent) => {
    const forward = event.key === "ArrowDown" || event.key === "ArrowRight";
    if (!forward && event.key !== "ArrowUp" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    const place = placeOf(editing.document.value, selected);
    if (event.altKey) move(selected, place + (forward ? 1 : -1));
    else {
      const next = scenes[place + (forward ? 1 : -1)];
      if (next !== undefined) editing.select(next.id);
    }
    focus();
  };
  const drop = (to: number) => {
    const from = placeOf(editing.document.value, dragged);
    if (from >= 0) move(dragged, to > from ? to - 1 : to);
    setDragged("");
    setOver(null);
  };
  return (
    <ol
      class="aura-strip"
      ref={list}
      aria-label={words.scenes}
      title={words.reorderHint}
      onKeyDown={press}
      data-over={file["data-over"]}
      onDragOver={(event) => {
        if (dragged === "") return file.onDragOver(event);
        event.preventDefault();
        setOver(gap(event.currentTarget, event));
      }}
      onDragLeave={file.onDragLeave}
      onDrop={(event) => {
        if (dragged === "") {
          onto.current = sceneUnder(event);
          return file.onDrop(event);
        }
        event.preventDefault();
        drop(gap(event.currentTarget, event));
      }}
      onDragEnd={() => {
        setDragged("");
        setOver(null);
      }}
    >
      {scenes.map((scene, index) => (
        <Item
          key={scene.id}
          scene={scene}
          number={index + 1}
          look={lookOf(drawn.get(scene.id))}
          isSelected={scene.id === selected}
          isChanged={changed.has(scene.id)}
          isWrong={problemsOf(refusal, scene.id).length > 0}
          mark={over === index ? "before" : over === scenes.length && index === scenes.length - 1 ? "after" : undefined}
          pictures={pictures}
          onSelect={editing}
          onDrag={setDragged}
        />
      ))}
    </ol>
  );
}

/** The scene that a file is dropped onto; after the last one, that. */
function sceneUnder({ target, currentTarget }: DragEvent): string {
  const item = (target as Element).closest<HTMLElement>(".aura-strip-item > [data-scene]");
  const last = [...(currentTarget as Element).querySelectorAll<HTMLElement>("[data-scene]")].at(-1);
  return (item ?? (target as Element).querySelector<HTMLElement>("[data-scene]") ?? last)?.dataset.scene ?? "";
}

/** What a picture depends on. */
export function lookOf(scene: Scene | undefined): string {
  return scene === undefined ? "" : canon({ heading: scene.heading, show: scene.show });
}

/** The place between two scenes that a pointer is nearest to. */
function gap(list: HTMLElement, event: DragEvent): number {
  const items = [...list.children];
  const upright = getComputedStyle(list).flexDirection === "column";
  const place = items.findIndex((item) => {
    const box = item.getBoundingClientRect();
    return upright ? event.clientY < box.top + box.height / 2 : event.clientX < box.left + box.width / 2;
  });
  return place < 0 ? items.length : place;
}

interface ItemProps {
  scene: Scene;
  number: number;
  look: string;
  isSelected: boolean;
  isChanged: boolean;
  isWrong: boolean;
  mark: "before" | "after" | undefined;
  pictures: Pictures;
  onSelect: Editing;
  onDrag: (id: string) => void;
}

/** Drawn again only when something of its own is different: there may be hundreds. */
class Item extends Component<ItemProps> {
  override shouldComponentUpdate(next: ItemProps): boolean {
    return (Object.keys(next) as (keyof ItemProps)[]).some((name) => next[name] !== this.props[name]);
  }

  override render({
    scene,
    number,
    look,
    isSelected,
    isChanged,
    isWrong,
    mark,
    pictures,
    onSelect,
    onDrag,
  }: ItemProps) {
    const heading = headingOf(scene) || words.unnamed;
    return (
      <li
        class="aura-strip-item"
        data-mark={mark}
        draggable
        onDragStart={(event) => {
          event.dataTransfer?.setData("text/plain", scene.id);
          onDrag(scene.id);
        }}
      >
        <button
          type="button"
          aria-current={isSelected ? "true" : undefined}
          tabIndex={isSelected ? 0 : -1}
          data-scene={scene.id}
          onClick={() => onSelect.select(scene.id)}
        >
          <Picture scene={scene.id} look={look} label="" pictures={pictures} />
          <span class="aura-strip-words">
            <span class="aura-muted aura-number">
              <span class="aura-unseen">{words.sceneNumber} </span>
              {number}
            </span>
            <span class="aura-grow aura-line" dir="auto">
              {heading}
            </span>
            {isWrong ? <Icon name="warn" /> : isChanged && <span class="aura-dot" />}
            {(isWrong || isChanged) && (
              <span class="aura-unseen">{isWrong ? words.sceneWrong : words.sceneChanged}</span>
            )}
          </span>
          <span class="aura-strip-kind aura-muted aura-small">{labelOf(kindOf(scene))}</span>
        </button>
      </li>
    );
  }
}
