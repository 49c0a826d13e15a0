/** Opens the panel beside the notebook, where the page is one that can: JupyterLab, by the notebook's own context. */

interface Shown {
  readonly luminoWidget?: LuminoWidget;
}

interface LuminoWidget {
  id: string;
  readonly title: { label: string; closable: boolean };
}

interface Manager {
  readonly context?: { addSibling?(widget: LuminoWidget, options: object): unknown };
  get_model?(id: string): Promise<unknown>;
  create_view?(model: unknown): Promise<Shown>;
}

/** Whether it is open there now. Needs the id of the widget itself, which is drawn once more. */
export async function openAtSide(manager: unknown, modelId: string, inCell: HTMLElement): Promise<boolean> {
  const { context, get_model, create_view } = (manager ?? {}) as Manager;
  const notebook = inCell.closest(".jp-NotebookPanel");
  if (context?.addSibling === undefined || get_model === undefined || create_view === undefined) return false;
  if (notebook === null || modelId === "") return false;
  try {
    const view = await create_view.call(manager, await get_model.call(manager, modelId));
    const widget = view.luminoWidget;
    if (widget === undefined) return false;
    widget.id = `aura-panel-${modelId}`;
    widget.title.label = "Aura";
    widget.title.closable = true;
    context.addSibling(widget, { ref: notebook.id, mode: "split-right" });
    return true;
  } catch (error) {
    console.warn("[aura_nb] The panel could not be opened beside the notebook.", error);
    return false;
  }
}
