/** What the server and the kernel send. Written by tests/generate.py from the code: change it there. */

export const STATUSES = ["pending", "running", "completed", "failed", "canceled"] as const;

export type Status = (typeof STATUSES)[number];

export const FINAL: ReadonlySet<string> = new Set(["canceled", "completed", "failed"]);

export const PHASES = ["plan", "tts", "visuals", "compose", "render"] as const;

export type Phase = (typeof PHASES)[number];

export const STAGES = {"plan": "Script", "tts": "Voice", "visuals": "Visuals", "compose": "Compose", "render": "Render", "complete": "Complete"} as const;

export const RANGES: Readonly<Record<Phase, readonly [number, number]>> = {"plan": [0, 15], "tts": [15, 35], "visuals": [35, 65], "compose": [65, 85], "render": [85, 100]};

export const FINAL_TYPES: ReadonlySet<string> = new Set(["job-cancelled", "job-completed", "job-failed"]);

export const STATES: ReadonlySet<string> = new Set(["reset", "snapshot"]);

export const NOTICES: ReadonlySet<string> = new Set(["error", "shutdown"]);

// What can be chosen wherever the server runs; what it offers besides comes with `GET /options`.

export const CHOICES = {"aspects": ["16:9", "9:16", "1:1", "4:5"], "qualities": ["draft", "standard", "high", "ultra"], "transitions": ["cut", "fade", "slide", "push"], "motions": ["full", "calm", "none"], "formats": ["mp4", "webm", "m4a", "mp3", "gif", "small", "pptx"], "presets": ["none", "youtube", "shorts", "small"], "captions": ["soft", "burned", "both", "karaoke", "off"], "music": ["none", "calm", "warm", "bright"], "tones": ["Informative", "Casual", "Professional", "Energetic", "Friendly", "Authoritative"], "audiences": ["General", "Beginners", "Students", "Professionals", "Advanced", "Children"], "goals": ["Inform", "Demonstrate", "Explain", "Persuade", "Summarize"], "pacings": ["slow", "conversational", "fast"], "densities": ["sparse", "balanced", "dense"], "pauses": ["natural", "short", "long"], "statuses": ["pending", "running", "completed", "failed", "canceled"]} as const;

// The fields of a film's picture that each preset sets.

export const PRESETS = {"none": {}, "youtube": {"aspect": "16:9", "quality": "high", "captions": "soft"}, "shorts": {"aspect": "9:16", "quality": "high", "captions": "karaoke"}, "small": {"format": "small"}} as const;

export const LIMITS = {"topicCharacters": {"min": 1, "max": 500}, "sourceCharacters": {"min": 0, "max": 200000}, "narrationCharacters": {"min": 0, "max": 5000}, "scenes": {"min": 1, "max": 500}, "seconds": {"min": 5, "max": 3600}, "rate": {"min": 0.5, "max": 2}, "pitch": {"min": -12, "max": 12}, "fps": {"min": 1, "max": 60}, "megabytes": {"min": 0.01, "max": 10000}, "side": {"min": 160, "max": 7680}, "bodyBytes": {"min": 0, "max": 10000000}, "assetBytes": {"min": 1, "max": 200000000}} as const;

export const DEFAULTS = {"brief": {"audience": "General", "goal": "Inform", "tone": "Informative", "language": null, "source": ""}, "plan": {"seconds": null, "pacing": "conversational", "density": "balanced", "style": "Standard"}, "voice": {"name": "", "language": "", "rate": 1.0, "pitch": 0.0, "pause": "natural"}, "render": {"aspect": "16:9", "fps": 30, "quality": "standard", "captions": "soft", "theme": "light", "logo": "", "transition": "fade", "motion": "full", "format": "mp4", "scene": null, "megabytes": 10.0, "preset": "none", "music": "none"}} as const;

/** A file can be fetched: at its final place, or a preview of it while the job runs. */
export interface ArtifactReady {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly url: string;
  readonly createdAt: string;
}

/** A topic and whom it is for; `source` is the author's own text, used instead of invented sentences. */
export interface Brief {
  readonly topic: string;
  readonly audience: string;
  readonly goal: string;
  readonly tone: string;
  readonly language: string | null;
  readonly source: string;
}

/** `fail` means that no film can be made, `warn` that it will be less than it could; `hint` is the next step. */
export interface Check {
  readonly name: string;
  readonly status: "fail" | "pass" | "warn";
  readonly message: string;
  readonly hint: string;
  readonly scenes: ReadonlyArray<string>;
}

/** What a canceled job left and was removed. */
export interface Cleanup {
  readonly removedFiles: number;
  readonly freedBytes: number;
}

/** One scene as a card shows it: about how many seconds it lasts, where it was written, what was found about it. */
export interface DraftScene {
  readonly scene: string;
  readonly heading: string;
  readonly narration: string;
  readonly kind: string;
  readonly seconds: number;
  readonly place: string;
  readonly findings: ReadonlyArray<Check>;
}

/** What making the film would mean. `seconds` is exact once every voice is in the cache, else an estimate. */
export interface FilmPlan {
  readonly title: string;
  readonly seconds: number;
  readonly exact: boolean;
  readonly scenes: ReadonlyArray<PlannedScene>;
  readonly tasks: ReadonlyArray<PlannedTask>;
  readonly motion: MotionCost | null;
  readonly notes: ReadonlyArray<string>;
  readonly warnings: ReadonlyArray<string>;
  readonly voice: Voice;
  readonly render: Render;
}

/** The job was canceled, and everything it started is gone. */
export interface JobCancelled {
  readonly status: "canceled";
  readonly stage: string;
  readonly message: string;
  readonly cleanup: Cleanup;
}

/** The film is there and was measured: the last event of a job that went well. */
export interface JobCompleted {
  readonly status: "completed";
  readonly artifacts: ReadonlyArray<ArtifactReady>;
  readonly output: Output | null;
  readonly elapsedSeconds: number;
}

/** One reason: its code, what is wrong, and the next step. */
export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly remediation: string | null;
}

/** The job has failed, with its reasons, what to do about them and the end of its log. */
export interface JobFailed {
  readonly status: "failed";
  readonly stage: string;
  readonly errorMessage: string;
  readonly errors: ReadonlyArray<JobError>;
  readonly suggestedActions: ReadonlyArray<string>;
  readonly logs: ReadonlyArray<string>;
  readonly logsUrl: string | null;
}

/** The whole job; `output` is there once it is completed. */
export interface JobObject {
  readonly jobId: string;
  readonly title: string;
  readonly status: "canceled" | "completed" | "failed" | "pending" | "running";
  readonly stage: string;
  readonly phase: string | null;
  readonly percent: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly canceledAt: string | null;
  readonly correlationId: string;
  readonly errorMessage: string | null;
  readonly canResume: boolean;
  readonly lastCompletedStep: string | null;
  readonly artifactCount: number;
  readonly hasErrors: boolean;
  readonly resumedFrom: string | null;
  readonly updatedAt: string;
  readonly endedAt: string | null;
  readonly failedAt: string | null;
  readonly owner: string | null;
  readonly attempt: number;
  readonly cancelRequested: boolean;
  readonly elapsedSeconds: number | null;
  readonly brief: Readonly<Record<string, unknown>> | null;
  readonly plan: Readonly<Record<string, unknown>> | null;
  readonly voice: Readonly<Record<string, unknown>> | null;
  readonly render: Readonly<Record<string, unknown>> | null;
  readonly storyboardUrl: string | null;
  readonly artifacts: ReadonlyArray<ArtifactReady>;
  readonly output: JobOutput | null;
  readonly errors: ReadonlyArray<JobError>;
  readonly warnings: ReadonlyArray<Warning>;
  readonly lastEventId: string;
  readonly links: Readonly<Record<string, string>>;
}

/** As the event tells it, and the folder that holds all of the job's files. */
export interface JobOutput {
  readonly videoPath: string;
  readonly subtitlePath: string | null;
  readonly sizeBytes: number;
  readonly durationSeconds: number;
  readonly formatPath: string | null;
  readonly folder: string | null;
}

/** A job is accepted, has begun, or went back to the queue; sent by the store with the change itself. */
export interface JobStatus {
  readonly status: "pending" | "running";
  readonly stage: string;
  readonly phase: string | null;
  readonly percent: number;
}

/** How many pictures are encoded because something changes; all others are copies of one that stands still. */
export interface MotionCost {
  readonly motion: "calm" | "full" | "none";
  readonly full: number;
  readonly calm: number;
  readonly none: number;
  readonly share: number;
}

/** Choices by field; audiences, goals and tones are offered, not forced. */
export interface Offer {
  readonly voices: ReadonlyArray<VoiceDescription>;
  readonly languages: ReadonlyArray<string>;
  readonly topicLanguages: ReadonlyArray<string>;
  readonly aspects: ReadonlyArray<string>;
  readonly qualities: ReadonlyArray<string>;
  readonly themes: ReadonlyArray<string>;
  readonly transitions: ReadonlyArray<string>;
  readonly motions: ReadonlyArray<string>;
  readonly formats: ReadonlyArray<string>;
  readonly presets: ReadonlyArray<string>;
  readonly captions: ReadonlyArray<string>;
  readonly music: ReadonlyArray<string>;
  readonly tones: ReadonlyArray<string>;
  readonly audiences: ReadonlyArray<string>;
  readonly goals: ReadonlyArray<string>;
  readonly pacings: ReadonlyArray<string>;
  readonly densities: ReadonlyArray<string>;
  readonly pauses: ReadonlyArray<string>;
  readonly statuses: ReadonlyArray<string>;
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly limits: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A finished film: where its files are, the video's size in bytes and its duration in seconds. */
export interface Output {
  readonly videoPath: string;
  readonly subtitlePath: string | null;
  readonly sizeBytes: number;
  readonly durationSeconds: number;
  readonly formatPath: string | null;
}

/** How far one phase is; `fraction` is 0-1. */
export interface PhaseObject {
  readonly phase: string;
  readonly stage: string;
  readonly fraction: number;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
}

/** How long and how dense: `seconds` is the wanted length of the whole film. */
export interface Plan {
  readonly seconds: number | null;
  readonly pacing: "conversational" | "fast" | "slow";
  readonly density: "balanced" | "dense" | "sparse";
  readonly style: string;
}

/** One scene: its id and heading, about how many seconds it will last, and where it was written, if that is known. */
export interface PlannedScene {
  readonly scene: string;
  readonly heading: string;
  readonly seconds: number;
  readonly place: string;
}

/** One task: `hit` (in the cache), `miss` (will run), or `depends` on tasks that will run first. */
export interface PlannedTask {
  readonly task: string;
  readonly phase: string;
  readonly scene: string;
  readonly status: "depends" | "hit" | "miss";
  readonly reason: string;
}

/** How far a job is. `elapsed_seconds` stops with the job; `remaining_seconds` is None until it can be estimated. */
export interface ProgressObject {
  readonly jobId: string;
  readonly status: "canceled" | "completed" | "failed" | "pending" | "running";
  readonly stage: string;
  readonly phase: string | null;
  readonly progressPct: number;
  readonly phases: ReadonlyArray<PhaseObject>;
  readonly currentItem: number | null;
  readonly totalItems: number | null;
  readonly message: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly canceledAt: string | null;
  readonly elapsedSeconds: number | null;
  readonly remainingSeconds: number | null;
  readonly canResume: boolean;
  readonly lastCompletedStep: string | null;
  readonly hasErrors: boolean;
  readonly errorCount: number;
  readonly hasWarnings: boolean;
  readonly warningCount: number;
  readonly errorMessage: string | null;
  readonly output: JobOutput | null;
  readonly artifacts: ReadonlyArray<ArtifactReady>;
  readonly correlationId: string;
}

/** The queue at one moment; `stats` count all of it, not the page. */
export interface Queue {
  readonly jobs: ReadonlyArray<QueueItem>;
  readonly stats: Stats;
  readonly lastEventId: string;
}

/** One line of the queue. */
export interface QueueItem {
  readonly jobId: string;
  readonly title: string;
  readonly status: "canceled" | "completed" | "failed" | "pending" | "running";
  readonly stage: string;
  readonly phase: string | null;
  readonly percent: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly canceledAt: string | null;
  readonly correlationId: string;
  readonly errorMessage: string | null;
  readonly canResume: boolean;
  readonly lastCompletedStep: string | null;
  readonly artifactCount: number;
  readonly hasErrors: boolean;
  readonly resumedFrom: string | null;
}

/** What the film looks like. */
export interface Render {
  readonly aspect: string;
  readonly fps: number;
  readonly quality: "draft" | "high" | "standard" | "ultra";
  readonly captions: "both" | "burned" | "karaoke" | "off" | "soft";
  readonly theme: Readonly<Record<string, unknown>> | string;
  readonly logo: string;
  readonly transition: "cut" | "fade" | "push" | "slide";
  readonly motion: "calm" | "full" | "none";
  readonly format: "gif" | "m4a" | "mp3" | "mp4" | "pptx" | "small" | "webm";
  readonly scene: string | null;
  readonly megabytes: number;
  readonly preset: "none" | "shorts" | "small" | "youtube";
  readonly music: string;
}

/** How many jobs there are in each state, of the whole queue. */
export interface Stats {
  readonly total: number;
  readonly pending: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly canceled: number;
}

/** How far a job is, at most ten times a second: percents are 0-100, times in seconds. */
export interface StepProgress {
  readonly step: string;
  readonly phase: string;
  readonly progressPct: number;
  readonly phasePct: number;
  readonly message: string;
  readonly currentItem: number;
  readonly totalItems: number;
  readonly elapsedSeconds: number;
  readonly remainingSeconds: number | null;
}

/** A phase has started or is completed; `seconds` is how long it took, null until completed. */
export interface StepStatus {
  readonly step: string;
  readonly phase: string;
  readonly status: "completed" | "started";
  readonly seconds: number | null;
}

/** A storyboard and what can be said of its film beforehand. */
export interface StoryboardDraft {
  readonly storyboardId: string;
  readonly version: number;
  readonly title: string;
  readonly language: string;
  readonly seconds: number;
  readonly scenes: ReadonlyArray<DraftScene>;
  readonly findings: ReadonlyArray<Check>;
  readonly notes: ReadonlyArray<string>;
  readonly storyboard: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, string>>;
  readonly film: Readonly<Record<string, unknown>> | null;
}

/** One task of a run: `hit` when its result was in the cache, else when its work began and its seconds of work. */
export interface TaskTiming {
  readonly task: string;
  readonly phase: string;
  readonly scene: string;
  readonly hit: boolean;
  readonly startedAt: string | null;
  readonly seconds: number;
}

/** How long a job's last run took: wall-clock seconds by stage (stages overlap), and its tasks. */
export interface Timings {
  readonly jobId: string;
  readonly stages: Readonly<Record<string, number>>;
  readonly tasks: ReadonlyArray<TaskTiming>;
}

/** Who speaks: `name` is `provider:voice`, `rate` a factor, `pitch` in semitones. */
export interface Voice {
  readonly name: string;
  readonly language: string;
  readonly rate: number;
  readonly pitch: number;
  readonly pause: "long" | "natural" | "short";
}

/** A voice on offer: `name` is `provider:voice`, `language` a BCP 47 tag, `online` whether it needs a network. */
export interface VoiceDescription {
  readonly name: string;
  readonly language: string;
  readonly gender: string;
  readonly licence: string;
  readonly online: boolean;
  readonly description: string;
  readonly unread: ReadonlyArray<string>;
}

/** Something a person should know that does not stop the film; sent once, when it is found. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly step: string | null;
}

/** Each type of event and its data. */
export interface Events {
  "job-status": JobStatus;
  "step-status": StepStatus;
  "step-progress": StepProgress;
  "artifact": ArtifactReady;
  "warning": Warning;
  "job-completed": JobCompleted;
  "job-failed": JobFailed;
  "job-cancelled": JobCancelled;
}
