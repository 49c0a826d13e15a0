/** The cues of a WebVTT file, as far as chapters need them. */

export interface Cue {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const TIMES = /^(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})\s+-->\s+(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})/;
const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0" };

export function cues(vtt: string): Cue[] {
  const found: Cue[] = [];
  for (const block of vtt.replace(/\r\n?/g, "\n").split(/\n{2,}/)) {
    const lines = block.split("\n");
    const at = lines.findIndex((line) => TIMES.test(line));
    const times = TIMES.exec(lines[at] ?? "");
    if (!times) continue;
    const [start, end] = [seconds(times.slice(1, 5)), seconds(times.slice(5, 9))];
    const text = lines
      .slice(at + 1)
      .join(" ")
      .trim();
    found.push({ start, end, text: text.replace(/&(?:amp|lt|gt|nbsp);/g, (entity) => ENTITIES[entity] ?? entity) });
  }
  return found;
}

function seconds(parts: (string | undefined)[]): number {
  const [hours = 0, minutes = 0, whole = 0, thousandths = 0] = parts.map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + whole + thousandths / 1000;
}
