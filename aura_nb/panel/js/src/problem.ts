/** What went wrong, as it can be shown: a problem+json answer, a dead line, or a kernel that does not answer. */

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Whether an error is a problem: the panel's script and the studio's have a class each. */
export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === "Problem";
}

/** What can be shown of any error. */
export function wordsOf(error: unknown): string {
  if (isProblem(error)) return error.words;
  return error instanceof Error ? error.message : String(error);
}

export interface ProblemDetails {
  readonly status?: number;
  readonly code?: string;
  readonly correlationId?: string | null;
  readonly fields?: readonly FieldProblem[];
  readonly actions?: readonly string[];
  readonly retryAfterSeconds?: number | null;
}

export class Problem extends Error {
  override readonly name = "Problem";
  /** The answer's status; 0 where there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly correlationId: string | null;
  /** What is wrong field by field, such as `brief.topic`. */
  readonly fields: readonly FieldProblem[];
  readonly actions: readonly string[];
  readonly retryAfterSeconds: number | null;

  constructor(message: string, details: ProblemDetails = {}) {
    super(message);
    this.status = details.status ?? 0;
    this.code = details.code ?? "internal";
    this.correlationId = details.correlationId ?? null;
    this.fields = details.fields ?? [];
    this.actions = details.actions ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }

  /** What is wrong, and what to do about it. */
  get words(): string {
    return [this.message, ...this.actions].join(" ");
  }
}
