/** Files of a job as this page can use them, given back when the view that shows them goes. */

import { useEffect, useState } from "preact/hooks";
import { useApp } from "../app.ts";
import type { Media } from "../host.ts";
import type { Artifact, Job } from "../model.ts";

/** Null until it is there; again when the file changes. */
export function useMedia(job: Job, artifact: Artifact | undefined): Media | null {
  const { host } = useApp();
  const [media, setMedia] = useState<Media | null>(null);
  const key = artifact && `${job.id} ${artifact.name} ${artifact.sha256}`;
  useEffect(() => {
    if (!artifact) return;
    let gone = false;
    let held: Media | null = null;
    host.media(job, artifact).then(
      (got) => {
        if (gone) return got.release();
        held = got;
        setMedia(got);
      },
      () => setMedia({ url: null, path: null, release() {} }), // the list of files still offers it
    );
    return () => {
      gone = true;
      setMedia(null);
      held?.release();
    };
  }, [host, key]);
  return media;
}

/** A small text file of the job; empty until it is there, or where it cannot be had. */
export function useText(job: Job, artifact: Artifact | undefined): string {
  const { host } = useApp();
  const [text, setText] = useState("");
  const key = artifact && `${job.id} ${artifact.name} ${artifact.sha256}`;
  useEffect(() => {
    if (!artifact) return;
    let gone = false;
    host.text(job, artifact).then(
      (got) => gone || setText(got),
      () => {}, // the film plays without
    );
    return () => {
      gone = true;
      setText("");
    };
  }, [host, key]);
  return text;
}

/** The address of a text, for an element that takes nothing but addresses. */
export function useBlobUrl(text: string, type: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (text === "") return;
    const made = URL.createObjectURL(new Blob([text], { type }));
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [text, type]);
  return url;
}
