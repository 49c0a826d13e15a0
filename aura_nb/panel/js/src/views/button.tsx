/** Buttons: with words, or an icon alone that says its words to a screen reader and on hover. */

import type { ComponentChildren, Ref } from "preact";
import { useState } from "preact/hooks";
import { useApp } from "../app.ts";
import { wordsOf } from "../problem.ts";
import { Icon, type IconName } from "./icon.tsx";

interface ButtonProps {
  children: ComponentChildren;
  /** None for the button of a form, which sends it. */
  onClick?: () => unknown;
  icon?: IconName;
  kind?: "primary" | "quiet" | undefined;
  small?: boolean;
  large?: boolean;
  /** Something it started elsewhere is under way. */
  working?: boolean;
  disabled?: boolean;
  label?: string;
  title?: string;
  /** What it leads to is wrong. */
  invalid?: boolean;
  describedBy?: string;
  expanded?: boolean;
  /** The id of what it shows and hides. */
  controls?: string;
  innerRef?: Ref<HTMLButtonElement>;
}

/** While what it started is under way it is busy and does nothing more; a toast says why it could not be done. */
export function Button(props: ButtonProps) {
  const [started, press] = useBusy(props.working ? undefined : props.onClick);
  const busy = started || props.working === true;
  return (
    <button
      type={props.onClick ? "button" : "submit"}
      class="aura-button"
      ref={props.innerRef ?? null}
      data-kind={props.kind}
      data-small={props.small}
      data-large={props.large}
      disabled={props.disabled}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      aria-label={props.label}
      title={props.title}
      data-invalid={props.invalid || undefined}
      aria-describedby={props.describedBy}
      aria-expanded={props.expanded}
      aria-controls={props.expanded ? props.controls : undefined}
      onClick={press}
    >
      {busy ? <Icon name="turn" turning /> : props.icon && <Icon name={props.icon} />}
      {props.children}
    </button>
  );
}

interface IconButtonProps {
  icon: IconName;
  label: string;
  title?: string;
  onClick: () => unknown;
}

export function IconButton({ icon, label, title = label, onClick }: IconButtonProps) {
  const [busy, press] = useBusy(onClick);
  return (
    <button
      type="button"
      class="aura-button"
      data-kind="quiet"
      data-bare
      aria-label={label}
      aria-disabled={busy || undefined}
      title={title}
      onClick={press}
    >
      <Icon name={busy ? "turn" : icon} turning={busy} />
    </button>
  );
}

function useBusy(act: (() => unknown) | undefined): [boolean, () => void] {
  const { host } = useApp();
  const [busy, setBusy] = useState(false);
  const press = () => {
    if (busy) return;
    const under = act?.();
    if (!(under instanceof Promise)) return;
    setBusy(true);
    under.catch((error: Error) => host.toast({ kind: "error", message: wordsOf(error) })).then(() => setBusy(false));
  };
  return [busy, press];
}
