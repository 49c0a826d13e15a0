/** What a file becomes that is given to a scene: its picture, its recording, or a scene of its own after it. */

import { useApp } from "../../app.ts";
import type { Host } from "../../host.ts";
import { Problem, wordsOf } from "../../problem.ts";
import { added, freeId, headingOf, isDialogue, kindOf, narrationOf, put, type Scene } from "./document.ts";
import { useDrop } from "./dropping.ts";
import type { Editing } from "./editing.ts";
import { isOf, PICTURES, RECORDINGS } from "./files.ts";
import { words } from "./words.ts";

/** What was done with it, for those who do not see it. Rejected with a `Problem` where it cannot be used. */
export async function giveFile(host: Host, editing: Editing, id: string, file: File): Promise<string> {
  if (isOf(PICTURES, file)) {
    const image = await host.sendAsset(file);
    const scene = sceneOf(editing, id);
    if (kindOf(scene) !== "picture") return addPicture(editing, id, image, file.name);
    editing.changeScene(put(scene, ["show", "image"], image));
    return words.pictureTaken(headingOf(scene) || words.unnamed);
  }
  if (!isOf(RECORDINGS, file)) {
    const about = file.type.startsWith("audio/") ? RECORDINGS : file.type.startsWith("image/") ? PICTURES : null;
    throw new Problem(about?.other(file.name) ?? words.noSceneFile(file.name));
  }
  const scene = sceneOf(editing, id);
  if (isDialogue(scene)) throw new Problem(words.recording.noDialogue);
  if (narrationOf(scene).trim() === "") throw new Problem(words.recording.needsWords);
  const audio = await host.sendAsset(file);
  editing.changeScene(put(sceneOf(editing, id), ["audio"], audio));
  return words.recording.taken(headingOf(scene) || words.unnamed);
}

/** Adds a scene that shows a picture after another one; what is under somebody's hands stays there. */
export function addPicture(editing: Editing, id: string, image: string, name: string): string {
  const document = editing.document.peek();
  const heading = name.replace(/\.\w+$/, "");
  const made = { id: freeId(document, "picture"), heading, narration: "", show: { kind: "picture", image } };
  editing.change(added(document, id, made));
  return words.pictureAdded(heading);
}

/** As it is now: it may have been changed while the file was sent. */
function sceneOf(editing: Editing, id: string): Scene {
  const scene = editing.document.peek().scenes.find((each) => each.id === id);
  if (scene === undefined) throw new Problem(words.sceneGone);
  return scene;
}

/** Files dropped onto scenes; which one, is asked when it is dropped. A toast says why one could not be used. */
export function useDropOnto(editing: Editing, tell: (news: string) => void, scene: () => string) {
  const { host } = useApp();
  return useDrop((file) => {
    tell(words.sending);
    giveFile(host, editing, scene(), file).then(tell, (error: unknown) => {
      tell("");
      host.toast({ kind: "error", message: wordsOf(error) });
    });
  });
}
