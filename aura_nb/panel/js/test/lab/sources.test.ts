import { expect, test } from "vitest";
import { serverPath, sourceOf, sourcesOf } from "../../lab/sources.ts";

function page(told: unknown): Document {
  const made = document.implementation.createHTMLDocument();
  const script = made.createElement("script");
  script.id = "jupyter-config-data";
  script.textContent = JSON.stringify(told);
  made.head.append(script);
  return made;
}

const TOLD = [
  { label: "Notebook", names: ["*.ipynb"] },
  { label: "Storyboard", names: ["storyboard.json", "*.storyboard.json"] },
];

test("what films are made of is what the page's server says", () => {
  const sources = sourcesOf(page({ auraSources: TOLD })) ?? [];
  expect(sourceOf("work/Größe 1.IPYNB", sources)?.label).toBe("Notebook");
  expect(sourceOf("film/storyboard.json", sources)?.label).toBe("Storyboard");
  expect(sourceOf("bees.storyboard.json", sources)?.label).toBe("Storyboard");
  expect(sourceOf("my-storyboard.json", sources)).toBeNull();
  expect(sourceOf("notes.ipynb.txt", sources)).toBeNull(); // a dot stands for itself, and the whole name is meant
});

test("a page whose server has no Aura says nothing of it", () => {
  expect(sourcesOf(page({}))).toBeNull();
  expect(sourcesOf(document.implementation.createHTMLDocument())).toBeNull();
});

test("a file of another drive is none of the server's", () => {
  expect(serverPath("work/bees.ipynb")).toBe("work/bees.ipynb");
  expect(serverPath("RTC:work/bees.ipynb")).toBe("work/bees.ipynb");
  expect(serverPath("s3:work/bees.ipynb")).toBeNull();
  expect(serverPath("work/a:b.ipynb")).toBe("work/a:b.ipynb");
});
