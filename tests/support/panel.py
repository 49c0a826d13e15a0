"""The panel as a person uses it: `panel = ShownPanel(notebook.output())`, then its forms, its cards and its queue."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Response, expect

FILM_MS = 240_000
SOON_MS = 60_000

# Each state that a card was in, once: its job, status, stage, percent and message. Nothing that was drawn is missed.
_WATCH = """element => {
    const seen = window.auraSeen = [];
    let last = "";
    // The picture that stands for a film until it is there, once it is seen; events of loading do not bubble.
    window.auraPreviewed = false;
    element.addEventListener(
        "load", ({ target }) => { window.auraPreviewed ||= target.matches(".aura-preview img"); }, true);
    const look = () => {
        for (const card of element.querySelectorAll(".aura-card")) {
            const text = selector => card.querySelector(selector)?.textContent ?? "";
            const percent = card.querySelector(".aura-percent")?.getAttribute("aria-valuenow");
            const state = [
                card.dataset.job, card.dataset.status, text(".aura-card-state > .aura-muted"),
                percent ? Number(percent) : null, text(".aura-now .aura-clamp"),
            ];
            if (JSON.stringify(state) !== last) seen.push(state);
            last = JSON.stringify(state);
        }
    };
    new MutationObserver(look).observe(
        element, {subtree: true, childList: true, characterData: true, attributes: true});
    look();
}"""
_PLAY = """async video => {
    video.muted = true;
    const moved = new Promise(done => video.addEventListener("timeupdate", () => video.currentTime > 0 && done()));
    await video.play();
    await moved;
    video.pause();
    return video.currentTime;
}"""
_SEEK = """async video => {
    const there = new Promise(done => video.addEventListener("seeked", done, {once: true}));
    video.currentTime = video.duration * 0.8;
    await there;
    return video.currentTime / video.duration;
}"""


class ShownPanel:
    """A panel that a page shows within `place`."""

    def __init__(self, place: Locator) -> None:
        self.place = place
        self.page: Page = place.page
        expect(place.locator(".aura-panel")).to_be_visible(timeout=SOON_MS)

    def button(self, name: str) -> Locator:
        return self.place.get_by_role("button", name=name, exact=True)

    @property
    def card(self) -> Locator:
        """The job that is looked at."""
        return self.place.locator(".aura-card")

    @property
    def queue(self) -> Locator:
        """The list of all jobs, one line each."""
        return self.place.locator(".aura-item")

    @property
    def video(self) -> Locator:
        return self.card.locator("video")

    def wait(self, status: str, *, milliseconds: int = FILM_MS) -> None:
        """Until the card says that its job is `completed`, `running`, ..."""
        expect(self.card).to_have_attribute("data-status", status, timeout=milliseconds)

    def press(self, name: str, path: str) -> dict[str, Any]:
        """Press a button that makes a job; what the server answered."""
        with self.page.expect_response(lambda answer: _is_post(answer, path), timeout=FILM_MS) as asked:
            self.button(name).click()
        assert asked.value.status == 202, asked.value.text()
        return dict(asked.value.json())

    def generate(self, path: str) -> str:
        """Make a film of a deck or storyboard by the form; the job's id."""
        self.fill(path)
        job = self.press("Generate Video", "/aura/api/jobs")["jobId"]
        expect(self.card).to_have_attribute("data-job", job, timeout=SOON_MS)
        return str(job)

    def fill(self, path: str) -> None:
        """Open the form and name a deck or storyboard in it."""
        self.button("Create").click()
        form = self.place.get_by_role("form", name="Create")
        form.get_by_text("A file", exact=True).click()
        form.get_by_label("Storyboard, deck or notebook").fill(path)

    def choose(self, job: str) -> None:
        """Look at another job of the queue."""
        self.place.locator(f".aura-item[data-job='{job}'] > button").first.click()
        expect(self.card).to_have_attribute("data-job", job)

    def watch(self) -> None:
        """From now on keep what the cards show; `seen` has it."""
        self.place.evaluate(_WATCH)

    def seen(self, job: str) -> list[tuple[str, str, float | None, str]]:
        """Status, stage, percent and message of a job, as they were shown one after the other."""
        return [(status, stage, *rest) for of, status, stage, *rest in self.page.evaluate("auraSeen") if of == job]

    def wait_percent(self, low: float, high: float) -> None:
        """Until the card shows a percentage in this range."""
        expect(self.card.locator(".aura-percent")).to_have_attribute(
            "aria-valuenow",
            re.compile("^(" + "|".join(str(each) for each in range(int(low), int(high) + 1)) + ")$"),
            timeout=FILM_MS,
        )  # fmt: skip - one sentence


def _is_post(answer: Response, path: str) -> bool:
    return answer.request.method == "POST" and answer.url.partition("?")[0].endswith(path)


def play(video: Locator) -> float:
    """Let a film play for a moment, without sound; how many seconds it has come."""
    return float(video.evaluate(_PLAY))


def seek(video: Locator) -> float:
    """Go to 80 % of a film; where it is then, 0 to 1."""
    return float(video.evaluate(_SEEK))


def write_deck(folder: Path, title: str, scenes: int, *, voice: str = "silent:timed") -> str:
    """Write a deck whose film is made quickly, and nothing of it made before; the more scenes, the longer it takes."""
    pages = [
        f"# {title} {number}\n\n- one\n- two\n\nA few words of {title}, number {number}.\n" for number in range(scenes)
    ]
    head = f"---\ntitle: {title}\nvoice: {voice}\naspect: 320x180\nfps: 10\n---\n"
    (folder / f"{title}.md").write_text(head + "\n".join(pages))
    return f"{title}.md"
