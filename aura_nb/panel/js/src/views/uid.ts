import { useState } from "preact/hooks";

/** An id of the page's own: each panel has a Preact to itself, whose `useId` would count from the same start. */
export function useUid(): string {
  return useState(() => `aura-${Math.random().toString(36).slice(2)}`)[0];
}
