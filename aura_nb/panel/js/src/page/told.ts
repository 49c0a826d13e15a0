/** Who tells of a film's end: JupyterLab's extension, where it is there, since it hears of all of them; else the panel. */

const TOLD = Symbol.for("aura_nb.told_by_page");

export function isToldByPage(): boolean {
  return TOLD in globalThis;
}

/** From now on the page tells. */
export function toldByPage(): void {
  Object.assign(globalThis, { [TOLD]: true });
}
