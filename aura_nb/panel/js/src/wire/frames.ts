/** Bytes in, frames of the event stream out, as the WHATWG's living standard parses them. */

import { createParser } from "eventsource-parser";

export interface Frame {
  /** The event's type; `message` when it was not named. */
  readonly type: string;
  /** The last id that was set, with or before this frame; empty when none was. */
  readonly id: string;
  readonly data: string;
}

export interface Hearers {
  frame(frame: Frame): void;
  /** Bytes came, whatever they say: a comment shows that the line is alive. */
  bytes?(): void;
  /** The server's `retry:`, in milliseconds. */
  retry?(milliseconds: number): void;
}

/** Read a body to its end. Aborting what it belongs to rejects with that reason. */
export async function readFrames(body: ReadableStream<Uint8Array>, hearers: Hearers): Promise<void> {
  // The standard keeps an id until another is set; the parser tells only what each frame itself has.
  let lastId = "";
  const parser = createParser({
    onEvent: ({ event, id, data }) => {
      if (id !== undefined) lastId = id;
      hearers.frame({ type: event || "message", id: lastId, data });
    },
    onRetry: (milliseconds) => hearers.retry?.(milliseconds),
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      hearers.bytes?.();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.releaseLock();
  }
}
