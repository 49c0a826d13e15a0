/** A scene's slide as it is saved: the old one stays until the new one is drawn. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Media } from "../../host.ts";
import { isProblem, wordsOf } from "../../problem.ts";
import type { Pictures } from "../board/pictures.ts";
import { useNear } from "../board/slide.tsx";
import { Icon } from "../icon.tsx";
import { words } from "./words.ts";

const ATTEMPTS = 5;
const AGAIN_MS = 1000;

interface PictureProps {
  scene: string;
  /** Another one is another picture; nothing: it is not saved yet. */
  look: string;
  /** Empty where it stands beside words that say the same. */
  label: string;
  pictures: Pictures;
}

export function Picture({ scene, look, label, pictures }: PictureProps) {
  const place = useRef<HTMLDivElement>(null);
  const held = useRef<Media | null>(null);
  const isNear = useNear(place);
  const [state, setState] = useState<{ url: string | null; trouble: string; working: boolean }>({
    url: null,
    trouble: "",
    working: true,
  });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!isNear || look === "") return;
    const end = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    setState((now) => ({ ...now, working: true }));
    pictures.get(scene, end.signal).then(
      (media) => {
        if (end.signal.aborted) return media.release();
        held.current?.release();
        held.current = media;
        setState({ url: media.url, trouble: media.url === null ? words.noPicture : "", working: false });
      },
      (error: unknown) => {
        if (end.signal.aborted) return;
        // A scene that was brought back may not be saved again yet.
        const isGone = isProblem(error) && error.status === 404 && attempt < ATTEMPTS;
        if (isGone) again = setTimeout(() => setAttempt(attempt + 1), AGAIN_MS);
        else setState({ url: null, trouble: wordsOf(error), working: false });
      },
    );
    return () => {
      end.abort();
      clearTimeout(again);
    };
  }, [isNear, pictures, scene, look, attempt]);
  useEffect(() => () => held.current?.release(), []);
  return (
    <div class="aura-slide" ref={place} data-working={(isNear && state.working) || undefined}>
      {state.url !== null && <img src={state.url} alt={label} draggable={false} />}
      {state.working && <Icon name="turn" turning />}
      {state.trouble && (
        <span class="aura-small aura-wrong" dir="auto">
          {state.trouble}
        </span>
      )}
    </div>
  );
}
