/**
 * What is used of JupyterLab 4 and Notebook 7, as far as it is used. Their own packages would bring some two hundred
 * others into the lock for the sake of these lines; that they are right is what `tests/browser/test_extension.py` tries.
 */

export type Args = Readonly<Record<string, unknown>>;

export interface Signal<Sender, Told> {
  connect(slot: (sender: Sender, told: Told) => void): void;
}

export interface Title {
  label: string;
  caption: string;
  closable: boolean;
  icon: LabIcon;
}

export interface Widget {
  id: string;
  readonly node: HTMLElement;
  readonly title: Title;
  readonly isDisposed: boolean;
  readonly disposed: Signal<Widget, void>;
}

export type LabIcon = object;

export interface Command {
  label(args: Args): string;
  caption?(args: Args): string;
  readonly icon?: LabIcon;
  isEnabled?(args: Args): boolean;
  isVisible?(args: Args): boolean;
  execute(args: Args): unknown;
}

export interface Commands {
  addCommand(id: string, command: Command): unknown;
  hasCommand(id: string): boolean;
  execute(id: string, args?: Args): Promise<unknown>;
}

/** Where a widget goes: the main area, or a bar at the side. */
export type Area = "main" | "right";

export interface Shell {
  add(widget: Widget, area: Area, options?: { mode?: string; ref?: string; rank?: number }): void;
  activateById(id: string): void;
}

export interface Application {
  readonly commands: Commands;
  readonly shell: Shell;
  readonly docRegistry: DocumentRegistry;
  /** Once what was open is open again. */
  readonly restored: Promise<unknown>;
  /** The events of the server's own event system, which every page hears already. */
  readonly serviceManager: { readonly events: { readonly stream: Signal<unknown, Args> } };
}

export interface FileBrowsers {
  readonly tracker: {
    readonly currentWidget: { selectedItems(): Iterable<{ readonly path: string; readonly type: string }> } | null;
  };
}

export interface Notifying {
  emit(
    message: string,
    kind: "success" | "error",
    options: {
      autoClose: number | false;
      actions: readonly { label: string; callback(): void; displayType?: "accent" | "link" }[];
    },
  ): unknown;
}

export interface Context {
  /** With the name of its drive, such as `RTC:` where several people write together. */
  readonly path: string;
  readonly contentsModel: { readonly writable?: boolean } | null;
  readonly ready: Promise<void>;
  readonly model: {
    readonly contentChanged: Signal<unknown, void>;
    toString(): string;
    fromString(text: string): void;
  };
  save(): Promise<void>;
}

/** Shows documents of some types. */
export interface WidgetFactory {
  readonly name: string;
}

export interface DocumentRegistry {
  addFileType(type: {
    name: string;
    displayName: string;
    pattern: string;
    extensions: readonly string[];
    mimeTypes: readonly string[];
    fileFormat: "text";
    contentType: "file";
    icon: LabIcon;
  }): unknown;
  addWidgetFactory(factory: WidgetFactory): unknown;
}

export interface NotebookTracker {
  readonly currentWidget: (Widget & { readonly context: Context }) | null;
}

export interface Launcher {
  add(item: { command: string; category: string; rank?: number; args?: Args }): unknown;
}

export interface Palette {
  addItem(item: { command: string; category: string; args?: Args }): unknown;
}

export interface Tracker {
  add(widget: Widget): Promise<void>;
}

export interface Restorer {
  restore(
    tracker: Tracker,
    options: { command: string; args(widget: Widget): Args; name(widget: Widget): string },
  ): unknown;
}

/** A token stands for a service of another plugin: it is asked for by it. */
export type Token = object;

/** The modules of the page that are used; each is there once, for all extensions. */
export interface Modules {
  readonly "@jupyterlab/application": { readonly ILayoutRestorer: Token };
  readonly "@jupyterlab/apputils": {
    readonly ICommandPalette: Token;
    readonly Notification: Notifying;
    readonly WidgetTracker: new (options: { namespace: string }) => Tracker;
  };
  readonly "@jupyterlab/docregistry": {
    readonly ABCWidgetFactory: new (options: {
      name: string;
      modelName: "text";
      fileTypes: readonly string[];
      defaultFor: readonly string[];
    }) => WidgetFactory;
    readonly DocumentWidget: new (options: { content: Widget; context: Context }) => Widget;
  };
  readonly "@jupyterlab/filebrowser": { readonly IFileBrowserFactory: Token };
  readonly "@jupyterlab/launcher": { readonly ILauncher: Token };
  readonly "@jupyterlab/notebook": { readonly INotebookTracker: Token };
  readonly "@jupyterlab/ui-components": {
    readonly LabIcon: new (options: { name: string; svgstr: string }) => LabIcon;
  };
  readonly "@lumino/widgets": { readonly Widget: new () => Widget };
}

/** What an extension exports. */
export interface Plugin {
  readonly id: string;
  readonly description: string;
  readonly autoStart: boolean;
  readonly optional: readonly Token[];
  activate(app: Application, ...services: unknown[]): void;
}
