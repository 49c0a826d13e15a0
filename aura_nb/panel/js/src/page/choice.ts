/** Whether the page's own server is the kernel's: proven by the id that this very server gave itself. */

import { object, text } from "../wire/values.ts";
import { credentials, type PageConfig } from "./config.ts";

const PROBE_MS = 4000;

export interface OwnServer {
  readonly config: PageConfig;
  /** The server's root folder, which its file browser shows. */
  readonly root: string;
}

/** The page's server when its id is `serverId`; null when it is another, has no Aura, or does not answer. */
export async function ownServer(
  config: PageConfig | null,
  serverId: string,
  fetcher?: typeof fetch,
): Promise<OwnServer | null> {
  if (config === null || serverId === "") return null;
  const found = await pageServer(config, fetcher);
  return found?.id === serverId ? found : null;
}

/** The page's server; null when it has no Aura, or does not answer. */
export async function pageServer(
  config: PageConfig,
  fetcher: typeof fetch = (...words) => fetch(...words),
): Promise<(OwnServer & { readonly id: string | null }) | null> {
  try {
    const answer = await fetcher(`${config.baseUrl}aura/api/healthz`, {
      headers: credentials(config),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(PROBE_MS),
    });
    const health = object(answer.ok ? await answer.json() : null);
    return health === null ? null : { config, id: text(health.serverId), root: text(health.rootFolder) ?? "" };
  } catch {
    return null;
  }
}
