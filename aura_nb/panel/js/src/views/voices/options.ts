import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import type { Options } from "../../request.ts";

/** What the forms offer; null until it is known. */
export function useOptions(): Options | null {
  const { host } = useApp();
  const [options, setOptions] = useState<Options | null>(null);
  useEffect(() => {
    let gone = false;
    host.options().then(
      (got) => gone || setOptions(got),
      (error: unknown) => console.warn("[aura_nb] the voices cannot be listed:", error),
    );
    return () => {
      gone = true;
    };
  }, [host]);
  return options;
}
