/** The files of a job: name, size, and what can be done with each here. */

import { useApp } from "../app.ts";
import type { Artifact, Job } from "../model.ts";
import { strings } from "../strings.ts";
import { IconButton } from "./button.tsx";
import { size } from "./format.ts";
import { Icon, type IconName } from "./icon.tsx";

const ICONS: Record<string, IconName> = {
  video: "film",
  preview: "film",
  captions: "captions",
  poster: "picture",
  picture: "picture",
};

/** The film first, what it was made of last; what is new here stands at the end. */
const ORDER = [
  "video",
  "preview",
  "captions",
  "poster",
  "chapters",
  "thumbnails",
  "transcript",
  "storyboard",
  "report",
  "manifest",
  "log",
];
/** What people watch, read and hand on; the rest is for programs, and folded. */
const FOR_PEOPLE = new Set(["video", "captions", "poster", "transcript"]);
const isForPeople = ({ kind }: Artifact) => FOR_PEOPLE.has(kind);
const rank = ({ kind }: Artifact) => (ORDER.indexOf(kind) + 100) % 100;

/** Of a film that is still being made they are folded: the card shows what they are. */
export function Artifacts({ job }: { job: Job }) {
  const sorted = job.artifacts.toSorted((a, b) => rank(a) - rank(b));
  if (job.status === "completed") {
    const [people, machines] = [sorted.filter(isForPeople), sorted.filter((each) => !isForPeople(each))];
    return (
      <section aria-label={strings.files}>
        <h3>{strings.files}</h3>
        <List job={job} artifacts={people} />
        {machines.length > 0 && (
          <details>
            <summary>{strings.technicalFiles(machines.length)}</summary>
            <List job={job} artifacts={machines} />
          </details>
        )}
      </section>
    );
  }
  return (
    <details>
      <summary>{strings.filesSoFar(job.artifacts.length)}</summary>
      <List job={job} artifacts={sorted} />
    </details>
  );
}

function List({ job, artifacts }: { job: Job; artifacts: readonly Artifact[] }) {
  return (
    <ul class="aura-artifacts">
      {artifacts.map((artifact) => (
        <Row key={artifact.name} job={job} artifact={artifact} />
      ))}
    </ul>
  );
}

function Row({ job, artifact }: { job: Job; artifact: Artifact }) {
  const { host } = useApp();
  const copy = async () => {
    await host.copyPath(job, artifact);
    host.toast({ kind: "info", message: strings.pathCopied });
  };
  return (
    <li class="aura-artifact" data-kind={artifact.kind}>
      <Icon name={ICONS[artifact.kind] ?? "file"} />
      <bdi class="aura-line" title={artifact.name}>
        {artifact.name}
      </bdi>
      <span class="aura-muted aura-number">{size(artifact.sizeBytes)}</span>
      <span class="aura-actions">
        {host.abilities.copyPath && job.output && (
          <IconButton icon="link" label={strings.copyPathOf(artifact.name)} title={strings.copyPath} onClick={copy} />
        )}
        {host.abilities.download && (
          <IconButton
            icon="download"
            label={strings.downloadOf(artifact.name)}
            title={strings.download}
            onClick={() => host.download(job, artifact)}
          />
        )}
      </span>
    </li>
  );
}
