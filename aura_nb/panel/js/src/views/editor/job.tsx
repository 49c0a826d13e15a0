/** The editor of a job's storyboard. */

import { useApp } from "../../app.ts";
import type { StudioProps } from "../../studio.tsx";
import { Editor } from "./editor.tsx";

export function EditJob({ id, onStarted, onClose }: StudioProps & { id: string }) {
  const { jobs } = useApp();
  const aspect = jobs.job(id).value?.render?.aspect ?? "16:9";
  return <Editor id={id} aspect={aspect} onMade={onStarted} onClose={onClose} />;
}
