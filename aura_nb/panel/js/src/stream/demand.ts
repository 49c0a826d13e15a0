/** Whether the stream is needed: while this panel can be seen and shows a job that has not ended. */

import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";

// Scrolling past a panel, or a list that is empty for a moment between two jobs, is no reason to hang up.
const GRACE_MS = 3000;

/** Whether an element can be seen, until the signal is aborted. */
export function visibility(element: HTMLElement, until: AbortSignal): ReadonlySignal<boolean> {
  const onScreen = signal(false);
  const pageShown = signal(document.visibilityState === "visible");
  const observer = new IntersectionObserver((entries) => {
    onScreen.value = entries.at(-1)?.isIntersecting ?? false;
  });
  observer.observe(element);
  until.addEventListener("abort", () => observer.disconnect());
  document.addEventListener(
    "visibilitychange",
    () => {
      pageShown.value = document.visibilityState === "visible";
    },
    { signal: until },
  );
  return computed(() => onScreen.value && pageShown.value);
}

/** Calls `open` when `needed` becomes true, and `close` once it has been false for a while, or at the end. */
export function onDemand(
  needed: ReadonlySignal<boolean>,
  open: () => void,
  close: () => void,
  until: AbortSignal,
): void {
  let isOpen = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function hangUp() {
    clearTimeout(timer);
    if (isOpen) close();
    isOpen = false;
  }
  const dispose = effect(() => {
    clearTimeout(timer);
    if (needed.value && !isOpen) {
      isOpen = true;
      untracked(open);
    } else if (!needed.value && isOpen) timer = setTimeout(hangUp, GRACE_MS);
  });
  until.addEventListener("abort", () => {
    dispose();
    hangUp();
  });
}
