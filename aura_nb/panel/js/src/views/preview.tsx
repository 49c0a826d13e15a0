/** What there is of a film while it is being made: its first picture, and its words. */

import { useEffect, useState } from "preact/hooks";
import type { Artifact, Job } from "../model.ts";
import { artifact } from "../selectors.ts";
import { strings } from "../strings.ts";
import { useMedia, useText } from "./media.ts";
import { cues } from "./vtt.ts";

// A job that fails or is canceled takes its files away: what came just before its end is not asked for.
const LASTING_MS = 300;

export function Preview({ job }: { job: Job }) {
  const poster = useMedia(job, useLasting(job, "poster.png"));
  const spoken = cues(useText(job, useLasting(job, "captions.vtt")));
  if (!poster?.url && spoken.length === 0) return null;
  return (
    <div class="aura-preview">
      {poster?.url && <img src={poster.url} alt={strings.posterOf(job.title.slice(0, 100))} />}
      {spoken.length > 0 && (
        <section class="aura-grow" aria-label={strings.captions}>
          <h3 class="aura-small aura-muted">{strings.captions}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <div class="aura-words" tabIndex={0} dir="auto">
            {spoken.map((cue) => cue.text).join(" ")}
          </div>
        </section>
      )}
    </div>
  );
}

/** A file of a running job, once it has been there for a moment; none that comes when the job is being canceled. */
function useLasting(job: Job, name: string): Artifact | undefined {
  const now = artifact(job, name);
  const [lasting, setLasting] = useState<Artifact | undefined>();
  useEffect(() => {
    if (job.cancelRequested) return;
    const timer = setTimeout(() => setLasting(now), LASTING_MS);
    return () => clearTimeout(timer);
  }, [job.id, now?.sha256, job.cancelRequested]);
  return lasting;
}
