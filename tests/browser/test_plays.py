"""A joined film in Chromium: it plays, seeks to the frame asked for, and shows every frame of a fade."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from support.files import serving

from aura_nb.media.assemble import JoinedSegment, assemble
from aura_nb.media.changes import SceneStates
from aura_nb.media.encoder import Encoder, encode_clip, encode_frames
from aura_nb.media.pieces import EncoderSettings, write_piece
from aura_nb.media.planes import from_bgr
from aura_nb.media.template import encode_template

pytestmark = pytest.mark.alone

SETTINGS = EncoderSettings(width=640, height=360, fps=30)
BARS = 10  # a frame's number, one bar a bit
HOLD, FADE = 90, 15

PAGE = """<!doctype html><meta charset="utf-8"><video id="film" src="film.mp4" muted playsinline></video><script>
const film = document.getElementById("film"), canvas = document.createElement("canvas");
canvas.width = 640; canvas.height = 360;
const context = canvas.getContext("2d", {willReadFrequently: true});
function number() {
  context.drawImage(film, 0, 0);
  let found = 0;
  for (let bit = 0; bit < BARS; bit++)
    if (context.getImageData(32 + bit * 64, 180, 1, 1).data[1] > 127) found += 1 << bit;
  return found;
}
const loaded = new Promise((done, failed) => {
  film.onloadeddata = done;
  film.onerror = () => failed(film.error.message);
});
async function seek(time) {
  await loaded;
  const there = new Promise(done => film.requestVideoFrameCallback(done));
  film.currentTime = time;
  await there;
  return number();
}
async function play(from, to, rate) {
  await seek(from);
  const shown = [];
  film.playbackRate = rate;
  await new Promise((done, failed) => {
    const see = (now, frame) => {
      shown.push([Math.round(frame.mediaTime * 30), number()]);
      if (frame.mediaTime >= to || film.ended) { film.pause(); done(); } else film.requestVideoFrameCallback(see);
    };
    film.requestVideoFrameCallback(see);
    film.onended = done;
    film.play().catch(failed);
  });
  return shown;
}
</script>""".replace("BARS", str(BARS))


def numbered(number):
    """A picture of bars that say a number, black for 0 and white for 1."""
    picture = np.zeros((360, 640, 3), np.uint8)
    for bit in range(BARS):
        picture[:, bit * 64 : bit * 64 + 64] = 255 * (number >> bit & 1)
    return picture


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with a film of two holds, a moving piece between them and one at the end; bars number its pictures.

    The holds show the number of their first frame, every moving frame its own.
    """
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text(PAGE)
    segments, start = [], 0
    for hold, frames in (True, HOLD), (False, FADE), (True, 400), (False, FADE), (True, 30):
        if hold:
            cv2.imwrite(str(folder / "state.png"), numbered(start))
            clip = folder / str(start)
            clip.mkdir()
            (piece,) = encode_clip(
                SceneStates([folder / "state.png"], settings=SETTINGS, build_frames=0),
                settings=SETTINGS,
                folder=clip,
                progress=silent,
            )
        else:
            shown = (from_bgr(numbered(start + index)) for index in range(frames))
            with Encoder(SETTINGS, crf=SETTINGS.crf) as encoder:
                packets = [p for ready in encode_frames(encoder, shown, keys=[0], count=frames) for p in ready]
            piece = write_piece(folder / f"{start}.piece", packets, settings=SETTINGS, extradata=encoder.extradata)
        segments.append(JoinedSegment(piece, frames, hold))
        start += frames
    encode_template(settings=SETTINGS, file=folder / "template.piece", progress=silent)
    assemble(segments, folder / "template.piece", settings=SETTINGS, file=folder / "film.mp4", progress=silent)
    return folder


def silent(_fraction):
    """A progress callback that does nothing."""


@pytest.fixture(scope="module")
def page(site, browser):
    """The page of the film in a headless Chromium that can decode H.264."""
    with serving(site) as address:
        page = browser.new_page()
        page.goto(f"{address}/index.html")
        yield page
        page.close()


def said(frame):
    """The number a frame's bars say: its own, or that of its hold's first frame."""
    first = HOLD + FADE
    second = first + 400
    if frame < HOLD:
        return 0
    if frame < first:
        return frame
    if frame < second:
        return first
    return min(frame, second + FADE)


def test_it_is_as_long_as_planned(page):
    page.evaluate("loaded")
    assert page.evaluate("film.duration") == pytest.approx(550 / 30, abs=0.001)


@pytest.mark.parametrize("frame", [0, 45, 89, 90, 91, 97, 104, 105, 300, 304, 305, 504, 505, 512, 519, 520, 549, 3])
def test_seeking_shows_the_frame_asked_for(page, frame):
    assert page.evaluate("time => seek(time)", (frame + 0.5) / 30) == said(frame)


def test_every_frame_of_a_change_after_a_hold_is_shown_and_none_is_dropped(page):
    for change in HOLD, HOLD + FADE + 400:
        # A busy machine drops a frame now and then; what a stream makes a player drop, it drops each time.
        lost = []
        while (0, 0) not in lost:
            assert len(lost) < 4, lost
            lost.append(played(page, change))


def played(page, change):
    """Plays over a change, slowly; how many of its frames were not shown, and how many the player dropped."""
    before = page.evaluate("film.getVideoPlaybackQuality().droppedVideoFrames")
    shown = page.evaluate("([a, b]) => play(a, b, 0.25)", [(change - 5.5) / 30, (change + FADE + 3) / 30])
    assert all(number == said(frame) for frame, number in shown)
    unseen = set(range(change, change + FADE)) - {frame for frame, _ in shown}
    return len(unseen), page.evaluate("film.getVideoPlaybackQuality().droppedVideoFrames") - before


def test_it_plays_to_its_end(page):
    page.evaluate("([a, b]) => play(a, b, 2)", [520 / 30, 99])
    assert page.evaluate("film.ended && film.error === null")
