"""Which language a text is found to be in: told by its letters, by its words with a margin, or by nothing."""

import subprocess
import sys

import pytest

from aura_nb.voices.finding import differs, find
from aura_nb.voices.function_words import told

TEXTS = {
    "de": "Zweimal am Tag steigt das Meer, und zweimal fällt es wieder. Die Leute im Hafen wissen das genau.",
    "fr": "La mer monte deux fois par jour, et les gens du port le savent.",
    "es": "El mar sube dos veces al día, y la gente del puerto lo sabe.",
    "it": "Il mare sale due volte al giorno, e la gente del porto lo sa.",
    "pt": "O mar sobe duas vezes por dia, e as pessoas do porto sabem disso muito bem.",
    "nl": "De zee stijgt twee keer per dag, en de mensen in de haven weten dat.",
    "pl": "Morze podnosi się dwa razy dziennie.",
    "sv": "Vi ses imorgon på kontoret och dricker kaffe.",
    "tr": "Deniz günde iki kez yükselir.",
    "en-US": "The sea rises and falls twice a day, and the people of the harbour know it.",
    "ru": "Море поднимается дважды в день.",
    "uk": "Море піднімається двічі на день.",
    "ar": "يرتفع البحر مرتين في اليوم.",
    "fa": "دریا دو بار در روز بالا می‌آید.",
    "he": "הים עולה פעמיים ביום.",
    "el": "Η θάλασσα ανεβαίνει.",
    "hi": "समुद्र दिन में दो बार चढ़ता है।",
    "th": "ทะเลขึ้นวันละสองครั้ง",
    "ko": "바다는 하루에 두 번 올라옵니다.",
    "ja": "海の水は一日に二回満ちて、二回引きます。",
    "zh": "海水每天涨落两次。",
    "zh-Hant": "海水每天漲落兩次，學習這個現象。",
}
AMBIGUOUS = [
    "pip install numpy pandas",
    "numpy pandas scipy matplotlib",
    "Docker Compose",
    "Kafka vs RabbitMQ",
    "Hello",
    "Q3",
    "",
    "1, 2, 3",
]


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_of_a_sentence_is_found(language):
    assert find([TEXTS[language]]).language == language


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_what_tells_too_little_keeps_the_usual_language(text):
    found = find([text])
    assert (found.language, found.letters) == ("en-US", 0)


def test_code_addresses_and_names_tell_nothing():
    german = "Das Werkzeug liest eine Datei und schreibt sie wieder."
    english = "```python\nfor line in the_file:\n    print('this is the line that was read and written')\n```"
    assert find([f"{german}\n\n{english}\n\nhttps://example.org/the/english/page/of/this/tool"]).language == "de"
    assert find(["Alice met Björn Håkonsen in Tromsø, and they went to Malmö."]).language == "en-US"


def test_a_few_foreign_words_do_not_turn_a_text():
    assert find(["The Chinese word 海 means sea."]).language == "en-US"
    assert find(["使用 Python 和 NumPy 进行 data analysis"]).language == "zh"


def test_a_language_that_nobody_here_speaks_is_named_and_not_taken(monkeypatch):
    monkeypatch.setattr("aura_nb.voices.finding._is_spoken", lambda language: language == "en-US")
    found = find([TEXTS["de"]])
    assert (found.language, found.unspoken, found.letters > 70) == ("en-US", "de", True)


def test_a_voice_that_comes_or_goes_counts_at_once(monkeypatch):
    with monkeypatch.context() as alone:
        alone.setattr("aura_nb.voices.lookup.ENGINES", {"hibari": "aura_nb.voices.hibari:HibariEngine"})
        assert find([TEXTS["zh"]]).unspoken == "zh"
    assert find([TEXTS["zh"]]).language == "zh"


def test_a_scene_differs_by_its_script_or_by_many_words():
    assert differs("Здравствуйте!", "en-US") == "ru"
    assert differs("Hello there, and welcome to the harbour.", "ar") == "en-US"
    assert differs(TEXTS["de"], "en-US") is None  # some 80 letters could be a quotation
    assert differs(f"{TEXTS['de']} Der Mond zieht das Wasser an. " * 3, "en-US") == "de"
    assert differs(f"{TEXTS['en-US']} " * 5, "en-US") is None
    assert differs("NumPy 2.0", "zh") is None


def test_a_word_without_end_is_read_as_quickly_as_any_other():
    for text in ("x" * 200_000, "a." * 100_000, "`" * 100_001, "$x " * 60_000, "<" * 100_000, "A" * 100_000):
        assert find([text]).language == "en-US"


def test_the_model_is_loaded_only_where_letters_and_little_words_do_not_tell():
    code = (
        "import sys; from aura_nb.voices.finding import find; import aura_nb.sources; find(['潮汐每天涨落']);"
        f"find([{TEXTS['en-US']!r}]); find([{TEXTS['de']!r}]);"
        "assert 'py3langid' not in sys.modules; find(['Das Meer steigt und fällt wieder.']);"
        "assert 'py3langid' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


@pytest.mark.parametrize(
    "text",
    [
        "El mar puja dues vegades al dia, i la gent del port ho sap molt bé, perquè hi viu des de sempre.",  # Catalan
        "O mar sobe dúas veces ao día, e a xente do porto sábeo moi ben, porque vive alí dende sempre.",  # Galician
        "Die see styg twee keer per dag, en die mense in die hawe weet dit goed, want hulle woon daar.",  # Afrikaans
        "Le nozze di Figaro, La traviata, Il barbiere di Siviglia, Don Giovanni, La bohème",  # titles
    ],
)
def test_little_words_of_neighbours_decide_nothing(text):
    assert told(text) is None
