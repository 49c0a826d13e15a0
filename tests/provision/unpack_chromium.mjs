// Unpacks @sparticuz/chromium's Brotli archives into TMPDIR: the browser, its fonts, SwiftShader and NSS.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import chromium, { inflate } from "@sparticuz/chromium";

await chromium.executablePath();
const build = createRequire(import.meta.url).resolve("@sparticuz/chromium");
await inflate(join(dirname(build), "..", "bin", "al2023.tar.br"));
