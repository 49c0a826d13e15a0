/** A scene's slide as it is saved: the old one stays until the new one is drawn. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Media } from "../../host.ts";
import { wordsOf } from "../../problem.ts";
import type { Pictures } from "../board/pictures.ts";
import { useNear } from "../board/slide.tsx";
import { Icon } from "../icon.tsx";
import { words } from "./words.ts";

interface PictureProps {
  scene: string;
  /** Another one is another picture. */
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
  useEffect(() => {
    if (!isNear) return;
    const end = new AbortController();
    setState((now) => ({ ...now, working: true }));
    pictures.get(scene, end.signal).then(
      (media) => {
        if (end.signal.aborted) return media.release();
        held.current?.release();
        held.current = media;
        setState({ url: media.url, trouble: media.url === null ? words.noPicture : "", working: false });
      },
      (error: unknown) => {
        if (!end.signal.aborted) setState({ url: null, trouble: wordsOf(error), working: false });
      },
    );
    return () => end.abort();
  }, [isNear, pictures, scene, look]);
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
