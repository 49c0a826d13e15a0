/** A job that was asked for, where events came that the answer does not include yet. */

import type { Artifact, Job } from "../model.ts";

/** What only the answer knows, and everything that moves as the events left it. */
export function merged(known: Job, older: Job): Job {
  return {
    ...known,
    title: older.title,
    createdAt: older.createdAt,
    startedAt: older.startedAt ?? known.startedAt,
    correlationId: older.correlationId,
    artifacts: known.status === "failed" || known.status === "canceled" ? [] : union(older.artifacts, known.artifacts),
    output: known.output ?? older.output,
    warnings: known.warnings.length > older.warnings.length ? known.warnings : older.warnings,
    resumedFrom: older.resumedFrom,
    render: older.render,
    isWhole: true,
  };
}

function union(older: readonly Artifact[], newer: readonly Artifact[]): readonly Artifact[] {
  const names = new Set(newer.map(({ name }) => name));
  return [...older.filter(({ name }) => !names.has(name)), ...newer];
}
