import type { Check } from "../../request.ts";
import { strings } from "../../strings.ts";
import { Note } from "../note.tsx";

/** What preflight found that is not as it should be, the gravest first, each with its fix. */
export function Findings({ checks }: { checks: readonly Check[] }) {
  const fails = checks.some((check) => check.status === "fail");
  const sorted = checks.toSorted((a, b) => Number(b.status === "fail") - Number(a.status === "fail"));
  return (
    <div class="aura-findings">
      <p>
        <strong>{fails ? strings.preflight.fails : strings.preflight.warns}</strong>
      </p>
      {sorted.map((check) => (
        <Note key={check.name} tone={check.status === "fail" ? "bad" : "warn"}>
          <p dir="auto">{check.message}</p>
          {check.hint && (
            <p class="aura-muted" dir="auto">
              {check.hint}
            </p>
          )}
        </Note>
      ))}
    </div>
  );
}
