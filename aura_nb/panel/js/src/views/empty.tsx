/** Before the first job: what this is, and the two ways to begin. */

import { strings } from "../strings.ts";
import { Start, type StartProps } from "./start.tsx";

export function Empty(props: StartProps) {
  return (
    <section class="aura-empty">
      <Picture />
      <h2>{strings.empty.heading}</h2>
      <p class="aura-muted">{strings.empty.text}</p>
      <div class="aura-row">
        <Start {...props} />
      </div>
      <p class="aura-small aura-muted">{strings.empty.demo}</p>
    </section>
  );
}

/** Words become a slide, the slide speaks. */
function Picture() {
  return (
    <svg class="aura-empty-picture" viewBox="0 0 168 96" fill="none" stroke="currentColor" aria-hidden="true">
      <g stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
        <rect x="43" y="12" width="82" height="58" rx="4" fill="currentColor" fill-opacity="0.08" />
        <path d="M54 26h34M54 36h22M54 46h28" opacity="0.55" />
        <path d="M98 32v18l14-9z" fill="currentColor" fill-opacity="0.9" stroke="none" />
        <path d="M43 60h82" opacity="0.35" />
        <path d="M43 60h38" stroke-width="3" />
        <path d="M10 36v10M17 30v22M24 35v12M31 38v6M137 38v6M144 33v16M151 28v26M158 36v10" opacity="0.6" />
        <path d="M60 82h48" opacity="0.3" />
      </g>
    </svg>
  );
}
