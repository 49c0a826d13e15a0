/** A voice's sample: played and stopped by one button. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import type { Media } from "../../host.ts";
import type { VoiceOption } from "../../request.ts";
import { strings } from "../../strings.ts";
import { Button } from "../button.tsx";
import { shortName } from "./voices.ts";

interface SampleProps {
  voice: VoiceOption;
  language: string;
  rate: number;
}

export function Sample({ voice, language, rate }: SampleProps) {
  const { host } = useApp();
  const held = useRef<{ media: Media; audio: HTMLAudioElement } | null>(null);
  const [playing, setPlaying] = useState(false);
  const [trouble, setTrouble] = useState("");
  const stop = () => {
    held.current?.audio.pause();
    held.current?.media.release();
    held.current = null;
    setPlaying(false);
  };
  const alive = useRef(true);
  useEffect(
    () => () => {
      alive.current = false;
      held.current?.audio.pause();
      held.current?.media.release();
    },
    [],
  );
  const play = async () => {
    setTrouble("");
    const media = await host.sample(voice.name, language);
    if (!alive.current || !media.url) {
      media.release();
      setTrouble(strings.sampleNotHere);
      return;
    }
    const audio = new Audio(media.url);
    audio.playbackRate = rate; // the browser keeps the pitch, as the voice does
    audio.onended = stop;
    audio.onerror = () => {
      stop();
      setTrouble(strings.sampleNotHere);
    };
    held.current = { media, audio };
    setPlaying(true);
    await audio.play();
  };
  return (
    <div class="aura-row">
      <Button icon={playing ? "stop" : "sound"} onClick={playing ? stop : play}>
        {playing ? strings.stopSample : strings.playSample}
      </Button>
      <span class="aura-grow aura-small aura-muted" role="status">
        {trouble || (voice.label === shortName(voice) ? "" : voice.label)}
      </span>
    </div>
  );
}
