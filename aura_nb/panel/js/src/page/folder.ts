/** Where a folder of the server is in its file browser: relative to the server's root, with slashes; null outside. */
export function browsePath(folder: string, root: string): string | null {
  const place = slashed(folder);
  const top = slashed(root);
  if (place === top) return "";
  const start = top.endsWith("/") ? top : `${top}/`;
  return place.startsWith(start) ? place.slice(start.length) : null;
}

function slashed(path: string): string {
  // Only where a drive or a share stands in front: elsewhere a backslash may be part of a name.
  const plain = /^([A-Za-z]:|\\\\)/.test(path) ? path.replaceAll("\\", "/") : path;
  return plain.length > 1 ? plain.replace(/\/+$/, "") : plain;
}
