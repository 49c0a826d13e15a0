/** The job's log: the last lines, followed while it runs. */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../app.ts";
import type { Job } from "../model.ts";
import { isFinal } from "../model.ts";
import { strings } from "../strings.ts";
import { Button } from "./button.tsx";
import { useUid } from "./uid.ts";

const LINES = 400;
const EVERY_MS = 2000;

/** A row of buttons, the last of which opens the log below. */
export function Logs({ job, children }: { job: Job; children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const id = useUid();
  return (
    <>
      <div class="aura-row">
        {children}
        {job.status !== "pending" && (
          <Button kind="quiet" icon="file" expanded={open} controls={id} onClick={() => setOpen(!open)}>
            {open ? strings.hideLogs : strings.viewLogs}
          </Button>
        )}
      </div>
      {open && <Tail job={job} id={id} />}
    </>
  );
}

function Tail({ job, id }: { job: Job; id: string }) {
  const { host } = useApp();
  const [text, setText] = useState(job.logLines.join("\n"));
  const [trouble, setTrouble] = useState("");
  const box = useRef<HTMLElement>(null);
  const follows = useRef(true);
  const lives = !isFinal(job.status);

  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const got = await host.logs(job.id, LINES);
        if (gone) return;
        setText(got);
        setTrouble("");
      } catch (error) {
        if (gone) return;
        setTrouble((error as Error).message);
      }
      if (lives) later();
    };
    const later = () => {
      timer = setTimeout(() => (document.hidden ? later() : void ask()), EVERY_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [host, job.id, lives]);

  useLayoutEffect(() => {
    if (box.current && follows.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);

  const scrolled = () => {
    const { current: element } = box;
    if (element) follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
  };
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section id={id} class="aura-log" ref={box} tabIndex={0} aria-label={strings.log} onScroll={scrolled}>
        <pre>{text || strings.noLog}</pre>
      </section>
      {trouble && <p class="aura-wrong">{trouble}</p>}
    </div>
  );
}
