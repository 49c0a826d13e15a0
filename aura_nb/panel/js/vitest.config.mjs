import { defineConfig } from "vitest/config";

const core = ["test/{wire,stream,store,backend}/**/*.test.ts"];

export default defineConfig({
  test: {
    restoreMocks: true,
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: "core", include: core } },
      {
        extends: true,
        test: { name: "page", environment: "happy-dom", include: ["test/**/*.test.{ts,tsx}"], exclude: core },
      },
    ],
  },
});
