import { beforeEach, expect, test } from "vitest";
import { artifact, job } from "../../harness/jobs.ts";
import { optionsOf } from "../../src/backend/offers.ts";
import { RestBackend } from "../../src/backend/rest.ts";
import { Problem } from "../../src/problem.ts";

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

let asked: Asked[];
let answers: (Response | Error)[];
let backend: RestBackend;

beforeEach(() => {
  asked = [];
  answers = [];
  const server = { baseUrl: "http://127.0.0.1/user/x/", headers: () => ({ "X-XSRFToken": "x" }) };
  backend = new RestBackend(server, async (url, init) => {
    const { method = "GET", headers, body } = init ?? {};
    asked.push({
      method,
      url: String(url),
      headers: headers as Record<string, string>,
      body: body as string | undefined,
    });
    const answer = answers.shift() ?? Response.json({ jobId: "a" });
    if (answer instanceof Error) throw answer;
    return answer;
  });
});

const refused = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json", ...headers } });

test("each request is the person's own, under the server's base URL", async () => {
  await backend.queue({ statuses: ["failed", "canceled"], limit: 20 });
  expect(asked[0]).toMatchObject({
    method: "GET",
    url: "http://127.0.0.1/user/x/aura/api/queue?limit=20&status=failed%2Ccanceled",
    headers: { "X-XSRFToken": "x" },
  });
});

test("a job is asked for as JSON, with a key that keeps it from being made twice", async () => {
  await backend.createJob({ brief: { topic: "Bees" } }, "k");
  expect(asked[0]).toMatchObject({
    method: "POST",
    url: "http://127.0.0.1/user/x/aura/api/jobs",
    headers: { "Content-Type": "application/json", "Idempotency-Key": "k" },
    body: '{"brief":{"topic":"Bees"}}',
  });
});

test("ids and names are data, whatever is in them", async () => {
  await backend.cancel("../../shutdown?x=");
  expect(asked[0]?.url).toBe("http://127.0.0.1/user/x/aura/api/jobs/..%2F..%2Fshutdown%3Fx%3D/cancel");
});

test("an artifact's address is the server's, given by an answer or by an event", async () => {
  const ofEvent = { ...artifact("a", "video.mp4", "video", "video/mp4", 1), url: "jobs/a/artifacts/video.mp4" };
  const ofAnswer = { ...ofEvent, url: "/user/x/aura/api/jobs/a/artifacts/video.mp4" };
  for (const each of [ofEvent, ofAnswer]) {
    expect(await backend.content(job({ id: "a" }), each)).toEqual({
      kind: "url",
      url: "http://127.0.0.1/user/x/aura/api/jobs/a/artifacts/video.mp4",
    });
  }
});

test("a problem says what is wrong field by field, and what to do", async () => {
  answers.push(
    refused(422, {
      detail: "brief.topic: must have at most 500 characters",
      code: "request.invalid",
      correlationId: "c",
      errors: [{ field: "brief.topic", message: "must have at most 500 characters" }],
      suggestedActions: ["Correct the named fields and try again."],
    }),
  );
  const problem = await backend.createJob({ brief: { topic: "x".repeat(501) } }, "k").catch((error) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({
    message: "brief.topic: must have at most 500 characters",
    status: 422,
    code: "request.invalid",
    correlationId: "c",
    fields: [{ field: "brief.topic", message: "must have at most 500 characters" }],
    actions: ["Correct the named fields and try again."],
  });
});

test("a full queue says when to come back", async () => {
  answers.push(refused(429, { detail: "1000 jobs wait already.", code: "queue.full" }, { "Retry-After": "5" }));
  await expect(backend.quickDemo(null, "k")).rejects.toMatchObject({ status: 429, retryAfterSeconds: 5 });
});

test("an answer that is no problem of ours is said in words all the same", async () => {
  answers.push(new Response("<html>", { status: 403 }), new Response("<html>", { status: 502 }));
  await expect(backend.options()).rejects.toMatchObject({ status: 403, message: "You are signed out of the server." });
  await expect(backend.options()).rejects.toMatchObject({ status: 502, message: "The server answered 502." });
});

test("a server that cannot be reached, or is too late, is a problem too", async () => {
  answers.push(new TypeError("Failed to fetch"), new DOMException("late", "TimeoutError"));
  await expect(backend.options()).rejects.toMatchObject({ code: "server.unreachable", status: 0 });
  await expect(backend.options()).rejects.toMatchObject({ message: "The server took too long to answer." });
});

test("files are those of the server's own folders", async () => {
  answers.push(
    Response.json({
      content: [
        { name: "t a", path: "x/t a", type: "directory" },
        { name: "d.md", path: "x/d.md", type: "file" },
      ],
    }),
  );
  expect(await backend.files("x/y z")).toEqual([
    { name: "t a", path: "x/t a", isFolder: true },
    { name: "d.md", path: "x/d.md", isFolder: false },
  ]);
  expect(asked[0]?.url).toBe("http://127.0.0.1/user/x/api/contents/x/y%20z?content=1&type=directory");
});

test("options are the choices of the forms, with the defaults of an untouched one", () => {
  const options = optionsOf({
    voices: [{ name: "hibari:en-us", language: "en-US", online: false, description: "A clear voice" }],
    languages: ["en-US", "de"],
    aspects: ["16:9"],
    tones: ["Friendly"],
    defaults: {
      brief: { tone: "Friendly" },
      plan: { seconds: 60 },
      voice: { name: "", rate: 1 },
      render: { aspect: "1:1" },
    },
    limits: { topicCharacters: { min: 1, max: 400 }, rate: { min: 0.5, max: 2 } },
  });
  expect(options.voices[0]).toMatchObject({
    provider: "hibari",
    label: "A clear voice",
    languages: ["en-US"],
    offline: true,
  });
  expect(options.languages[1]).toEqual({ value: "de", label: "Deutsch" });
  expect(options.limits).toMatchObject({ topicCharacters: 400, sourceCharacters: 200_000 });
  expect(options.defaults).toMatchObject({ tone: "Friendly", seconds: 60, aspect: "1:1", voice: "hibari:en-us" });
});

test("a text file that has gone with its job is empty, and no error in the page's console", async () => {
  answers.push(new Response(null, { status: 204 }));
  const captions = artifact("a", "captions.vtt", "captions", "text/vtt", 9);
  expect(await backend.text(job({ id: "a" }), captions)).toBe("");
  expect(asked[0]?.url).toMatch(/captions\.vtt\?optional=1$/);
});
