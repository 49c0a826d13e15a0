/** What a scene shows, as a form: by the table of kinds. */

import type { Path } from "./document.ts";
import { Choice, Flag, JsonField, Lines, NumberField, Plain, TexLines, Text } from "./fields.tsx";
import type { Hands } from "./hands.ts";
import { IN_PART, KINDS, type ShowField } from "./kinds.ts";
import { PictureField } from "./picture-field.tsx";
import { Cells } from "./rows.tsx";
import { words } from "./words.ts";

export function ShowForm({ hands, path }: { hands: Hands; path: Path }) {
  const kind = String(hands.get([...path, "kind"]) ?? "title");
  const known = KINDS[kind];
  if (known === undefined) {
    return (
      <>
        <p class="aura-small aura-muted">{words.onlyJson}</p>
        <JsonField hands={hands} path={path} label={kind} />
      </>
    );
  }
  return (
    <>
      {known.fields.map((field) => (
        <ShowControl key={field.name} field={field} hands={hands} path={[...path, field.name]} />
      ))}
      {IN_PART.has(kind) && <JsonField hands={hands} path={path} label={words.json} />}
    </>
  );
}

function ShowControl({ field, hands, path }: { field: ShowField; hands: Hands; path: Path }) {
  const bound = { hands, path, label: field.label };
  switch (field.manner) {
    case "line":
      return <Text {...bound} />;
    case "prose":
      return <Text {...bound} long />;
    case "words":
      return <Plain {...bound} />;
    case "code":
    case "tex":
      return <Plain {...bound} mono long />;
    case "texs":
      return <TexLines {...bound} />;
    case "points":
      return <Lines {...bound} />;
    case "steps":
      return <Lines {...bound} flat />;
    case "number":
      return <NumberField {...bound} />;
    case "flag":
      return <Flag {...bound} />;
    case "choice":
      return <Choice {...bound} choices={field.choices ?? []} {...(field.name === "fit" && { none: words.usual })} />;
    case "picture":
      return <PictureField {...bound} />;
    case "rows":
      return <Cells {...bound} />;
    case "columns":
      return <Columns {...bound} />;
  }
}

function Columns({ hands, path }: { hands: Hands; path: Path }) {
  const columns = hands.get(path);
  if (!Array.isArray(columns)) return null;
  return columns.map((_, index) => (
    <fieldset key={index} class="aura-part aura-wide">
      <legend class="aura-label">
        {words.column(index + 1)}
        <span class="aura-muted aura-small">{labelOf(hands.get([...path, index, "kind"]))}</span>
      </legend>
      <div class="aura-fields">
        <ShowForm hands={hands} path={[...path, index]} />
      </div>
    </fieldset>
  ));
}

export function labelOf(kind: unknown): string {
  return KINDS[String(kind)]?.label ?? String(kind);
}

/** The places of a scene that the form has a control for. */
export function shownPlaces(hands: Hands): readonly string[] {
  const own = ["heading", "narration", "pauseAfter", "transition", "voice"];
  const inside = (path: Path, told: string): string[] => {
    const known = KINDS[String(hands.get([...path, "kind"]) ?? "title")];
    if (known === undefined) return [told];
    const columns = hands.get([...path, "columns"]);
    return known.fields.flatMap(({ name, manner }) => {
      if (manner !== "columns") return manner === "rows" ? [`${told}.rows`, `${told}.header`] : [`${told}.${name}`];
      return Array.isArray(columns)
        ? columns.flatMap((_, index) => inside([...path, "columns", index], `${told}.columns[${index}]`))
        : [];
    });
  };
  return [...own, ...inside(["show"], "show")];
}
