/**
 * Requests and answers over the widget's channel: an id for each request, kept until it is answered or given up.
 *
 * What the kernel sends arrives while a cell runs; what is asked waits for the cell.
 */

import { problem } from "../backend/answer.ts";
import { Problem } from "../problem.ts";
import { Watchdog } from "../stream/waiting.ts";
import { type Json, number, object, text } from "../wire/values.ts";

/** What anywidget gives of a model, as far as the channel needs it. */
export interface Model {
  get(name: string): unknown;
  send(content: unknown): void;
  on(event: "msg:custom", callback: (content: unknown, buffers: DataView[]) => void): void;
  off(event: "msg:custom", callback: (content: unknown, buffers: DataView[]) => void): void;
}

export interface Answer {
  readonly result: Json;
  readonly buffers: readonly DataView[];
}

interface Waiting {
  /** A large file comes in pieces before its answer. */
  readonly pieces: DataView[];
  alive(): void;
  resolve(answer: Answer): void;
  reject(problem: Problem): void;
}

const ASK_MS = 120_000;

export class Channel {
  readonly #model: Model;
  readonly #waiting = new Map<string, Waiting>();
  // Several views of one widget hear each other's answers.
  readonly #prefix = Math.random().toString(36).slice(2, 10);
  #count = 0;

  /** `hear` is told of what the kernel says without being asked. Everything ends with `until`. */
  constructor(model: Model, hear: (content: Json) => void, until: AbortSignal) {
    this.#model = model;
    const take = (content: unknown, buffers: DataView[]) => {
      const said = object(content);
      if (said === null) return;
      if (said.kind === "answer") this.#answered(said, buffers);
      else hear(said);
    };
    model.on("msg:custom", take);
    until.addEventListener("abort", () => {
      model.off("msg:custom", take);
      for (const id of [...this.#waiting.keys()]) this.#giveUp(id, "The panel was closed.");
    });
  }

  /** Say something that has no answer. */
  say(content: Json): void {
    this.#model.send(content);
  }

  /** Ask the kernel; rejected with a `Problem` when it refuses, or does not answer in time. */
  ask(call: string, args: Json = {}, milliseconds: number = ASK_MS): Promise<Answer> {
    this.#count += 1;
    const id = `${this.#prefix}-${this.#count}`;
    return new Promise<Answer>((resolve, reject) => {
      const watchdog = new Watchdog(milliseconds, () =>
        this.#giveUp(id, "The kernel does not answer: it is busy, or gone."),
      );
      const settled = () => {
        watchdog.stop();
        this.#waiting.delete(id);
      };
      this.#waiting.set(id, {
        pieces: [],
        alive: () => watchdog.reset(),
        resolve: (answer) => {
          settled();
          resolve(answer);
        },
        reject: (why) => {
          settled();
          reject(why);
        },
      });
      this.#model.send({ kind: "ask", id, call, args });
    });
  }

  #answered(said: Json, buffers: DataView[]): void {
    const waiting = this.#waiting.get(text(said.id) ?? "");
    if (waiting === undefined) return;
    waiting.pieces.push(...buffers);
    if (said.more === true) {
      waiting.alive();
      return;
    }
    const refusal = object(said.problem);
    if (refusal !== null) waiting.reject(problem(refusal, number(refusal.status) ?? 500));
    else waiting.resolve({ result: object(said.result) ?? {}, buffers: waiting.pieces });
  }

  #giveUp(id: string, why: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#model.send({ kind: "cancel", id });
    waiting.reject(new Problem(why, { code: "kernel.silent" }));
  }
}
