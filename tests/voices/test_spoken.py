from __future__ import annotations

import pytest

from aura_nb.voices.spoken.rewriting import spoken_words


def said(text, language="en-US"):
    return " ".join(word for word in spoken_words(text.split(), language) if word)


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        # money
        ("en-US", "It cost $1,200, all in all.", "It cost 1,200 dollars, all in all."),
        ("en-US", "About $5 million (or $3bn).", "About 5 million dollars (or 3 billion dollars)."),
        ("en-US", "For $20.50, $0.99 and $7.00.", "For 20 dollars 50, 99 cents and 7 dollars."),
        ("en-GB", "It is £1 or €2.", "It is 1 pound or 2 euros."),
        ("de", "Es kostet 20,50 €, 5 Mio. € oder 1.200 €.", "Es kostet 20 Euro 50, 5 Millionen Euro oder 1.200 Euro."),
        ("fr", "Il paie 1 200 € et 3 €.", "Il paie 1200 euros et 3 euros."),
        ("nl", "Het kost € 5 vandaag.", "Het kost 5 euro vandaag."),
        ("ru", "5 € и 1200 $.", "5 евро и 1200 долларов США."),
        # units, in the number's plural
        ("en-US", "1 km, 5 km and 2.5 m/s", "1 kilometer, 5 kilometers and 2 point five meters per second"),
        ("en-GB", "5kg at -5 °C", "5 kilograms at minus 5 degrees Celsius"),
        ("de", "60 km/h, 3 GB", "60 Kilometer pro Stunde, 3 Gigabyte"),
        ("pl", "1 kg, 2 kg i 5 kg.", "1 kilogram, 2 kilogramy i 5 kilogramów."),
        ("ru", "5 кг, 60 км/ч.", "5 килограмм, 60 километров в час."),
        ("sw", "5 kg leo", "kilogramu 5 leo"),
        ("zh-CN", "3.5% 5 kg", "百分之3 点 五 5 千克"),
        ("en-US", "5G, 3D and m are no measures.", "5G, 3D and m are no measures."),
        ("en-US", "5 people, COVID–19", "5 people, COVID–19"),
        ("en-US", "£1.2m–£3m", "1 point two million pounds to 3 million pounds"),
        ("de", "5 °C–10 °C", "5 Grad Celsius bis 10 Grad Celsius"),
        # dates, in the language's own order
        ("en-US", "On 2024-03-05 or 3/4/2024.", "On March 5th, 2024 or March 4th, 2024."),
        ("en-GB", "On 3/4/2024, 22/11/2023.", "On 3rd April 2024, 22nd November 2023."),
        ("de", "Am 3. Mai und am 03.05.2024.", "Am 3. mai und am 3. mai 2024."),
        ("fr", "Le 03/05/2024.", "Le 3 mai 2024."),
        ("ru", "Дата: 03.05.2024.", "Дата: 3 мая 2024 года."),
        ("en-US", "1/2 of 13/13/2024 is 2024-13-45.", "one half of 13 slash 13 slash 2024 is 2024-13-45."),
        # abbreviations
        (
            "en-US",
            "Dr. No, e.g. in Fig. 3, No. 7. No. i.e.",
            "Doctor No, for example in figure 3, number 7. No. that is.",
        ),
        ("de", "z. B. ca. 3, d.h. Nr. 7 usw.", "zum Beispiel zirka 3, das heißt Nummer 7 und so weiter."),
        ("fr", "(p. ex. M. Dupont)", "(par exemple Monsieur Dupont)"),
        ("es", "En EE. UU., p. ej. hoy", "En Estados Unidos, por ejemplo hoy"),
        ("ru", "т. е. так и т. д.", "то есть так и так далее."),
        # addresses and names of code
        ("en-US", "See https://www.example.com/docs/?x=1#y, now.", "See example dot com slash docs, now."),
        ("en-US", "Ask joe.b@example.com!", "Ask joe dot b at example dot com!"),
        ("de", "Mail an joe@example.com.", "Mail an joe ät example Punkt com."),
        ("tr", "Bkz. https://example.com/a", "Bkz. example.com/a"),
        ("en-US", "`max_size`, maxRetries and --dry-run", "`max size`, max Retries and dry run"),
        ("en-US", "iPhone, YouTube, NumPy and a-b stay.", "iPhone, YouTube, NumPy and a-b stay."),
    ],
)
def test_what_is_said_for_what_is_written(language, written, spoken):
    assert said(written, language) == spoken


@pytest.mark.parametrize("language", ["tlh", "xx", "not a tag", "", "mul"])
def test_a_language_without_rules_is_left_to_its_voice(language):
    assert said("Dr. Jones, $5 for 3 km!", language) == "Dr. Jones, $5 for 3 km!"


def test_each_written_word_has_one_spoken_form():
    words = [
        "Am",
        "3.",
        "Mai",
        "2024",
        "kostet",
        "es,",
        "z.",
        "B.",
        "in",
        "Nr.",
        "7,",
        "20,50",
        "€",
        "für",
        "5",
        "kg;",
        "siehe",
        "https://example.com",
        "!",
    ]
    spoken = spoken_words(words, "de")
    assert len(spoken) == len(words)
    assert dict(zip(words, spoken, strict=True))["€"] == "Euro 50"


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru", "zh", "ar", "hi", "he"])
def test_nothing_written_breaks_a_rule(language):
    odd = [
        "$",
        "€",
        "$$5",
        "5€€",
        "%",
        "5%",
        "-",
        "--",
        "@",
        "a@",
        "://",
        "www.",
        "1.2.3",
        "1,2,3.4",
        "٥",
        "5 ",
        "°C",
        "km",
    ]
    odd += [
        "2024-02-30",
        "99.99.9999",
        "()",
        "_",
        "__",
        "a_",
        "z.",
        "No.",
        "M.",
        "5\u00a0kg",
        "\ud800",
        "1e9",
        "\u221e",
    ]
    for first in odd:
        for second in odd:
            assert len(spoken_words([first, second, "5", first], language)) == 4


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Open from 9:30\u201317:00, 9am-5pm.", "Open from 9:30 to 17:00, 9 a.m. to 5 p.m."),
        ("10 a.m.-2 p.m. only", "10 a.m. to 2 p.m. only"),
        ("It is 19:45.", "It is 19:45 hours."),
        ("It is 14:30 UTC, 7:30 pm or 14:00.", "It is 14:30 UTC, 7:30 p.m. or 14:00."),
        ("It is 1020, since 1230.", "It is 1,020, since 1230."),
        ("It was in 1215 or 1190 BC.", "It was in 1215 or 1190 BC."),
        (
            "Call +1 555-123-4567 or 5 000.",
            "Call plus one, five five five, one two three, four five six seven or 5,000.",
        ),
    ],
)
def test_english_times_sound_like_no_number_and_telephones_like_no_thousands(written, spoken):
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("language", "written"),
    [("zh", "约10%、-5℃"), ("zh", "气温-5℃"), ("zh", "增长了，-3.5%"), ("ja", "気温は-5℃です"), ("ko", "기온은-5℃")],
)
def test_a_minus_is_said_where_no_space_stands_before_it(language, written):
    words = {"zh": "负", "ja": "マイナス", "ko": "−"}
    assert words[language] in said(written, language)


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("zh", "10~20个", "10 到 20个"),
        ("ja", "10〜20個", "10 から 20個"),
        ("en", "10~20 and π/2", "10 to 20 and pi slash 2"),
    ],
)
def test_a_wave_between_numbers_is_a_range_and_no_slash_is_lost_behind_a_letter_s_name(language, written, spoken):
    assert said(written, language) == spoken


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        ("en", "The distance |a - b| is small.", "The distance the absolute value of a minus b, is small."),
        ("en", "The absolute value |x|.", "The absolute value of x."),
        ("en", "so |x|, |y|", "so the absolute value of x, the absolute value of y"),
        ("de", "Es ist |a − b| ≤ 3.", "Es ist der Betrag von a minus b, kleiner oder gleich 3."),
        ("fr", "Soit |x|.", "Soit la valeur absolue de x."),
        ("en", "P(A|B), a | b | c and x || y", "P(A bar B), a bar b bar c and x or y"),
        ("es", "Cuesta 3,5 millones de € hoy.", "Cuesta 3 coma cinco millones de euros hoy."),
        ("es", "2 mill. € y 5 M€", "2 millones de euros y 5 millones de euros"),
        ("it", "3 mld di € e 5 mln €", "3 miliardi di euro e 5 milioni di euro"),
        ("pt", "R$ 3 mi e R$ 2 bi", "3 milhões de reais e 2 bilhões de reais"),
        ("fr", "3 millions d’€", "3 millions d'euros"),
        ("es", "1,5 millones de euros de 3 de mayo", "1 coma cinco millones de euros de 3 de mayo"),
        ("ja", "会議は14:30に、9:00から。", "会議は14時30分に、9時から。"),
        ("zh", "会议8:30-17:30，比分3:2。", "会议8点30分到17点30分，比分3 比 2。"),
        ("es", "½ taza y ½ litro", "media taza y medio litro"),
        ("es", "1/3 taza, 2/3 del total", "un tercio de taza, 2 tercios del total"),
        ("fr", "3/4 litre", "3 quarts de litre"),
        ("zh", "9:05和9:15", "9点零5分和9点15分"),
        ("it", "½ tazza", "mezza tazza"),
        ("pt", "1/2 xícara", "meia xícara"),
        ("de", "½ Tasse, ½ Liter, ½ Glas", "eine halbe Tasse, ein halber Liter, ein halbes Glas"),
        ("en", "75 mg/kg/day", "75 milligrams per kilogram per day"),
        ("de", "75 mg/kg/Tag", "75 Milligramm pro Kilogramm pro Tag"),
        ("en", "60 km/h, 3 m/s, and/or 1/2/3", "60 kilometers per hour, 3 meters per second, and or 1 slash 2 slash 3"),
        ("en", "It has 3M users of 3M tape.", "It has 3 million users of 3M tape."),
        ("en", "We meet at 9 am.", "We meet at 9 a.m."),
        ("en", "I am 9 and 13 am I.", "I am 9 and 13 am I."),
        ("ru", "1 мая 2024 г. и в 2024 г. шёл дождь", "1 мая 2024 года и в 2024 году шёл дождь"),
        ("ru", "1990–1995 гг. и 5 г соли, всего 1500 г.", "1990–1995 годов и 5 грамм соли, всего 1500 грамм."),
        ("lt", "2024 m. buvo 5 m ilgio", "2024 metų buvo 5 metrai ilgio"),
        ("bg", "през 2024 г. и 5 г", "през 2024 година и 5 грама"),
        ("en", "It is €0,50 or €1.234,56 now.", "It is 50 cents or 1,234 euros 56 now."),
        ("de", "Es kostet $1,234.56 heute.", "Es kostet 1.234 Dollar 56 heute."),
        ("ko", "가격은 ₩1,200 이다", "가격은 1,200 원 이다"),
        ("en", "On 9/11 it was 50/50 and 80/20.", "On 9 11 it was 50 50 and 80 20."),
    ],
)
def test_what_two_readings_have_is_read_as_it_is_meant(language, written, spoken):
    assert said(written, language) == spoken


def test_an_absolute_value_ends_where_its_bar_stands():
    assert said("|a| - b") != said("|a - b|")
