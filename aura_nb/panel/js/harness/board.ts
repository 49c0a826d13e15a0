/** A storyboard, and slides drawn here. */

import type { Media } from "../src/host.ts";
import type { Board } from "../src/request.ts";

export const BOARD: Board = {
  id: "0".repeat(32),
  title: "Why bees matter",
  seconds: 39.4,
  findings: [],
  scenes: [
    {
      id: "intro",
      heading: "Why bees matter",
      narration: "Bees do more than make honey. Let us look at one of them.",
      seconds: 6,
      place: "bees.md:3",
      findings: [],
    },
    {
      id: "work",
      heading: "What they do",
      narration: "They pollinate our crops, they feed other animals, and they do it every day of their short lives.",
      seconds: 21,
      place: "bees.md:9",
      findings: [
        {
          name: "fonts",
          status: "warn",
          message: "No font here has U+1F41D 🐝 (bees.md:9): left out.",
          hint: "Run `apt-get install fonts-noto-color-emoji` (its name in Debian and Ubuntu).",
        },
      ],
    },
    { id: "quiet", heading: "<img src=x onerror=alert(1)>", narration: "", seconds: 4.4, place: "", findings: [] },
    { id: "end", heading: "Thank you", narration: "Plant a flower.", seconds: 8, place: "bees.md:14", findings: [] },
  ],
};

/** A slide of these words. */
export function picture(scene: string): Media {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080"><rect width="1920" height="1080" fill="#f5f7fa"/><rect x="140" y="600" width="180" height="14" fill="#1565c0"/><text x="140" y="540" font-family="sans-serif" font-size="110" fill="#1a2733">${scene}</text></svg>`;
  return { url: `data:image/svg+xml,${encodeURIComponent(svg)}`, path: null, release() {} };
}
