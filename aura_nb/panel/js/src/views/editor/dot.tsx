import type { Way } from "./document.ts";

/** A mark of what happened to a scene; the words say it as well. */
export function StatusDot({ way }: { way: Way }) {
  return <span class="aura-dot" data-way={way} aria-hidden="true" />;
}
