/** Keys pressed in the panel are the panel's: JupyterLab would take `d d` on a button of ours for "delete the cell". */

import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

const SUPPRESSED = "data-lm-suppress-shortcuts";

/**
 * Its shortcuts are matched from the focused element upwards, before any listener of ours below the document: so that
 * element itself is marked, from above the document. What has a modifier, such as saving, stays JupyterLab's,
 * but for undoing and moving where something of ours can be undone and moved.
 */
export function useOwnKeys(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const mark = (event: KeyboardEvent) => {
      const at = event.target;
      if (!(at instanceof HTMLElement) || !root.current?.contains(at)) return;
      const isUndo = at.closest("[data-undo]") !== null && /^(z|y|arrow\w+)$/i.test(event.key);
      const theirs = (event.ctrlKey || event.metaKey || event.altKey) && event.key !== "Enter" && !isUndo;
      if (theirs) at.removeAttribute(SUPPRESSED);
      else at.setAttribute(SUPPRESSED, "true");
    };
    // A notebook keeps the focus where it is when one clicks beside its outputs: what is then typed is not for us.
    const leave = (event: PointerEvent) => {
      const at = document.activeElement;
      if (event.target instanceof Node && root.current?.contains(event.target)) return;
      if (at instanceof HTMLElement && root.current?.contains(at)) at.blur();
    };
    window.addEventListener("keydown", mark, true);
    window.addEventListener("pointerdown", leave, true);
    return () => {
      window.removeEventListener("keydown", mark, true);
      window.removeEventListener("pointerdown", leave, true);
    };
  }, [root]);
}
