/** How far the phases are, from what is known of a job. */

import { PHASES, type Phase, type PhaseProgress } from "../model.ts";
import type { PhaseObject } from "../wire/contract.ts";

export const WAITING: readonly PhaseProgress[] = PHASES.map(({ phase }) => ({
  phase,
  fraction: 0,
  state: "waiting",
  seconds: null,
}));

export function isPhase(value: unknown): value is Phase {
  return PHASES.some(({ phase }) => phase === value);
}

/** A phase that is known here; null for none, and for one of a newer server. */
export function phaseOf(value: string | null): Phase | "complete" | null {
  return value === "complete" || isPhase(value) ? value : null;
}

/**
 * Where only the overall percent is known: the phase is the earliest unfinished one, so those before it are done.
 * What was known better stays.
 */
export function fromPercent(
  known: readonly PhaseProgress[],
  phase: Phase | "complete" | null,
  percent: number,
): readonly PhaseProgress[] {
  const current = phase === "complete" ? PHASES.length : PHASES.findIndex((each) => each.phase === phase);
  if (current < 0) return known;
  return known.map((each, index) => {
    if (index < current) return done(each);
    const range = PHASES[index];
    if (index > current || range === undefined) return each;
    return moved(each, (percent - range.start) / (range.end - range.start));
  });
}

export function moved(known: PhaseProgress, fraction: number): PhaseProgress {
  if (known.state === "done") return known;
  return { ...known, state: "active", fraction: Math.min(1, Math.max(known.fraction, fraction)) };
}

export function done(known: PhaseProgress, seconds: number | null = null): PhaseProgress {
  return { ...known, state: "done", fraction: 1, seconds: seconds ?? known.seconds };
}

/** As `GET /render/{id}/progress` tells them. */
export function fromMarks(known: readonly PhaseProgress[], marks: readonly PhaseObject[]): readonly PhaseProgress[] {
  const told = new Map(marks.map((mark) => [mark.phase, mark]));
  return known.map((each) => {
    const mark = told.get(each.phase);
    return mark === undefined ? each : marked(each, mark);
  });
}

function marked(known: PhaseProgress, mark: PhaseObject): PhaseProgress {
  const { startedAt: began, completedAt: ended, fraction } = mark;
  if (ended !== null) {
    // What an event told is better: the clock may have been set between these times.
    const between = began === null ? null : Math.max(0, Date.parse(ended) - Date.parse(began)) / 1000;
    return done(known, known.state === "done" ? (known.seconds ?? between) : between);
  }
  return began === null && fraction === 0 ? known : moved(known, fraction);
}

export function changed(
  phases: readonly PhaseProgress[],
  phase: unknown,
  change: (known: PhaseProgress) => PhaseProgress,
): readonly PhaseProgress[] {
  return phases.map((each) => (each.phase === phase ? change(each) : each));
}
