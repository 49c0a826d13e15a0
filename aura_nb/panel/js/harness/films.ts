/** The files of a real film, from the folder that the page was asked to take them from; made up without one. */

import type { Media } from "../src/host.ts";
import type { Artifact } from "../src/model.ts";

const folder = new URLSearchParams(location.search).get("film");

const POSTER = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180"><rect width="320" height="180" fill="#f4f6f8"/>' +
    '<text x="24" y="84" font-family="sans-serif" font-size="28" fill="#14213d">Why bees matter</text>' +
    '<rect x="24" y="100" width="64" height="5" fill="#1976d2"/></svg>',
)}`;

const TEXTS: Record<string, string> = {
  "captions.vtt": `WEBVTT

00:00.450 --> 00:03.500
Bees do more than make honey.

00:04.200 --> 00:07.700
They pollinate our crops,
and they feed other animals.

00:08.300 --> 00:11.100
A third of what we eat depends on them.
`,
  "thumbnails.vtt": `WEBVTT

00:00.000 --> 00:06.000
thumbnails-01.jpg#xywh=0,0,160,90

00:06.000 --> 00:27.000
thumbnails-01.jpg#xywh=160,0,160,90

00:27.000 --> 00:39.400
thumbnails-01.jpg#xywh=320,0,160,90
`,
  "chapters.vtt": `WEBVTT

00:00.000 --> 00:06.000
Why bees matter

00:06.000 --> 00:27.000
What they do

00:27.000 --> 00:39.400
Plant a flower
`,
};

export function media({ name, kind }: Artifact, here: boolean): Media {
  const made = kind === "poster" ? POSTER : null;
  const url = here ? (folder ? `${folder}/${name}` : made) : kind === "poster" ? made : null;
  return { url, path: `/home/ada/aura-videos/why-bees-matter-1a2b3c4d/${name}`, release() {} };
}

export async function text({ name }: Artifact): Promise<string> {
  return folder ? (await fetch(`${folder}/${name}`)).text() : (TEXTS[name] ?? "");
}
