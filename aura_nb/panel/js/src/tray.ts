/** Toasts for a page that cannot show them itself: the panel does. */

import { signal } from "@preact/signals";
import type { Toast } from "./host.ts";

export interface ShownToast extends Toast {
  readonly id: number;
}

export const tray = signal<readonly ShownToast[]>([]);

const MOST = 3;
let count = 0;

/** Shows a toast in the panel; an older one gives way when there are too many. */
export function showInPanel(toast: Toast): void {
  count += 1;
  const others = tray.value.filter((shown) => shown.message !== toast.message);
  tray.value = [...others, { ...toast, id: count }].slice(-MOST);
}

export function dismiss(id: number): void {
  tray.value = tray.value.filter((shown) => shown.id !== id);
}
