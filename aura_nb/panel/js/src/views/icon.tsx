/** The panel's own icons: 16 by 16, drawn in the text's color, silent to a screen reader. */

const PATHS = {
  aura: "M8 14.5a6.5 6.5 0 1 1 6.5-6.5M6.5 5.5v5l4-2.5zM12.5 11v4M10.5 13h4",
  play: "M5 3.5v9L12.5 8z",
  stop: "M4.5 4.5h7v7h-7z",
  plus: "M8 3v10M3 8h10",
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  wait: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.5V8l2.5 1.5",
  dot: "M8 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z",
  turn: "M8 2a6 6 0 1 1-5.6 3.9",
  again: "M13.5 8A5.5 5.5 0 1 1 11.6 3.8M12 1.2v3H9",
  done: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM5.3 8.2l1.9 1.9 3.5-4",
  failed: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 5v3.5M8 10.9v.1",
  canceled: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM5 8h6",
  warn: "M8 2.2 14.5 13.5h-13zM8 6.5v3M8 11.4v.1",
  info: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.5V11M8 5v.1",
  folder: "M2 4.5V12a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1H8L6.5 3.5H3a1 1 0 0 0-1 1z",
  download: "M8 2.5V10M5 7.2 8 10.2l3-3M3 13.5h10",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8",
  film: "M2.5 3.5h11v9h-11zM5.5 3.5v9M10.5 3.5v9M2.5 8h11",
  captions: "M2 3.5h12v9H2zM6.8 6.8a1.6 1.6 0 1 0 0 2.4M11.8 6.8a1.6 1.6 0 1 0 0 2.4",
  picture: "M2.5 3h11v10h-11zM2.5 11l3.2-3.5 2.6 2.8L10 8.5l3.5 3.2M10.3 5.8v.1",
  file: "M4 2h5l3 3v9H4zM9 2v3h3",
  sound: "M2.5 6.2h2L8 3v10L4.5 9.8h-2zM10.5 6a3 3 0 0 1 0 4M12.4 4a6 6 0 0 1 0 8",
  unlinked: "M3 3l10 10M2 7a9 9 0 0 1 3-2M14 7a9 9 0 0 0-6-2.4M4.8 9.8a4.6 4.6 0 0 1 2.4-1.2M8 12.5v.1",
  up: "M8 13V3.5M4 7.5l4-4 4 4",
  down: "M8 3v9.5M4 8.5l4 4 4-4",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  split: "M8 2v12M5.5 5 2.5 8l3 3M10.5 5l3 3-3 3",
  join: "M8 2v12M2 8h4M4.5 5.5 6.5 8l-2 2.5M14 8h-4M11.5 5.5 9.5 8l2 2.5",
  edit: "M3 13l.7-3L11 2.7l2.3 2.3L6 12.3zM9.5 4.2l2.3 2.3",
  microphone: "M8 2a2 2 0 0 1 2 2v4a2 2 0 0 1-4 0V4a2 2 0 0 1 2-2zM3.8 7.5a4.2 4.2 0 0 0 8.4 0M8 11.7v2.5M5.8 14.2h4.4",
  undo: "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.8 3.5l-3 3 3 3",
  redo: "M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10M10.2 3.5l3 3-3 3",
  back: "M10 3.5 5.5 8l4.5 4.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, turning = false }: { name: IconName; turning?: boolean }) {
  return (
    <svg class={turning ? "aura-icon aura-turning" : "aura-icon"} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
