/** What can be asked of a file's address: `download` as an attachment, `optional` without an error where it is gone. */

export function asked(url: string, what: "download" | "optional"): string {
  const address = new URL(url);
  address.searchParams.set(what, "1");
  return address.href;
}
