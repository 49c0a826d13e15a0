/** The place of the studio, whose script is loaded when it is first looked at. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../app.ts";
import { wordsOf } from "../problem.ts";
import { strings } from "../strings.ts";
import type { StudioProps } from "../studio.tsx";
import { Note } from "./note.tsx";

export function Studio(props: StudioProps) {
  const app = useApp();
  const place = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<{ loaded: boolean; trouble: string }>({ loaded: false, trouble: "" });
  useEffect(() => {
    let unmount: (() => void) | undefined;
    let gone = false;
    app.host.studio().then(
      ({ mountStudio }) => {
        if (gone || place.current === null) return;
        unmount = mountStudio(app, place.current, props);
        setState({ loaded: true, trouble: "" });
      },
      (error: Error) => gone || setState({ loaded: false, trouble: wordsOf(error) }),
    );
    return () => {
      gone = true;
      unmount?.();
    };
  }, [app]);
  return (
    <>
      {state.trouble && (
        <div class="aura-section">
          <Note tone="bad">{state.trouble}</Note>
        </div>
      )}
      {!state.loaded && !state.trouble && <p class="aura-section aura-muted">{strings.loading}</p>}
      <div ref={place} />
    </>
  );
}
