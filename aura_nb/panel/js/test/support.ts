/** What several tests need: a clock that is turned by hand, bodies that are written while they are read. */

import type { Message } from "../src/wire/message.ts";
import type { Json } from "../src/wire/values.ts";

const encoder = new TextEncoder();

/** A body that a test writes to, piece by piece. */
export class Pipe {
  readonly body: ReadableStream<Uint8Array>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor() {
    this.body = new ReadableStream({
      start: (controller) => {
        this.#controller = controller;
      },
    });
  }

  write(text: string | Uint8Array): void {
    this.#controller.enqueue(typeof text === "string" ? encoder.encode(text) : text);
  }

  close(): void {
    this.#controller.close();
  }

  fail(reason: string): void {
    this.#controller.error(new TypeError(reason));
  }
}

export function bodyOf(...pieces: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const pipe = new Pipe();
  for (const piece of pieces) pipe.write(piece);
  pipe.close();
  return pipe.body;
}

/** A server's answer to one connection: a status, or a pipe that is cut when the request is aborted. */
export interface Connection {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly pipe: Pipe;
  readonly isAborted: () => boolean;
}

export class FakeServer {
  readonly connections: Connection[] = [];
  /** What the next connections get instead of a stream: a status, or a failure of the network. */
  readonly next: (number | "down" | { status: number; headers: Record<string, string> })[] = [];

  readonly fetch: typeof fetch = async (url, init) => {
    const pipe = new Pipe();
    const signal = init?.signal;
    this.connections.push({
      url: String(url),
      headers: { ...(init?.headers as Record<string, string>) },
      pipe,
      isAborted: () => signal?.aborted === true,
    });
    signal?.addEventListener("abort", () => {
      try {
        pipe.fail("aborted");
      } catch {
        // It was closed already.
      }
    });
    const answer = this.next.shift() ?? 200;
    if (answer === "down") throw new TypeError("Failed to fetch");
    const { status, headers } = typeof answer === "number" ? { status: answer, headers: {} } : answer;
    const body = status === 204 ? null : status === 200 ? pipe.body : "{}";
    return new Response(body, { status, headers });
  };

  get last(): Connection {
    const last = this.connections.at(-1);
    if (last === undefined) throw new Error("nobody connected");
    return last;
  }
}

export function frame(type: string, sequence: number, data: Json): string {
  return `id: 1700000000000-${sequence}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}

export function message(type: string, sequence: number | null, data: object): Message {
  return { type, id: sequence === null ? null : `1700000000000-${sequence}`, data: data as Json };
}

/** Let everything that waits only for promises happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
