/** The microphone: how loud it is, and takes of it as WAV files. */

import { Problem } from "../../problem.ts";
import { words } from "./words.ts";

const RATE = 48_000;
/** Decibels below full scale: what is softer is taken for silence. */
export const SILENCE = -60;

export interface Level {
  /** In decibels from `SILENCE` to 0 (RMS). */
  readonly loudness: number;
  /** The largest sample, from 0 to 1; what is louder is cut off. */
  readonly peak: number;
}

export interface Microphone {
  /** When it was unplugged, or taken away by the browser. */
  readonly ended: Promise<void>;
  level(): Level;
  start(): void;
  /** The take since `start`: a WAV file of one channel, 16 bits, 48 kHz. */
  stop(): Promise<File>;
  /** Gives the microphone back. */
  close(): void;
}

/** Asks for the microphone. Rejected with a `Problem` that says why it cannot be had. */
export async function openMicrophone(): Promise<Microphone> {
  const devices = navigator.mediaDevices as MediaDevices | undefined; // none on pages that are not secure
  if (devices === undefined || typeof MediaRecorder === "undefined") throw new Problem(words.recording.insecure);
  // What cleans calls up makes voices thin: the film's own levelling comes later.
  const audio = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await devices.getUserMedia({ audio }).catch((error: Error) => {
    throw new Problem(words.recording.refused[error.name] ?? words.recording.failed(error.message));
  });
  const tracks = stream.getTracks();
  const close = () => {
    for (const track of tracks) track.stop();
  };
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  try {
    context.createMediaStreamSource(stream).connect(analyser);
    void context.resume(); // some browsers begin it asleep
  } catch (error) {
    close();
    throw error;
  }
  const samples = new Float32Array(analyser.fftSize);
  let take: { recorder: MediaRecorder; whole: Promise<Blob> } | null = null;
  return {
    ended: new Promise((resolve) => {
      for (const track of tracks) track.addEventListener("ended", () => resolve());
    }),
    level() {
      analyser.getFloatTimeDomainData(samples);
      return levelOf(samples);
    },
    start() {
      take = recorded(stream);
    },
    async stop() {
      if (take === null) throw new Error("no take was begun");
      const { recorder, whole } = take;
      take = null;
      if (recorder.state !== "inactive") recorder.stop(); // it has ended by itself where the microphone was unplugged
      const file = await (await whole).arrayBuffer();
      // This context resamples what it decodes to its own rate.
      const decoded = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(file).catch(() => {
        throw new Problem(words.recording.empty);
      });
      return new File([wav(mono(decoded), RATE)], words.recording.file, { type: "audio/wav" });
    },
    close() {
      close();
      void context.close();
    },
  };
}

function recorded(stream: MediaStream) {
  const recorder = new MediaRecorder(stream);
  const chunks: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => chunks.push(data));
  const whole = new Promise<Blob>((resolve) => {
    recorder.addEventListener("stop", () => resolve(new Blob(chunks, { type: recorder.mimeType })));
  });
  recorder.start();
  return { recorder, whole };
}

/** How loud samples are. */
export function levelOf(samples: Float32Array): Level {
  const power = samples.reduce((sum, each) => sum + each * each, 0) / Math.max(1, samples.length);
  const peak = samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  return { loudness: Math.min(0, Math.max(SILENCE, 10 * Math.log10(power))), peak };
}

function mono(sound: AudioBuffer): Float32Array {
  const mixed = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    sound.getChannelData(channel).forEach((sample, index) => {
      mixed[index] = (mixed[index] ?? 0) + sample / sound.numberOfChannels;
    });
  }
  return mixed;
}

/** A WAV file (RIFF, PCM) of one channel with 16 bits. */
export function wav(samples: Float32Array, rate: number): ArrayBuffer {
  const HEADER = 44;
  const bytes = samples.length * 2;
  const view = new DataView(new ArrayBuffer(HEADER + bytes));
  const put = (at: number, letters: string) => {
    for (const [index, letter] of [...letters].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  };
  put(0, "RIFF");
  view.setUint32(4, HEADER - 8 + bytes, true);
  put(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // of the format's chunk
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a sample
  view.setUint16(34, 16, true); // bits
  put(36, "data");
  view.setUint32(40, bytes, true);
  samples.forEach((sample, index) => {
    view.setInt16(HEADER + index * 2, Math.round(Math.min(1, Math.max(-1, sample)) * 0x7fff), true);
  });
  return view.buffer;
}
