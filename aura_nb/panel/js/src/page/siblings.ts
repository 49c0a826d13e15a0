/** The other panels of this browser, in the same page and in others: what one has removed, all forget. */

const NAME = "aura_nb-panels";

export interface Siblings {
  /** Tell the others that jobs of these ids were removed. */
  removed(ids: readonly string[]): void;
}

/** `forget` hears of what another panel has removed; ids are unlike those of any other server. */
export function siblings(forget: (ids: readonly string[]) => void, until: AbortSignal): Siblings {
  if (typeof BroadcastChannel === "undefined") return { removed() {} };
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const { removed } = Object(data) as { removed?: unknown };
    if (Array.isArray(removed)) forget(removed.filter((id) => typeof id === "string"));
  };
  until.addEventListener("abort", () => channel.close());
  return {
    removed(ids) {
      if (!until.aborted) channel.postMessage({ removed: [...ids] });
    },
  };
}
