/** What JupyterLab and Notebook 7 say of themselves in their pages; other pages say nothing. */

import { object, text } from "../wire/values.ts";

export interface PageConfig {
  /** The server's base URL with its origin, ending with a slash. */
  readonly baseUrl: string;
  readonly token: string;
  readonly appName: string;
}

/** Null where the page is no Jupyter page of the kind that says where its server is. */
export function pageConfig(page: Document = document): PageConfig | null {
  const element = page.getElementById("jupyter-config-data");
  if (element === null) return null;
  try {
    const told = object(JSON.parse(element.textContent ?? ""));
    const base = text(told?.baseUrl);
    if (base === null) return null;
    const url = new URL(base, page.location.href);
    // A token is for the page's own server alone.
    if (url.origin !== page.location.origin) return null;
    return {
      baseUrl: url.href.endsWith("/") ? url.href : `${url.href}/`,
      token: text(told?.token) ?? "",
      appName: text(told?.appName) ?? "",
    };
  } catch {
    return null;
  }
}

export function isJupyterLab(config: PageConfig | null): boolean {
  return config?.appName.startsWith("JupyterLab") === true;
}

/** The headers that make a request the signed-in person's own. */
export function credentials(config: PageConfig, page: Document = document): Record<string, string> {
  const xsrf = cookie("_xsrf", page.cookie);
  return {
    ...(xsrf === null ? {} : { "X-XSRFToken": xsrf }),
    ...(config.token === "" ? {} : { Authorization: `token ${config.token}` }),
  };
}

/** A cookie's value; null when there is none. The first of several of a name is that of the longest path: a hub sets one for each. */
export function cookie(name: string, cookies: string): string | null {
  const values = cookies
    .split(/;\s*/)
    .filter((each) => each.startsWith(`${name}=`))
    .map((each) => each.slice(name.length + 1));
  const value = values[0];
  if (value === undefined) return null;
  try {
    return decodeURIComponent(value.replace(/^"|"$/g, ""));
  } catch {
    return value;
  }
}
