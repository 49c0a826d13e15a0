import type { Options } from "../../request.ts";
import type { Draft, Wrong } from "./draft.ts";
import type { Estimating } from "./estimating.ts";

/** What each step of the form is given. */
export interface StepProps {
  draft: Draft;
  change: (changes: Partial<Draft>) => void;
  wrong: Wrong;
  options: Options;
  found: Estimating;
}
