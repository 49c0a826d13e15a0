/** Records a scene by the microphone: the script to read, how loud it is, and as many takes as it needs. */

import type { ComponentProps } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "../../problem.ts";
import { Button } from "../button.tsx";
import { clock } from "../format.ts";
import { Note } from "../note.tsx";
import { useUid } from "../uid.ts";
import { type Microphone, openMicrophone, SILENCE } from "./microphone.ts";
import { words } from "./words.ts";

interface RecorderProps {
  script: string;
  /** Uses a take; rejected with what can be shown. */
  use: (take: File) => Promise<void>;
  onClose: () => void;
}

type State =
  | { readonly is: "opening" | "refused" | "ready" | "ending" }
  | { readonly is: "recording"; readonly since: number }
  | { readonly is: "taken" | "sending"; readonly file: File; readonly url: string };

const LOOK_MS = 100;
/** Decibels; what stays below them for so long in a take is not heard. */
const HEARD = -50;
const HEARD_MS = 2500;
/** Of full scale: a sample above it is about to be cut off, and that is said for so long. */
const TOO_LOUD = 0.98;
const TOO_LOUD_MS = 2000;
const HIGH_SHARE = 95;

/** What comes next: it has the focus as soon as it is there. */
function NextButton(props: ComponentProps<typeof Button>) {
  return <Button {...props} kind="primary" innerRef={focused} />;
}

const focused = (button: HTMLButtonElement | null) => button?.focus();

export function Recorder({ script, use, onClose }: RecorderProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const microphone = useRef<Microphone | null>(null);
  const isGone = useRef(false);
  const [state, setState] = useState<State>({ is: "opening" });
  const now = useRef(state);
  now.current = state;
  const [trouble, setTrouble] = useState("");
  const heading = useUid();

  const open = () => {
    setTrouble("");
    setState({ is: "opening" });
    microphone.current?.close(); // it is gone
    microphone.current = null;
    openMicrophone().then(
      (opened) => {
        if (isGone.current) return opened.close();
        microphone.current = opened;
        setState({ is: "ready" });
        void opened.ended.then(unplugged);
      },
      (error: unknown) => {
        setTrouble(wordsOf(error));
        setState({ is: "refused" });
      },
    );
  };
  const unplugged = () => {
    if (isGone.current) return;
    if (now.current.is === "recording") void stop(); // what was said before is a take
    setTrouble(words.recording.unplugged);
    if (now.current.is === "ready") setState({ is: "refused" });
  };
  useEffect(() => {
    dialog.current?.showModal();
    open();
    return () => {
      isGone.current = true;
      microphone.current?.close();
    };
  }, []);
  const url = "url" in state ? state.url : null;
  useEffect(() => () => void (url !== null && URL.revokeObjectURL(url)), [url]);

  const start = () => {
    setTrouble("");
    try {
      microphone.current?.start();
      setState({ is: "recording", since: Date.now() });
    } catch {
      setTrouble(words.recording.unplugged);
      setState({ is: "refused" });
    }
  };
  const stop = async () => {
    setState({ is: "ending" });
    try {
      const file = await microphone.current?.stop();
      if (file !== undefined && !isGone.current) setState({ is: "taken", file, url: URL.createObjectURL(file) });
    } catch (error) {
      setTrouble(wordsOf(error));
      setState({ is: "ready" });
    }
  };
  const finish = async () => {
    if (state.is !== "taken") return;
    setTrouble("");
    setState({ ...state, is: "sending" });
    try {
      await use(state.file);
      onClose();
    } catch (error) {
      setTrouble(wordsOf(error));
      setState(state); // the take is still here
    }
  };
  /** Loses no take that is under way, and none that is being sent. */
  const leave = () => {
    if (state.is === "recording") void stop();
    else if (state.is !== "ending" && state.is !== "sending") onClose();
  };
  const isTaken = state.is === "taken" || state.is === "sending";
  return (
    <dialog
      ref={dialog}
      class="aura-recorder"
      aria-labelledby={heading}
      data-state={state.is}
      onKeyDown={(event) => event.stopPropagation()}
      onDrop={(event) => event.preventDefault()} // files are for what lies behind it
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
    >
      <h3 id={heading}>{words.recording.title}</h3>
      <p class="aura-muted aura-small">{words.recording.read}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <p class="aura-script" dir="auto" tabIndex={0}>
        {script}
      </p>
      {microphone.current !== null && (state.is === "ready" || state.is === "recording") && (
        <Loudness microphone={microphone.current} since={state.is === "recording" ? state.since : null} />
      )}
      {url !== null && (
        // biome-ignore lint/a11y/useMediaCaption: what is said in it is the script above
        <audio src={url} controls aria-label={words.recording.take} />
      )}
      <div role="alert">{trouble && <Note tone="bad">{trouble}</Note>}</div>
      <div class="aura-row">
        {(state.is === "opening" || state.is === "ready") && (
          <NextButton key="start" icon="microphone" working={state.is === "opening"} onClick={start}>
            {state.is === "opening" ? words.recording.asking : words.recording.start}
          </NextButton>
        )}
        {state.is === "refused" && (
          <NextButton key="open" icon="again" onClick={open}>
            {words.recording.tryAgain}
          </NextButton>
        )}
        {(state.is === "recording" || state.is === "ending") && (
          <NextButton key="stop" icon="stop" working={state.is === "ending"} onClick={stop}>
            {words.recording.stop}
          </NextButton>
        )}
        {isTaken && (
          <>
            <NextButton key="use" icon="check" working={state.is === "sending"} onClick={finish}>
              {state.is === "sending" ? words.sending : words.recording.use}
            </NextButton>
            <Button key="again" icon="again" disabled={state.is === "sending"} onClick={start}>
              {words.recording.again}
            </Button>
          </>
        )}
        <span class="aura-grow" />
        <Button key="close" kind="quiet" disabled={state.is === "ending" || state.is === "sending"} onClick={leave}>
          {words.recording.close}
        </Button>
      </div>
    </dialog>
  );
}

/** How loud it is, and for how long it has been recorded. */
function Loudness({ microphone, since }: { microphone: Microphone; since: number | null }) {
  const [seen, setSeen] = useState({ loudness: SILENCE, at: Date.now() });
  const heard = useRef(0);
  const tooLoud = useRef(0);
  useEffect(() => {
    const timer = setInterval(() => {
      const { loudness, peak } = microphone.level();
      const at = Date.now();
      if (loudness > HEARD) heard.current = at;
      if (peak > TOO_LOUD) tooLoud.current = at;
      setSeen({ loudness, at });
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [microphone]);
  const isUnheard = since !== null && seen.at - Math.max(since, heard.current) > HEARD_MS;
  const isTooLoud = seen.at - tooLoud.current < TOO_LOUD_MS;
  return (
    <>
      <div class="aura-row">
        <meter
          class="aura-level aura-grow"
          aria-label={words.recording.level}
          max={100}
          high={HIGH_SHARE}
          optimum={50}
          value={Math.round(100 * (1 - seen.loudness / SILENCE))}
        />
        <span class="aura-number" role="timer">
          {since === null ? "" : clock((seen.at - since) / 1000)}
        </span>
      </div>
      <p class="aura-small" role="status">
        {isTooLoud ? words.recording.tooLoud : isUnheard ? words.recording.unheard : ""}
      </p>
    </>
  );
}
