/** One line while the stream of events is broken; nothing while all is well. */

import { useApp } from "../app.ts";
import type { Connection } from "../host.ts";
import { strings } from "../strings.ts";
import { Button } from "./button.tsx";
import { useNow } from "./clock.ts";
import { Icon } from "./icon.tsx";

export function ConnectionLine() {
  const { host } = useApp();
  const connection = host.connection.value;
  const waits = connection.state === "reconnecting";
  const now = useNow(waits);
  const broken = waits || "reason" in connection;
  return (
    <div role="status" data-connection={connection.state}>
      {broken && (
        <div class="aura-connection">
          <Icon name={waits ? "turn" : "unlinked"} turning={waits} />
          <span class="aura-grow">
            {/* The seconds that pass are for the eye: a screen reader hears the attempt, once. */}
            <span aria-hidden="true">{text(connection, now)}</span>
            <span class="aura-unseen">{text(connection, Number.POSITIVE_INFINITY)}</span>
          </span>
          <Button small icon="again" onClick={() => host.reconnect()}>
            {strings.reconnect}
          </Button>
        </div>
      )}
    </div>
  );
}

function text(connection: Connection, now: number): string {
  if (connection.state === "reconnecting") {
    const left = Math.ceil((connection.at + connection.delaySeconds * 1000 - now) / 1000);
    return strings.connection.reconnecting(connection.attempt, Math.max(0, left));
  }
  if (connection.state === "lost") return strings.connection.lost;
  if (connection.state === "failing") return connection.reason;
  return connection.state === "refused" ? `${strings.connection.refused} ${connection.reason}` : "";
}
