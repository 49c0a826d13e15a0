/** What the root view is given. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Host } from "./host.ts";
import type { Jobs } from "./jobs.ts";

export interface PanelOptions {
  /** The one job to show; null for the whole tool. */
  readonly jobId: string | null;
  /** Whether its storyboard is open for changes at once. */
  readonly edit?: boolean;
  /** A file whose storyboard is looked at first; as the server's page calls it. */
  readonly source?: string;
  /** A storyboard that is open for changes at once, by its id. */
  readonly storyboardId?: string;
}

export interface App {
  readonly host: Host;
  readonly jobs: Jobs;
  readonly options: PanelOptions;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error("[aura_nb] a view stands outside the panel");
  return app;
}
