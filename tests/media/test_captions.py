from __future__ import annotations

import itertools
from collections import Counter
from typing import NamedTuple

import av
import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from aura_nb.media.caption_files import write_chapters, write_srt, write_vtt
from aura_nb.media.captions import (
    CHARACTERS_PER_SECOND,
    GAP_SECONDS,
    LINE_WIDTH,
    LINES,
    CaptionCue,
    Chapter,
    cues,
    lit_words,
    sung_cues,
    told_cues,
)
from aura_nb.specs import breaks
from aura_nb.specs.breaks import width


class Word(NamedTuple):
    text: str
    start: float
    end: float


def spoken(text: str, *, pace: float = 0.36, start: float = 0.5, pause: float = 0.0) -> list[Word]:
    words = []
    for token in text.split():
        words.append(Word(token, start, start + pace))
        start += pace + (pause if token[-1] in ".?!" else 0.0)
    return words


SPEECH = (
    "Bees visit flowers to drink nectar, and on the way they carry pollen from one plant to the next. Without that, "
    "many plants could not make seeds. So when we look after bees, we look after apples, pumpkins and clover as well. "
    "How could you help? Plant something that flowers late in the year."
)


def words_of(found: list[CaptionCue]) -> list[str]:
    return [word for cue in found for line in cue.lines for word in line.split()]


def test_cue_words_are_the_scripts_words_in_order() -> None:
    assert words_of(cues(spoken(SPEECH))) == SPEECH.split()


def test_a_cue_has_at_most_two_lines_of_forty_two_characters() -> None:
    for cue in cues(spoken(SPEECH)):
        assert len(cue.lines) <= 2
        assert all(len(line) <= LINE_WIDTH for line in cue.lines)


def test_nothing_overlaps_and_short_gaps_are_closed_to_two_frames() -> None:
    found = cues(spoken(SPEECH, pause=0.3))
    for before, after in itertools.pairwise(found):
        gap = after.start - before.end
        assert gap == pytest.approx(GAP_SECONDS, abs=0.002) or gap >= 0.5


def test_a_cue_begins_with_its_first_word_and_lasts_at_least_as_long_as_its_last() -> None:
    words = spoken(SPEECH, pause=1.0)
    position = 0
    for cue in cues(words):
        count = len(" ".join(cue.lines).split())
        assert cue.start == pytest.approx(words[position].start, abs=0.001)
        position += count
        assert cue.end >= words[position - 1].end - GAP_SECONDS - 0.001


def test_speech_at_an_ordinary_pace_can_be_read() -> None:
    for cue in cues(spoken(SPEECH)):
        assert sum(map(len, cue.lines)) / (cue.end - cue.start) <= CHARACTERS_PER_SECOND


def test_a_cue_that_is_too_fast_stays_into_the_silence_after_it() -> None:
    (cue,) = cues(spoken("Extraordinarily comprehensive considerations.", pace=0.2), until=10)
    assert cue.end - cue.start == pytest.approx(44 / CHARACTERS_PER_SECOND, abs=0.05)


def test_no_cue_stays_after_its_scene() -> None:
    assert cues(spoken("Short."), until=0.95)[-1].end == 0.95


def test_cues_break_where_sentences_end() -> None:
    found = cues(spoken(SPEECH, pause=0.25))
    assert sum(cue.lines[-1][-1] in ".?!," for cue in found) >= len(found) - 1


@pytest.mark.parametrize("together", ["am 3. Mai", "z. B. hier", "Dr. Smith", "No. 7"])
def test_a_dot_that_ends_no_sentence_divides_nothing(together: str) -> None:
    before = "Everybody in the small town could tell"
    found = cues(spoken(f"{before} you that {together} is where all of it began, long ago and far away."))
    assert any(together in cue.lines[0] or together in cue.lines[-1] for cue in found)


@pytest.mark.parametrize("together", ["1,200 €", "4,5 kg", "35 %"])
def test_no_line_and_no_caption_ends_between_a_number_and_its_unit(together: str) -> None:
    for count in range(2, 14):
        before = " ".join(["السعر"] * count)
        found = cues(spoken(f"{before} {together} في كل عام وفي كل مكان من العالم الكبير"))
        assert any(together in line for cue in found for line in cue.lines), [cue.lines for cue in found]


@pytest.mark.parametrize(("language", "text"), [("zh", "会议于2024年5月12日14时30分开始"), ("zh", "它重5公斤长3.5米")])
def test_a_number_and_what_it_counts_stay_together_in_scripts_without_spaces(language: str, text: str) -> None:
    found = breaks.parts(text, columns=LINE_WIDTH, language=language)
    assert "".join(found) == text
    assert [part for part in found if part[-1].isdigit()] == []


def test_lines_are_balanced_and_break_at_a_clause() -> None:
    (cue,) = cues(spoken("When the sun comes up over the meadow, the first bees fly out."))
    assert cue.lines == ["When the sun comes up over the meadow,", "the first bees fly out."]


def test_a_long_silence_inside_a_sentence_divides_cues() -> None:
    words = [*spoken("Wait for it"), *spoken("here it is.", start=8.0)]
    assert [cue.lines for cue in cues(words)] == [["Wait for it"], ["here it is."]]


def test_a_word_wider_than_a_line_stays_whole_on_its_own_line() -> None:
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    found = cues(spoken(f"The {long} is closed."))
    assert long in [line for cue in found for line in cue.lines]
    assert words_of(found) == ["The", long, "is", "closed."]


def test_east_asian_lines_hold_sixteen_characters() -> None:
    found = cues(spoken("光合作用是植物 利用阳光制造 养分的过程。"))
    assert all(len(line.replace(" ", "")) <= 16 for cue in found for line in cue.lines)


def test_no_words_give_no_cues() -> None:
    assert cues([]) == []


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=60),
            st.floats(0, 1.5),
            st.floats(0, 3),
        ),
        max_size=30,
    )
)
def test_any_words_and_times_give_ordered_cues_with_all_words(parts: list[tuple[str, float, float]]) -> None:
    words, clock = [], 0.0
    for text, length, silence in parts:
        words.append(Word(text, clock, clock + length))
        clock += length + silence
    found = cues(words)
    written = [text for text, *_ in parts]
    assert "".join(line.replace(" ", "") for cue in found for line in cue.lines) == "".join(written)
    whole = [text for text in written if breaks.parts(text, columns=LINE_WIDTH) == [text]]
    shown = [word for cue in found for word in " ".join(cue.lines).split()]
    assert not Counter(whole) - Counter(shown)
    assert all(cue.start < cue.end for cue in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


NASTY = r"{x} <b> --> & \N {\an8}up <i>no</i> List<String> &amp;"


def test_webvtt_keeps_user_text_as_text(tmp_path) -> None:
    write_vtt([CaptionCue(0.5, 2.25, [NASTY]), CaptionCue(3661.001, 3662, ["one", "two"])], tmp_path / "c.vtt")
    read = webvtt.read(str(tmp_path / "c.vtt"))
    assert [caption.start for caption in read] == ["00:00:00.500", "01:01:01.001"]
    assert read[1].lines == ["one", "two"]
    raw = read[0].raw_text
    assert "<" not in raw.replace("&lt;", "")
    assert raw.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == NASTY


def test_ffmpeg_reads_the_same_words_from_webvtt(tmp_path) -> None:
    write_vtt([CaptionCue(0.5, 2.25, ["a < b & c --> d", "<b>bold</b>"])], tmp_path / "c.vtt")
    with av.open(str(tmp_path / "c.vtt")) as container:
        (event,) = [sub for packet in container.demux() if packet.size for sub in packet.decode()]
    assert event.dialogue.decode() == "a < b & c --> d\n<b>bold</b>"


def test_srt_keeps_the_words_and_hides_tags_from_players(tmp_path) -> None:
    write_srt([CaptionCue(0.5, 2.25, [NASTY]), CaptionCue(3, 4.5, ["one", "two"])], tmp_path / "c.srt")
    text = (tmp_path / "c.srt").read_text(encoding="utf-8")
    assert text.replace("\u2060", "") == (
        f"1\n00:00:00,500 --> 00:00:02,250\n{NASTY}\n\n2\n00:00:03,000 --> 00:00:04,500\none\ntwo\n"
    )
    assert [caption.raw_text.replace("\u2060", "") for caption in webvtt.from_srt(str(tmp_path / "c.srt"))] == [
        NASTY,
        "one\ntwo",
    ]
    with av.open(str(tmp_path / "c.srt")) as container:
        first, _ = [sub for packet in container.demux() if packet.size for sub in packet.decode()]
    assert "List<\u2060String>" in first.dialogue.decode()
    assert "<\u2060i>no<\u2060/i>" in first.dialogue.decode()


def test_chapters_are_a_webvtt_track_named_by_scene(tmp_path) -> None:
    write_chapters(
        [Chapter("A & B\n<C>", "intro", 0, 2.5), Chapter("Next", "next", 2.5, 4)], path := tmp_path / "chapters.vtt"
    )
    assert path.read_text(encoding="utf-8") == (
        "WEBVTT\n\nintro\n00:00:00.000 --> 00:00:02.500\nA &amp; B &lt;C&gt;\n\n"
        "next\n00:00:02.500 --> 00:00:04.000\nNext\n"
    )
    assert [(c.identifier, c.end) for c in webvtt.read(str(path))] == [
        ("intro", "00:00:02.500"),
        ("next", "00:00:04.000"),
    ]


@pytest.mark.parametrize("writer", [write_srt, write_vtt])
def test_no_cues_leave_a_valid_empty_file(tmp_path, writer) -> None:
    writer([], tmp_path / "c")
    assert (tmp_path / "c").read_text() in {"", "WEBVTT\n"}


CHINESE = "今天我们来学习如何制作视频。这是一个非常简单的例子，不需要网络，也不需要任何密钥，只要输入你的主题，然后等待几秒钟就可以了。"  # noqa: E501
JAPANESE = "今日は動画の作り方を学びます。これはとても簡単な例で、ネットワークも鍵も必要ありません。テーマを入力して、数秒待つだけで完成します。"  # noqa: E501
THAI = "วันนี้เราจะเรียนรู้วิธีทำวิดีโอซึ่งเป็นตัวอย่างที่ง่ายมากและไม่ต้องใช้เครือข่ายใดๆทั้งสิ้น"
LAO = "ວັນນີ້ພວກເຮົາຈະຮຽນຮູ້ວິທີເຮັດວິດີໂອນີ້ແມ່ນຕົວຢ່າງງ່າຍໆແລະບໍ່ຕ້ອງໃຊ້ເຄືອຂ່າຍ"


@pytest.mark.parametrize("columns", [LINE_WIDTH, 20])
@pytest.mark.parametrize(("text", "language"), [(CHINESE, "zh-CN"), (JAPANESE, "ja"), (THAI, "th"), (LAO, "lo")])
def test_scripts_without_spaces_are_broken_between_phrases_and_nothing_is_lost(text, language, columns) -> None:
    found = cues([Word(text, 0.5, 15.0)], until=16.0, columns=columns, language=language)
    assert "".join(line for cue in found for line in cue.lines) == text
    assert all(len(cue.lines) <= LINES and width(line) <= columns for cue in found for line in cue.lines)
    assert not any(line[0] in "，。、ー" or line[-1] in "เแโใไ" for cue in found for line in cue.lines)
    assert [cue.start for cue in found] == sorted({cue.start for cue in found})
    assert found[-1].end >= 15.0


def test_chinese_cues_end_where_its_sentences_and_clauses_do() -> None:
    found = cues([Word(CHINESE, 0.5, 15.0)], until=16.0, language="zh-CN")
    assert len(found) > 2
    assert all(cue.lines[-1][-1] in "，。" for cue in found)


def test_latin_words_and_numbers_inside_chinese_stay_whole() -> None:
    text = "我们用Python3.10和scikit-learn来分析数据，得到的结果是12.5%，比去年的8.25%好得多。"
    found = cues([Word(text, 0.0, 12.0)], until=12.0, columns=20, language="zh")
    lines = [line for cue in found for line in cue.lines]
    for word in ("Python3.10", "scikit-learn", "12.5%", "8.25%"):
        assert any(word in line for line in lines)


def test_an_address_wider_than_two_lines_is_cut_and_whole() -> None:
    address = "https://example.org/" + "honeybees" * 12
    found = cues(spoken(f"See {address} now."), columns=30)
    assert all(width(line) <= 48 for cue in found for line in cue.lines)
    assert "".join("".join(cue.lines) for cue in found).replace(" ", "") == f"See{address}now."


@pytest.mark.parametrize(
    ("words", "language"),
    [
        (
            spoken("Bees carry pollen from flower to flower, and that is why we eat apples all the year round."),
            "en",
        ),
        ([Word("蜂群需要新家的时候，几百只侦察蜂飞出去寻找树洞。每一只回来都为它找到的地方跳舞。", 0.5, 9.0)], "zh-CN"),
    ],
)
def test_a_lit_caption_is_the_caption_whose_pieces_take_turns(words, language):
    sung = sung_cues(words, language=language)
    assert [each.cue for each in sung] == cues(words, language=language)
    for each in sung:
        assert ["".join(piece.text for piece in line).rstrip() for line in each.lines] == each.cue.lines
        parts = lit_words(each)
        assert (parts[0][0].start, parts[-1][0].end) == (each.cue.start, each.cue.end)
        assert all(before[0].end == after[0].start for before, after in itertools.pairwise(parts))
        pieces = [piece for line in each.lines for piece in line]
        assert [parts[0][1], parts[-1][1]] == [0, len(pieces) - 1]
        assert all(abs(cue.start - pieces[lit].start) < 0.002 for cue, lit in parts[1:])


def test_a_caption_has_one_speaker_who_is_named_where_that_is_new(tmp_path) -> None:
    asks, answers = "Do they fly over the wide sea?", "They do. " * 12
    words = spoken(f"{asks} {answers}{asks}")
    turns = [(7, "Anna Maria"), (24, "Ben"), (7, "")]
    found = [sung.cue for sung in told_cues(words, turns)]
    assert words_of(found) == [word.text for word in words]
    assert [cue.speaker for cue in found if cue.speaker] == ["Anna Maria", "Ben"]
    assert not any("wide" in line and "do" in line for cue in found for line in cue.lines)
    assert all(earlier.end <= later.start for earlier, later in itertools.pairwise(found))
    write_vtt(found, tmp_path / "c.vtt")
    read = webvtt.read(tmp_path / "c.vtt")
    assert read[0].text.startswith("Anna Maria: Do they")
    assert all(width(line) <= LINE_WIDTH for cue in read for line in cue.text.splitlines())
    assert [cue.cue.lines for cue in told_cues(words, [])] == [cue.lines for cue in cues(words)]
