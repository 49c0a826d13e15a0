/**
 * JupyterLab's own commands. An output has no access to the application; but a click on an element that names a
 * command runs it, and the manager of widgets has what marks such an element as trusted.
 */

export interface Commands {
  run(command: string, args: Record<string, unknown>): void;
}

interface Trust {
  markTrusted?(node: HTMLElement): void;
}

/** `manager` is the widget's manager as anywidget gives it. */
export function commands(manager: unknown): Commands {
  const trust = (manager as { rendermime?: { trustHandler?: Trust | null } } | undefined)?.rendermime?.trustHandler;
  return {
    run(command, args) {
      const link = document.createElement("button");
      link.type = "button";
      link.hidden = true;
      link.dataset.commandlinkerCommand = command;
      link.dataset.commandlinkerArgs = JSON.stringify(args);
      document.body.append(link);
      trust?.markTrusted?.(link);
      link.click();
      link.remove();
    },
  };
}
