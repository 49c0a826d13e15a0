/** The storyboards, decks and notebooks of the server's folder, to choose one. */

import { useEffect, useState } from "preact/hooks";
import { useApp } from "../../app.ts";
import type { FileEntry } from "../../request.ts";
import { strings } from "../../strings.ts";
import { Button } from "../button.tsx";
import { Icon } from "../icon.tsx";
import { useUid } from "../uid.ts";

export function Files({ chosen, onChoose }: { chosen: string; onChoose: (path: string) => void }) {
  const [open, setOpen] = useState(false);
  const id = useUid();
  return (
    <div class="aura-files">
      <Button small icon="folder" expanded={open} controls={id} onClick={() => setOpen(!open)}>
        {open ? strings.hideFiles : strings.browse}
      </Button>
      {open && (
        <div id={id}>
          <Folder chosen={chosen} onChoose={onChoose} />
        </div>
      )}
    </div>
  );
}

function Folder({ chosen, onChoose }: { chosen: string; onChoose: (path: string) => void }) {
  const { host } = useApp();
  const [folder, setFolder] = useState(chosen.includes("/") ? parent(chosen) : "");
  const [entries, setEntries] = useState<readonly FileEntry[] | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let gone = false;
    setTrouble("");
    host.files(folder).then(
      (found) => gone || setEntries(found),
      (error: Error) => gone || setTrouble(error.message),
    );
    return () => {
      gone = true;
    };
  }, [host, folder]);
  return (
    <>
      {trouble && <p class="aura-wrong">{trouble}</p>}
      {entries?.length === 0 && <p class="aura-muted">{strings.noFiles}</p>}
      <ul class="aura-folder">
        {folder !== "" && <Entry name={strings.parentFolder} icon="back" onChoose={() => setFolder(parent(folder))} />}
        {entries?.map((entry) => (
          <Entry
            key={entry.path}
            name={entry.name}
            icon={entry.isFolder ? "folder" : "file"}
            chosen={entry.path === chosen}
            onChoose={() => (entry.isFolder ? setFolder(entry.path) : onChoose(entry.path))}
          />
        ))}
      </ul>
    </>
  );
}

interface EntryProps {
  name: string;
  icon: "back" | "folder" | "file";
  chosen?: boolean;
  onChoose: () => void;
}

function Entry({ name, icon, chosen = false, onChoose }: EntryProps) {
  return (
    <li>
      <button type="button" class="aura-entry" aria-current={chosen ? "true" : undefined} onClick={onChoose}>
        <Icon name={icon} />
        <bdi class="aura-line">{name}</bdi>
      </button>
    </li>
  );
}

function parent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
