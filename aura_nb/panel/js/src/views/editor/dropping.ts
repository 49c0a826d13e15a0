/** Files that are dropped onto an element: the innermost that takes any has them. */

import { useState } from "preact/hooks";

/** What such an element has besides: while a file is over it, `data-over`. */
export function useDrop(take: (file: File) => unknown) {
  const [isOver, setOver] = useState(false);
  return {
    "data-over": isOver || undefined,
    onDragOver(event: DragEvent) {
      const isOthers = event.defaultPrevented; // of one within it
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(!isOthers);
    },
    onDragLeave(event: DragEvent) {
      const to = event.relatedTarget;
      const isInside = to instanceof Node && (event.currentTarget as Element).contains(to);
      if (!isInside) setOver(false);
    },
    onDrop(event: DragEvent) {
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined || event.defaultPrevented) return;
      event.preventDefault();
      void take(file);
    },
  };
}
