/** Times, sizes and amounts as people read them. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** `0:07`, `12:30`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  const hours = Math.floor(whole / 3600);
  if (hours > 0) parts.unshift(hours);
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** `1.4 MB`; decimal, as file browsers count. */
export function size(bytes: number): string {
  const power = bytes > 0 ? Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3)) : 0;
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power > 0 && value < 10 ? 1 : 0,
  }).format(value);
}

/** `47 %`, rounded down: 100 only when all is done. */
export function percent(value: number): string {
  return `${Math.floor(value)}\u202f%`;
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/** `2 minutes ago`, `yesterday`; `now` in milliseconds. Nothing for a time that cannot be read. */
export function ago(time: string, now: number): string {
  const seconds = (now - Date.parse(time)) / 1000;
  if (Number.isNaN(seconds)) return "";
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
  const [unit, length] = STEPS.find((step) => seconds >= step[1]) ?? ["second", 0];
  return length === 0 ? relative.format(0, "second") : relative.format(-Math.floor(seconds / length), unit);
}
