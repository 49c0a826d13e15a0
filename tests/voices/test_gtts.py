"""gTTS against a loopback server that speaks its protocol; nothing here touches the network."""

import socket
import wave

import pytest
from support.gtts_service import Service

from aura_nb.errors import VoiceFailed, VoiceUnavailable
from aura_nb.specs import Voice
from aura_nb.voices import engine, gtts, gtts_service

TEXT = "Bees matter, they really do. Flowers need them."


@pytest.fixture
def service(monkeypatch):
    served = Service()
    monkeypatch.setenv(gtts_service.ENVIRONMENT, served.url)
    monkeypatch.setattr(gtts_service, "down", gtts_service.Down())
    monkeypatch.setattr(gtts_service, "FIRST_WAIT", 0.01)
    yield served
    served.close()


@pytest.fixture
def say(tmp_path):
    def spoken(text=TEXT, name="gtts:en", **voice):
        return engine("gtts").speak(
            text, voice=Voice(name=name, **voice), language="en", wav=tmp_path / "a.wav", progress=lambda _: None
        )

    return spoken


def test_each_sentence_is_asked_for_and_every_word_has_its_time(service, say, tmp_path):
    narration = say()
    assert service.texts == ["Bees matter, they really do.", "Flowers need them."]
    assert service.languages == ["en", "en"]
    assert [word.text for word in narration.words] == TEXT.split()
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (1, 24000, narration.samples)
    by_text = {word.text: word for word in narration.words}
    # "Bees matter" hums for a second, then there are 0.3 s of silence, as the server makes them.
    assert by_text["matter,"].end == pytest.approx(1.05, abs=0.08)
    assert by_text["they"].start == pytest.approx(1.35, abs=0.08)
    assert by_text["Flowers"].start - by_text["do."].end == pytest.approx(0.55, abs=0.1)  # the pause between two


def test_a_rate_and_a_pitch_are_done_on_this_side(service, say):
    plain = say("Bees matter.").seconds
    assert say("Bees matter.", rate=2.0).seconds == pytest.approx(plain / 2, abs=0.15)
    assert say("Bees matter.", pitch=5.0).seconds == pytest.approx(plain, abs=0.15)


def test_a_long_sentence_goes_in_parts_that_the_service_takes(service, say):
    text = "word " * 60 + ", and so on, " + "x" * 300
    narration = say(text)
    assert [word.text for word in narration.words] == text.split()
    assert all(len(each) <= gtts.LONGEST for each in service.texts)
    assert len(service.texts) > 4


def test_rate_limits_that_clear_are_waited_for(service, say):
    service.answers = [(429, {"Retry-After": "0"}, ""), (503, {}, "busy"), (429, {}, "")]
    assert say("Bees matter.").seconds > 1
    assert service.texts == ["Bees matter."]


@pytest.mark.parametrize("answer", [(429, {}, ""), (429, {"Retry-After": "3600"}, ""), (500, {}, "oh")])
def test_limits_that_do_not_clear_are_given_up_on_in_time_and_not_asked_again(service, say, monkeypatch, answer):
    monkeypatch.setattr(gtts_service, "PATIENCE", 0.1)
    service.answers = [answer] * 50
    with pytest.raises(VoiceUnavailable, match=str(answer[0])) as refused:
        say()
    assert refused.value.details["passing"]
    left = len(service.answers)
    with pytest.raises(VoiceUnavailable, match=str(answer[0])):
        say()
    assert len(service.answers) == left


@pytest.mark.parametrize("part", ["head", "body"])
def test_an_answer_that_trickles_in_for_ever_is_given_up_on(service, say, monkeypatch, part):
    """Each byte comes long before the time for one is over."""
    monkeypatch.setattr(gtts_service, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(gtts_service, "PATIENCE", 0.3)
    service.trickles = part
    with pytest.raises(VoiceUnavailable, match=r"it did not answer \(Timeout\)") as given_up:
        say()
    assert given_up.value.details["passing"]


def test_an_answer_without_end_is_not_kept(service, say, monkeypatch):
    monkeypatch.setattr(gtts_service, "LARGEST", 1000)
    service.answers = [(200, {}, "x" * 100_000)]
    with pytest.raises(VoiceFailed, match="more than a sentence can be") as failed:
        say()
    assert failed.value.details["passing"]


def test_a_refusal_that_waiting_does_not_cure_is_not_waited_for(service, say):
    service.answers = [(403, {}, "no")] * 9
    with pytest.raises(VoiceUnavailable, match="403"):
        say()
    assert len(service.answers) == 8


@pytest.mark.parametrize(
    "body",
    [
        "<html><body>Our systems have detected unusual traffic</body></html>",
        'jQ1olc","[\\"bm8gc291bmQ=\\"]',
        'jQ1olc","[\\"%%%\\"]',
        "",
    ],
)
def test_an_answer_that_is_no_sound_is_a_failure(service, say, tmp_path, body):
    service.answers = [(200, {}, body)]
    with pytest.raises(VoiceFailed, match="did not speak") as failed:
        say()
    assert failed.value.details["passing"]
    assert not list(tmp_path.iterdir())


def test_without_a_network_it_gives_up_at_once(service, say, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv(gtts_service.ENVIRONMENT, f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(VoiceUnavailable, match="cannot be reached") as gone:
            say()
    assert gone.value.details["passing"]


def test_languages_are_named_as_others_name_them():
    names = {voice.name: voice for voice in engine("gtts").voices()}
    assert names["gtts:iw"].language == "he"
    assert engine("gtts").describe("gtts:he").name == "gtts:iw"
    assert engine("gtts").describe("gtts:en-GB").name == "gtts:en"
    assert engine("gtts").describe("gtts:tlh") is None
    assert all(voice.online for voice in names.values())
