/** All voices in one list, each with a sample; searched by name and language. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import type { Media } from "../../host.ts";
import { wordsOf } from "../../problem.ts";
import type { VoiceOption } from "../../request.ts";
import { strings } from "../../strings.ts";
import { Button, IconButton } from "../button.tsx";
import { words } from "../editor/words.ts";
import { calledOf, found, languageOf, providerOf } from "./names.ts";

interface ChooserProps {
  voices: readonly VoiceOption[];
  chosen: string;
  onChoose: (name: string) => void;
  onClose: () => void;
}

export function VoiceChooser({ voices, chosen, onChoose, onClose }: ChooserProps) {
  const [search, setSearch] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const sample = useSample();
  useEffect(() => field.current?.focus(), []);
  const listed = found(voices, search);
  return (
    <section
      class="aura-voices"
      aria-label={words.voices.heading}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div class="aura-row">
        <input
          class="aura-input aura-grow"
          type="search"
          ref={field}
          aria-label={words.voices.search}
          placeholder={words.voices.searchHint}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <span class="aura-muted aura-small" role="status">
          {listed.length === 0 ? words.voices.none : words.voices.count(listed.length)}
        </span>
        <Button small kind="quiet" onClick={onClose}>
          {words.close}
        </Button>
      </div>
      {sample.trouble && (
        <span class="aura-wrong" role="alert">
          {sample.trouble}
        </span>
      )}
      <ul class="aura-voice-list">
        {listed.map((voice) => (
          <li key={voice.name} data-voice={voice.name} data-chosen={voice.name === chosen || undefined}>
            <IconButton
              icon={sample.playing === voice.name ? "stop" : "sound"}
              label={sample.playing === voice.name ? strings.stopSample : words.voices.sample(nameOf(voice))}
              onClick={() => sample.play(voice)}
            />
            <button
              type="button"
              class="aura-voice"
              aria-pressed={voice.name === chosen}
              onClick={() => onChoose(voice.name)}
            >
              <span class="aura-line" dir="auto">
                {nameOf(voice)}
              </span>
              <span class="aura-muted aura-small aura-line" dir="auto">
                {aboutOf(voice)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function nameOf(voice: VoiceOption): string {
  return calledOf(voice);
}

function aboutOf(voice: VoiceOption): string {
  const where = voice.offline ? words.voices.offline : words.voices.online;
  const parts = [languageOf(voice), providerOf(voice), where];
  return [...new Set(parts)].filter((part) => part && part !== calledOf(voice)).join(" · ");
}

/** One sample at a time. */
function useSample() {
  const { host } = useApp();
  const held = useRef<{ media: Media; audio: HTMLAudioElement } | null>(null);
  const turn = useRef(0);
  const [state, setState] = useState({ playing: "", trouble: "" });
  const quiet = () => {
    turn.current += 1;
    held.current?.audio.pause();
    held.current?.media.release();
    held.current = null;
  };
  useEffect(() => quiet, []);
  const play = async (voice: VoiceOption) => {
    const goes = state.playing === voice.name;
    quiet();
    setState({ playing: "", trouble: "" });
    if (goes) return;
    const own = turn.current;
    try {
      const media = await host.sample(voice.name, voice.languages[0]);
      if (own !== turn.current) return media.release();
      if (media.url === null) return setState({ playing: "", trouble: strings.sampleNotHere });
      const audio = new Audio(media.url);
      held.current = { media, audio };
      audio.onended = () => own === turn.current && setState({ playing: "", trouble: "" });
      setState({ playing: voice.name, trouble: "" });
      await audio.play();
    } catch (error) {
      if (own === turn.current) setState({ playing: "", trouble: wordsOf(error) });
    }
  };
  return { ...state, play };
}
