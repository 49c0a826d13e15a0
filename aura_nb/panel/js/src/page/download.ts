/** Saving a file from the page. */

/** Let the browser save what is at an address of this origin. */
export function saveFrom(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Let the browser save bytes. */
export function saveBytes(bytes: BlobPart, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  saveFrom(url, name);
  // The download has begun with the click, but some browsers read the blob a little later.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Put a text into the clipboard; where the page may not, by way of a selection. */
export async function copy(words: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    try {
      return await navigator.clipboard.writeText(words);
    } catch {
      // Not allowed here, such as in a frame without that permission: the old way may still be.
    }
  }
  const area = document.createElement("textarea");
  area.value = words;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("The browser does not let this page copy.");
}
