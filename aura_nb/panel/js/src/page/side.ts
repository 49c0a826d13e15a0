/** Opens the panel beside the notebook, where the page is one that can: JupyterLab, by the notebook's own context. */

interface LuminoWidget {
  id: string;
  readonly node: HTMLElement;
  readonly title: { label: string; closable: boolean };
  readonly disposed: { connect(slot: () => void): void };
  dispose(): void;
}

interface LuminoClass {
  new (): LuminoWidget;
  attach(widget: LuminoWidget, host: HTMLElement): void;
}

interface Manager {
  readonly context?: { addSibling?(widget: LuminoWidget, options: object): unknown };
  get_model?(id: string): Promise<unknown>;
  create_view?(model: unknown): Promise<{ readonly luminoWidget?: LuminoWidget }>;
}

const ATTACHED_MS = 3000;
/** The widgets that are being opened there: their next view is the one at the side. */
const opening = new Set<string>();

/** Whether the view that is drawn now is the one at the side. */
export function isSideView(modelId: string): boolean {
  return opening.delete(modelId);
}

/** Whether it is open there now. Needs the id of the widget itself, which is drawn once more. */
export async function openAtSide(manager: unknown, modelId: string, inCell: HTMLElement): Promise<boolean> {
  const { context, get_model, create_view } = (manager ?? {}) as Manager;
  if (context?.addSibling === undefined || get_model === undefined || create_view === undefined) return false;
  const notebook = (await isAttached(inCell)) ? inCell.closest(".jp-NotebookPanel") : null;
  if (notebook === null || modelId === "") return false;
  try {
    opening.add(modelId);
    const { luminoWidget: view } = await create_view.call(manager, await get_model.call(manager, modelId));
    const Widget = view === undefined ? null : baseOf(view);
    if (view === undefined || Widget === null) return false;
    const page = new Widget();
    page.id = `aura-panel-${modelId}`;
    page.title.label = "Aura";
    page.title.closable = true;
    page.node.classList.add("aura-side");
    page.disposed.connect(() => view.dispose());
    context.addSibling(page, { ref: notebook.id, mode: "split-right" });
    if (!(await isAttached(page.node))) return false;
    Widget.attach(view, page.node);
    return true;
  } catch (error) {
    console.warn("[aura_nb] The panel could not be opened beside the notebook.", error);
    return false;
  } finally {
    opening.delete(modelId);
  }
}

/**
 * The page's own class of all widgets. A view itself cannot be the page: the manager takes the place and size that the
 * dock gave it away again.
 */
function baseOf(view: LuminoWidget): LuminoClass | null {
  let kind: unknown = view.constructor;
  while (typeof kind === "function" && !Object.hasOwn(kind, "attach")) kind = Object.getPrototypeOf(kind);
  return typeof kind === "function" ? (kind as unknown as LuminoClass) : null;
}

/** Whether it becomes a part of the page: a view is drawn before it is. */
async function isAttached(element: HTMLElement): Promise<boolean> {
  const deadline = performance.now() + ATTACHED_MS;
  while (!element.isConnected && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return element.isConnected;
}
