/** The dry run: how long the film will be and of which scenes, as soon as the form says enough. */

import type { Estimate as Estimated } from "../../request.ts";
import { strings } from "../../strings.ts";
import { clock } from "../format.ts";
import { Icon } from "../icon.tsx";
import { Scroll } from "../scroll.tsx";
import type { Estimating } from "./estimating.ts";

export function Estimate({ found }: { found: Estimating }) {
  const { estimate, ready, trouble, wrong } = found;
  const said = trouble || Object.values(wrong)[0] || "";
  return (
    <div class="aura-estimate" role="status">
      <Icon name="film" />
      {estimate ? <Found estimate={estimate} /> : <span class="aura-muted">{waiting(ready, said)}</span>}
    </div>
  );
}

function waiting(ready: boolean, trouble: string): string {
  if (trouble) return trouble;
  return ready ? strings.estimate.working : strings.estimate.none;
}

function Found({ estimate }: { estimate: Estimated }) {
  const length =
    estimate.seconds === null ? "" : strings.estimate.length(clock(estimate.seconds), estimate.scenes.length);
  return (
    <>
      <strong class="aura-number">{length}</strong>
      <span class="aura-muted">{strings.estimate.work(estimate.misses, estimate.tasks)}</span>
      {estimate.notes.map((note) => (
        <span key={note} class="aura-small aura-muted" dir="auto">
          {note}
        </span>
      ))}
      {estimate.warnings.map((warning) => (
        <span key={warning} class="aura-small aura-wrong" dir="auto">
          {warning}
        </span>
      ))}
      <details>
        <summary>{strings.estimate.scenes}</summary>
        <Scroll label={strings.estimate.scenes}>
          <ol>
            {estimate.scenes.map((scene) => (
              <li key={scene.id}>
                <span class="aura-line" dir="auto">
                  {scene.heading || scene.id}
                  {scene.place && <span class="aura-small aura-muted"> {scene.place}</span>}
                </span>
                <span class="aura-muted aura-number">{scene.seconds === null ? "" : clock(scene.seconds)}</span>
              </li>
            ))}
          </ol>
        </Scroll>
      </details>
    </>
  );
}
