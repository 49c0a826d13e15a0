/** Files of this machine that a scene can have: which are which, and what is said of others. */

import { useState } from "preact/hooks";
import { Problem, wordsOf } from "../../problem.ts";
import { words } from "./words.ts";

export interface Sort {
  /** As an input of files is told. */
  readonly accept: string;
  readonly types: RegExp;
  /** Of what some systems know no type. */
  readonly names: RegExp;
  readonly other: (name: string) => string;
}

export const PICTURES: Sort = {
  accept: "image/png,image/jpeg,image/webp,image/gif,image/svg+xml",
  types: /^image\/(png|jpeg|webp|gif|svg\+xml)$/,
  names: /\.(png|jpe?g|webp|gif|svg)$/i,
  other: words.noPictureFile,
};

export const RECORDINGS: Sort = {
  accept: "audio/wav,audio/mpeg,audio/mp4,.wav,.mp3,.m4a",
  types: /^audio\/(wav|x-wav|wave|vnd\.wave|mpeg|mp3|mp4|m4a|x-m4a)$/,
  names: /\.(wav|mp3|m4a)$/i,
  other: words.recording.noFile,
};

export function isOf(sort: Sort, file: File): boolean {
  return sort.types.test(file.type) || sort.names.test(file.name);
}

/** Takes a file of its sort; what was wrong with the last one is in the engine's words. */
export function useFiles(use: (file: File) => Promise<void>, sort: Sort) {
  const [trouble, setTrouble] = useState("");
  const take = async (file: File) => {
    setTrouble("");
    try {
      if (!isOf(sort, file)) throw new Problem(sort.other(file.name));
      await use(file);
    } catch (error) {
      setTrouble(wordsOf(error));
    }
  };
  return { take, trouble };
}
