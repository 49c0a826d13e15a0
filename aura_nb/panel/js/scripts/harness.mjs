/** Builds the harness into `build/harness` and says where it is; it opens from the file system. */

import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(here, "build", "harness");
await mkdir(target, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { main: "harness/main.ts", theme: "harness/theme.css", panel: "styles/panel.css" },
  outdir: target,
  bundle: true,
  // A page from the file system may load no module: one classic script it is.
  format: "iife",
  sourcemap: "inline",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
});
await copyFile(join(here, "harness", "index.html"), join(target, "index.html"));
console.log(join(target, "index.html"));
