/** Records a scene by the microphone: the script to read, how loud it is, and as many takes as it needs. */

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
  | { readonly is: "opening" | "ready" | "ending" }
  | { readonly is: "recording"; readonly since: number }
  | { readonly is: "taken"; readonly file: File; readonly url: string };

const LOOK_MS = 100;
/** Softer than this for so long, nothing is heard; above the other it is cut off. */
const HEARD = -50;
const HEARD_MS = 2500;
const TOO_LOUD = -3;
const LOUD_SHARE = 100 * (1 - TOO_LOUD / SILENCE);

const focused = (button: HTMLButtonElement | null) => button?.focus();

export function Recorder({ script, use, onClose }: RecorderProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const microphone = useRef<Microphone | null>(null);
  const [state, setState] = useState<State>({ is: "opening" });
  const [trouble, setTrouble] = useState("");
  const heading = useUid();

  useEffect(() => {
    let gone = false;
    dialog.current?.showModal();
    openMicrophone().then(
      (opened) => {
        if (gone) return opened.close();
        microphone.current = opened;
        setState({ is: "ready" });
      },
      (error: unknown) => gone || setTrouble(wordsOf(error)),
    );
    return () => {
      gone = true;
      microphone.current?.close();
    };
  }, []);
  const url = state.is === "taken" ? state.url : null;
  useEffect(() => () => void (url !== null && URL.revokeObjectURL(url)), [url]);

  const start = () => {
    setTrouble("");
    microphone.current?.start();
    setState({ is: "recording", since: Date.now() });
  };
  const stop = async () => {
    setState({ is: "ending" });
    try {
      const file = await microphone.current?.stop();
      if (file !== undefined) setState({ is: "taken", file, url: URL.createObjectURL(file) });
    } catch (error) {
      setTrouble(wordsOf(error));
      setState({ is: "ready" });
    }
  };
  const taken = state.is === "taken" ? state.file : null;
  const finish = async () => {
    if (taken === null) return;
    setTrouble("");
    try {
      await use(taken);
      onClose();
    } catch (error) {
      setTrouble(wordsOf(error)); // the take is still here
    }
  };
  return (
    <dialog
      ref={dialog}
      class="aura-recorder"
      aria-labelledby={heading}
      data-state={state.is}
      onKeyDown={(event) => event.stopPropagation()}
      onCancel={(event) => {
        event.preventDefault();
        if (state.is === "recording")
          void stop(); // Escape loses no take that is under way
        else onClose();
      }}
    >
      <h3 id={heading}>{words.recording.title}</h3>
      <p class="aura-muted aura-small">{words.recording.read}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <p class="aura-script" dir="auto" tabIndex={0}>
        {script}
      </p>
      {microphone.current !== null && state.is !== "taken" && (
        <Level microphone={microphone.current} since={state.is === "recording" ? state.since : null} />
      )}
      {url !== null && (
        // biome-ignore lint/a11y/useMediaCaption: what is said in it is the script above
        <audio src={url} controls aria-label={words.recording.take} />
      )}
      <div role="alert">{trouble && <Note tone="bad">{trouble}</Note>}</div>
      <div class="aura-row">
        {(state.is === "opening" || state.is === "ready") && !(trouble && state.is === "opening") && (
          <Button key="start" kind="primary" icon="microphone" working={state.is === "opening"} onClick={start}>
            {state.is === "opening" ? words.recording.asking : words.recording.start}
          </Button>
        )}
        {(state.is === "recording" || state.is === "ending") && (
          <Button
            key="stop"
            kind="primary"
            icon="stop"
            working={state.is === "ending"}
            onClick={stop}
            innerRef={focused}
          >
            {words.recording.stop}
          </Button>
        )}
        {state.is === "taken" && (
          <>
            <Button key="use" kind="primary" icon="check" onClick={finish} innerRef={focused}>
              {words.recording.use}
            </Button>
            <Button key="again" icon="again" onClick={start}>
              {words.recording.again}
            </Button>
          </>
        )}
        <span class="aura-grow" />
        <Button key="close" kind="quiet" onClick={onClose}>
          {words.recording.close}
        </Button>
      </div>
    </dialog>
  );
}

/** How loud it is, and for how long it has been recorded. */
function Level({ microphone, since }: { microphone: Microphone; since: number | null }) {
  const [level, setLevel] = useState(SILENCE);
  const [advice, setAdvice] = useState("");
  const heard = useRef(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      const now = microphone.level();
      setLevel(now);
      if (now > HEARD) heard.current = Date.now();
      const isUnheard = Date.now() - heard.current > HEARD_MS;
      if (now > TOO_LOUD) setAdvice(words.recording.tooLoud);
      else setAdvice((told) => (isUnheard ? words.recording.unheard : told === words.recording.unheard ? "" : told));
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [microphone]);
  const share = 1 - level / SILENCE;
  return (
    <>
      <div class="aura-row">
        <meter
          class="aura-level aura-grow"
          aria-label={words.recording.level}
          max={100}
          high={LOUD_SHARE}
          optimum={50}
          value={Math.round(share * 100)}
        />
        <span class="aura-number" role="timer">
          {since === null ? "" : clock((Date.now() - since) / 1000)}
        </span>
      </div>
      <p class="aura-small" role="status">
        {advice}
      </p>
    </>
  );
}
