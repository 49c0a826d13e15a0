import type { Warning } from "../model.ts";
import { strings } from "../strings.ts";
import { Note } from "./note.tsx";
import { Scroll } from "./scroll.tsx";

/** What was done another way than asked, as it comes; many of them fold. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  const list = (
    <ul aria-label={strings.warnings(warnings.length)}>
      {warnings.map((warning) => (
        <li key={`${warning.code} ${warning.message}`} class="aura-clamp" dir="auto">
          {warning.message}
        </li>
      ))}
    </ul>
  );
  return (
    <Note tone="warn">
      {warnings.length < 3 ? (
        list
      ) : (
        <details>
          <summary>{strings.warnings(warnings.length)}</summary>
          <Scroll label={strings.warnings(warnings.length)}>{list}</Scroll>
        </details>
      )}
    </Note>
  );
}
