import type { ComponentChildren } from "preact";

/** What may be long: it scrolls, also by the keyboard. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="aura-scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
