/**
 * Milliseconds for measuring how long something takes: nobody sets this clock. `Date.now()` is for the time of day.
 * It begins at the time of day the page was opened at, so that those of a page and of its worker agree.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
