/** Builds JupyterLab's extension into `aura_nb/panel/labextension`; another folder may be named, as CI does to compare. */

import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(here, "..", "labextension"));
const LIMIT = 50_000; // compressed: the panel itself is the server's, and no second copy of it is here
const NAME = "aura-nb";

const release = await readFile(join(here, "..", "..", "release.py"), "utf8");
const version = /__version__ = "(.+)"/.exec(release)?.[1];

await rm(target, { recursive: true, force: true });
// esbuild writes the same bytes on every system, and a hash of them into the name: a browser may keep what it has.
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { remoteEntry: "lab/container.ts" },
  outdir: join(target, "static"),
  entryNames: "[name].[hash]",
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});
const [entry] = Object.keys(metafile.outputs).map((path) => basename(path));

const told = {
  name: NAME,
  version,
  description: "Turns a brief, a deck or a notebook into a narrated video.",
  license: "BSD-3-Clause",
  jupyterlab: {
    extension: true,
    schemaDir: "schema",
    _build: { load: `static/${entry}`, extension: "./extension" },
  },
};
const install = {
  packageManager: "python",
  packageName: NAME,
  uninstallInstructions: `Use your Python package manager (pip, conda, etc.) to uninstall the package ${NAME}`,
};
const schemas = join(target, "schemas", NAME);
await mkdir(schemas, { recursive: true });
await writeJson(join(target, "package.json"), told);
await writeJson(join(target, "install.json"), install);
await writeJson(join(schemas, "package.json.orig"), told);
await copyFile(join(here, "lab", "plugin.schema.json"), join(schemas, "plugin.json"));

const size = gzipSync(await readFile(join(target, "static", entry)), { level: 9 }).length;
console.log(`${entry}: ${(size / 1000).toFixed(1)} kB compressed`);
if (size >= LIMIT) {
  console.error(`${entry} has ${size} bytes compressed; it may have ${LIMIT}`);
  process.exitCode = 1;
}

async function writeJson(path, content) {
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
}
