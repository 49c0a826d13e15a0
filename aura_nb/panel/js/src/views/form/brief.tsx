/** The first step: what the film is about, for whom, and how long. */

import { useApp } from "../../app.ts";
import type { Choice, Options } from "../../request.ts";
import { strings } from "../../strings.ts";
import { useUid } from "../uid.ts";
import { isOfFile, type Kind, kinds, languageOf, titleOf } from "./draft.ts";
import { Field, OpenSelect, Select } from "./field.tsx";
import { Files } from "./files.tsx";
import type { StepProps } from "./step.ts";

export function BriefStep(props: StepProps) {
  const { draft, change, wrong, options } = props;
  return (
    <>
      <KindChoice kinds={kinds(draft)} kind={draft.kind} onChange={(kind) => change({ kind })} />
      <div class="aura-fields">
        {draft.kind === "notebook" && <ThisNotebook {...props} />}
        {draft.kind === "file" && <PathField {...props} />}
        {!isOfFile(draft.kind) && (
          <>
            <TopicFields {...props} />
            {(["audience", "goal", "tone"] as const).map((name) => (
              <Field key={name} label={strings[name]} wrong={wrong[name]}>
                {(bound) => (
                  <OpenSelect
                    bound={bound}
                    label={strings[name]}
                    value={draft[name]}
                    choices={options[`${name}s`]}
                    onChange={(value) => change({ [name]: value })}
                  />
                )}
              </Field>
            ))}
            <Field label={strings.language} wrong={wrong.language}>
              {(bound) => (
                <Select
                  bound={bound}
                  value={languageOf(draft, options)}
                  choices={languages(draft.kind, options)}
                  onChange={(language) => change({ language, voice: "" })}
                />
              )}
            </Field>
            <Field label={strings.seconds} wrong={wrong.seconds}>
              {(bound) => (
                <input
                  class="aura-input"
                  {...bound}
                  type="number"
                  inputMode="numeric"
                  min={options.limits.minSeconds}
                  max={options.limits.maxSeconds}
                  placeholder={draft.kind === "text" ? strings.secondsOfText : strings.secondsOfTopic}
                  value={draft.seconds}
                  onInput={(event) => change({ seconds: event.currentTarget.value })}
                />
              )}
            </Field>
          </>
        )}
      </div>
    </>
  );
}

/** A text tells its language; of a topic a script is written in few. */
function languages(kind: Kind, options: Options): readonly Choice[] {
  const offered = kind === "topic" ? options.topicLanguages : options.languages;
  const usual = kind === "topic" ? strings.usualLanguage : strings.languageOfText;
  return [{ value: "", label: usual }, ...offered.toSorted((a, b) => a.label.localeCompare(b.label))];
}

interface KindChoiceProps {
  kinds: readonly Kind[];
  kind: Kind;
  onChange: (kind: Kind) => void;
}

function KindChoice({ kinds, kind, onChange }: KindChoiceProps) {
  const group = useUid();
  return (
    <fieldset class="aura-choice">
      <legend class="aura-unseen">{strings.from}</legend>
      {kinds.map((each) => (
        <label key={each}>
          <input type="radio" name={group} checked={each === kind} onChange={() => onChange(each)} />
          {strings.kinds[each]}
        </label>
      ))}
    </fieldset>
  );
}

function ThisNotebook({ draft, wrong }: StepProps) {
  return (
    <div class="aura-wide">
      <bdi class="aura-line">{draft.notebook}</bdi>
      {wrong.path && (
        <p class="aura-wrong" dir="auto">
          {wrong.path}
        </p>
      )}
      <p class="aura-small aura-muted">
        {strings.savedNotebook} {strings.fileDefaults}
      </p>
    </div>
  );
}

function TopicFields({ draft, change, wrong, options }: StepProps) {
  return (
    <>
      <Field
        wide
        label={draft.kind === "topic" ? strings.topic : strings.title}
        hint={draft.kind === "topic" ? strings.topicAlone : strings.titleHint}
        wrong={wrong.topic}
      >
        {(bound) => (
          <input
            class="aura-input"
            {...bound}
            dir="auto"
            data-first
            maxLength={options.limits.topicCharacters}
            placeholder={draft.kind === "topic" ? strings.topicHint : titleOf(draft.source)}
            value={draft.topic}
            onInput={(event) => change({ topic: event.currentTarget.value })}
          />
        )}
      </Field>
      {draft.kind === "text" && (
        <Field wide label={strings.source} hint={strings.sourceHint} wrong={wrong.source}>
          {(bound) => (
            <textarea
              class="aura-input"
              {...bound}
              dir="auto"
              rows={6}
              maxLength={options.limits.sourceCharacters}
              value={draft.source}
              onInput={(event) => change({ source: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}

function PathField({ draft, change, wrong }: StepProps) {
  const { host } = useApp();
  return (
    <div class="aura-wide">
      <Field label={strings.path} hint={strings.fileDefaults} wrong={wrong.path}>
        {(bound) => (
          <input
            class="aura-input"
            {...bound}
            data-first
            spellcheck={false}
            placeholder={strings.pathHint}
            value={draft.path}
            onInput={(event) => change({ path: event.currentTarget.value })}
          />
        )}
      </Field>
      {host.abilities.files && <Files chosen={draft.path} onChoose={(path) => change({ path })} />}
    </div>
  );
}
