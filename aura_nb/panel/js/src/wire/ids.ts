/** Ids of events: `{unix milliseconds}-{sequence}`; the sequence is one counter for the whole log. */

export const FROM_THE_START = "0-0";

const ID = /^([0-9]{1,15})-([0-9]{1,15})$/;

/** The sequence of an id; null for a text that is none. */
export function sequenceOf(id: string | null | undefined): number | null {
  const match = ID.exec(id ?? "");
  return match === null ? null : Number(match[2]);
}
