/** The film in the card: seekable, with captions, chapters to choose from, and a speed. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Job } from "../model.ts";
import { artifact } from "../selectors.ts";
import { strings } from "../strings.ts";
import { clock } from "./format.ts";
import { useBlobUrl, useMedia, useText } from "./media.ts";
import { Note } from "./note.tsx";
import { Poster } from "./poster.tsx";
import { Timeline } from "./timeline.tsx";
import { type Cue, cues } from "./vtt.ts";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];

export function Player({ job, scene }: { job: Job; scene?: number | undefined }) {
  const film = useMedia(job, artifact(job, "video.mp4"));
  const poster = useMedia(job, artifact(job, "poster.png"));
  // A hub may refuse a <track> what it gives a <video>: the player gets the text itself.
  const captions = useBlobUrl(useText(job, artifact(job, "captions.vtt")), "text/vtt");
  const chapters = cues(useText(job, artifact(job, "chapters.vtt"))); // one for each scene
  const video = useRef<HTMLVideoElement>(null);
  const [speed, setSpeed] = useState(1);
  const [at, setAt] = useState(0);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    if (video.current) video.current.playbackRate = speed;
  }, [speed, film]);
  const start = scene === undefined ? undefined : chapters[scene]?.start;
  useEffect(() => {
    if (start === undefined || !video.current || !film?.url) return;
    video.current.currentTime = start;
    setAt(start);
  }, [start, film?.url]);
  const hold = useCallback((element: HTMLVideoElement | null) => {
    if (element === null) letGo(video.current);
    video.current = element;
  }, []);

  if (film && !film.url)
    return (
      <Elsewhere path={film.path ?? job.output?.videoPath ?? null} poster={poster?.url ?? null} title={job.title} />
    );
  const seek = (seconds: number) => {
    if (!video.current) return;
    video.current.currentTime = seconds;
    setAt(seconds);
  };
  return (
    <div class="aura-player" style={{ "--aura-ratio": ratio(job) }}>
      <div class="aura-grow">
        {/* biome-ignore lint/a11y/useMediaCaption: they come as soon as they are fetched */}
        <video
          ref={hold}
          src={film?.url ?? undefined}
          poster={poster?.url ?? undefined}
          controls
          playsInline
          preload="metadata"
          aria-label={strings.film}
          onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
          onError={() => setBroken(true)}
        >
          {captions && <track kind="captions" src={captions} label={strings.captions} default={!burned(job)} />}
        </video>
        <Timeline job={job} at={at} onSeek={seek} />
        {broken && <Note tone="warn">{strings.unplayable}</Note>}
      </div>
      <div class="aura-aside">
        {chapters.length > 0 && <Chapters chapters={chapters} at={at} onChoose={(cue) => seek(cue.start)} />}
        <label class="aura-speed">
          {strings.speed}
          <select class="aura-input" value={speed} onChange={(event) => setSpeed(Number(event.currentTarget.value))}>
            {SPEEDS.map((rate) => (
              <option key={rate} value={rate}>
                {strings.speedOf(rate)}
              </option>
            ))}
          </select>
        </label>
      </div>
    </div>
  );
}

function Chapters({ chapters, at, onChoose }: { chapters: Cue[]; at: number; onChoose: (cue: Cue) => void }) {
  // A film's last frame lies before its chapter's end, and a seek may land a hair before its start.
  const current = chapters.findLastIndex((cue) => cue.start <= at + 0.05);
  return (
    <nav aria-label={strings.chapters}>
      <ol class="aura-chapters">
        {chapters.map((cue, index) => (
          <li key={cue.start}>
            <button
              type="button"
              class="aura-chapter"
              aria-current={index === current ? "true" : undefined}
              onClick={() => onChoose(cue)}
            >
              <span class="aura-clamp" dir="auto">
                {cue.text}
              </span>
              <span class="aura-small aura-number">{clock(cue.start)}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Elsewhere({ path, poster, title }: { path: string | null; poster: string | null; title: string }) {
  return (
    <div class="aura-preview">
      {poster && <Poster key={poster} url={poster} title={title} />}
      {path && (
        <p class="aura-grow">
          {strings.notHere} <code dir="ltr">{path}</code>
        </p>
      )}
    </div>
  );
}

/** A page's document holds a player by its captions for as long as they are in it, and with it all the card. */
function letGo(video: HTMLVideoElement | null): void {
  if (video === null) return;
  for (const track of [...video.children]) track.remove();
  video.removeAttribute("src");
  video.load();
}

/** Whether the picture itself has captions: to show them twice, somebody must ask. */
function burned(job: Job): boolean {
  return ["burned", "both", "karaoke"].includes(job.render?.captions ?? "");
}

/** The film's shape before its first byte, so that nothing jumps when it comes. */
function ratio(job: Job): number {
  const [width, height] = (job.render?.aspect ?? "").split(/[x:]/).map(Number);
  return width && height ? width / height : 16 / 9;
}
