import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { fakeHost } from "../harness/host.ts";
import { done, running } from "../harness/jobs.ts";
import { stillJobs } from "../harness/list.ts";
import type { Job } from "../src/model.ts";
import { mount } from "../src/mount.tsx";

test("the panel shows its jobs, follows them, and leaves an empty element behind", async () => {
  const element = document.createElement("div");
  const job = signal<Job | undefined>(running);
  const jobs = { ...stillJobs([running, done]), job: () => job };
  const unmount = mount({ host: fakeHost({ state: "connected" }, []), jobs, options: { jobId: null } }, element);
  expect(element.textContent).toContain(running.title);
  job.value = { ...running, title: "Another title" };
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(element.textContent).toContain("Another title");
  unmount();
  expect(element.childNodes).toHaveLength(0);
});
