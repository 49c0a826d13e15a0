/** The root of all views: the ways to begin, what is looked at (a card, or the form), and the queue. */

import { useEffect, useRef, useState } from "preact/hooks";
import { type PanelOptions, useApp } from "../app.ts";
import { strings } from "../strings.ts";
import type { Kept } from "../studio.tsx";
import { Card } from "./card.tsx";
import { ConnectionLine } from "./connection.tsx";
import { Empty } from "./empty.tsx";
import { Icon } from "./icon.tsx";
import { useOwnKeys } from "./keys.ts";
import { Queue } from "./queue.tsx";
import { Start } from "./start.tsx";
import { Studio } from "./studio.tsx";
import { Toasts } from "./toasts.tsx";

/** What is looked at. `focused`: the person asked for it just now, so the focus follows. */
type Looking =
  | { at: "form" | "nothing" }
  | { at: "editor"; id: string }
  /** `scene` is the place of the one that its film goes on at. */
  | { at: "card"; id: string; focused: boolean; scene?: number | undefined };
const NOTHING: Looking = { at: "nothing" };

function firstLooked({ jobId, edit, source, storyboardId }: PanelOptions): Looking {
  if (storyboardId !== undefined) return { at: "editor", id: storyboardId };
  if (source !== undefined) return { at: "form" };
  if (jobId === null) return NOTHING;
  return edit ? { at: "editor", id: jobId } : { at: "card", id: jobId, focused: false };
}

export function Panel() {
  const { jobs, options } = useApp();
  const whole = options.jobId === null;
  const root = useRef<HTMLElement>(null);
  useOwnKeys(root);
  const [looking, look] = useState(() => firstLooked(options));
  // What was filled in stays while one looks at a job, and until a film is made of it.
  const kept = useRef<Kept>({ draft: null, board: null });
  const listed = jobs.listed.value;
  const newest = listed[0];
  const show = (id: string, scene?: number) => look({ at: "card", id, focused: true, scene });
  const edit = (id: string) => look({ at: "editor", id });
  const unknown = looking.at === "card" && whole && jobs.isLoaded.value && jobs.job(looking.id).value === undefined;
  // One that somebody asks for and that was removed meanwhile: say so, and show no other in its place.
  const removed = unknown && looking.focused && jobs.trouble.value !== null;
  const gone = unknown && !removed;

  useEffect(() => {
    if (!whole || (looking.at !== "nothing" && !gone)) return;
    const next: Looking = newest === undefined ? NOTHING : { at: "card", id: newest, focused: false };
    look((now) => (now === looking ? next : now)); // unless the person was quicker
  }, [whole, looking, gone, newest]);

  const empty = looking.at === "nothing" && jobs.isLoaded.value;
  const creating = looking.at === "form";
  const close = () => look(NOTHING);
  const start = { onStarted: show, onCreate: creating ? close : () => look({ at: "form" }), creating };
  return (
    <section class="aura-panel" aria-label={strings.panel} ref={root}>
      {whole && (
        <header class="aura-header">
          <span class="aura-brand aura-grow">
            <Icon name="aura" />
            {strings.panel}
          </span>
          {!empty && <Start {...start} />}
        </header>
      )}
      <ConnectionLine />
      {empty && <Empty {...start} />}
      {creating && (
        <Studio kept={kept.current} editing={null} source={options.source} onStarted={show} onClose={close} />
      )}
      {looking.at === "editor" && (
        <Studio
          key={looking.id}
          kept={kept.current}
          editing={looking.id}
          onStarted={show}
          onClose={() => (looking.id === options.storyboardId ? look(NOTHING) : show(looking.id))}
        />
      )}
      {removed && (
        <p class="aura-section aura-muted" role="status">
          {strings.removed}
        </p>
      )}
      {looking.at === "card" && !unknown && (
        <Card
          key={looking.id}
          id={looking.id}
          focused={looking.focused}
          scene={looking.scene}
          onStarted={show}
          onEdit={edit}
        />
      )}
      {whole && jobs.stats.value.total > 0 && (
        <Queue chosen={looking.at === "card" ? looking.id : null} onChoose={show} />
      )}
      <Toasts />
    </section>
  );
}
