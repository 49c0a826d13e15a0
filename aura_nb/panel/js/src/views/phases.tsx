/** The five phases of a job: one bar of five lengths, each with its own progress, and below each its name. */

import type { Job, PhaseProgress } from "../model.ts";
import { isFinal } from "../model.ts";
import { strings } from "../strings.ts";
import { percent } from "./format.ts";
import { Icon, type IconName } from "./icon.tsx";

type State = PhaseProgress["state"] | "stopped";

const ICONS: Record<State, IconName> = { waiting: "dot", active: "turn", done: "check", stopped: "canceled" };

export function Phases({ job }: { job: Job }) {
  return (
    <ol class="aura-phases" aria-label={strings.phases}>
      {job.phases.map((phase) => (
        <PhaseBar key={phase.phase} phase={phase} state={stateOf(phase, job)} failed={job.status === "failed"} />
      ))}
    </ol>
  );
}

function PhaseBar({ phase, state, failed }: { phase: PhaseProgress; state: State; failed: boolean }) {
  const done = phase.fraction * 100;
  const icon = state === "stopped" && failed ? "failed" : ICONS[state];
  return (
    <li class="aura-phase" data-phase={phase.phase} data-state={state}>
      <div
        class="aura-bar"
        role="progressbar"
        aria-label={strings.stage[phase.phase]}
        aria-valuenow={Math.floor(done)}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${done}%` }} />
      </div>
      <div class="aura-phase-name" aria-hidden="true">
        <Icon name={icon} turning={state === "active"} />
        <span class="aura-line">{strings.stage[phase.phase]}</span>
        <span class="aura-small aura-number">{note(phase, state)}</span>
      </div>
    </li>
  );
}

function note(phase: PhaseProgress, state: State): string {
  if (state === "done") return phase.seconds === null ? "" : strings.seconds1(phase.seconds);
  return state === "waiting" ? "" : percent(phase.fraction * 100);
}

/** What was under way when a job ended stands still. */
function stateOf(phase: PhaseProgress, job: Job): State {
  if (!isFinal(job.status) || phase.state === "done" || job.status === "completed") return phase.state;
  return phase.state === "active" || phase.phase === job.phase ? "stopped" : "waiting";
}
