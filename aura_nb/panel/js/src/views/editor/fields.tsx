/** The controls of the editor's form: each bound to one place of a scene, with what is wrong there. */

import { useState } from "preact/hooks";
import { object } from "../../wire/values.ts";
import { type Bound as BoundControl, Field, Select } from "../form/field.tsx";
import type { Path } from "./document.ts";
import type { Hands } from "./hands.ts";
import { isMarked, isRuns, itemsOf, linesOf } from "./lists.ts";
import { runsOf, typed } from "./marks.ts";
import { useTyped } from "./typing.ts";
import { words } from "./words.ts";

interface Bound {
  hands: Hands;
  path: Path;
  label: string;
}

interface ControlProps {
  bound: BoundControl;
  text: string;
  onText: (text: string) => void;
  /** Of several lines. */
  long?: boolean;
  /** Code, which runs from left to right and holds no words to spell. */
  mono?: boolean;
}

function Control({ bound, text, onText, long = false, mono = false }: ControlProps) {
  const shared = {
    ...bound,
    class: `aura-input${mono ? " aura-mono" : ""}${long ? " aura-grows" : ""}`,
    dir: mono ? ("ltr" as const) : ("auto" as const),
    spellcheck: !mono,
    value: text,
  };
  return long ? (
    <textarea {...shared} onInput={(event) => onText(event.currentTarget.value)} />
  ) : (
    <input {...shared} onInput={(event) => onText(event.currentTarget.value)} />
  );
}

/** A text that may be set in more than one way: typed with signs where it is. */
export function Text({ hands, path, label, long = false }: Bound & { long?: boolean }) {
  const value = hands.get(path);
  const marked = isRuns(value);
  const [text, take] = useTyped(
    value,
    (now) => (isRuns(now) ? typed(now) : String(now ?? "")),
    (line) => (marked ? runsOf(line, value) : line),
  );
  const hint = marked ? words.marks : undefined;
  return (
    <Field label={label} wide wrong={hands.wrong(path)} {...(hint && { hint })}>
      {(bound) => <Control bound={bound} text={text} onText={(line) => hands.set(path, take(line))} long={long} />}
    </Field>
  );
}

/** A text that is as it is: code, TeX, the name of a language. */
export function Plain({ hands, path, label, mono = false, long = false }: Bound & { mono?: boolean; long?: boolean }) {
  const value = String(hands.get(path) ?? "");
  return (
    <Field label={label} wide={long} wrong={hands.wrong(path)}>
      {(bound) => (
        <Control bound={bound} text={value} onText={(line) => hands.set(path, line)} long={long} mono={mono} />
      )}
    </Field>
  );
}

/** Points or steps: a line each. */
export function Lines({ hands, path, label, flat = false }: Bound & { flat?: boolean }) {
  const value = hands.get(path);
  const [text, take] = useTyped(value, linesOf, (lines) => itemsOf(lines, value, flat));
  const hint = flat ? words.linePerStep : words.linePerPoint;
  return (
    <Field label={label} wide wrong={hands.wrong(path)} hint={isMarked(value) ? `${hint} ${words.marks}` : hint}>
      {(bound) => <Control bound={bound} text={text} onText={(line) => hands.set(path, take(line))} long />}
    </Field>
  );
}

/** Formulas below each other: a line each. */
export function TexLines({ hands, path, label }: Bound) {
  const value = hands.get(path);
  const [text, take] = useTyped(
    value,
    (now) => (Array.isArray(now) ? now.map((each) => String(each).replace(/\n/g, " ")).join("\n") : ""),
    (lines) => lines.split("\n").filter((each) => each.trim()),
  );
  return (
    <Field label={label} wide wrong={hands.wrong(path)} hint={words.linePerTex}>
      {(bound) => <Control bound={bound} text={text} onText={(line) => hands.set(path, take(line))} long mono />}
    </Field>
  );
}

/** A number, or nothing; as typed where it is none, for the engine to say so. */
export function NumberField({ hands, path, label, placeholder }: Bound & { placeholder?: string }) {
  const value = hands.get(path);
  const [text, take] = useTyped(
    value,
    (now) => (now === null || now === undefined ? "" : String(now)),
    (line) => (line.trim() === "" ? undefined : Number.isNaN(Number(line)) ? line : Number(line)),
  );
  return (
    <Field label={label} wrong={hands.wrong(path)}>
      {(bound) => (
        <input
          class="aura-input"
          inputMode="decimal"
          placeholder={placeholder}
          {...bound}
          value={text}
          onInput={(event) => hands.set(path, take(event.currentTarget.value))}
        />
      )}
    </Field>
  );
}

interface ChoiceProps extends Bound {
  choices: readonly string[];
  /** What having chosen none is called; without it there is always a choice. */
  none?: string;
  names?: Readonly<Record<string, string>>;
}

export function Choice({ hands, path, label, choices, none, names = {} }: ChoiceProps) {
  const value = String(hands.get(path) ?? "");
  const offered = choices.map((each) => ({
    value: each,
    label: names[each] ?? each[0]?.toUpperCase() + each.slice(1),
  }));
  return (
    <Field label={label} wrong={hands.wrong(path)}>
      {(bound) => (
        <Select
          bound={bound}
          value={value || (none === undefined ? (choices[0] ?? "") : "")}
          choices={none === undefined ? offered : [{ value: "", label: none }, ...offered]}
          onChange={(to) => hands.set(path, to || undefined)}
        />
      )}
    </Field>
  );
}

export function Flag({ hands, path, label }: Bound) {
  return (
    <label class="aura-flag">
      <input
        type="checkbox"
        checked={hands.get(path) === true}
        onChange={(event) => hands.set(path, event.currentTarget.checked || undefined)}
      />
      {label}
    </label>
  );
}

/** A value as JSON; it is taken as soon as it is some. */
export function JsonField({ hands, path, label }: Bound) {
  const value = hands.get(path);
  const [text, take] = useTyped(
    value,
    (now) => JSON.stringify(now, null, 2) ?? "",
    (line) => object(parsed(line)) ?? value, // what is no JSON yet stays as it is typed
  );
  const [trouble, setTrouble] = useState("");
  const change = (line: string) => {
    try {
      JSON.parse(line);
      setTrouble("");
    } catch (error) {
      setTrouble(words.notJson((error as Error).message));
    }
    const to = take(line);
    if (object(parsed(line)) !== null) hands.set(path, to);
  };
  return (
    <Field label={label} wide wrong={trouble || hands.wrong(path)}>
      {(bound) => (
        <textarea
          class="aura-input aura-mono aura-grows"
          dir="ltr"
          spellcheck={false}
          {...bound}
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
