/** The panel itself: the module that the page's server serves, loaded when it is first looked at. */

import { credentials, type PageConfig } from "../src/page/config.ts";
import { moduleOf, once } from "../src/page/module.ts";
import type { PanelModule } from "../src/panel.tsx";

export function panelModule(config: PageConfig): () => Promise<PanelModule> {
  const read = async (name: string): Promise<string> => {
    const answer = await fetch(`${config.baseUrl}aura/static/${name}`, {
      headers: credentials(config),
      credentials: "same-origin",
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${answer.statusText}`);
    return answer.text();
  };
  return once(async () => {
    const [script, style] = await Promise.all([read("panel.js"), read("panel.css")]);
    const sheet = document.createElement("style");
    sheet.dataset.auraPanel = "";
    sheet.textContent = style;
    document.head.append(sheet);
    return moduleOf<PanelModule>(script);
  });
}
