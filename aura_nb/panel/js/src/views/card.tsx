/** All about one job: how far it is, what there is of it already, how it ended, and what can be done. */

import { useEffect, useRef } from "preact/hooks";
import { useApp } from "../app.ts";
import type { Job } from "../model.ts";
import { isFinal } from "../model.ts";
import { artifact } from "../selectors.ts";
import { strings } from "../strings.ts";
import { Announcer } from "./announcer.tsx";
import { Artifacts } from "./artifacts.tsx";
import { Button } from "./button.tsx";
import { Canceled, Failure } from "./ending.tsx";
import { percent } from "./format.ts";
import { Logs } from "./logs.tsx";
import { Now, Outcome } from "./now.tsx";
import { Phases } from "./phases.tsx";
import { Player } from "./player.tsx";
import { Preview } from "./preview.tsx";
import { StatusMark } from "./status.tsx";
import { Warnings } from "./warnings.tsx";

interface CardProps {
  id: string;
  /** Another job took this one's place, as after "Try again". */
  onStarted: (id: string) => void;
  /** Whether its heading takes the focus when it appears: it came by a button that is gone now. */
  focused: boolean;
  /** The place of the scene that its film goes on at. */
  scene: number | undefined;
  onEdit: (id: string) => void;
}

export function Card({ id, ...props }: CardProps) {
  const { jobs } = useApp();
  const job = jobs.job(id).value;
  const isWhole = job?.isWhole === true;
  useEffect(() => {
    if (!isWhole) void jobs.open(id); // what it could not do is the store's `trouble`
  }, [jobs, id, isWhole]);
  if (!job) {
    return (
      <p class="aura-section aura-muted" role="status">
        {jobs.trouble.value ?? strings.loading}
      </p>
    );
  }
  return <JobCard job={job} {...props} />;
}

/** What people do first with a film that is done. */
function Finished({ job, onEdit }: { job: Job; onEdit: (id: string) => void }) {
  const { host } = useApp();
  const film = artifact(job, "video.mp4");
  if (!film) return null;
  const copy = async () => {
    await host.copyPath(job, film);
    host.toast({ kind: "info", message: strings.pathCopied });
  };
  return (
    <>
      {host.abilities.download && (
        <Button kind="primary" icon="download" large onClick={() => host.download(job, film)}>
          {strings.downloadVideo}
        </Button>
      )}
      <Button icon="edit" onClick={() => onEdit(job.id)}>
        {strings.edit}
      </Button>
      {host.abilities.copyPath && job.output && (
        <Button icon="link" onClick={copy}>
          {strings.copyPath}
        </Button>
      )}
    </>
  );
}

function JobCard({ job, onStarted, focused, scene, onEdit }: { job: Job } & Omit<CardProps, "id">) {
  const { host } = useApp();
  const heading = useRef<HTMLHeadingElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const again = async () => onStarted(await host.resume(job.id));
  const ended = isFinal(job.status);
  useEffect(() => {
    if (focused) heading.current?.focus();
  }, []);
  return (
    <article
      class="aura-section aura-card"
      aria-label={job.title.slice(0, 100)}
      data-job={job.id}
      data-status={job.status}
    >
      <div class="aura-card-head">
        <div>
          <h2 class="aura-clamp" dir="auto" title={job.title} tabIndex={-1} ref={heading}>
            {job.title}
          </h2>
          <div class="aura-row aura-small aura-card-state">
            <StatusMark status={job.status} />
            {job.status === "running" && job.phase && <span class="aura-muted">{strings.stage[job.phase]}</span>}
            {ended && <Outcome job={job} />}
            {job.resumedFrom && <span class="aura-muted">{strings.resumedFrom}</span>}
          </div>
        </div>
        {job.status !== "completed" && (
          <div
            class="aura-percent aura-number"
            role="progressbar"
            aria-label={strings.overall}
            aria-valuenow={Math.floor(job.percent)}
            aria-valuemin={0}
            aria-valuemax={100}
          >
            {percent(job.percent)}
          </div>
        )}
      </div>
      {job.status === "completed" ? <Player job={job} scene={scene} /> : <Phases job={job} />}
      <Now job={job} />
      {job.status === "failed" && <Failure job={job} />}
      {job.status === "canceled" && <Canceled job={job} />}
      <Warnings warnings={job.warnings} />
      {!ended && <Preview job={job} />}
      <Logs job={job}>
        {job.status === "completed" && <Finished job={job} onEdit={onEdit} />}
        {job.status === "failed" && (
          <Button kind="primary" icon="again" onClick={again}>
            {strings.tryAgain}
          </Button>
        )}
        {job.status === "canceled" && job.canResume && (
          <Button kind="primary" icon="play" onClick={again}>
            {strings.resume}
          </Button>
        )}
        {job.output && host.abilities.openFolder && (
          <Button icon="folder" onClick={() => host.openFolder(job)}>
            {strings.openFolder}
          </Button>
        )}
        {!ended && (
          <Button
            icon="cross"
            innerRef={cancel}
            disabled={job.cancelRequested}
            onClick={async () => {
              await host.cancel(job.id);
              heading.current?.focus(); // the button goes with what it canceled
            }}
          >
            {job.cancelRequested ? strings.canceling : strings.cancel}
          </Button>
        )}
      </Logs>
      {job.artifacts.length > 0 && <Artifacts job={job} />}
      <Announcer job={job} />
    </article>
  );
}
