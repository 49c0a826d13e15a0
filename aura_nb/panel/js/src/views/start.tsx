import { useApp } from "../app.ts";
import { strings } from "../strings.ts";
import { Button } from "./button.tsx";

export interface StartProps {
  onStarted: (id: string) => void;
  onCreate: () => void;
  creating?: boolean;
}

/** The two ways to begin. */
export function Start({ onStarted, onCreate, creating = false }: StartProps) {
  const { host } = useApp();
  return (
    <>
      <Button icon="play" onClick={async () => onStarted(await host.quickDemo())}>
        {strings.quickDemo}
      </Button>
      <Button icon="plus" kind={creating ? undefined : "primary"} expanded={creating} onClick={onCreate}>
        {strings.create}
      </Button>
    </>
  );
}
