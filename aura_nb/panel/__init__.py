"""The panel in the cell: an anywidget, thin in Python, its views in TypeScript (`js`, built into `static`).

`aura.panel()` shows the whole tool, `aura.panel(job.id)` one job. Where the page cannot reach the server that has the
jobs, the relay here answers it through the widget's own channel.
"""

from __future__ import annotations

from aura_nb._callable import call_goes_to

call_goes_to(__name__, f"{__name__}.widget", "panel")
