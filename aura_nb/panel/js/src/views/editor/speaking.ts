/**
 * Text that is spoken as it would be in the film, each word lit when it is said.
 *
 * It is spoken in pieces, a sentence or a clause each: the first is heard while the next is being spoken, so that one
 * need not wait for a long text, whatever the voice.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Host, Media } from "../../host.ts";
import { wordsOf } from "../../problem.ts";
import { number, objects } from "../../wire/values.ts";

export interface Speaking {
  /** The words that are said; none while nothing is. */
  readonly words: readonly string[];
  /** The place of the word that is heard; -1 between words and before the first. */
  readonly lit: number;
  readonly state: "quiet" | "beginning" | "heard";
  readonly trouble: string;
  /** Of a scene whose words are `saved`, those are spoken as they are there: in several voices, or from a recording. */
  start(scene: string, text: string, saved?: boolean): void;
  stop(): void;
}

const QUIET = { words: [] as readonly string[], lit: -1, state: "quiet" as Speaking["state"], trouble: "" };
const FIRST = 60;
const LONGEST = 160;

/** A text in pieces that can be spoken one after the other; the first is short. */
export function pieces(text: string): string[] {
  const found: string[] = [];
  for (const sentence of text.match(/[^.!?…。！？\n]+[.!?…。！？]*["'”’)]*\s*/gu) ?? []) {
    for (const clause of sentence.match(/[^,;:—–]+[,;:—–]*\s*/gu) ?? [sentence]) {
      const last = found.at(-1);
      const most = found.length === 1 ? FIRST : LONGEST;
      const goesOn = last !== undefined && !/[.!?…。！？\n]["'”’)]*\s*$/u.test(last);
      if (last !== undefined && goesOn && last.length + clause.length <= most) found[found.length - 1] = last + clause;
      else found.push(clause);
    }
  }
  return found.map((piece) => piece.trim()).filter(Boolean);
}

export function wordsIn(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

interface Piece {
  readonly media: Media;
  readonly times: readonly { readonly start: number; readonly end: number }[];
}

interface Turn {
  stale: boolean;
  audio: HTMLAudioElement | null;
  readonly held: Media[];
}

export function useSpeaking(host: Host, storyboardId: string): Speaking {
  const turn = useRef<Turn | null>(null);
  const [state, setState] = useState(QUIET);
  const quiet = () => {
    const old = turn.current;
    turn.current = null;
    if (old === null) return;
    old.stale = true;
    old.audio?.pause();
    for (const media of old.held) media.release();
  };
  useEffect(() => quiet, [storyboardId]);

  const ask = async (own: Turn, scene: string, text: string | undefined): Promise<Piece> => {
    const media = await host.sceneSpeech(storyboardId, scene, text);
    own.held.push(media);
    const times = objects((await host.sceneWords(storyboardId, scene, text)).words);
    return { media, times: times.map((each) => ({ start: number(each.start) ?? 0, end: number(each.end) ?? 0 })) };
  };
  const start = (scene: string, text: string, saved = false) => {
    quiet();
    const own: Turn = { stale: false, audio: null, held: [] };
    turn.current = own;
    const all = wordsIn(text);
    const parts = saved ? [text] : pieces(text);
    const asked = (part: string) => ask(own, scene, saved ? undefined : part);
    setState({ ...QUIET, words: all, state: "beginning" });
    const run = async () => {
      let said = 0;
      let next = parts[0] === undefined ? null : asked(parts[0]);
      for (let index = 0; next !== null && !own.stale; index += 1) {
        const { media, times } = await next;
        const following = parts[index + 1];
        next = following === undefined || own.stale ? null : asked(following);
        next?.catch(() => {}); // it is told when its turn comes
        if (own.stale) return;
        const from = said;
        await heard(own, media, (seconds) => {
          const lit = times.findIndex(({ start, end }) => seconds >= start && seconds < end);
          setState({ words: all, lit: lit < 0 ? -1 : from + lit, state: "heard", trouble: "" });
        });
        said += wordsIn(parts[index] ?? "").length;
      }
      if (!own.stale) {
        quiet();
        setState(QUIET);
      }
    };
    run().catch((error: unknown) => {
      if (own.stale) return;
      quiet();
      setState({ ...QUIET, trouble: wordsOf(error) });
    });
  };
  const stop = () => {
    quiet();
    setState(QUIET);
  };
  return { ...state, start, stop };
}

/** Plays a sound to its end, telling where it is. */
async function heard(own: Turn, media: Media, tell: (seconds: number) => void): Promise<void> {
  if (media.url === null) return;
  const audio = new Audio(media.url);
  own.audio = audio;
  await audio.play();
  let frame = 0;
  let last = "";
  const follow = () => {
    const now = audio.currentTime.toFixed(2);
    if (now !== last) tell(audio.currentTime);
    last = now;
    frame = requestAnimationFrame(follow);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      audio.onended = () => resolve();
      audio.onpause = () => own.stale && resolve();
      audio.onerror = () => reject(audio.error ?? new Error());
      follow();
    });
  } finally {
    cancelAnimationFrame(frame);
  }
}
