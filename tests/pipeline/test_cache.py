import os
import time

import msgspec

from aura_nb.pipeline.cache import RECORD, Cache
from aura_nb.pipeline.task import CACHE_SCHEMA, Recipe, Result, file_digest


def put(cache, text="hello", *, key_text=None, name="out.txt"):
    recipe = Recipe(kind="write", params={"text": key_text or text}, versions={})
    scratch = cache.root.parent / f"scratch-{os.urandom(4).hex()}"
    scratch.mkdir(parents=True)
    (scratch / name).write_text(text)
    files = {name: file_digest(str(scratch / name))}
    result = Result(key=recipe.key, files=files, value={"n": 1}, seconds=0.1, content=recipe.content())
    return cache.publish(scratch, result)


def test_a_published_entry_is_found_with_its_value_and_files(cache):
    result = put(cache)
    found = cache.find(result.key)
    assert found == result
    assert (cache.entry(result.key) / "out.txt").read_text() == "hello"


def test_an_unknown_key_is_a_miss(cache):
    assert cache.find("0" * 64) is None


def test_the_second_to_publish_a_key_takes_the_firsts_result(cache):
    first = put(cache, "one", key_text="same")
    second = put(cache, "two", key_text="same")
    assert second == first
    assert (cache.entry(first.key) / "out.txt").read_text() == "one"
    assert list(cache.root.parent.glob("scratch-*")) == []


def test_a_truncated_file_is_a_miss_and_the_entry_goes(cache):
    result = put(cache)
    (cache.entry(result.key) / "out.txt").write_text("hel")
    assert cache.find(result.key) is None
    assert not cache.entry(result.key).exists()


def test_a_torn_record_is_a_miss_and_is_replaced(cache):
    result = put(cache)
    (cache.entry(result.key) / RECORD).write_bytes(b"")
    assert cache.find(result.key) is None
    assert put(cache) == result


def test_a_torn_entry_is_replaced_by_whoever_publishes_next(cache):
    result = put(cache)
    (cache.entry(result.key) / RECORD).unlink()
    put(cache)
    assert cache.find(result.key) == result


def test_trimming_drops_what_was_used_longest_ago_first(cache):
    keys = [put(cache, f"{n}" * 1000).key for n in range(4)]
    for age, key in enumerate(reversed(keys)):
        stamp = time.time() - 10_000 - age
        os.utime(cache.entry(key) / RECORD, (stamp, stamp))
    assert cache.find(keys[0]) is not None  # used just now
    freed = cache.trim(limit=cache.size() // 2, spare=100)
    assert freed.entries == 2
    assert [cache.find(key) is not None for key in keys] == [True, False, False, True]


def test_trimming_spares_what_a_run_may_be_using(cache):
    key = put(cache).key
    assert cache.trim(limit=0).entries == 0
    assert cache.trim(limit=0, spare=-1).entries == 1
    assert cache.find(key) is None


def test_a_cache_of_another_schema_is_never_read_and_is_cleaned_away(cache):
    result = put(cache)
    other = cache.root / str(CACHE_SCHEMA + 1)
    cache.folder.rename(other)
    assert cache.find(result.key) is None
    cache.trim()
    assert other.exists()  # perhaps another version's, in use
    for path in [other, *other.rglob("*")]:
        os.utime(path, (0, 0))
    cache.trim()
    assert not other.exists()


def test_looking_up_never_removes_what_another_run_is_publishing(cache):
    """An entry that appears between the look and the answer stays."""
    from threading import Event, Thread

    recipes = [Recipe(kind="write", params={"text": f"{n}"}, versions={}) for n in range(300)]
    done = Event()

    def look():
        while not done.is_set():
            for recipe in recipes:
                cache.find(recipe.key)

    looking = Thread(target=look)
    looking.start()
    keys = [put(cache, f"{n}").key for n in range(300)]
    done.set()
    looking.join()
    assert all(cache.find(key) for key in keys)


def test_an_entry_of_an_unknown_shape_is_a_miss(cache):
    result = put(cache)
    (cache.entry(result.key) / RECORD).write_bytes(msgspec.json.encode({"key": result.key, "shape": "future"}))
    assert cache.find(result.key) is None


def test_dropping_frees_the_bytes_it_says(cache):
    key = put(cache, "x" * 5000).key
    before = cache.size()
    assert cache.drop(key) == before > 5000
    assert cache.drop(key) == 0
    assert Cache(cache.root).size() == 0
