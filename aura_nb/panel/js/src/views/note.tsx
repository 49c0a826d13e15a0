import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";

export type Tone = "info" | "good" | "warn" | "bad";

const ICONS: Record<Tone, IconName> = { info: "info", good: "done", warn: "warn", bad: "failed" };

/** Something to know, and how grave it is. */
export function Note({
  tone,
  children,
  class: name = "",
}: {
  tone: Tone;
  children: ComponentChildren;
  class?: string;
}) {
  return (
    <div class={`aura-note ${name}`} data-tone={tone}>
      <Icon name={ICONS[tone]} />
      <div>{children}</div>
    </div>
  );
}
