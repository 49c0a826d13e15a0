/**
 * What the page loads: a container as module federation has it, which JupyterLab and Notebook 7 ask for `./extension`.
 * The modules that it uses are the page's own, out of the scope that it is given; nothing of them is bundled.
 */

import type { Modules, Plugin } from "./jupyter.ts";
import { pluginsOf } from "./plugins.ts";

/** A module's versions in the page. */
type Versions = Readonly<Record<string, { readonly loaded?: unknown; get(): Promise<() => unknown> }>>;
type Scope = Readonly<Record<string, Versions>>;

interface Container {
  init(scope: Scope): void;
  get(module: string): Promise<() => { __esModule: true; default: readonly Plugin[] }>;
}

const NAME = "aura-nb";
const USED = [
  "@jupyterlab/application",
  "@jupyterlab/apputils",
  "@jupyterlab/docregistry",
  "@jupyterlab/filebrowser",
  "@jupyterlab/launcher",
  "@jupyterlab/notebook",
  "@jupyterlab/ui-components",
  "@lumino/widgets",
] as const satisfies readonly (keyof Modules)[];

let scope: Scope = {};

const container: Container = {
  init(given) {
    scope = given;
  },
  async get(module) {
    if (module !== "./extension") throw new Error(`[aura_nb] there is no ${module}`);
    const found = await Promise.all(USED.map(async (name) => [name, await load(name)] as const));
    const plugins = pluginsOf(Object.fromEntries(found) as unknown as Modules);
    return () => ({ __esModule: true, default: plugins });
  },
};

async function load(name: string): Promise<unknown> {
  const versions = Object.entries(scope[name] ?? {});
  // One of a name is in use; where another extension has brought a second one, that which is loaded or is newer.
  const [, found] = versions.sort(([a, one], [b, other]) => weight(other) - weight(one) || newer(a, b))[0] ?? [];
  if (found === undefined) throw new Error(`[aura_nb] this page has no ${name}`);
  return (await found.get())();
}

function weight({ loaded }: { loaded?: unknown }): number {
  return loaded ? 1 : 0;
}

function newer(a: string, b: string): number {
  return b.localeCompare(a, "en", { numeric: true });
}

const page = globalThis as { _JUPYTERLAB?: Record<string, Container> };
page._JUPYTERLAB ??= {};
page._JUPYTERLAB[NAME] = container;
