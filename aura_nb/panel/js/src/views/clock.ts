/** The present moment for a view that shows passing time: it moves once a second, and only while it is needed. */

import { useEffect, useState } from "preact/hooks";
import { steadyNow } from "../steady.ts";

/** For how long something takes: milliseconds of `steadyNow()`. */
export function useNow(moves: boolean): number {
  return useMoment(moves, steadyNow);
}

/** For how long ago something was that bears a date: milliseconds of `Date.now()`. */
export function useToday(moves: boolean): number {
  return useMoment(moves, Date.now);
}

function useMoment(moves: boolean, moment: () => number): number {
  const [now, setNow] = useState(moment);
  useEffect(() => {
    if (!moves) return;
    const tick = () => {
      if (!document.hidden) setNow(moment());
    };
    tick();
    const timer = setInterval(tick, 1000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [moves, moment]);
  return now;
}
