/** Every word that the extension shows. */

export const words = {
  aura: "Aura",
  open: "Aura Films",
  openCaption: "Make films, watch them being made, look through all of them",
  openBeside: "Aura Films at the Side",
  filmOfFile: (name: string) => `Film of ${name}`,
  filmOf: (source: string) => `Make a Film of This ${source}`,
  filmCaption: "Saves, then shows the film's storyboard before it is made",
  notebook: "Notebook",
  file: "File",
  openFilm: "Open",
  showFolder: "Show in Folder",
  storyboard: "Storyboard",
  editor: "Storyboard Editor",
  unreadable: (reason: string) => `The panel could not be loaded: ${reason}`,
};
