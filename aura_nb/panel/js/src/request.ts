/** What a person asks for, and what the forms offer: the shapes of `POST /jobs`, `/options`, `/preflight`, `/plan`. */

import type * as contract from "./wire/contract.ts";

/** A spec as a form sends it: what is left out has its default, and a choice is one of those that the server offers. */
type Asked<T> = { -readonly [K in keyof T]?: T[K] extends string ? string : Exclude<T[K], null> };

export type Brief = Asked<contract.Brief> & { topic: string };
export type Plan = Asked<contract.Plan>;
export type Voice = Asked<contract.Voice>;
export type Render = Asked<contract.Render>;

/** One of `brief` and `source`; what is left out has its default. `source.path` is under the server's root. */
export interface JobRequest {
  brief?: Brief;
  source?: { path: string } | { text: string; format: "markdown" };
  plan?: Plan;
  voice?: Voice;
  render?: Render;
}

export interface VoiceOption {
  /** `provider:voice`. */
  readonly name: string;
  readonly provider: string;
  /** What people call it. */
  readonly label: string;
  readonly languages: readonly string[];
  readonly offline: boolean;
}

export type OfferedVoice = Pick<contract.VoiceDescription, "name" | "language" | "description" | "online">;

/** What a server offers, for a page that may be newer than it is. */
export type Offered = Partial<Omit<contract.Offer, "defaults" | "voices">> & {
  readonly voices?: readonly OfferedVoice[];
  readonly defaults?: {
    readonly brief?: Partial<contract.Brief>;
    readonly plan?: Partial<contract.Plan>;
    readonly voice?: Partial<contract.Voice>;
    readonly render?: Partial<contract.Render>;
  };
};

/** A choice: what is sent, and what is shown. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Options {
  readonly voices: readonly VoiceOption[];
  readonly languages: readonly Choice[];
  /** Those in which a script can be written from a topic alone. */
  readonly topicLanguages: readonly Choice[];
  readonly aspects: readonly Choice[];
  readonly qualities: readonly Choice[];
  readonly themes: readonly Choice[];
  readonly motions: readonly Choice[];
  readonly captions: readonly Choice[];
  readonly music: readonly Choice[];
  readonly formats: readonly Choice[];
  readonly presets: readonly Choice[];
  readonly audiences: readonly Choice[];
  readonly goals: readonly Choice[];
  readonly tones: readonly Choice[];
  readonly pacings: readonly Choice[];
  readonly densities: readonly Choice[];
  readonly limits: {
    readonly topicCharacters: number;
    readonly sourceCharacters: number;
    readonly minSeconds: number;
    readonly maxSeconds: number;
    readonly minRate: number;
    readonly maxRate: number;
    readonly minMegabytes: number;
    readonly maxMegabytes: number;
  };
  /** What an untouched form holds. */
  readonly defaults: {
    readonly audience: string;
    readonly goal: string;
    readonly tone: string;
    /** Nothing: it is found from the text. */
    readonly language: string;
    readonly seconds: number | null;
    readonly pacing: string;
    readonly density: string;
    readonly aspect: string;
    readonly quality: string;
    readonly motion: string;
    readonly captions: string;
    readonly music: string;
    readonly format: string;
    readonly preset: string;
    /** As typed: what a small film may take. */
    readonly megabytes: string;
    readonly theme: string;
    readonly voice: string;
    readonly rate: number;
  };
}

export type Check = Pick<contract.Check, "name" | "status" | "message" | "hint">;

/** `ok` is false when a check failed; it advises and never blocks. */
export interface Preflight {
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

export interface SceneEstimate {
  readonly id: string;
  readonly heading: string;
  /** Where it was written, such as `analysis.ipynb, cell 7`; nothing where it is not known. */
  readonly place: string;
  readonly seconds: number | null;
}

/** The dry run: how long the film will be, and what making it will cost. */
export interface Estimate {
  readonly title: string;
  readonly seconds: number | null;
  readonly scenes: readonly SceneEstimate[];
  /** How many tasks have to run, of how many. */
  readonly misses: number;
  readonly tasks: number;
  /** What was found of the text, and what will be otherwise than it was asked for. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** How it will look and sound: what was asked for, else what the file says, else the defaults. */
  readonly settings: {
    readonly aspect: string;
    readonly quality: string;
    readonly theme: string;
    readonly motion: string;
    readonly voice: string;
    readonly rate: number;
  } | null;
}

/** One scene of a storyboard, before its film is made. */
export interface BoardScene {
  readonly id: string;
  readonly heading: string;
  readonly narration: string;
  readonly seconds: number;
  /** Where it was written; nothing where it is not known. */
  readonly place: string;
  /** What preflight found about it. */
  readonly findings: readonly Check[];
}

/** A storyboard that can be looked at and listened to; `findings` are about no single scene. */
export interface Board {
  readonly id: string;
  /** 1 is the one that was made of the request. */
  readonly version: number;
  readonly title: string;
  readonly seconds: number;
  readonly scenes: readonly BoardScene[];
  readonly findings: readonly Check[];
}

/** What can be chosen as a storyboard: files (.md, .json, .ipynb) and folders below the server's root. */
export interface FileEntry {
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
}
