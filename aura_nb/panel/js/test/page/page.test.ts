import { afterEach, expect, test, vi } from "vitest";
import { ownServer, pageServer } from "../../src/page/choice.ts";
import { commands } from "../../src/page/commands.ts";
import { cookie, credentials, pageConfig } from "../../src/page/config.ts";
import { browsePath } from "../../src/page/folder.ts";
import { notebookPath } from "../../src/page/notebook.ts";

afterEach(() => {
  document.head.innerHTML = "";
  document.body.innerHTML = "";
});

function page(told: unknown): void {
  const element = document.createElement("script");
  element.id = "jupyter-config-data";
  element.type = "application/json";
  element.textContent = typeof told === "string" ? told : JSON.stringify(told);
  document.head.append(element);
}

test("a Jupyter page says where its server is", () => {
  page({ baseUrl: "/user/x/", token: "t", appName: "JupyterLab" });
  expect(pageConfig()).toEqual({ baseUrl: `${location.origin}/user/x/`, token: "t", appName: "JupyterLab" });
});

test.each([["nothing at all"], [{ token: "t" }], [{ baseUrl: "https://elsewhere.example/" }]])(
  "%j is no page of a server of ours",
  (told) => {
    page(told);
    expect(pageConfig()).toBeNull();
  },
);

test("another page says nothing", () => {
  expect(pageConfig()).toBeNull();
});

test("the XSRF token is the cookie of the longest path, and the token is sent where there is one", () => {
  expect(cookie("_xsrf", 'a=1; _xsrf="2|b%7C"; _xsrf=old')).toBe("2|b|");
  expect(cookie("_xsrf", "a=1; not_xsrf=2")).toBeNull();
  const config = { baseUrl: "http://h/", token: "t", appName: "JupyterLab" };
  expect(credentials(config, { cookie: "_xsrf=x" } as Document)).toEqual({
    "X-XSRFToken": "x",
    Authorization: "token t",
  });
  expect(credentials({ ...config, token: "" }, { cookie: "" } as Document)).toEqual({});
});

test("the page's server is the kernel's when it knows the id that only that server has", async () => {
  const config = { baseUrl: "http://h/user/x/", token: "", appName: "JupyterLab" };
  const asked: string[] = [];
  const answers =
    (body: unknown, status = 200) =>
    async (url: string | URL | Request) => {
      asked.push(String(url));
      return Response.json(body, { status });
    };
  const known = answers({ status: "ok", serverId: "s1", rootFolder: "/home/ada" });
  expect(await ownServer(config, "s1", known)).toEqual({ config, id: "s1", root: "/home/ada" });
  expect(await ownServer(config, "s2", known)).toBeNull();
  expect(await ownServer(config, "s1", answers({ detail: "no" }, 403))).toBeNull();
  expect(asked[0]).toBe("http://h/user/x/aura/api/healthz");
  const down = async () => {
    throw new TypeError("Failed to fetch");
  };
  expect(await ownServer(config, "s1", down)).toBeNull();
  expect((await pageServer(config, known))?.root).toBe("/home/ada"); // whichever it is
  expect(await pageServer(config, down)).toBeNull();
});

test("without an id, or without a server, nobody is asked", async () => {
  const fetcher = vi.fn();
  const config = { baseUrl: "http://h/", token: "", appName: "" };
  expect(await ownServer(config, "", fetcher)).toBeNull();
  expect(await ownServer(null, "s1", fetcher)).toBeNull();
  expect(fetcher).not.toHaveBeenCalled();
});

test("a command runs by a click on a trusted element, which does not stay", () => {
  const clicked: { command: string | undefined; args: string | undefined; trusted: boolean }[] = [];
  const trusted = new Set<HTMLElement>();
  const hear = ({ target }: Event) => {
    const { dataset } = target as HTMLElement;
    clicked.push({
      command: dataset.commandlinkerCommand,
      args: dataset.commandlinkerArgs,
      trusted: trusted.has(target as HTMLElement),
    });
  };
  document.body.addEventListener("click", hear);
  const manager = { rendermime: { trustHandler: { markTrusted: (node: HTMLElement) => trusted.add(node) } } };
  commands(manager).run("filebrowser:go-to-path", { path: "aura-videos/x" });
  commands(undefined).run("apputils:notify", { message: "</script><img src=x onerror=alert(1)>" });
  document.body.removeEventListener("click", hear);
  expect(clicked).toEqual([
    { command: "filebrowser:go-to-path", args: '{"path":"aura-videos/x"}', trusted: true },
    { command: "apputils:notify", args: '{"message":"</script><img src=x onerror=alert(1)>"}', trusted: false },
  ]);
  expect(document.body.childElementCount).toBe(0);
});

test.each([
  ["/home/ada/aura-videos/x", "/home/ada", "aura-videos/x"],
  ["/home/ada", "/home/ada/", ""],
  ["/home/adam/x", "/home/ada", null],
  ["/x", "/", "x"],
  ["C:\\Users\\ada\\x", "C:\\Users\\ada", "x"],
  ["/home/ada/a\\b", "/home/ada", "a\\b"],
])("%s below %s is %j", (folder, root, expected) => {
  expect(browsePath(folder, root)).toBe(expected);
});

test.each([
  [{ context: { path: "RTC:work/a.ipynb", localPath: "work/a.ipynb" } }, "work/a.ipynb"],
  [{ context: { path: "work/A.IPYNB" } }, "work/A.IPYNB"],
  [{ context: { path: "talk.md", localPath: "talk.md" } }, null],
  [{ rendermime: {} }, null],
  [undefined, null],
])("the manager %j belongs to the notebook %j", (manager, path) => {
  expect(notebookPath(manager)).toBe(path);
});
