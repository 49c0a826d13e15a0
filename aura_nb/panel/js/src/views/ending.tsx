/** How a job ended that made no film: why, and what to do. */

import type { Job } from "../model.ts";
import { strings } from "../strings.ts";
import { size } from "./format.ts";
import { Note } from "./note.tsx";
import { Scroll } from "./scroll.tsx";

export function Failure({ job }: { job: Job }) {
  const first = job.errors[0];
  const suggestions = suggestionsFor(job);
  return (
    <Note tone="bad">
      <Long text={job.errorMessage ?? first?.message ?? strings.failed} />
      {suggestions.length > 0 && (
        <ul aria-label={strings.suggestions}>
          {suggestions.map((suggestion) => (
            <li key={suggestion}>
              <span dir="auto">{suggestion}</span>
            </li>
          ))}
        </ul>
      )}
      {job.canResume && job.lastCompletedStep && (
        <p class="aura-muted aura-kept">{strings.goesOn(job.lastCompletedStep)}</p>
      )}
      <details>
        <summary>{strings.details}</summary>
        <Scroll label={strings.details}>
          <dl class="aura-facts">
            {job.phase && <Fact name={strings.step} value={strings.stage[job.phase]} />}
            {job.errors.map((error) => (
              <Fact key={error.code} name={error.code} value={error.message} />
            ))}
            <Fact name={strings.correlation} value={job.correlationId} />
          </dl>
        </Scroll>
      </details>
    </Note>
  );
}

export function Canceled({ job }: { job: Job }) {
  const cleaned = job.cleanup && strings.cleaned(job.cleanup.removedFiles, size(job.cleanup.freedBytes));
  return (
    <Note tone="info">
      <p dir="auto">
        {job.message ?? strings.canceled} {cleaned}
      </p>
      {job.canResume && job.lastCompletedStep && (
        <p class="aura-muted aura-kept">{strings.goesOn(job.lastCompletedStep)}</p>
      )}
    </Note>
  );
}

const LONG = 400;

/** All of it can be read, to its end: where it is long it scrolls. */
function Long({ text }: { text: string }) {
  const said = (
    <p class="aura-what" dir="auto">
      {text}
    </p>
  );
  return text.length > LONG ? <Scroll label={strings.failed}>{said}</Scroll> : said;
}

/** What the failure suggests, or else what its errors themselves say to do; each once. */
function suggestionsFor(job: Job): string[] {
  const said = job.suggestedActions.length > 0 ? job.suggestedActions : job.errors.map((error) => error.remediation);
  return [...new Set(said)].filter((each) => each !== null && each !== "") as string[];
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </>
  );
}
