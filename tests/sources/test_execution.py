"""A notebook that is run first keeps nobody else waiting, and its run can be ended."""

from __future__ import annotations

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from aura_nb.errors import JobInterrupted
from aura_nb.pipeline.assets import Assets
from aura_nb.request.body import film_of
from aura_nb.sources.notebook.execution import end_runs


def test_notebooks_that_run_for_long_take_no_thread_of_the_others_and_are_ended(tmp_path):
    begun = tmp_path / "begun"
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": source,
        }
        for number, source in enumerate(
            (
                f"import os, pathlib; pathlib.Path({str(begun)!r}).write_text(str(os.getpid()))",
                "import time; time.sleep(300)",
            )
        )
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    (tmp_path / "slow.ipynb").write_text(json.dumps(whole))
    body = {"source": {"path": "slow.ipynb", "execute": True}}
    runs = ThreadPoolExecutor(max_workers=1)

    async def asked():
        # More than asyncio's own threads, which store, stream and cancel share.
        films = [
            asyncio.ensure_future(film_of(body, root=tmp_path, assets=Assets(tmp_path / "assets"), runs=runs))
            for _ in range(2 * (os.cpu_count() or 1) + 40)
        ]
        async with asyncio.timeout(60):
            while not begun.exists() or not begun.read_text():
                await asyncio.sleep(0.05)
            await asyncio.to_thread(lambda: None)
        runs.shutdown(wait=False, cancel_futures=True)
        end_runs()
        async with asyncio.timeout(60):
            return await asyncio.gather(*films, return_exceptions=True)

    first, *others = asyncio.run(asked())
    assert isinstance(first, JobInterrupted)
    assert {type(each) for each in others} == {asyncio.CancelledError}
    with pytest.raises(ProcessLookupError):
        os.kill(int(begun.read_text()), 0)
