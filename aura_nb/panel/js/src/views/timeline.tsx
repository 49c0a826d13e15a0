/** The film's time line with small pictures: what is where the pointer is, or where the keyboard goes. */

import { useState } from "preact/hooks";
import type { Job } from "../model.ts";
import { artifact } from "../selectors.ts";
import { strings } from "../strings.ts";
import { clock } from "./format.ts";
import { useMedia, useText } from "./media.ts";
import { cues } from "./vtt.ts";

interface TimelineProps {
  job: Job;
  /** Seconds of the film where it is now. */
  at: number;
  onSeek: (seconds: number) => void;
}

export function Timeline({ job, at, onSeek }: TimelineProps) {
  const stops = cues(useText(job, artifact(job, "thumbnails.vtt")));
  const [shown, setShown] = useState<number | null>(null);
  const last = stops.at(-1)?.end ?? 0;
  const [sheet = "", place = ""] = (stops.findLast(({ start }) => start <= (shown ?? 0))?.text ?? "").split("#xywh=");
  const picture = useMedia(job, shown === null ? undefined : artifact(job, sheet));
  if (last === 0) return null;
  const [x, y, width, height] = place.split(",").map(Number);
  const part = `${(100 * (shown ?? 0)) / last}%`;
  return (
    <div class="aura-timeline">
      {shown !== null && (
        <div class="aura-thumbnail" style={{ left: part, transform: `translateX(-${part})` }} aria-hidden="true">
          <div
            style={{
              width: `${width}px`,
              height: `${height}px`,
              background: picture?.url ? `url("${picture.url}") -${x}px -${y}px` : "none",
            }}
          />
          {clock(shown)}
        </div>
      )}
      <input
        class="aura-range"
        type="range"
        min={0}
        max={Math.floor(last)}
        step={1}
        value={at}
        aria-label={strings.timeline}
        aria-valuetext={clock(at)}
        onPointerMove={({ currentTarget, clientX }) => {
          const { left, right, width } = currentTarget.getBoundingClientRect();
          const turned = getComputedStyle(currentTarget).direction === "rtl";
          setShown(Math.min(1, Math.max(0, (turned ? right - clientX : clientX - left) / width)) * last);
        }}
        onPointerLeave={() => setShown(null)}
        onFocus={() => setShown(at)}
        onBlur={() => setShown(null)}
        onInput={({ currentTarget }) => {
          setShown(Number(currentTarget.value));
          onSeek(Number(currentTarget.value));
        }}
      />
    </div>
  );
}
