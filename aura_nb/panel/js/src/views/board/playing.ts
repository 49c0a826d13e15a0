/** What a storyboard sounds like: one scene, or from one to the last; never two at once. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import type { Media } from "../../host.ts";
import { wordsOf } from "../../problem.ts";
import type { Board } from "../../request.ts";

export interface Playing {
  /** The scene that is heard, or is being spoken so that it can be. */
  readonly scene: string | null;
  readonly isHeard: boolean;
  readonly trouble: string;
  /** One scene, or it and all that follow. */
  start(scene: string, andOn: boolean): void;
  stop(): void;
}

/** Each start makes those before it stale. */
interface Turn {
  stale: boolean;
  audio: HTMLAudioElement | null;
  media: Media | null;
}

export function usePlaying(board: Board): Playing {
  const { host } = useApp();
  const turn = useRef<Turn | null>(null);
  const [state, setState] = useState({ scene: null as string | null, isHeard: false, trouble: "" });

  const quiet = () => {
    if (turn.current === null) return;
    turn.current.stale = true;
    turn.current.audio?.pause();
    turn.current.media?.release();
    turn.current = null;
  };
  const stop = () => {
    quiet();
    setState({ scene: null, isHeard: false, trouble: "" });
  };
  useEffect(() => quiet, [board.id]);

  const play = async (scene: string, own: Turn) => {
    setState({ scene, isHeard: false, trouble: "" });
    const media = await host.sceneSpeech(board.id, scene);
    if (own.stale) return media.release();
    own.media = media;
    if (media.url === null) return; // nothing is said in this scene
    const audio = new Audio(media.url);
    own.audio = audio;
    await audio.play();
    if (own.stale) return audio.pause();
    setState({ scene, isHeard: true, trouble: "" });
    await new Promise<void>((resolve, reject) => {
      audio.onended = () => resolve();
      audio.onpause = () => own.stale && resolve();
      audio.onerror = () => reject(audio.error ?? new Error());
    });
    media.release();
    own.media = null;
  };
  const start = (scene: string, andOn: boolean) => {
    quiet();
    const own: Turn = { stale: false, audio: null, media: null };
    turn.current = own;
    const from = board.scenes.findIndex(({ id }) => id === scene);
    const wanted = andOn ? board.scenes.slice(from) : board.scenes.slice(from, from + 1);
    void (async () => {
      try {
        for (const { id } of wanted) {
          if (own.stale) return;
          await play(id, own);
        }
        if (!own.stale) stop();
      } catch (error) {
        if (own.stale) return;
        quiet();
        setState({ scene: null, isHeard: false, trouble: wordsOf(error as Error) });
      }
    })();
  };
  return { ...state, start, stop };
}
