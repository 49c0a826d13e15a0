/** What there is to tell, where the page itself cannot; good news goes by itself, bad news stays until it is read. */

import { useEffect, useRef } from "preact/hooks";
import { strings } from "../strings.ts";
import { dismiss, type ShownToast, tray } from "../tray.ts";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 6000;
const TONES = { success: "good", error: "bad", info: "info" } as const;
const ICONS = { success: "done", error: "failed", info: "info" } as const;

export function Toasts() {
  return (
    <div class="aura-toasts" role="status">
      {tray.value.map((toast) => (
        <Shown key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function Shown({ toast }: { toast: ShownToast }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (toast.kind === "error") return;
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      timer = setTimeout(() => (box.current?.matches(":hover, :focus-within") ? wait() : dismiss(toast.id)), SHOWN_MS);
    };
    wait();
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div class="aura-note aura-toast" data-tone={TONES[toast.kind]} ref={box}>
      <Icon name={ICONS[toast.kind]} />
      <div class="aura-clamp" dir="auto">
        {toast.message}
      </div>
      <IconButton icon="cross" label={strings.dismiss} onClick={() => dismiss(toast.id)} />
    </div>
  );
}
