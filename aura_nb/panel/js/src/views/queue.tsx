/** All jobs: how many of each state, a filter, and a line each; choosing one shows its card. */

import { useEffect, useState } from "preact/hooks";
import { useApp } from "../app.ts";
import type { Filter } from "../jobs.ts";
import type { Job, Stats } from "../model.ts";
import { isFinal } from "../model.ts";
import { strings } from "../strings.ts";
import { Button, IconButton } from "./button.tsx";
import { useToday } from "./clock.ts";
import { ago, percent } from "./format.ts";
import { StatusMark } from "./status.tsx";
import { useUid } from "./uid.ts";

const FILTERS: readonly Filter[] = ["all", "running", "pending", "completed", "failed", "canceled"];

interface QueueProps {
  chosen: string | null;
  onChoose: (id: string) => void;
}

export function Queue({ chosen, onChoose }: QueueProps) {
  const { jobs } = useApp();
  const listed = jobs.listed.value;
  const now = useToday(jobs.stats.value.running > 0);
  const tries = triesOf(listed, (id) => jobs.job(id).value?.resumedFrom ?? null);
  return (
    <section class="aura-section" aria-label={strings.queue}>
      <div class="aura-queue-head">
        <h3>{strings.queue}</h3>
        <StateFilter
          stats={jobs.stats.value}
          filter={jobs.filter.value}
          onChange={(filter) => jobs.setFilter(filter)}
        />
        <RemoveEnded />
      </div>
      {listed.length === 0 && <p class="aura-muted">{strings.noJobs}</p>}
      <ul class="aura-queue">
        {tries.map(([id, ...earlier]) => (
          <Item key={id} id={id} chosen={chosen} onChoose={onChoose} now={now} earlier={earlier} />
        ))}
      </ul>
      {jobs.hasMore.value && (
        <Button small kind="quiet" onClick={() => jobs.loadMore()}>
          {strings.more}
        </Button>
      )}
    </section>
  );
}

interface FilterProps {
  stats: Stats;
  filter: Filter;
  onChange: (filter: Filter) => void;
}

/** Only what there is can be chosen; the numbers are of the whole queue. */
function StateFilter({ stats, filter, onChange }: FilterProps) {
  const group = useUid();
  const count = (each: Filter) => (each === "all" ? stats.total : stats[each]);
  return (
    <fieldset class="aura-choice aura-filter">
      <legend class="aura-unseen">{strings.filter}</legend>
      {FILTERS.filter((each) => each === "all" || each === filter || count(each) > 0).map((each) => (
        <label key={each}>
          <input type="radio" name={group} checked={each === filter} onChange={() => onChange(each)} />
          {each === "all" ? strings.all : strings.status[each]}
          <span class="aura-number">{count(each).toLocaleString()}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface ItemProps extends QueueProps {
  id: string;
  now: number;
  /** The tries that it goes on from, the last first. */
  earlier?: readonly string[];
}

function Item({ id, earlier = [], ...shared }: ItemProps) {
  const { chosen, onChoose, now } = shared;
  const { host, jobs } = useApp();
  const job = jobs.job(id).value;
  if (!job) return null;
  const isChosen = chosen === id;
  return (
    <li class="aura-item" data-job={id} data-chosen={isChosen || undefined}>
      <button type="button" aria-current={isChosen ? "true" : undefined} onClick={() => onChoose(id)}>
        <StatusMark status={job.status} bare />
        <span class="aura-title aura-line" dir="auto" title={job.title}>
          {job.title}
        </span>
        <span class="aura-state aura-small aura-muted aura-number">{stateOf(job)}</span>
        {job.status === "running" ? (
          <span class="aura-bar" aria-hidden="true">
            <span style={{ width: `${job.percent}%` }} />
          </span>
        ) : (
          <span class="aura-when aura-small aura-muted">{ago(job.endedAt ?? job.createdAt, now)}</span>
        )}
      </button>
      {isFinal(job.status) && (
        <IconButton
          icon="cross"
          label={strings.removeOf(job.title.slice(0, 100))}
          title={strings.remove}
          onClick={() => host.remove([id])}
        />
      )}
      {earlier.length > 0 && (
        <details class="aura-earlier" open={earlier.some((each) => each === chosen) || undefined}>
          <summary>{strings.earlierTries(earlier.length)}</summary>
          <ul class="aura-queue">
            {earlier.map((each) => (
              <Item key={each} id={each} {...shared} />
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** Each listed job with the listed tries that it goes on from: a try again stands for them all. */
export function triesOf(
  listed: readonly string[],
  resumedFrom: (id: string) => string | null,
): [string, ...string[]][] {
  const all = new Set(listed);
  const goneOn = new Set(listed.map(resumedFrom).filter((id) => id !== null && all.has(id)));
  return listed
    .filter((id) => !goneOn.has(id))
    .map((id) => {
      const tries: [string, ...string[]] = [id];
      for (let from = resumedFrom(id); from !== null && all.has(from); from = resumedFrom(from)) tries.push(from);
      return tries;
    });
}

function stateOf(job: Job): string {
  const state = strings.status[job.status];
  return job.status === "running" ? `${state} ${percent(job.percent)}` : state;
}

/** Asks once more in its own place, then removes what is listed and has ended. */
function RemoveEnded() {
  const { host, jobs } = useApp();
  const [asking, ask] = useState(false);
  const ended = jobs.listed.value.filter((id) => {
    const status = jobs.job(id).value?.status;
    return status !== undefined && isFinal(status);
  });
  const none = ended.length === 0;
  useEffect(() => {
    if (none) ask(false);
  }, [none]);
  if (none) return null;
  if (!asking) {
    return (
      <Button small kind="quiet" onClick={() => ask(true)}>
        {strings.removeEnded}
      </Button>
    );
  }
  const remove = async () => {
    await host.remove(ended);
    ask(false);
  };
  return (
    <fieldset class="aura-row aura-sure">
      <legend class="aura-small">{strings.removeEndedSure(ended.length)}</legend>
      <Button small onClick={remove}>
        {strings.remove}
      </Button>
      <Button small kind="quiet" onClick={() => ask(false)}>
        {strings.keep}
      </Button>
    </fieldset>
  );
}
