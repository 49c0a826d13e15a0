/** Builds what the wheel carries into `aura_nb/panel/static`; another folder may be named, as CI does to compare. */

import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(here, "..", "static"));
// The panel's text is sent to every instance and saved in every notebook.
const LIMIT = 40_000; // compressed

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

await build({
  ...shared,
  entryPoints: { panel: "src/panel.tsx" },
  outdir: target,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
});
// Loaded by the panel when it is needed: it brings its own Preact, because two scripts can share none.
await build({
  ...shared,
  entryPoints: { studio: "src/studio.tsx" },
  outdir: target,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
});
await build({ ...shared, entryPoints: { "stream-worker": "src/stream/worker.ts" }, outdir: target, format: "iife" });
await build({ ...shared, entryPoints: { panel: "styles/panel.css" }, outdir: target });

for (const name of ["panel.js", "studio.js", "panel.css", "stream-worker.js"]) {
  const content = await readFile(join(target, name));
  const size = gzipSync(content, { level: 9 }).length;
  console.log(`${name}: ${(content.length / 1000).toFixed(1)} kB, ${(size / 1000).toFixed(1)} kB compressed`);
  if (name === "panel.js" && size >= LIMIT) {
    console.error(`${name} has ${size} bytes compressed; it may have ${LIMIT}`);
    process.exitCode = 1;
  }
}
