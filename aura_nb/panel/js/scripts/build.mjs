/** Builds what the wheel carries into `aura_nb/panel/static`; another folder may be named, as CI does to compare. */

import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(here, "..", "static"));
// The panel's text is sent to every instance and saved in every notebook.
const LIMIT = 120_000;

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
await build({ ...shared, entryPoints: { "stream-worker": "src/stream/worker.ts" }, outdir: target, format: "iife" });
await build({ ...shared, entryPoints: { panel: "styles/panel.css" }, outdir: target });

for (const name of ["panel.js", "panel.css", "stream-worker.js"]) {
  const { size } = await stat(join(target, name));
  console.log(`${name}: ${(size / 1000).toFixed(1)} kB`);
  if (name === "panel.js" && size >= LIMIT) {
    console.error(`${name} has ${size} bytes; it may have ${LIMIT}`);
    process.exitCode = 1;
  }
}
