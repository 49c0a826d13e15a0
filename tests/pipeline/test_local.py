import asyncio
import errno
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil
import pytest
from support import TESTS, descendants, is_alive, recipe, until

from aura_nb.errors import InternalError, JobCrashed, StepTimeout, VoiceFailed
from aura_nb.pipeline import worker_process
from aura_nb.pipeline.local_runner import usable_cores
from aura_nb.pipeline.task import InputFile, Recipe
from aura_nb.pipeline.task_runner import StaleInputError, TaskContext


def context(tmp_path, name="job", *, lane="render", rank=(0, 0), **more):
    return TaskContext(lane=lane, rank=rank, scratch=str(tmp_path / "temp" / name), **more)


async def pids_in(path):
    await until(lambda: path.exists() and path.read_text())
    return [int(pid) for pid in path.read_text().split()]


async def test_a_task_runs_in_a_worker_and_its_result_is_published(runner, cache, tmp_path):
    fractions = []
    handle = runner.submit(recipe(text="hello"), context(tmp_path, progress=fractions.append))
    result = await handle.result
    assert cache.find(result.key) == result
    assert (cache.entry(result.key) / "out.txt").read_text() == "hello"
    assert result.value == {"length": 5}
    assert fractions[-1] == 1.0
    assert fractions == sorted(fractions)
    assert list((tmp_path / "temp").glob("*")) == []


async def test_an_error_comes_back_as_it_was_raised(runner, tmp_path):
    with pytest.raises(VoiceFailed, match="no sound") as caught:
        await runner.submit(recipe("fail"), context(tmp_path)).result
    assert caught.value.remedy == "Speak up."
    assert caught.value.details == {"scene": "intro"}


async def test_a_fault_of_ours_is_an_internal_error_with_its_traceback(runner, tmp_path):
    with pytest.raises(InternalError, match="ZeroDivisionError: a fault") as caught:
        await runner.submit(recipe("fault"), context(tmp_path)).result
    assert any("kinds.py" in line for line in caught.value.details["logs"])


async def test_a_crashed_worker_fails_its_task_with_its_last_words_and_the_next_task_runs(runner, tmp_path):
    with pytest.raises(JobCrashed, match="exit code 7") as caught:
        await runner.submit(recipe("crash"), context(tmp_path)).result
    assert "last words" in caught.value.details["logs"]
    await runner.submit(recipe(), context(tmp_path, "next")).result


async def test_a_library_that_prints_does_not_disturb_the_answers(runner, tmp_path):
    await runner.submit(recipe("chatty"), context(tmp_path)).result


async def test_a_library_that_reads_stdin_gets_nothing(runner, tmp_path):
    reads = Recipe(kind="chatty", params={"read": True}, versions={"kinds": 1})
    with pytest.raises(InternalError, match="EOFError"):
        await runner.submit(reads, context(tmp_path)).result


async def test_a_task_that_listens_is_canceled_and_its_worker_lives_on(runner, tmp_path):
    note = tmp_path / "pid"
    handle = runner.submit(Recipe(kind="slow", params={"pid": str(note)}, versions={"kinds": 1}), context(tmp_path))
    (pid,) = await pids_in(note)
    await handle.cancel()
    assert handle.result.done()
    assert is_alive(pid)
    assert not (tmp_path / "temp" / "job").exists()
    await runner.submit(recipe(), context(tmp_path, "next")).result


async def test_a_task_that_does_not_listen_is_killed_with_its_children(runner, tmp_path):
    note = tmp_path / "pid"
    handle = runner.submit(Recipe(kind="stubborn", params={"pid": str(note)}, versions={"kinds": 1}), context(tmp_path))
    worker, child = await pids_in(note)
    await handle.cancel()
    assert handle.result.cancelled()
    await until(lambda: not is_alive(worker) and not is_alive(child))
    # What a killed library had in the temporary folder lies in the run's own, which is removed with the run.
    assert list((tmp_path / "temp").glob("stubborn-*"))
    assert not list(Path(tempfile.gettempdir()).glob("stubborn-*"))
    await runner.submit(recipe(), context(tmp_path, "next")).result


async def test_a_queued_task_is_canceled_without_ever_running(runner, tmp_path):
    note = tmp_path / "pid"
    long = Recipe(kind="slow", params={"pid": str(note)}, versions={"kinds": 1})
    first = runner.submit(long, context(tmp_path, "a", lane="speech"))
    queued = runner.submit(recipe(), context(tmp_path, "b", lane="speech"))
    await queued.cancel()
    assert queued.result.cancelled()
    await first.cancel()


async def test_tasks_of_a_lower_rank_run_first(runner, tmp_path):
    log = tmp_path / "order"
    handles = []
    for number, rank in enumerate([5, 9, 1, 7]):
        work = Recipe(kind="write", params={"text": str(rank), "log": str(log)}, versions={"kinds": 1})
        handles.append(runner.submit(work, context(tmp_path, str(number), lane="speech", rank=(rank, 0))))
    await asyncio.gather(*(handle.result for handle in handles))
    assert log.read_text().split() == ["5", "1", "7", "9"]  # the first had the lane to itself


async def test_an_altered_input_is_stale_and_nothing_is_made_of_it(runner, tmp_path):
    file = tmp_path / "in.txt"
    file.write_text("what it is")
    work = recipe(source=InputFile(path=str(file), sha256="0" * 64))
    with pytest.raises(StaleInputError, match="source"):
        await runner.submit(work, context(tmp_path)).result


async def test_a_missing_input_is_stale(runner, tmp_path):
    work = recipe(source=InputFile(path=str(tmp_path / "gone"), sha256="0" * 64))
    with pytest.raises(StaleInputError):
        await runner.submit(work, context(tmp_path)).result


async def test_closing_leaves_no_process(runner, tmp_path):
    note = tmp_path / "pid"
    runner.submit(Recipe(kind="stubborn", params={"pid": str(note)}, versions={"kinds": 1}), context(tmp_path))
    pids = await pids_in(note)
    await runner.close()
    await until(lambda: not any(is_alive(pid) for pid in pids))
    assert descendants() == []


async def test_a_worker_that_is_closed_before_it_has_started_is_gone(runner, tmp_path):
    handle = runner.submit(recipe(), context(tmp_path))
    await runner.close()
    assert handle.result.cancelled()
    assert descendants() == []


@pytest.mark.parametrize("what", [OSError(errno.EMFILE, "Too many open files"), ValueError("embedded null byte")])
async def test_a_worker_that_cannot_be_started_fails_its_tasks(runner, tmp_path, monkeypatch, what):
    def refuse(program):
        raise what

    monkeypatch.setattr(worker_process, "_started", refuse)
    handles = [runner.submit(recipe(), context(tmp_path, str(number))) for number in range(4)]
    for handle in handles:
        with pytest.raises(JobCrashed, match=r"cannot be started: .*(Too many open files|null byte)"):
            await handle.result
    monkeypatch.undo()


@pytest.mark.parametrize("which", ["render", "render-stderr", "render-orders"])
async def test_a_thread_that_cannot_be_started_fails_the_task_and_leaves_no_process(
    runner, tmp_path, monkeypatch, which
):
    start = threading.Thread.start

    def refuse(thread):
        if thread.name == f"aura-{which}":
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    handle = runner.submit(recipe(), context(tmp_path))
    with pytest.raises(JobCrashed, match="cannot be started: can't start new thread"):
        await handle.result
    monkeypatch.undo()
    await until(lambda: descendants() == [])


def test_the_cores_are_as_many_as_python_was_told(monkeypatch):
    monkeypatch.setenv("PYTHON_CPU_COUNT", "3")
    assert usable_cores() == 3
    monkeypatch.delenv("PYTHON_CPU_COUNT")
    there = usable_cores()
    assert 1 <= there <= psutil.cpu_count()
    for word in "default", "0", "-2", "", "many":
        monkeypatch.setenv("PYTHON_CPU_COUNT", word)
        assert usable_cores() == there


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has priority classes")
async def test_workers_are_nice_each_and_as_a_session(runner, tmp_path):
    """Where Linux shares the cores among sessions, a process's own niceness counts for nothing."""
    works = [runner.submit(recipe(text=str(number)), context(tmp_path, str(number))) for number in range(2)]
    await asyncio.gather(*(work.result for work in works))
    assert len(runner.pids()) == 2
    for pid in runner.pids():
        assert psutil.Process(pid).nice() == min(os.nice(0) + 10, 19)
        group = Path(f"/proc/{pid}/autogroup")
        if group.exists():  # the kernel lets ordinary users change one in 100 ms
            await until(lambda group=group: group.read_text().split()[1:] == ["nice", "10"])


@pytest.mark.few
async def test_a_worker_whose_orchestrator_is_killed_takes_its_children_along(tmp_path):
    """SIGKILL of the main process: the pipe ends, and the worker kills its own group."""
    note = tmp_path / "pid"
    script = f"""
import asyncio
from pathlib import Path

from aura_nb.pipeline.local_runner import LocalRunner
from aura_nb.pipeline.task_runner import TaskContext
from aura_nb.pipeline.task import Recipe
async def main():
    runner = LocalRunner(Path({str(tmp_path / "cache")!r}), slots={{"render": 1}}, program="support.kinds")
    work = Recipe(kind="stubborn", params={{"pid": {str(note)!r}}}, versions={{"kinds": 1}})
    await runner.submit(work, TaskContext(lane="render", rank=(0, 0), scratch={str(tmp_path / "s")!r})).result
asyncio.run(main())
"""
    env = {**os.environ, "PYTHONPATH": str(TESTS)}
    main = subprocess.Popen([sys.executable, "-c", script], env=env)
    pids = await pids_in(note)
    main.kill()
    main.wait()
    await until(lambda: not any(is_alive(pid) for pid in pids), seconds=60)


def work(kind, **params):
    return Recipe(kind=kind, params=params, versions={"kinds": 1})


stops = pytest.mark.skipif(os.name == "nt", reason="SIGSTOP")


@pytest.mark.few
async def test_a_step_that_only_says_the_same_again_is_ended_with_all_it_started(hasty, tmp_path):
    handle = hasty.submit(work("sleepy", mark=str(tmp_path / "pid"), times=1), context(tmp_path))
    (pid,) = await pids_in(tmp_path / "pid")
    with pytest.raises(StepTimeout, match=r"The step 'sleepy' did nothing for 1\.5 s") as caught:
        await handle.result
    assert caught.value.code == "step.timeout"
    assert not is_alive(pid)
    await hasty.submit(recipe(), context(tmp_path, "next")).result


@pytest.mark.few
@stops
@pytest.mark.parametrize("lane", ["render", "speech"])
async def test_a_worker_that_is_stopped_is_ended_and_its_lane_goes_on(hasty, tmp_path, lane):
    note = tmp_path / "pid"
    handle = hasty.submit(work("slow", pid=str(note)), context(tmp_path, lane=lane))
    behind = hasty.submit(recipe(), context(tmp_path, "behind", lane=lane))
    (pid,) = await pids_in(note)
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(StepTimeout):
        await handle.result
    assert not is_alive(pid)
    await behind.result


@pytest.mark.few
@stops
async def test_an_ffmpeg_that_is_stopped_is_ended_though_its_worker_looks_at_it_all_the_time(hasty, tmp_path):
    fractions = []
    handle = hasty.submit(work("tone"), context(tmp_path, progress=fractions.append))
    await until(lambda: len(fractions) > 3)
    (ffmpeg,) = [p for p in descendants() if "ffmpeg" in psutil.Process(p).name()]
    os.kill(ffmpeg, signal.SIGSTOP)
    with pytest.raises(StepTimeout):
        await handle.result
    assert not is_alive(ffmpeg)


@pytest.mark.few
async def test_a_step_that_works_takes_as_long_as_it_takes(hasty, tmp_path):
    """`slow` tells of its work, and `busy` computes: neither ends within the limit, and nobody ends it."""
    told = hasty.submit(work("slow", pid=str(tmp_path / "pid")), context(tmp_path))
    silent = hasty.submit(work("busy", seconds=2.5), context(tmp_path, "busy", lane="speech"))
    assert (await silent.result).files
    assert not told.result.done()
    await told.cancel()


@pytest.mark.few
@stops
async def test_the_task_of_a_worker_that_is_stopped_is_canceled_within_its_second(runner, tmp_path):
    note = tmp_path / "pid"
    handle = runner.submit(work("slow", pid=str(note)), context(tmp_path))
    (pid,) = await pids_in(note)
    os.kill(pid, signal.SIGSTOP)
    async with asyncio.timeout(10):
        await handle.cancel()
    assert not is_alive(pid)


@pytest.mark.few
@stops
@pytest.mark.parametrize("how", ["closed", "idle"])
async def test_an_idle_worker_that_is_stopped_ends_when_it_should(runner, tmp_path, how):
    await runner.submit(recipe(), context(tmp_path, lane="speech")).result
    (pid,) = runner.pids()
    os.kill(pid, signal.SIGSTOP)
    async with asyncio.timeout(10):
        if how == "closed":
            await runner.close()
        else:  # a speech worker's time is half a second
            await until(lambda: not runner.pids())
            await runner.submit(recipe(text="b"), context(tmp_path, "next", lane="speech")).result
    assert not is_alive(pid)


@pytest.mark.few
@pytest.mark.skipif(sys.platform != "linux", reason="no other system tells a process that is stopped")
async def test_a_worker_that_is_stopped_does_not_outlive_its_orchestrator(tmp_path):
    note = tmp_path / "pid"
    script = f"""
import asyncio
from pathlib import Path

from aura_nb.pipeline.local_runner import LocalRunner
from aura_nb.pipeline.task_runner import TaskContext
from aura_nb.pipeline.task import Recipe
async def main():
    runner = LocalRunner(Path({str(tmp_path / "cache")!r}), slots={{"render": 1}}, program="support.kinds")
    work = Recipe(kind="write", params={{"text": "a"}}, versions={{"kinds": 1}})
    await runner.submit(work, TaskContext(lane="render", rank=(0, 0), scratch={str(tmp_path / "s")!r})).result
    Path({str(note)!r}).write_text(str(runner.pids()[0]))
    await asyncio.sleep(60)
asyncio.run(main())
"""
    main = subprocess.Popen([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(TESTS)})
    (pid,) = await pids_in(note)
    os.kill(pid, signal.SIGSTOP)
    main.kill()
    main.wait()
    await until(lambda: not is_alive(pid), seconds=60)
