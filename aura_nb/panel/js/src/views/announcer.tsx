/** Tells a screen reader how a job goes: each state and phase once, and no percentages in between. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Job } from "../model.ts";
import { strings } from "../strings.ts";

export function Announcer({ job }: { job: Job }) {
  const phase = job.status === "running" && job.phase ? strings.stage[job.phase] : strings.status[job.status];
  const state = job.status === "failed" && job.errorMessage ? `${phase}. ${job.errorMessage}` : phase;
  const [said, say] = useState("");
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return; // as it was when the card appeared: nothing new
    before.current = state;
    say(strings.announce(job.title.slice(0, 100), state));
  }, [state, job.title]);
  return (
    <div class="aura-unseen" role="status" aria-live="polite">
      {said}
    </div>
  );
}
