/** A film's first picture; nothing where it cannot be had, as when the job that showed it has just ended without a film. */

import { useState } from "preact/hooks";
import { strings } from "../strings.ts";

export function Poster({ url, title }: { url: string; title: string }) {
  const [gone, setGone] = useState(false);
  if (gone) return null;
  return <img src={url} alt={strings.posterOf(title.slice(0, 100))} onError={() => setGone(true)} />;
}
