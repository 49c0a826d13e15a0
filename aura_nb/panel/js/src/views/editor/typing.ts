import { useRef } from "preact/hooks";
import { canon } from "./document.ts";

/** What is typed stays as it is typed, whatever it means; what comes from elsewhere takes its place. */
export function useTyped<T>(value: unknown, show: (value: unknown) => string, read: (text: string) => T) {
  const typing = useRef({ text: show(value), value: canon({ of: value }) });
  const now = canon({ of: value });
  if (typing.current.value !== now) typing.current = { text: show(value), value: now };
  const take = (text: string): T => {
    const to = read(text);
    typing.current = { text, value: canon({ of: to }) };
    return to;
  };
  return [typing.current.text, take] as const;
}
