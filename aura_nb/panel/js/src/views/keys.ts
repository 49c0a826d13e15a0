/** Keys pressed in the panel are the panel's: JupyterLab would take `d d` on a button of ours for "delete the cell". */

import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

const SUPPRESSED = "data-lm-suppress-shortcuts";

/**
 * Its shortcuts are matched from the focused element upwards, before any listener of ours below the document: so that
 * element itself is marked, from above the document. What has a modifier, such as saving, stays JupyterLab's.
 */
export function useOwnKeys(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const mark = (event: KeyboardEvent) => {
      const at = event.target;
      if (!(at instanceof HTMLElement) || !root.current?.contains(at)) return;
      const theirs = (event.ctrlKey || event.metaKey || event.altKey) && event.key !== "Enter";
      if (theirs) at.removeAttribute(SUPPRESSED);
      else at.setAttribute(SUPPRESSED, "true");
    };
    window.addEventListener("keydown", mark, true);
    return () => window.removeEventListener("keydown", mark, true);
  }, [root]);
}
