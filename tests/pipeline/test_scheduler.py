import asyncio
import shutil

import pytest
from support import descendants, recipe

from aura_nb.errors import AssetMissing, InternalError, JobTimeout, VoiceFailed
from aura_nb.pipeline.scheduler import Scheduler
from aura_nb.pipeline.task import InputFile, Recipe, Task


class Seen:
    def __init__(self):
        self.hits, self.misses, self.begun, self.failures = [], [], [], []

    def started(self, task):
        self.begun.append(task.name)

    def advanced(self, task, fraction):
        pass

    def retried(self, task, failure):
        self.failures.append((task.name, failure.code))

    def finished(self, task, result, *, hit):
        (self.hits if hit else self.misses).append(task.name)


@pytest.fixture
def seen():
    return Seen()


@pytest.fixture
def scheduler(runner, cache, tmp_path, seen):
    return Scheduler(cache=cache, runner=runner, scratch=tmp_path / "temp", observer=seen)


def task(name, bind, *needs):
    return Task(name=name, phase="render", lane="render", weight=1, message=name, bind=bind, needs=needs)


def chain(kind="write"):
    """b is made of a's file, c of b's."""
    return [
        task("c", lambda done: recipe(text="c", b=done["b"].file("out.txt")), "b"),
        task("b", lambda done: recipe(text="b", a=done["a"].file("out.txt")), "a"),
        task("a", lambda _: recipe(kind, text="a")),
    ]


async def nothing(done):
    return None


async def text_of(done):
    from pathlib import Path

    return Path(done["c"].file("out.txt").path).read_text()


async def test_a_graph_runs_in_the_order_of_its_needs(scheduler, seen):
    _, text = await scheduler.run(chain(), text_of)
    assert text == "abc"
    assert seen.misses == ["a", "b", "c"]


async def test_a_second_run_is_all_hits(scheduler, seen):
    await scheduler.run(chain(), nothing)
    seen.misses.clear()
    await scheduler.run(chain(), nothing)
    assert seen.misses == []
    assert seen.hits == ["a", "b", "c"]


async def test_equal_tasks_are_done_once(scheduler, seen):
    twins = [task(name, lambda _: recipe(text="same")) for name in ("x", "y")]
    await scheduler.run(twins, nothing)
    assert len(seen.misses) == 1
    assert len(seen.hits) == 1


@pytest.mark.parametrize("victims", [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"]])
async def test_after_any_eviction_the_result_is_whole(scheduler, cache, seen, victims):
    done, _ = await scheduler.run(chain(), nothing)
    for victim in victims:
        cache.drop(done[victim].result.key)
    seen.misses.clear()
    _, text = await scheduler.run(chain(), text_of)
    assert text == "abc"
    assert seen.misses == victims  # the others' inputs came out the same, so they are hits


async def test_a_task_whose_output_differs_gives_its_successors_new_keys(scheduler, cache, seen):
    first, _ = await scheduler.run(chain("moody"), nothing)
    cache.drop(first["a"].result.key)
    second, _ = await scheduler.run(chain("moody"), nothing)
    assert first["a"].result.key == second["a"].result.key
    assert first["b"].result.key != second["b"].result.key
    assert first["c"].result.key != second["c"].result.key


async def test_an_input_damaged_behind_our_back_is_made_again(scheduler, cache, seen):
    done, _ = await scheduler.run(chain(), nothing)
    (cache.entry(done["a"].result.key) / "out.txt").write_text("X")  # same size, other content
    cache.drop(done["b"].result.key)
    _, text = await scheduler.run(chain(), text_of)
    assert text == "abc"


async def test_a_file_that_vanishes_before_it_is_used_is_made_again(scheduler, cache):
    from aura_nb.pipeline.task_runner import StaleInputError

    calls = []

    async def use(done):
        calls.append(done["c"].folder)
        if len(calls) == 1:
            shutil.rmtree(done["c"].folder)
            raise StaleInputError(done["c"].file("out.txt").path)
        return await text_of(done)

    _, text = await scheduler.run(chain(), use)
    assert text == "abc"
    assert len(calls) == 2


async def test_a_changed_file_of_the_users_is_an_error_that_names_it(scheduler, tmp_path):
    picture = tmp_path / "bee.png"
    picture.write_text("now")
    tasks = [task("a", lambda _: recipe(p=InputFile(path=str(picture), sha256="0" * 64)))]
    with pytest.raises(AssetMissing, match=r"bee\.png"):
        await scheduler.run(tasks, nothing)


async def test_a_failure_stops_the_rest_and_leaves_nothing(scheduler, tmp_path):
    slow = Recipe(kind="slow", params={"pid": str(tmp_path / "pid")}, versions={"kinds": 1})
    tasks = [task("slow", lambda _: slow), task("bad", lambda _: recipe("fail")), *chain()]
    with pytest.raises(VoiceFailed):
        await scheduler.run(tasks, nothing)
    assert list((tmp_path / "temp").glob("*")) == []


async def test_a_failure_that_a_scenes_author_can_mend_says_where_it_was_written(scheduler):
    bad = Task(
        name="speak:a",
        phase="tts",
        lane="render",
        weight=1,
        message="Speaking",
        place="talk.md:14",
        bind=lambda _: recipe("fail"),
    )
    with pytest.raises(VoiceFailed, match=r"^talk\.md:14: no sound$") as failed:
        await scheduler.run([bad], nothing)
    assert failed.value.details["place"] == "talk.md:14"
    assert failed.value.to_json()["message"] == "talk.md:14: no sound"


async def test_a_failure_that_no_author_can_mend_names_no_line(scheduler):
    bad = Task(
        name="a", phase="tts", lane="render", weight=1, message="a", place="talk.md:14", bind=lambda _: recipe("fault")
    )
    with pytest.raises(InternalError) as failed:
        await scheduler.run([bad], nothing)
    assert "talk.md" not in str(failed.value)


async def test_canceling_stops_what_runs_within_seconds(scheduler, runner, tmp_path):
    note = tmp_path / "pid"
    slow = Recipe(kind="slow", params={"pid": str(note)}, versions={"kinds": 1})
    running = asyncio.create_task(scheduler.run([task("slow", lambda _: slow)], nothing))
    async with asyncio.timeout(20):
        while not note.exists():
            await asyncio.sleep(0.02)
    running.cancel()
    async with asyncio.timeout(3):
        with pytest.raises(asyncio.CancelledError):
            await running
    assert list((tmp_path / "temp").glob("*")) == []
    await runner.close()
    assert descendants() == []


@pytest.mark.parametrize("times", [1, 3])
async def test_a_step_that_hangs_is_tried_again_three_times_in_all(hasty, cache, tmp_path, seen, times):
    scheduler = Scheduler(cache=cache, runner=hasty, scratch=tmp_path / "temp", observer=seen)
    mark = tmp_path / "mark"
    hangs = Recipe(kind="sleepy", params={"mark": str(mark), "times": times}, versions={"kinds": 1})
    running = scheduler.run([task("hangs", lambda _: hangs)], nothing)
    if times == 1:
        await running
        assert seen.misses == ["hangs"]
    else:
        with pytest.raises(JobTimeout, match=r"did nothing for 1\.5 s.* It was tried 3 times\.") as caught:
            await running
        assert caught.value.code == "job.timeout"
    tried = mark.read_text().split()
    assert len(tried) == len(set(tried)) == min(times + 1, 3)
    assert seen.failures == [("hangs", "step.timeout")] * (len(tried) - 1)
