/** Slides as they come: those that are in view first, a few at a time, so that two hundred scenes hold nothing up. */

import type { Media } from "../../host.ts";

const AT_ONCE = 4;

export class Pictures {
  readonly #ask: (scene: string) => Promise<Media>;
  readonly #waiting: { scene: string; take: (media: Promise<Media>) => void }[] = [];
  #under = 0;

  constructor(ask: (scene: string) => Promise<Media>) {
    this.#ask = ask;
  }

  /** The slide, when its turn has come. What is given up while it waits is never asked for. */
  get(scene: string, until: AbortSignal): Promise<Media> {
    return new Promise((resolve) => {
      const place = { scene, take: resolve };
      this.#waiting.push(place);
      until.addEventListener("abort", () => {
        const at = this.#waiting.indexOf(place);
        if (at >= 0) this.#waiting.splice(at, 1);
      });
      this.#next();
    });
  }

  #next(): void {
    while (this.#under < AT_ONCE) {
      const place = this.#waiting.shift();
      if (place === undefined) return;
      this.#under += 1;
      const asked = this.#ask(place.scene);
      const done = () => {
        this.#under -= 1;
        this.#next();
      };
      asked.then(done, done);
      place.take(asked);
    }
  }
}
