/** A scene's real slide, asked for when it comes near the view. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Media } from "../../host.ts";
import { wordsOf } from "../../problem.ts";
import { strings } from "../../strings.ts";
import { Icon } from "../icon.tsx";
import type { Pictures } from "./pictures.ts";

const NEAR = "400px";

interface SlideProps {
  scene: string;
  /** What it shows, for those who do not see it. */
  label: string;
  pictures: Pictures;
}

export function Slide({ scene, label, pictures }: SlideProps) {
  const place = useRef<HTMLDivElement>(null);
  const isNear = useNear(place);
  const [url, setUrl] = useState<string | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    if (!isNear) return;
    const end = new AbortController();
    let held: Media | null = null;
    setUrl(null);
    setTrouble("");
    pictures.get(scene, end.signal).then(
      (media) => {
        if (end.signal.aborted) return media.release();
        held = media;
        if (media.url === null) setTrouble(strings.board.noPicture);
        setUrl(media.url);
      },
      (error: Error) => end.signal.aborted || setTrouble(wordsOf(error)),
    );
    return () => {
      end.abort();
      held?.release();
    };
  }, [isNear, pictures, scene]);
  return (
    <div class="aura-slide" ref={place}>
      {url !== null && <img src={url} alt={label} />}
      {url === null && !trouble && (
        <span class="aura-muted">
          <Icon name="turn" turning />
          <span class="aura-unseen">{strings.loading}</span>
        </span>
      )}
      {trouble && (
        <span class="aura-small aura-wrong" dir="auto">
          {trouble}
        </span>
      )}
    </div>
  );
}

/** Whether an element has come near what is seen; once it has, it stays so. */
export function useNear(place: { current: HTMLElement | null }): boolean {
  const [isNear, setNear] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    if (isNear || place.current === null) return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: NEAR },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isNear]);
  return isNear;
}
