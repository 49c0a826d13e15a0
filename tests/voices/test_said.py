"""What is written is what is said: by every voice, in the middle of a sentence and before its full stop."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.phonemes import phonemes

from aura_nb.voices.hibari_reader import HibariReader
from aura_nb.voices.script import script
from aura_nb.voices.word_alignment import sounding

LINES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "spoken" / "english.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ESPEAK = {"en": "en-us", "de": "de", "fr": "fr-fr", "es": "es", "it": "it", "pt": "pt-br"}
# Each line: statements of one language that differ, and so must all sound different from each other.
DIFFERENT = {
    "en": [
        "x ≤ 5|x ≥ 5|x < 5|x > 5|x = 5|x ≠ 5|x ≈ 5|x 5",
        "a <= b|a >= b|a < b|a > b|a == b|a != b",
        "2⁸|28|2 8|2.8|2^-8|2/8|2-8",
        "10⁶|106|10⁻⁶|10 6|10.6|10⁶⁰",
        "−5|5|+5|±5|0.5|.05|5.0|50",
        "-5 °C|5 °C|5 °F|-5 °F|5 K|5°|5 C",
        "Python 3.1|Python 3.10|Python 3.100|Python 3.01|Python 31|Python 310|Python 3.1.0",
        "$5|5€|£5|5|¥5|5 CHF|5 CAD|5 AUD|₹5|5%|5¢|-$5",
        "$5k|$5m|$5bn|$5|$5/hr|$5/month|$5/day|$5-6",
        "$1,500|$1.50|$15|$150|$1.5k|$1.05|$1.55",
        "x²|x2|x³|x⁻²|xⁿ|2x|x|x^4",
        "x₁|x₂|x¹|x",
        "5 m|5 mm|5 µm|5 nm|5 km|5 cm|5 mi|5 m²|5 m³|5 mm²|5 km²|5 m/s|5 m/s²|5 M",
        "5 g|5 mg|5 µg|5 kg|5 t|5 lb|5 oz",
        "5 s|5 ms|5 µs|5 ns|5 min|5 h",
        "5 kB|5 MB|5 GB|5 TB|5 KiB|5 MiB|5 kbit|5 Mbit|5 MB/s|5 Mbit/s",
        "5 W|5 kW|5 MW|5 kWh|5 MWh|5 V|5 mV|5 A",
        "5%|5‰|5 pp|5 % of",
        "10-20|1020|10/20|10.20",
        "10-20|10:20|10/20|10.20",
        "1/2|1/3|3/4|1/4|12|1-2|1.2|2/1",
        "5 − 3|5 + 3|5 × 3|5 ÷ 3|5 to 3",
        "1.5|1,500|15|1.05|1.50|1,5",
        "1,000|1,000,000|1.000|100",
        "1e-5|1e5|1e6|15|1-5",
        "α|β|γ|δ|ε|λ|μ|π|σ|τ|φ|χ|ψ|ω|θ|η|ζ|ξ|ν|ρ|κ",
        "∈ B|∉ B|⊂ B|∪ B|∩ B|→ B|⇒ B|∞ B|√ B|∑ B|∏ B|∫ B|∂ B|∇ B|∀ B|∃ B|¬ B|∝ B",
        "C|C#|C++|CO₂|CO|F#",
        "§ 5|# 5|5|§§ 5",
        "v1.2.3|v1.23|v12.3|v123|1.2.3.4",
        "007|7|07|00.7",
        "2024-11-03|2024-03-11|2024-11-30",
        "16:9|169|16.9",
        "10:20|1020",
        "11:11|1111",
        "12:30|1230",
        "19:45|1945",
        "20:20|2020",
        "14:05|1405",
        "192.168.0.1|192.168.01|1921.6801",
        "1990s|1990|1990 s",
        "A & B|A B|A or B|A / B",
        "48° N|48° S|48° E|48° W|48°",
        "p < 0.05|p > 0.05|p < 0.5|p < 0.005",
        "Ca²⁺|Ca⁺|Ca²⁻|Ca",
        "10k|10M|10|10B",
        "5x|5×|5²",
    ],
    "de": [
        "x ≤ 5|x ≥ 5|x < 5|x > 5|x = 5|x ≠ 5|x ≈ 5",
        "2⁸|28|2,8|2-8",
        "−5|5|+5|±5",
        "3,1|3,10|3.1|3.10|31",
        "1,5|15|1.500|1,50|1,05",
        "5€|5|5 $|5 £|5 CHF|5 %|5 Cent",
        "5 Mio. €|5 Mrd. €|5 Tsd. €|5 €/Monat|5 €/h",
        "5 m|5 mm|5 µm|5 km|5 m²|5 m³|5 km/h|5 m/s|5 m/s²",
        "5 °C|−5 °C|5 °F|5°",
        "5 kW|5 kWh|5 MW|5 MWh",
        "5 MB|5 GB|5 MB/s|5 Mbit/s",
        "1/2|1/3|3/4|12",
        "10-20|1020|10,20",
        "§ 5|#5|5|§§ 5",
        "α|β|γ|λ|σ",
        "x²|x³|x2|x",
        "10⁶|106|10⁻⁶",
        "14:30 Uhr|14:03 Uhr|14 Uhr",
        "1.2.3|12.3|123",
        "5 %|5 ‰|5 %-Punkte",
        "03.05.2024|05.03.2024|03.05.2023",
    ],
    "fr": [
        "x ≤ 5|x ≥ 5|x < 5|x > 5|x = 5|x ≠ 5|x ≈ 5",
        "2⁸|28|2,8|2-8",
        "−5|5|+5|±5",
        "3,1|3,10|3.1|3.10|31",
        "1,5|15|1 500|1,50|1,05",
        "5€|5|5 $|5 £|5 %",
        "5 M€|5 Md€|5 k€|5 €/mois|5 €/h",
        "5 m|5 mm|5 µm|5 km|5 m²|5 m³|5 km/h|5 m/s",
        "5 °C|−5 °C|5 °F|5°",
        "5 kW|5 kWh|5 MW",
        "5 Mo|5 Go|5 ko|5 Mo/s",
        "1/2|1/3|3/4|12",
        "§ 5|#5|5",
        "α|β|γ|λ|σ",
        "x²|x³|x2|x",
        "10⁶|106|10⁻⁶",
        "14h30|14h03|14h",
        "1er|2e|3e|1",
    ],
    "es": [
        "x ≤ 5|x ≥ 5|x < 5|x > 5|x = 5|x ≠ 5|x ≈ 5",
        "2⁸|28|2,8",
        "−5|5|+5|±5",
        "3,1|3,10|3.1|3.10|31",
        "1,5|15|1.500|1,50",
        "5€|5|5 $|5 £|5 %",
        "5 m|5 mm|5 µm|5 km|5 m²|5 m³|5 km/h|5 m/s",
        "5 °C|−5 °C|5 °F|5°",
        "1/2|1/3|3/4|12",
        "α|β|γ|λ|σ|ζ|θ",
        "x²|x³|x2|x",
        "10⁶|106|10⁻⁶",
        "1º|1ª|1",
        "siglo XIX|siglo XX|siglo X",
    ],
    "it": [
        "x ≤ 5|x ≥ 5|x < 5|x > 5|x = 5|x ≠ 5|x ≈ 5",
        "2⁸|28|2,8",
        "−5|5|+5|±5",
        "3,1|3,10|3.1|3.10|31",
        "1,5|15|1.500|1,50",
        "5€|5|5 $|5 £|5 %",
        "5 m|5 mm|5 µm|5 km|5 m²|5 m³|5 km/h|5 m/s",
        "5 °C|−5 °C|5 °F|5°",
        "1/2|1/3|3/4|12",
        "α|β|γ|λ|σ|ζ|θ",
        "x²|x³|x2|x",
        "10⁶|106|10⁻⁶",
    ],
    "pt": [
        "x ≤ 5|x ≥ 5|x < 5|x > 5|x = 5|x ≠ 5|x ≈ 5",
        "2⁸|28|2,8",
        "−5|5|+5|±5",
        "3,1|3,10|3.1|3.10|31",
        "1,5|15|1.500|1,50",
        "5€|5|R$ 5|5 £|5 %|5 $",
        "5 m|5 mm|5 µm|5 km|5 m²|5 m³|5 km/h|5 m/s",
        "5 °C|−5 °C|5 °F|5°",
        "1/2|1/3|3/4|12",
        "α|β|γ|λ|σ|ζ|θ",
        "x²|x³|x2|x",
        "10⁶|106|10⁻⁶",
    ],
    "zh": ["x≤5|x≥5|x<5|x>5|x=5|x≠5", "10⁶|106|10⁻⁶", "5%|5|5‰", "-5°C|5°C|5°F", "3.1|3.10|31", "5 km|5 m|5 m²|5 km/h"],
    "ja": ["x≤5|x≥5|x<5|x>5|x=5|x≠5", "10⁶|106|10⁻⁶", "5%|5|5‰", "-5°C|5°C|5°F", "3.1|3.10|31", "5 km|5 m|5 m²|5 km/h"],
}
GROUPS = [(language, group) for language, groups in DIFFERENT.items() for group in groups]
FRAMES = {
    "en": ("So it is {} here.", "It is {}."),
    "de": ("Hier ist es {} jetzt.", "Es ist {}."),
    "fr": ("Ici, il y a {} maintenant.", "Il y a {}."),
    "es": ("Aquí hay {} ahora.", "Hay {}."),
    "it": ("Qui ci sono {} adesso.", "Ci sono {}."),
    "pt": ("Aqui temos {} agora.", "Temos {}."),
    "zh": ("这里是 {} 吗", "是 {}。"),
    "ja": ("ここは {} です", "値は {}。"),
}


@cache
def reader() -> HibariReader:
    return HibariReader()


def handed_over(text, language):
    """The words that a voice is given."""
    parts = script(text, voice=language, language=language)
    return [word for part in parts for word in part.spoken]


def said(text, language="en"):
    return " ".join(word for word in handed_over(text, language) if word)


def heard(words):
    """hibari's phonemes, without what has no sound of its own."""
    return sounding(reader().read(words).phonemes)


@pytest.mark.parametrize(("written", "spoken"), LINES)
def test_the_default_voice_says_what_is_written(written, spoken):
    assert heard(handed_over(written, "en")) == heard(spoken.split())


@pytest.mark.parametrize(("written", "spoken"), LINES)
def test_espeak_says_what_is_written(written, spoken):
    mine, wanted = (re.sub(r"[\sˈˌː_-]", "", p) for p in phonemes([("en-us", said(written)), ("en-us", spoken)]))
    assert mine.replace(",", "") == wanted.replace(",", "")


@pytest.mark.parametrize(("language", "group"), GROUPS, ids=[f"{language}-{group}" for language, group in GROUPS])
def test_different_statements_are_handed_over_as_different_words(language, group):
    for frame in FRAMES[language]:
        found = {}
        for written in group.split("|"):
            plain = " ".join(re.sub(r"[^\w\s]", " ", said(frame.format(written), language)).casefold().split())
            assert plain not in found, f"{written} and {found.get(plain)} are both {plain!r}"
            found[plain] = written


@pytest.mark.parametrize("language", ESPEAK)
def test_different_statements_never_sound_alike_to_espeak(language):
    texts = [(group, written) for group in DIFFERENT[language] for written in group.split("|")]
    asked = [(ESPEAK[language], said(FRAMES[language][0].format(written), language)) for _, written in texts]
    sounds = dict(zip(texts, phonemes(asked), strict=True))
    alike = [
        (one, other)
        for group in DIFFERENT[language]
        for one, other in combinations(group.split("|"), 2)
        if sounds[group, one] == sounds[group, other]
    ]
    assert alike == []


@pytest.mark.parametrize("group", DIFFERENT["en"])
def test_different_statements_never_sound_alike_to_the_default_voice(group):
    for frame in FRAMES["en"]:
        sounds = {written: heard(handed_over(frame.format(written), "en")) for written in group.split("|")}
        alike = [(one, other) for one, other in combinations(sounds, 2) if sounds[one] == sounds[other]]
        assert alike == []


UNITS = [
    "",
    "%",
    "°C",
    "°F",
    "km",
    "m",
    "mm",
    "µm",
    "m²",
    "m³",
    "kg",
    "g",
    "mg",
    "ms",
    "min",
    "h",
    "GB",
    "MB",
    "kWh",
    "km/h",
]
UNITS += ["€", "£", "CHF", "mV", "W", "kW", "Hz", "kHz", "‰", "m/s", "m/s²", "MB/s", "kg/m³", "mol", "Pa", "hPa", "dB"]
MARKS = {"en": ".", "de": ",", "fr": ",", "es": ",", "it": ",", "pt": ","}


@st.composite
def quantities(draw):
    """A quantity as its parts: sign, whole number, decimals, power, unit."""
    whole = str(draw(st.integers(0, 99999)))
    decimals = draw(st.text("0123456789", max_size=3).filter(lambda found: len(found) != 2))
    unit = draw(st.sampled_from(UNITS))
    power = draw(st.sampled_from(["", "⁶", "⁻³", "¹²"])) if not decimals and not unit else ""
    return draw(st.sampled_from(["", "−"])), whole, decimals, power, unit


def written_out(quantity, language):
    sign, whole, decimals, power, unit = quantity
    number = f"{sign}{whole}{MARKS[language] if decimals else ''}{decimals}{power}"
    return FRAMES[language][1].format(f"{number} {unit}".strip())


@pytest.mark.parametrize("language", ESPEAK)
@settings(max_examples=40, deadline=None)
@given(one=quantities(), other=quantities())
def test_two_different_quantities_are_never_handed_over_as_the_same_words(language, one, other):
    assume(one != other)
    assert said(written_out(one, language), language) != said(written_out(other, language), language)


@pytest.mark.parametrize("language", ESPEAK)
@settings(max_examples=40, deadline=None)
@given(quantity=quantities(), data=st.data())
def test_no_figure_and_no_sign_is_dropped_in_silence(language, quantity, data):
    """Whatever character is taken out of a quantity, something else is said."""
    sign, whole, decimals, power, unit = quantity
    whole = whole.lstrip("0") or "7"
    text = written_out((sign, whole, decimals, power, unit), language)
    first = text.index(sign + whole)
    at = data.draw(st.sampled_from([i for i in range(first, len(text) - 1) if text[i] not in " /"]))
    less = text[:at] + text[at + 1 :]
    assert said(less, language) != said(text, language)


@pytest.mark.parametrize("language", [*FRAMES, "nl", "ru", "ar", "tlh"])
@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.text(min_size=1, max_size=12).map(lambda w: "".join(w.split()) or "x"), max_size=8))
def test_every_written_word_keeps_its_place_whatever_it_is(language, words):
    assert len(handed_over(" ".join(words), language)) == len(" ".join(words).split())


ODD = (
    *("5", "€", "$5", "−3", "-", "–", "1,5", "3.10", "10⁶", "m²", "km/h", "½", "1/2", "§", "§§", "#", "@", "x²", "x₁"),
    *(
        "α",
        "≤",
        "=",
        "+",
        "°",
        "°C",
        "%",
        "10-20",
        "(5",
        "5).",
        "2024-11-03",
        "14:30",
        "IV",
        "Kapitel",
        "siècle",
        "No.",
    ),
    *("No.", "5kg", "1e-5", "v1.2", "C#", "CO₂", "10", "000", "000", "--", "→", "007", "5€/h", "3.5bn"),
)


@pytest.mark.parametrize("language", FRAMES)
@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(ODD),
        max_size=12,
    )
)
def test_signs_and_figures_in_any_order_break_nothing(language, words):
    spoken = handed_over(" ".join(words), language)
    assert len(spoken) == len(words)
    assert not any("\x1f" in word or "\ue000" <= word <= "\uf8ff" for word in spoken if len(word) == 1)
