/** A button that asks for a file of this machine. */

import { useRef, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import { wordsOf } from "../../problem.ts";
import { Button } from "../button.tsx";
import type { IconName } from "../icon.tsx";
import { words } from "./words.ts";

interface FileButtonProps {
  children: string;
  icon: IconName;
  accept: string;
  disabled?: boolean;
  onChosen: (file: File) => Promise<unknown>;
}

export function FileButton({ children, icon, accept, disabled = false, onChosen }: FileButtonProps) {
  const { host } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (file === undefined) return;
          setBusy(true);
          onChosen(file)
            .catch((error: unknown) => host.toast({ kind: "error", message: wordsOf(error) }))
            .then(() => setBusy(false));
        }}
      />
      <Button small icon={icon} working={busy} disabled={disabled} onClick={() => input.current?.click()}>
        {busy ? words.sending : children}
      </Button>
    </>
  );
}
