/**
 * Text that is set in more than one way, as it can be typed: `**bold**`, `*italic*`, `` `code` ``, `$TeX$`, `~low~`,
 * `^high^`, `[words](address)`; a backslash takes a sign as it is. Pure, and there and back without loss.
 */

import { type Json, objects, text } from "../../wire/values.ts";

const TOGGLES = [
  ["bold", "**"],
  ["italic", "*"],
  ["sub", "~"],
  ["sup", "^"],
] as const;

const escaped = (words: string) => words.replace(/[\\*`$~^[\]]/g, "\\$&");

/** Runs as they are typed. */
export function typed(runs: unknown): string {
  let line = "";
  let open: Json = {};
  let link = "";
  const follow = (run: Json) => {
    // Signs close inside of the brackets that they were opened in.
    const turn = text(run.link) ?? "";
    if (link !== "" && turn !== link) {
      line += toggled(open, {});
      open = {};
      line += `](${link.replace(/[\\)]/g, "\\$&")})`;
    }
    if (turn !== "" && turn !== link) {
      line += toggled(open, {});
      open = {};
      line += "[";
    }
    link = turn;
    line += toggled(open, run);
    open = run;
  };
  for (const run of objects(runs)) {
    follow(run);
    const tex = text(run.tex);
    const words = text(run.text) ?? "";
    if (tex) line += `$${tex.replace(/[\\$]/g, (sign) => (sign === "$" ? "\\$" : sign))}$`;
    else if (run.code === true) line += `\`${words.replace(/[\\`]/g, "\\$&")}\``;
    else line += escaped(words);
  }
  follow({});
  return line;
}

function toggled(before: Json, now: Json): string {
  return TOGGLES.map(([name, sign]) => ((before[name] === true) !== (now[name] === true) ? sign : "")).join("");
}

/** What was typed, as runs; a string where it is set in one way. `before` has what stands for a formula in words. */
export function runsOf(line: string, before: unknown = []): string | Json[] {
  const spoken = new Map(objects(before).map((run) => [text(run.tex), text(run.text)]));
  const runs: Record<string, unknown>[] = [];
  let set: Record<string, true> = {};
  let links: { from: number } | null = null;
  let words = "";
  const add = (run: Record<string, unknown>) => runs.push({ ...run, ...set });
  const flush = () => {
    if (words !== "") add({ text: words });
    words = "";
  };
  const within = (from: number, end: string): [string, number] | null => {
    let inner = "";
    for (let at = from; at < line.length; at += 1) {
      const sign = line[at] ?? "";
      if (sign === "\\" && at + 1 < line.length && (line[at + 1] === end || (end !== "$" && line[at + 1] === "\\"))) {
        inner += line[at + 1];
        at += 1;
      } else if (sign === end) return [inner, at + 1];
      else inner += sign;
    }
    return null;
  };
  for (let at = 0; at < line.length; ) {
    const sign = line[at] ?? "";
    if (sign === "\\" && at + 1 < line.length) {
      words += line[at + 1];
      at += 2;
      continue;
    }
    if (sign === "`" || sign === "$") {
      const found = within(at + 1, sign);
      if (found?.[0]) {
        flush();
        if (sign === "`") add({ text: found[0], code: true });
        else runs.push({ tex: found[0], ...(spoken.get(found[0]) ? { text: spoken.get(found[0]) } : {}) });
        at = found[1];
        continue;
      }
    }
    if (sign === "[" && links === null && /^\[(?:\\.|[^\]])*\]\(/.test(line.slice(at))) {
      flush();
      links = { from: runs.length };
      at += 1;
      continue;
    }
    if (sign === "]" && links !== null && line[at + 1] === "(") {
      const found = within(at + 2, ")");
      flush();
      if (found !== null) {
        for (const run of runs.slice(links.from)) run.link = found[0];
        at = found[1];
      } else at += 1;
      links = null;
      continue;
    }
    const toggle = TOGGLES.find(
      ([name, own]) => line.startsWith(own, at) && isPaired(line, at, own, set[name] === true),
    );
    if (toggle !== undefined) {
      flush();
      const { [toggle[0]]: was, ...others } = set;
      set = was ? others : { ...set, [toggle[0]]: true };
      at += toggle[1].length;
      continue;
    }
    words += sign;
    at += 1;
  }
  flush();
  const kept = joined(runs);
  const only = kept[0];
  if (kept.length === 0) return "";
  if (kept.length === 1 && only && Object.keys(only).length === 1 && only.text !== undefined) return String(only.text);
  return kept;
}

/** Whether a sign closes what is open, or has one further on that closes it: a lone asterisk is an asterisk. */
function isPaired(line: string, at: number, sign: string, isOpen: boolean): boolean {
  return (
    isOpen ||
    line
      .slice(at + sign.length)
      .replace(/\\./g, "__")
      .includes(sign)
  );
}

function joined(runs: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  const kept: Record<string, unknown>[] = [];
  for (const run of runs) {
    const last = kept.at(-1);
    const same = ({ text: _, ...rest }: Record<string, unknown>) => JSON.stringify(Object.entries(rest).toSorted());
    if (last !== undefined && !last.tex && !run.tex && same(last) === same(run)) last.text = `${last.text}${run.text}`;
    else kept.push({ ...run });
  }
  return kept;
}
