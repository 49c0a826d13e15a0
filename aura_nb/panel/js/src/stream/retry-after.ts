/** What `Retry-After` asks for, in milliseconds from now; null when it says nothing. */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | null {
  const text = (headers.get("Retry-After") ?? "").trim();
  if (/^[0-9]+$/.test(text)) return Number(text) * 1000;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? null : Math.max(0, moment - now);
}
