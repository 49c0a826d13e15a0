from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest

from aura_nb.media import blends as drawing
from aura_nb.media.motion import moving
from aura_nb.media.planes import from_bgr, split

WIDTH, HEIGHT = 320, 180


def plain(*bgr, width=WIDTH, height=HEIGHT):
    return np.full((height, width, 3), bgr, np.uint8)


def dotted(width=640, height=360):
    """A picture of soft dots whose centres are known."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    picture = np.zeros((height, width), np.float32)
    centres = [(cx, cy) for cx in range(40, width, 80) for cy in range(40, height, 80)]
    for cx, cy in centres:
        picture += 200 * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 60)
    return cv2.merge([(picture + 20).astype(np.uint8)] * 3), centres


def centre(y, near):
    """The centre of the dot around a point, to a small part of a pixel."""
    left, top = (round(v) - 9 for v in near)
    part = y[top : top + 19, left : left + 19].astype(float)
    part = np.clip(part - part.min() - 10, 0, None)
    rows, columns = np.mgrid[:19, :19]
    return left + (part * columns).sum() / part.sum(), top + (part * rows).sum() / part.sum()


def step(before, after):
    """By how many pixels the view moved between two frames (Lucas and Kanade's least squares)."""
    slope = np.array([1, -8, 0, 8, -1]) / 12  # exact to the fourth order; np.gradient is 6 % low here
    across, down = (cv2.filter2D((before + after) / 2, -1, kernel) for kernel in (slope[None], slope[:, None]))
    slopes = np.stack([across[2:-2, 2:-2].ravel(), down[2:-2, 2:-2].ravel()], axis=1)
    return np.linalg.lstsq(slopes, (after - before)[2:-2, 2:-2].ravel(), rcond=None)[0]


class TestPlanes:
    @pytest.mark.parametrize(
        ("bgr", "yuv"),
        [  # ITU-R BT.709 colour bars at 8 bits, limited range
            ((255, 255, 255), (235, 128, 128)),
            ((0, 0, 0), (16, 128, 128)),
            ((0, 0, 255), (63, 102, 240)),
            ((0, 255, 0), (173, 42, 26)),
            ((255, 0, 0), (32, 240, 118)),
        ],
    )
    def test_colours_are_those_of_bt709(self, bgr, yuv):
        assert tuple(int(plane[3, 3]) for plane in split(from_bgr(plain(*bgr)))) == yuv

    def test_chroma_is_sited_left(self):
        # A red column at an even place is wholly in its own chroma sample's half, and a quarter in no other; one
        # at an odd place lies between two samples and counts the same in both.
        for column, weights in (8, (0, 0.5, 0)), (9, (0, 0.25, 0.25)):
            picture = plain(128, 128, 128)
            full = split(from_bgr(plain(0, 0, 255)))[2][0, 0] - 128.0
            picture[:, column] = (0, 0, 255)
            v = split(from_bgr(picture))[2][10, 3:6]
            assert (v - 128.0) / full == pytest.approx(weights, abs=0.03)


class TestTransitions:
    a, b = from_bgr(plain(255, 255, 255)), from_bgr(plain(0, 0, 0))

    def test_a_build_begins_with_the_state_before_and_never_turns_back(self):
        shown = [frame.copy() for frame in drawing.build(self.a, self.b, 9)]
        assert len(shown) == 9
        assert np.array_equal(shown[0], self.a)
        means = [float(frame.mean()) for frame in shown]
        assert means == sorted(means, reverse=True)
        assert not np.array_equal(shown[-1], self.b)

    def test_a_fade_never_shows_two_texts_at_once(self):
        """What was there is gone before what is new comes: each has ink of its own brightness."""
        before, after = plain(240, 240, 240), plain(240, 240, 240)
        before[40:60, 40:200] = (0, 0, 0)
        after[50:70, 60:220] = (0, 0, 0)
        a, b = from_bgr(before), from_bgr(after)
        for lifted in (False, True):
            shown = [split(frame)[0].astype(int) for frame in drawing.transition(a, b, 15, kind="fade", lifted=lifted)]
            old = [paper - frame[42:48, 42:58].min() for frame in shown for paper in [split(a)[0].max()]]
            new = [paper - frame[62:68, 202:218].min() for frame in shown for paper in [split(a)[0].max()]]
            assert old[0] > 100
            assert new[-1] > 100
            assert not [pair for pair in zip(old, new, strict=True) if min(pair) > 3]
            assert old == sorted(old, reverse=True)
            assert new == sorted(new)

    def test_what_two_pictures_share_stands_still_in_a_fade(self):
        before, after = plain(240, 240, 240), plain(240, 240, 240)
        for picture in (before, after):
            picture[10:30, 10:60] = (0, 0, 200)
        before[90:100, 100:200] = after[120:130, 100:200] = (0, 0, 0)
        a, b = from_bgr(before), from_bgr(after)
        for frame in drawing.transition(a, b, 9, kind="fade", lifted=True):
            for plane, own, step in zip(split(frame), split(a), (1, 2, 2), strict=True):
                rows, columns = slice(10 // step, 30 // step), slice(60 // step)
                assert np.array_equal(plane[rows, columns], own[rows, columns])

    def test_a_panel_with_other_words_in_it_fades_as_a_whole(self):
        """What two panels share between their words would be seen as rags of the panel on the ground."""
        before, after = plain(240, 240, 240), plain(240, 240, 240)
        before[60:150, 20:240] = after[60:170, 20:240] = (30, 20, 10)
        before[10:20, 20:90] = after[10:20, 20:90] = (0, 0, 0)  # a heading
        before[80:90, 40:120] = after[120:130, 40:220] = (250, 250, 250)
        a, b = from_bgr(before), from_bgr(after)
        frames = [split(each)[0].astype(int) for each in drawing.transition(a, b, 9, kind="fade", lifted=False)]
        assert all(np.array_equal(each[10:20, 20:90], split(a)[0][10:20, 20:90]) for each in frames)
        apart = [int(np.ptp(each[62:148, 22:238])) for each in frames]
        assert min(apart) <= 16  # at one moment all of the panel is the ground

    def test_the_ground_is_that_of_the_slide_not_of_the_panel_on_it(self):
        """A panel larger than half of the slide would be seen as a flash."""
        before, after = plain(240, 240, 240), plain(240, 240, 240)
        before[12:-12, 12:-12] = (60, 40, 20)
        after[100:110, 40:200] = (0, 0, 0)
        a, b = from_bgr(before), from_bgr(after)
        paper = int(split(b)[0][0, 0])
        for frame in drawing.transition(a, b, 15, kind="fade"):
            assert abs(int(split(frame)[0][2, 2]) - paper) <= 1

    def test_a_page_that_is_turned_never_shows_two_texts_at_once(self):
        before, after, more = (plain(240, 240, 240) for _ in range(3))
        for page in (before, after, more):
            page[8:16, 20:120] = (0, 0, 0)  # the heading
        before[80:100, 40:200] = more[80:100, 40:200] = (0, 0, 0)
        more[130:140, 40:200] = after[90:110, 60:220] = (0, 0, 0)
        a, b, c = map(from_bgr, (before, after, more))
        assert drawing.turns(a, b)
        assert not drawing.turns(a, c)
        turned = drawing.Turned(a, b)
        shown = [split(turned.frame(index, 9))[0].astype(int) for index in range(9)]
        assert np.array_equal(turned.frame(0, 9), a)
        paper = int(split(a)[0].max())
        old = [paper - int(frame[82:88, 42:58].min()) for frame in shown]
        new = [paper - int(frame[102:108, 202:218].min()) for frame in shown]
        assert not [pair for pair in zip(old, new, strict=True) if min(pair) > 3]
        assert (old[0], old[-1], new[0]) == (paper - 16, 0, 0)
        assert new[-1] > 150
        assert all(np.array_equal(frame[8:16], split(a)[0][8:16]) for frame in shown)

    def test_a_film_opens_out_of_its_ground_and_ends_in_it(self):
        picture = plain(240, 240, 240)
        picture[40:60, 40:200] = (0, 0, 0)
        frame = from_bgr(picture)
        ink = lambda frames: [int(240 - split(each)[0].min()) for each in frames]  # noqa: E731 - read where it is used
        opening = ink(drawing.transition(None, frame, 15, kind="fade"))
        ending = ink(drawing.transition(frame, None, 15, kind="fade"))
        assert opening == sorted(opening)
        assert ending == sorted(ending, reverse=True)
        longer = ink(drawing.transition(None, frame, 30, kind="fade"))
        assert all(80 < first < 150 for first in (opening[0], longer[0]))  # players show it before they play
        assert opening[-1] > 180
        assert ending[0] > 180
        assert ending[-1] < 60
        with pytest.raises(ValueError, match="push"):
            next(drawing.transition(None, frame, 15, kind="push"))

    @pytest.mark.parametrize("kind", ["slide", "push"])
    def test_a_transition_lies_strictly_between_and_is_symmetric_in_time(self, kind):
        shown = list(drawing.transition(self.a, self.b, 15, kind=kind))
        means = [float(split(frame)[0].mean()) for frame in shown]
        assert len(shown) == 15
        assert means == sorted(means, reverse=True)
        assert means[0] < 235
        assert means[-1] > 16
        assert means[7] == pytest.approx((235 + 16) / 2, abs=1.5)
        # What slides over another casts a shadow on it.
        assert [a + b for a, b in zip(means, means[::-1], strict=True)] == pytest.approx([251] * 15, abs=2.5)

    def test_a_push_moves_both_pictures_by_whole_pairs_of_pixels(self):
        picture, _ = dotted(WIDTH, HEIGHT)
        a, b = from_bgr(picture), from_bgr(picture[::-1].copy())
        for frame in drawing.transition(a, b, 7, kind="push"):
            y, old, new = split(frame)[0], split(a)[0], split(b)[0]
            shifts = [s for s in range(0, WIDTH + 1, 2) if np.array_equal(y, np.hstack([old, new])[:, s : s + WIDTH])]
            assert len(shifts) == 1
            u, old_u, new_u = split(frame)[1], split(a)[1], split(b)[1]
            assert np.array_equal(u, np.hstack([old_u, new_u])[:, shifts[0] // 2 : shifts[0] // 2 + WIDTH // 2])


class TestMotion:
    start, end = (20.0, 10.0, 560.0, 315.0), (150.0, 100.0, 320.0, 180.0)

    def film(self, frames=60, **changes):
        picture, _ = dotted()
        arguments = {
            "region": (0, 0, WIDTH, HEIGHT), "start": self.start, "end": self.end, "frames": frames,
        } | changes  # fmt: skip
        overlay = arguments.pop("overlay", None)
        base = arguments.pop("base", from_bgr(plain(40, 80, 120)))
        return [frame.copy() for frame in moving(base, arguments.pop("picture", picture), overlay, **arguments)]

    @staticmethod
    def place(view, point):
        # Sample centres lie half a pixel inside: the picture's point (edges) is p + 0.5, the frame's likewise.
        return [
            (p + 0.5 - view[i]) * size / view[i + 2] - 0.5
            for i, (p, size) in enumerate(zip(point, (WIDTH, HEIGHT), strict=True))
        ]

    def test_the_first_frame_shows_the_start_and_the_last_the_end(self):
        shown = self.film()
        for frame, view in (shown[0], self.start), (shown[-1], self.end):
            for point in [(280, 200), (360, 200)]:
                expected = self.place(view, point)
                assert centre(split(frame)[0], expected) == pytest.approx(expected, abs=0.1)

    def test_zooming_follows_the_eased_path(self):
        point, frames = (280, 200), 60
        for index, frame in enumerate(self.film(frames)):
            expected = self.place(self.view(index, frames), point)
            assert centre(split(frame)[0], expected) == pytest.approx(expected, abs=0.15)

    def test_nothing_jitters(self):
        # The step from each frame to the next, by least squares over the whole frame, is the path's own.
        rough = np.random.default_rng(0).integers(0, 255, (90, 160, 3)).astype(np.uint8)
        picture = cv2.GaussianBlur(cv2.resize(rough, (640, 360), interpolation=cv2.INTER_CUBIC), (0, 0), 4)
        frames, start, end = 90, (20.0, 10.0, 480.0, 270.0), (80.0, 40.0, 480.0, 270.0)
        luma = [split(frame)[0].astype(float) for frame in self.film(frames, picture=picture, start=start, end=end)]
        steps = np.array([step(a, b) for a, b in itertools.pairwise(luma)])
        eased = np.diff([drawing.ease(index / (frames - 1)) for index in range(frames)])
        path = eased[:, None] * [(end[i] - start[i]) * WIDTH / start[2] for i in (0, 1)]
        assert np.abs(steps - path).max() < 0.01
        assert np.abs(np.diff(steps, axis=0) - np.diff(path, axis=0)).max() < 0.01

    def test_it_starts_and_ends_at_rest(self):
        path = np.array(
            [centre(split(f)[0], self.place(self.view(i, 90), (280, 200))) for i, f in enumerate(self.film(90))]
        )
        steps = np.hypot(*np.diff(path, axis=0).T)
        assert steps[0] < steps.max() / 8
        assert steps[-1] < steps.max() / 8

    def view(self, index, frames):
        t = drawing.ease(index / (frames - 1))
        return [a + (b - a) * t for a, b in zip(self.start, self.end, strict=True)]

    def test_colours_move_with_the_light(self):
        # A red disc on grey: its chroma stays centred in its luma wherever it is.
        picture = plain(90, 90, 90, width=640, height=360)
        cv2.circle(picture, (300, 200), 40, (0, 0, 255), -1, cv2.LINE_AA)
        for frame in self.film(30, picture=picture)[::7]:
            y, _, v = split(frame)
            y, v = np.abs(y.astype(float) - y[0, 0]), v.astype(float) - 128
            rows, columns = np.mgrid[:HEIGHT, :WIDTH]
            bright = (y * columns).sum() / y.sum(), (y * rows).sum() / y.sum()
            rows, columns = np.mgrid[: HEIGHT // 2, : WIDTH // 2]
            red = 2 * (v * columns).sum() / v.sum(), 2 * (v * rows).sum() / v.sum() + 0.5
            assert red == pytest.approx(bright, abs=0.1)

    def test_around_the_region_the_frame_is_the_base(self):
        base = from_bgr(plain(40, 80, 120))
        for frame in self.film(5, region=(64, 32, 160, 90), base=base):
            y, old = split(frame)[0].copy(), split(base)[0]
            assert not np.array_equal(y, old)
            y[32:122, 64:224] = old[32:122, 64:224]
            assert np.array_equal(y, old)

    def test_the_overlay_lies_over_the_picture_and_nowhere_else(self):
        overlay = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
        overlay[120:150, 40:200] = (255, 255, 255, 255)
        overlay[30:60, 41:99] = (0, 0, 255, 128)
        with_it, without = self.film(7, overlay=overlay), self.film(7)
        red = split(from_bgr(plain(0, 0, 255)))
        for over, under in zip(with_it, without, strict=True):
            for plane, (a, b, r) in enumerate(zip(split(over), split(under), red, strict=True)):
                step = 1 if plane == 0 else 2
                solid = a[120 // step : 150 // step, 42 // step : 198 // step]
                assert np.all(solid == (235 if plane == 0 else 128))
                half = np.s_[32 // step : 58 // step, 44 // step : 96 // step]
                assert np.abs(a[half] - (b[half].astype(float) * 127 / 255 + int(r[0, 0]) * 128 / 255)).max() <= 1.6
                touched = np.zeros(a.shape, bool)
                touched[120 // step : 150 // step, 38 // step : 202 // step] = True
                touched[30 // step : 60 // step, 38 // step : 102 // step] = True
                assert np.array_equal(a[~touched], b[~touched])

    def test_a_large_picture_is_reduced_before_it_moves(self):
        # Stripes finer than the frame can show must become an even grey, not a flicker.
        picture = np.zeros((1440, 2560, 3), np.uint8)
        picture[:, ::2] = 255
        means = [split(f)[0][60:120, 100:200].astype(float) for f in self.film(
            20, picture=picture, start=(0, 0, 2560, 1440), end=(200, 100, 1920, 1080))]  # fmt: skip
        assert max(part.std() for part in means) < 12

    def test_a_picture_of_odd_size_works(self):
        picture, _ = dotted(641, 361)
        assert len(self.film(4, picture=picture)) == 4
