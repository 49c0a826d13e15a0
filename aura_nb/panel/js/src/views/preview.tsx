/** What there is of a film while it is being made: its first picture, and its words. */

import type { Job } from "../model.ts";
import { artifact } from "../selectors.ts";
import { strings } from "../strings.ts";
import { useMedia, useText } from "./media.ts";
import { Poster } from "./poster.tsx";
import { cues } from "./vtt.ts";

export function Preview({ job }: { job: Job }) {
  const poster = useMedia(job, artifact(job, "poster.png"));
  const spoken = cues(useText(job, artifact(job, "captions.vtt")));
  if (!poster?.url && spoken.length === 0) return null;
  return (
    <div class="aura-preview">
      {poster?.url && <Poster key={poster.url} url={poster.url} title={job.title} />}
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
