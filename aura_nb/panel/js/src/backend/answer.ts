/** An answer of the REST API that is no success, as a problem that can be shown. */

import { Problem } from "../problem.ts";
import { retryAfterMs } from "../stream/retry-after.ts";
import { type Json, object, objects, text, texts } from "../wire/values.ts";

export async function problemOf(response: Response): Promise<Problem> {
  const body = object(await response.json().catch(() => null)) ?? {};
  const retryAfter = retryAfterMs(response.headers);
  return problem(body, response.status, {
    correlationId: response.headers.get("X-Correlation-ID"),
    retryAfterSeconds: retryAfter === null ? null : retryAfter / 1000,
  });
}

/** A problem's JSON, whichever way it came. */
export function problem(
  body: Json,
  status: number,
  more: { correlationId?: string | null; retryAfterSeconds?: number | null } = {},
): Problem {
  const words = text(body.detail) ?? text(body.message) ?? text(body.title) ?? fallback(status);
  return new Problem(words, {
    status,
    code: text(body.code) ?? "internal",
    correlationId: text(body.correlationId) ?? more.correlationId ?? null,
    fields: objects(body.errors).map((each) => ({ field: text(each.field) ?? "", message: text(each.message) ?? "" })),
    actions: texts(body.suggestedActions),
    retryAfterSeconds: more.retryAfterSeconds ?? null,
  });
}

function fallback(status: number): string {
  if (status === 401 || status === 403) return "You are signed out of the server.";
  if (status === 404) return "The server has no Aura at this address.";
  return `The server answered ${status}.`;
}
