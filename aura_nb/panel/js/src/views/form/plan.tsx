/** The second step: how the film goes and looks, and what comes of it. */

import { strings } from "../../strings.ts";
import type { KeptBoard } from "../../studio.tsx";
import { ofPreset } from "./draft.ts";
import { Estimate } from "./estimate.tsx";
import { Field, Select } from "./field.tsx";
import { Looks } from "./looks.tsx";
import type { StepProps } from "./step.ts";

interface PlanProps extends StepProps {
  asked: string;
  board: KeptBoard | null;
  onKept: (board: KeptBoard) => void;
}

export function PlanStep({ draft, change, wrong, options, found, asked, board, onKept }: PlanProps) {
  const choices = {
    pacing: options.pacings,
    density: options.densities,
    aspect: options.aspects,
    quality: options.qualities,
    theme: options.themes,
    motion: options.motions,
    captions: options.captions,
    music: options.music,
    preset: options.presets,
    format: options.formats,
  };
  const choice = (name: keyof typeof choices) => (
    <Field key={name} label={strings[name]} wrong={wrong[name]}>
      {(bound) => (
        <Select
          bound={bound}
          value={draft[name]}
          choices={choices[name]}
          isOpen={wrong[name] !== undefined && !draft.touched.includes(name)}
          onChange={(value) => change(name === "preset" ? ofPreset(value) : { [name]: value })}
        />
      )}
    </Field>
  );
  return (
    <>
      <div class="aura-fields">
        {choice("pacing")}
        {choice("density")}
        {choice("aspect")}
        {choice("quality")}
        {choice("theme")}
        {choice("motion")}
        {choice("captions")}
        {choice("music")}
        {choice("preset")}
        {choice("format")}
        {draft.format === "small" && (
          <Field label={strings.megabytes} wrong={wrong.megabytes}>
            {(bound) => (
              <input
                class="aura-input"
                {...bound}
                type="number"
                inputMode="decimal"
                min={options.limits.minMegabytes}
                max={options.limits.maxMegabytes}
                step="any"
                value={draft.megabytes}
                onInput={(event) => change({ megabytes: event.currentTarget.value })}
              />
            )}
          </Field>
        )}
        <Looks
          themes={options.themes}
          aspects={options.aspects}
          theme={draft.theme}
          aspect={draft.aspect}
          asked={asked}
          board={board}
          onChoose={change}
          onKept={onKept}
        />
      </div>
      <Estimate found={found} />
    </>
  );
}
