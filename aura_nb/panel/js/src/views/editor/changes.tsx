/** What is different from the film, scene by scene, each with a way back. */

import { Button } from "../button.tsx";
import { added, type Change, moved, narrationOf, type Scene, without, withScene } from "./document.ts";
import { StatusDot } from "./dot.tsx";
import type { Editing } from "./editing.ts";
import { words } from "./words.ts";

export function Changes({ editing }: { editing: Editing }) {
  const found = editing.changes.value;
  return (
    <section class="aura-changes" aria-label={editing.film ? words.changesHeading : words.changesHeadingDraft}>
      <h3>{editing.film ? words.changesHeading : words.changesHeadingDraft}</h3>
      {found.length === 0 && <p class="aura-muted">{words.nothingChanged}</p>}
      <ul>
        {found.map((change) => (
          <li key={change.id}>
            <div class="aura-row">
              <StatusDot way={change.way} />
              <strong>{words.ways[change.way]}</strong>
              <button
                type="button"
                class="aura-link aura-grow aura-line"
                dir="auto"
                disabled={change.now === null}
                onClick={() => editing.select(change.id)}
              >
                {words.scene(change.number, change.heading || words.unnamed)}
              </button>
              <span class="aura-muted aura-small">
                {change.fields.map((name) => words.fields[name] ?? name).join(", ")}
              </span>
              <Button small onClick={() => restore(editing, change)}>
                {words.restore}
              </Button>
            </div>
            {change.fields.includes("narration") && <Said before={change.before} now={change.now} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Said({ before, now }: { before: Scene | null; now: Scene | null }) {
  return (
    <dl class="aura-facts aura-small">
      <dt>{words.before}</dt>
      <dd dir="auto">{before ? narrationOf(before) : ""}</dd>
      <dt>{words.now}</dt>
      <dd dir="auto">{now ? narrationOf(now) : ""}</dd>
    </dl>
  );
}

/** The scene as it is in the film. */
function restore(editing: Editing, { id, way, number, before }: Change): void {
  const document = editing.document.value;
  if (way === "added") editing.change(without(document, id));
  else if (way === "changed" && before) editing.change(withScene(document, before), { select: id });
  else if (way === "removed" && before) {
    const after = editing.film?.scenes[number - 2]?.id ?? "";
    const back = added(document, after, before);
    editing.change(number === 1 ? moved(back, id, 0) : back, { select: id });
  } else if (way === "moved" && editing.film) {
    const place = editing.film.scenes.findIndex((scene) => scene.id === id);
    editing.change(moved(document, id, place), { select: id });
  }
}
