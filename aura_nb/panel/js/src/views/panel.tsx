/** The root of all views: the ways to begin, what is looked at (a card, or the form), and the queue. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../app.ts";
import { strings } from "../strings.ts";
import { Card } from "./card.tsx";
import { ConnectionLine } from "./connection.tsx";
import { Empty } from "./empty.tsx";
import { Create } from "./form/create.tsx";
import type { Draft } from "./form/draft.ts";
import { Icon } from "./icon.tsx";
import { useOwnKeys } from "./keys.ts";
import { Queue } from "./queue.tsx";
import { Start } from "./start.tsx";
import { Toasts } from "./toasts.tsx";

/** What is looked at. `focused`: the person asked for it just now, so the focus follows. */
type Looking = { at: "form" } | { at: "card"; id: string; focused: boolean } | { at: "nothing" };
const NOTHING: Looking = { at: "nothing" };

export function Panel() {
  const { jobs, options } = useApp();
  const whole = options.jobId === null;
  const root = useRef<HTMLElement>(null);
  useOwnKeys(root);
  const [looking, look] = useState<Looking>(
    options.jobId === null ? NOTHING : { at: "card", id: options.jobId, focused: false },
  );
  // What was filled in stays while one looks at a job, and until a film is made of it.
  const draft = useSignal<Draft | null>(null);
  const listed = jobs.listed.value;
  const newest = listed[0];
  const show = (id: string) => look({ at: "card", id, focused: true });
  const gone = looking.at === "card" && whole && jobs.isLoaded.value && jobs.job(looking.id).value === undefined;

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
      {creating && <Create draft={draft} onStarted={show} />}
      {looking.at === "card" && !gone && (
        <Card key={looking.id} id={looking.id} focused={looking.focused} onStarted={show} />
      )}
      {whole && jobs.stats.value.total > 0 && (
        <Queue chosen={looking.at === "card" ? looking.id : null} onChoose={show} />
      )}
      <Toasts />
    </section>
  );
}
