/** Values of JSON that came from elsewhere, as what they should be. */

export type Json = Readonly<Record<string, unknown>>;

export function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export function object(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

/** The objects of a list; what is none is left out. */
export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object).filter((each) => each !== null) : [];
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
