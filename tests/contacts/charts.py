"""Twenty charts: every kind, with the figures that people have."""

from __future__ import annotations

import math
import random

from aura_nb.specs import Bullets, Chart, Columns, Scene

DICE = random.Random(7)


def rows(names, count, make):
    return [dict(zip(names, make(index), strict=True)) for index in range(count)]


PORTS = ["Brest", "Dover", "Hamburg", "Lisboa", "Rotterdam", "Saint-Malo", "Svalbard"]
LONG = [
    "The department of maritime affairs",
    "Inland waterways and their locks",
    "Fisheries, aquaculture and processing",
]
HOURS = rows(("hour", "Brest", "Dover"), 25, lambda h: (h, 4 + 3 * math.sin(h / 2), 3.4 + 2.6 * math.cos(h / 2.1)))
MONTHS = [f"2024-{month:02}" for month in range(1, 13)]
TWENTY = {
    "one-series": Chart(
        data=rows(("port", "metres"), 7, lambda i: (PORTS[i], 6.9 - i * 0.7)), y_label="Spring tide in metres"
    ),
    "two-series": Chart(data=rows(("port", "high", "low"), 5, lambda i: (PORTS[i], 6.9 - i, 1.1 + i / 5))),
    "negative": Chart(
        data=rows(("month", "balance"), 12, lambda i: (MONTHS[i], round(40 * math.sin(i), 1))),
        title="Balance in € 1,000",
    ),
    "forty": Chart(data=rows(("country", "share"), 40, lambda i: (f"Country {i + 1}", 50 * 0.93**i))),
    "long-labels": Chart(data=rows(("name", "staff"), 6, lambda i: (LONG[i % 3] + f" {i}", 120 - 17 * i))),
    "twelve-series": Chart(
        data=rows(("year", *"abcdefghijkl"), 3, lambda i: (2020 + i, *(DICE.uniform(1, 9) for _ in range(12))))
    ),
    "one-bar": Chart(data=[{"what": "All of it", "share": 0.37}]),
    "millions": Chart(data=rows(("year", "people"), 8, lambda i: (1950 + 10 * i, 2_500_000_000 + 780_000_000 * i))),
    "lines": Chart(sort="line", data=HOURS, x_label="Hour of the day", y_label="Metres above chart datum"),
    "one-line": Chart(sort="line", data=rows(("hour", "level"), 25, lambda h: (h, 4 + 3 * math.sin(h / 2)))),
    "dates": Chart(
        sort="line",
        data=rows(
            ("date", "price"),
            400,
            lambda i: (f"{2023 + i // 366}-{i // 31 % 12 + 1:02}-{i % 28 + 1:02}", 80 + i / 9 + DICE.uniform(-4, 4)),
        ),
    ),
    "gaps": Chart(
        sort="line",
        data=rows(("x", "measured", "model"), 30, lambda i: (i, None if i % 9 in {3, 4, 6} else i**0.5, i**0.5 + 0.3)),
    ),
    "one-point": Chart(sort="line", data=[{"year": 2024, "people": 812}]),
    "years": Chart(
        sort="line",
        data=rows(
            ("year", "Solar", "Wind onshore", "Wind offshore", "Hydro", "Biomass", "Coal"),
            14,
            lambda i: (2010 + i, i**2, 40 + 9 * i, 2 * i, 25, 30 + i, 260 - 14 * i),
        ),
        y_label="Terawatt hours",
    ),
    "scatter": Chart(
        sort="scatter",
        data=rows(("length", "mass"), 60, lambda _: (DICE.uniform(10, 40), DICE.uniform(1, 9))),
        x_label="Length (cm)",
        y_label="Mass (kg)",
    ),
    "thousand": Chart(
        sort="scatter",
        data=rows(("x", "a", "b"), 1000, lambda _: (DICE.gauss(0, 1), DICE.gauss(0, 1), DICE.gauss(2, 0.6))),
    ),
    "area": Chart(
        sort="area",
        data=rows(("month", "rain", "snow"), 12, lambda i: (MONTHS[i], 60 + 30 * math.sin(i), max(0, 40 - 12 * i))),
    ),
    "names-across": Chart(
        sort="line",
        data=rows(
            ("step", "seconds"), 6, lambda i: (["Read", "Plan", "Speak", "Draw", "Encode", "Check"][i], 3 + i % 3)
        ),
    ),
    "tiny": Chart(sort="line", data=rows(("n", "error"), 9, lambda i: (i, 0.00008 / (i + 1)))),
    "chinese": Chart(
        title="各港口的潮高", data=rows(("港口", "潮高"), 4, lambda i: (["上海", "宁波", "青岛", "厦门"][i], 3.1 + i))
    ),
}


def scenes():
    found = [Scene(id=name, heading=name.replace("-", " ").capitalize(), show=chart) for name, chart in TWENTY.items()]
    beside = Columns(columns=[Bullets(items=["High water twice a day", "Low water between"]), TWENTY["lines"]])
    return [*found, Scene(id="beside", heading="Beside its points", show=beside)]
