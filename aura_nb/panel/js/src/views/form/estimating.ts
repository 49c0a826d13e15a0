/** The dry run of what the form asks for, again after each change: its length, its cost, and the file's own settings. */

import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import type { Problem } from "../../problem.ts";
import type { Estimate, Options } from "../../request.ts";
import { check, type Draft, isOfFile, located, request, type Settings, type Wrong } from "./draft.ts";

const QUIET_MS = 400;

export interface Estimating {
  /** Whether the form says enough. */
  readonly ready: boolean;
  readonly estimate: Estimate | null;
  /** What of the file's own settings cannot be, at its fields. */
  readonly wrong: Wrong;
  readonly trouble: string;
  /** What the file says itself; kept while it is asked again. */
  readonly own: Settings | null;
}

const NOTHING = { estimate: null, wrong: {}, trouble: "" };

/** `wanted` is false while nobody looks at it; a file is looked at as soon as it is named. */
export function useEstimate(draft: Draft, options: Options, wanted: boolean): Estimating {
  const { host } = useApp();
  const [found, setFound] = useState<Omit<Estimating, "ready" | "own">>(NOTHING);
  const [known, setKnown] = useState<{ of: string; own: Settings } | null>(null);
  const ready = Object.keys(check(draft, options)).length === 0;
  const asked = JSON.stringify(request(draft, options));
  const file = draft.kind === "notebook" ? draft.notebook : draft.path.trim();
  const asking = ready && (wanted || isOfFile(draft.kind));
  useEffect(() => {
    setFound(NOTHING);
    if (!asking) return;
    let gone = false;
    const timer = setTimeout(() => {
      host.estimate(JSON.parse(asked)).then(
        (estimate) => {
          if (gone) return;
          setFound({ ...NOTHING, estimate });
          if (estimate.settings) setKnown({ of: file, own: estimate.settings });
        },
        (error: Problem) => {
          if (gone) return;
          const { wrong, rest } = located(error.fields ?? []);
          const elsewhere = Object.keys(wrong).length === 0 ? [error.message] : rest;
          setFound({ ...NOTHING, wrong, trouble: elsewhere.join(" ") });
        },
      );
    }, QUIET_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [host, asked, asking, file]);
  return { ...found, ready, own: known?.of === file ? known.own : null };
}
