/** The cells of a table. */

import { Button, IconButton } from "../button.tsx";
import type { Path } from "./document.ts";
import { JsonField } from "./fields.tsx";
import type { Hands } from "./hands.ts";
import { isRuns } from "./lists.ts";
import { runsOf, typed } from "./marks.ts";
import { useTyped } from "./typing.ts";
import { words } from "./words.ts";

/** More than this is no form any more. */
const MOST_CELLS = 400;

type Row = readonly unknown[];

export function Cells({ hands, path, label }: { hands: Hands; path: Path; label: string }) {
  const show = path.slice(0, -1);
  const rows = rowsOf(hands.get(path));
  const header = Array.isArray(hands.get([...show, "header"])) ? (hands.get([...show, "header"]) as Row) : [];
  const width = Math.max(header.length, ...rows.map((row) => row.length), 1);
  if (width * rows.length > MOST_CELLS) return <JsonField hands={hands} path={show} label={words.json} />;
  const change = (to: { header?: Row; rows?: readonly Row[]; align?: unknown }) =>
    hands.set(show, { ...(hands.get(show) as object), ...to });
  const align = hands.get([...show, "align"]);
  const withoutColumn = (column: number) =>
    change({
      header: header.filter((_, index) => index !== column),
      rows: rows.map((row) => row.filter((_, index) => index !== column)),
      ...(Array.isArray(align) && { align: align.filter((_, index) => index !== column) }),
    });
  const wrong = hands.wrong(path) ?? hands.wrong([...show, "header"]);
  const filled = (row: Row): unknown[] => Array.from({ length: width }, (_, column) => row[column] ?? "");
  return (
    <fieldset class="aura-field aura-wide aura-cells">
      <legend class="aura-label">{label}</legend>
      <div class="aura-cells-scroll">
        <table>
          <thead>
            <tr>
              {filled(header).map((cell, column) => (
                <th key={column} scope="col">
                  <div>
                    <Cell
                      label={words.headerCell(column + 1)}
                      value={cell}
                      set={(to) => change({ header: filled(header).with(column, to) })}
                    />
                    {width > 1 && (
                      <IconButton
                        icon="cross"
                        label={words.removeColumn(column + 1)}
                        onClick={() => withoutColumn(column)}
                      />
                    )}
                  </div>
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, number) => (
              <tr key={number}>
                {filled(row).map((cell, column) => (
                  <td key={column}>
                    <Cell
                      label={words.cell(number + 1, column + 1)}
                      value={cell}
                      set={(to) => change({ rows: rows.with(number, filled(row).with(column, to)) })}
                    />
                  </td>
                ))}
                <td>
                  {rows.length > 1 && (
                    <IconButton
                      icon="cross"
                      label={words.removeRow(number + 1)}
                      onClick={() => change({ rows: rows.filter((_, index) => index !== number) })}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="aura-row">
        <Button small icon="plus" onClick={() => change({ rows: [...rows, filled([])] })}>
          {words.addRow}
        </Button>
        <Button
          small
          icon="plus"
          onClick={() =>
            change({
              header: header.length > 0 ? [...filled(header), ""] : header,
              rows: rows.map((row) => [...filled(row), ""]),
            })
          }
        >
          {words.addColumn}
        </Button>
      </div>
      {wrong && <span class="aura-wrong">{wrong}</span>}
    </fieldset>
  );
}

function Cell({ label, value, set }: { label: string; value: unknown; set: (to: unknown) => void }) {
  const marked = isRuns(value);
  const [text, take] = useTyped(
    value,
    (now) => (isRuns(now) ? typed(now) : String(now ?? "")),
    (line) => (marked ? runsOf(line, value) : line),
  );
  return (
    <input
      class="aura-input"
      dir="auto"
      aria-label={label}
      value={text}
      onInput={(event) => set(take(event.currentTarget.value))}
    />
  );
}

function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? value.filter(Array.isArray) : [];
}
