"""Vega-Lite charts as pictures, where the package that draws them is installed (the extra `charts`)."""

from __future__ import annotations

from typing import Any

_SCALE = 2.0  # pixels of the picture to one of the chart


def drawn(chart: Any) -> bytes | None:
    """The PNG of a Vega-Lite chart; None where nothing here can draw it."""
    try:
        import vl_convert  # noqa: PLC0415 - an extra that need not be there
    except ImportError:
        return None
    if not isinstance(chart, dict):
        return None
    schema = str(chart.get("$schema", ""))
    try:
        convert = vl_convert.vegalite_to_png if "vega-lite" in schema or not schema else vl_convert.vega_to_png
        return bytes(convert(chart, scale=_SCALE, allowed_base_urls=[]))  # nothing is fetched
    except ValueError:  # a chart of another version, or one that fetches its data
        return None
