/** Fields of the form: a label, a control, and what is wrong with it. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { OWN_THEME } from "../../backend/offers.ts";
import type { Choice } from "../../request.ts";
import { strings } from "../../strings.ts";
import { useUid } from "../uid.ts";

/** What a control takes from its field, to belong to its label and its error. */
export interface Bound {
  id: string;
  "aria-invalid": "true" | undefined;
  "aria-describedby": string | undefined;
}

interface FieldProps {
  label: string;
  hint?: string;
  wrong?: string | undefined;
  wide?: boolean;
  children: (bound: Bound) => ComponentChildren;
}

export function Field({ label, hint, wrong, wide = false, children }: FieldProps) {
  const id = useUid();
  return (
    <div class={wide ? "aura-field aura-wide" : "aura-field"}>
      <label class="aura-label" for={id}>
        {label}
      </label>
      {children({
        id,
        "aria-invalid": wrong ? "true" : undefined,
        "aria-describedby": wrong || hint ? `${id}-said` : undefined,
      })}
      {(wrong || hint) && (
        <span id={`${id}-said`} class={wrong ? "aura-wrong" : "aura-small aura-muted"}>
          {wrong ?? hint}
        </span>
      )}
    </div>
  );
}

interface SelectProps {
  bound: Bound;
  value: string;
  choices: readonly Choice[];
  /** Nothing is chosen yet: what the file itself says cannot be. */
  isOpen?: boolean;
  onChange: (value: string) => void;
}

/** What a file says itself may be none of the choices, such as a size in pixels. */
export function Select({ bound, value, choices, isOpen = false, onChange }: SelectProps) {
  const more = isOpen
    ? [{ value: "", label: strings.choose }]
    : choices.some((choice) => choice.value === value)
      ? []
      : [{ value, label: value === OWN_THEME ? strings.ownTheme : value }];
  return (
    <select
      class="aura-input"
      {...bound}
      value={isOpen ? "" : value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {[...more, ...choices].map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label === choice.value ? (strings.values[choice.value] ?? choice.label) : choice.label}
        </option>
      ))}
    </select>
  );
}

const OTHER = "\u0000other";

/** A choice of what is offered, or one's own words. */
export function OpenSelect({ label, ...props }: SelectProps & { label: string }) {
  const { value, choices, onChange, bound } = props;
  const [own, setOwn] = useState(!choices.some((choice) => choice.value === value));
  const choose = (chosen: string) => {
    setOwn(chosen === OTHER);
    onChange(chosen === OTHER ? "" : chosen);
  };
  return (
    <>
      <Select
        bound={bound}
        value={own ? OTHER : value}
        choices={[...choices, { value: OTHER, label: strings.ownWords }]}
        onChange={choose}
      />
      {own && (
        <input
          class="aura-input"
          dir="auto"
          maxLength={100}
          aria-label={strings.ownWordsFor(label)}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </>
  );
}
