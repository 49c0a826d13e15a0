import type { Status } from "../model.ts";
import { strings } from "../strings.ts";
import { Icon, type IconName } from "./icon.tsx";

const ICONS: Record<Status, IconName> = {
  pending: "wait",
  running: "turn",
  completed: "done",
  failed: "failed",
  canceled: "canceled",
};

/** A status as an icon and its word; in a list the word may stand elsewhere. */
export function StatusMark({ status, bare = false }: { status: Status; bare?: boolean }) {
  return (
    <span class="aura-status" data-status={status}>
      <Icon name={ICONS[status]} turning={status === "running"} />
      {!bare && strings.status[status]}
    </span>
  );
}
