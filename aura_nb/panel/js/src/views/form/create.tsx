/** The form: three steps whose defaults can be accepted. A topic and one click are enough. */

import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { boardOf } from "../../backend/offers.ts";
import type { Host } from "../../host.ts";
import type { Problem } from "../../problem.ts";
import type { Check, JobRequest, Options } from "../../request.ts";
import { strings } from "../../strings.ts";
import type { KeptBoard, StudioProps } from "../../studio.tsx";
import { StoryboardStep } from "../board/board.tsx";
import { Button } from "../button.tsx";
import { Editor } from "../editor/editor.tsx";
import { Icon } from "../icon.tsx";
import { Note } from "../note.tsx";
import { BriefStep } from "./brief.tsx";
import {
  changed,
  check,
  type Draft,
  fresh,
  isOfFile,
  located,
  ofFile,
  placed,
  request,
  STEPS,
  settled,
  stepOf,
  type Wrong,
  withDefaults,
  wrongIn,
} from "./draft.ts";
import { useEstimate } from "./estimating.ts";
import { Findings } from "./findings.tsx";
import { PlanStep } from "./plan.tsx";
import { VoiceStep } from "./voice.tsx";

export function Create({ kept, source, onStarted, onClose }: StudioProps) {
  const { host } = useApp();
  const isFirst = kept.draft === null && source !== undefined;
  const draft = useSignal<Draft | null>(kept.draft);
  useSignalEffect(() => {
    kept.draft = draft.value;
  });
  const [options, setOptions] = useState<Options | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let gone = false;
    Promise.all([host.options(), thisNotebook(host)]).then(
      ([got, notebook]) => {
        if (gone) return;
        draft.value = draft.value === null ? ofFile(fresh(got, notebook), source) : placed(draft.value, notebook);
        setOptions(got);
      },
      (error: Error) => gone || setTrouble(error.message),
    );
    return () => {
      gone = true;
    };
  }, [host, draft]);
  if (trouble) {
    return (
      <div class="aura-section">
        <Note tone="bad">{trouble}</Note>
      </div>
    );
  }
  if (!options || !draft.value) return <p class="aura-section aura-muted">{strings.loading}</p>;
  return (
    <Form
      draft={draft as Signal<Draft>}
      first={isFirst ? BOARD : 0}
      kept={kept}
      options={options}
      onStarted={onStarted}
      onClose={onClose}
    />
  );
}

/** Where the notebook cannot be asked for, the form is as it is elsewhere. */
async function thisNotebook(host: Host): Promise<string> {
  try {
    return (await host.notebook()) ?? "";
  } catch (error) {
    console.debug("[aura_nb] which notebook this is, is not known:", error);
    return "";
  }
}

/** The storyboard comes after the steps with fields. */
const BOARD = STEPS.length;

/** What the last press of the button led to. */
interface Outcome {
  wrong: Wrong;
  trouble: readonly string[];
  /** What preflight found, or null while it was not asked. */
  findings: readonly Check[] | null;
}

const UNTRIED: Outcome = { wrong: {}, trouble: [], findings: null };

interface FormProps extends Pick<StudioProps, "kept" | "onStarted" | "onClose"> {
  draft: Signal<Draft>;
  /** The step that is looked at first. */
  first: number;
  options: Options;
}

function Form({ draft, first, kept, options, onStarted, onClose }: FormProps) {
  const { host } = useApp();
  const [board, setBoard] = useState(kept.board);
  const [editing, setEditing] = useState(false);
  const [step, setStep] = useState(first);
  const [seen, setSeen] = useState<ReadonlySet<number>>(new Set());
  const [outcome, setOutcome] = useState(UNTRIED);
  const [busy, setBusy] = useState("");
  /** How often something was refused: each time the first field that is wrong gets the focus. */
  const [refusals, setRefusals] = useState(0);
  const body = useRef<HTMLDivElement>(null);
  const foot = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    const first = (selector: string) => body.current?.querySelector<HTMLElement>(selector);
    const field = first("[aria-invalid], [data-invalid]") ?? first("[data-first]") ?? first("select, input");
    field?.focus({ preventScroll: true });
  }, [step, refusals]);

  const found = useEstimate(draft.value, options, step > 0);
  const go = (to: number) => {
    setSeen(new Set([...seen, step]));
    setStep(to);
  };
  const change = (changes: Partial<Draft>) => {
    draft.value = changed(draft.value, changes);
    const names = Object.keys(changes);
    const wrong = Object.fromEntries(Object.entries(outcome.wrong).filter(([name]) => !names.includes(name)));
    setOutcome({ ...UNTRIED, wrong }); // what was found was found for another request
  };
  const refuse = (wrong: Wrong, trouble: readonly string[] = []) => {
    setOutcome({ ...UNTRIED, wrong, trouble });
    const at = stepOf(wrong);
    if (at !== null) setStep(at);
    setRefusals((count) => count + 1);
  };
  /** Any step; the storyboard, once all before it have what they need. */
  const goTo = (to: number) => {
    const lacking = to === BOARD ? check(draft.value, options) : {};
    if (stepOf(lacking) !== null) refuse(lacking);
    else go(to);
  };
  /** The next step, once this one has what it needs. */
  const advance = () => {
    const lacking = wrongIn(step, check(draft.value, options));
    if (stepOf(lacking) !== null) refuse(lacking);
    else goTo(step + 1);
  };
  const accept = () => {
    draft.value = withDefaults(draft.value, step, options);
    if (step < STEPS.length - 1) advance();
    else {
      setSeen(new Set([...seen, step]));
      foot.current?.focus();
    }
  };

  const refuseAs = ({ fields = [], message, actions = [] }: Problem) => {
    const { wrong, rest } = located(fields);
    refuse(wrong, fields.length > 0 ? rest : [message, ...actions]);
  };

  /** What stands in the way of this request, as far as can be known beforehand; null: nothing. */
  const look = async (asked: JobRequest): Promise<Outcome | null> => {
    try {
      const findings = (await host.preflight(asked)).checks.filter((each) => each.status !== "pass");
      return findings.length > 0 ? { ...UNTRIED, findings } : null;
    } catch (error) {
      const { fields, message } = error as Problem;
      if (fields?.length) throw error;
      return {
        ...UNTRIED,
        findings: [{ name: "", status: "warn", message: strings.preflight.unknown, hint: message }],
      };
    }
  };
  const keep = (to: KeptBoard | null) => {
    kept.board = to;
    setBoard(to);
  };
  /** A film was begun: the next one starts from an empty form. */
  const begun = (id: string, scene?: number) => {
    draft.value = fresh(options, draft.value.notebook);
    keep(null);
    onStarted(id, scene);
  };
  const generate = async (anyway: boolean) => {
    const wrong = check(draft.value, options);
    if (stepOf(wrong) !== null) return refuse(wrong);
    const asked = request(draft.value, options);
    const edited = board?.isEdited ? board : null;
    if (edited !== null && edited.asked !== JSON.stringify(asked)) {
      go(BOARD);
      return setOutcome({ ...UNTRIED, trouble: [strings.board.choose] });
    }
    try {
      setBusy(strings.preflight.checking);
      const found = anyway ? null : edited ? await lookAt(edited.id) : await look(asked);
      if (found) return setOutcome(found);
      setBusy(strings.starting);
      begun(edited ? await host.makeDraft(edited.id) : await host.createJob(asked));
    } catch (error) {
      refuseAs(error as Problem);
    } finally {
      setBusy("");
    }
  };

  /** The same of a storyboard that was edited. */
  const lookAt = async (id: string): Promise<Outcome | null> => {
    const { findings, scenes } = boardOf(await host.readDraft(id));
    const all = [...findings, ...scenes.flatMap((scene) => scene.findings)];
    const told = all.filter((each, index) => all.findIndex(({ message }) => message === each.message) === index);
    return told.length > 0 ? { ...UNTRIED, findings: told } : null;
  };

  const warned = outcome.findings !== null;
  const fails = outcome.findings?.some((each) => each.status === "fail") === true;
  const lacking = check(draft.value, options);
  const wrong = { ...found.wrong, ...outcome.wrong };
  const props = { draft: settled(draft.value, found.own), change, wrong, options, found };
  const asked = JSON.stringify(request(draft.value, options));
  const again = () => generate(false);
  if (editing && board !== null) {
    const close = () => setEditing(false);
    return <Editor id={board.id} aspect={props.draft.aspect} onMade={begun} onClose={close} />;
  }
  return (
    <form
      class="aura-form-whole"
      aria-label={strings.create}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void generate(warned && !fails);
      }}
    >
      <Steps step={step} seen={seen} wrong={wrong} lacking={lacking} onGo={goTo} />
      <div class="aura-section aura-form">
        <div class="aura-form" ref={body}>
          {step === 0 && <BriefStep {...props} />}
          {step === 1 && <PlanStep {...props} asked={asked} board={board} onKept={keep} />}
          {step === 2 && <VoiceStep {...props} />}
          {step === BOARD && (
            <StoryboardStep
              asked={asked}
              aspect={props.draft.aspect}
              kept={board}
              onKept={(to) => {
                keep(to);
                setOutcome(UNTRIED);
              }}
              onEdit={() => setEditing(true)}
              onRefused={refuseAs}
            />
          )}
        </div>
        <div role="alert">
          {outcome.trouble.length > 0 && (
            <Note tone="bad">
              {outcome.trouble.map((line) => (
                <p key={line} dir="auto">
                  {line}
                </p>
              ))}
            </Note>
          )}
          {outcome.findings && <Findings checks={outcome.findings} />}
        </div>
        <div class="aura-form-foot">
          <Button kind="quiet" onClick={onClose}>
            {strings.close}
          </Button>
          {step > 0 && (
            <Button kind="quiet" icon="back" onClick={() => go(step - 1)}>
              {strings.back}
            </Button>
          )}
          <span class="aura-grow" />
          {warned && !fails && <Button onClick={again}>{strings.preflight.again}</Button>}
          {fails && <Button onClick={() => generate(true)}>{strings.generateAnyway}</Button>}
          {!warned && step > 0 && step < BOARD && <Button onClick={accept}>{strings.acceptDefaults}</Button>}
          {!warned && step === 0 && isOfFile(draft.value.kind) && (
            <Button onClick={() => goTo(BOARD)}>{strings.board.open}</Button>
          )}
          {!warned && step < BOARD && <Button onClick={advance}>{strings.next}</Button>}
          <Button kind="primary" icon={fails ? "again" : "film"} innerRef={foot} working={busy !== ""}>
            {busy || (fails ? strings.preflight.again : warned ? strings.generateAnyway : strings.generate)}
          </Button>
        </div>
      </div>
    </form>
  );
}

interface StepsProps {
  step: number;
  seen: ReadonlySet<number>;
  wrong: Wrong;
  /** What is still missing, whether or not it was told. */
  lacking: Wrong;
  onGo: (step: number) => void;
}

function Steps({ step, seen, wrong, lacking, onGo }: StepsProps) {
  return (
    <nav aria-label={strings.stepsLabel}>
      <ol class="aura-steps">
        {strings.steps.map((name, index) => {
          const bad = STEPS[index]?.some((field) => wrong[field] !== undefined);
          const done = seen.has(index) && index !== step && !bad && stepOf(wrongIn(index, lacking)) === null;
          return (
            <li key={name}>
              <button
                type="button"
                class="aura-step"
                aria-current={index === step ? "step" : undefined}
                data-wrong={bad || undefined}
                onClick={() => onGo(index)}
              >
                <span aria-hidden="true">{done ? <Icon name="check" /> : index + 1}</span>
                {name}
                {(bad || done) && <span class="aura-unseen"> {bad ? strings.stepWrong : strings.stepDone}</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
