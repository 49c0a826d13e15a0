/** Before the film is made again: what that will cost. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { wordsOf } from "../../problem.ts";
import { Button } from "../button.tsx";
import { clock } from "../format.ts";
import { Icon } from "../icon.tsx";
import { Note } from "../note.tsx";
import { type Cost, costOf } from "./cost.ts";
import { placeOf } from "./document.ts";
import type { Editing } from "./editing.ts";
import { words } from "./words.ts";

interface MakingProps {
  editing: Editing;
  /** The new job, and the place of the first scene that is different in it. */
  onMade: (job: string, scene: number) => void;
  onClose: () => void;
}

export function Making({ editing, onMade, onClose }: MakingProps) {
  const { host } = useApp();
  const [cost, setCost] = useState<Cost | null>(null);
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const go = useRef<HTMLButtonElement>(null);
  const document = editing.document.value;
  useEffect(() => {
    let gone = false;
    setCost(null);
    setTrouble("");
    const changed = new Set(editing.changes.value.map(({ id }) => id));
    const ask = async () => {
      if (!(await editing.saver.flush())) return; // the editor's bar says why
      const plan = await host.planDraft(editing.id);
      if (!gone) setCost(costOf(plan, document, changed));
    };
    ask().catch((error: unknown) => gone || setTrouble(wordsOf(error)));
    return () => {
      gone = true;
    };
  }, [host, editing, document]);
  useEffect(() => {
    if (cost !== null) go.current?.focus();
  }, [cost]);
  const make = async () => {
    setBusy(true);
    setTrouble("");
    try {
      const first = editing.changes.value.find(({ now }) => now !== null)?.id ?? "";
      onMade(await host.makeDraft(editing.id), Math.max(0, placeOf(document, first)));
    } catch (error) {
      setTrouble(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="aura-making" aria-label={words.make}>
      {trouble && <Note tone="bad">{trouble}</Note>}
      <div class="aura-row">
        <p class="aura-grow" role="status">
          {cost === null ? (
            !trouble && (
              <>
                <Icon name="turn" turning /> {words.costing}
              </>
            )
          ) : (
            <>
              <strong>{cost.count === 0 ? words.free : words.cost(cost.count, cost.total, cost.parts)}</strong>{" "}
              <span class="aura-muted">{words.length(clock(cost.seconds))}</span>
            </>
          )}
        </p>
        <Button kind="quiet" onClick={onClose}>
          {words.back}
        </Button>
        <Button kind="primary" icon="film" innerRef={go} disabled={cost === null} working={busy} onClick={make}>
          {busy ? words.starting : words.makeNow}
        </Button>
      </div>
    </section>
  );
}
