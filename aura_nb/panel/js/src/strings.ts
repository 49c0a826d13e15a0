/** Every word the panel shows, in one place, ready for translation. Texts with values are functions. */

import type { Phase, Status } from "./model.ts";

export const strings = {
  quickDemo: "Quick Demo",
  create: "Create",
  acceptDefaults: "Accept defaults",
  generate: "Generate Video",
  generateAnyway: "Generate anyway",
  cancel: "Cancel",
  tryAgain: "Try again",
  viewLogs: "View logs",
  openFolder: "Open folder",
  download: "Download",
  copyLink: "Copy link",
  reconnect: "Reconnect",
  status: {
    pending: "Queued",
    running: "Running",
    completed: "Done",
    failed: "Failed",
    canceled: "Canceled",
  } satisfies Record<Status, string>,
  stage: {
    plan: "Script",
    tts: "Voice",
    visuals: "Visuals",
    compose: "Compose",
    render: "Render",
    complete: "Complete",
  } satisfies Record<Phase | "complete", string>,
  toastDone: (title: string) => `“${title}” is done.`,
  toastFailed: (title: string) => `“${title}” failed.`,
} as const;
