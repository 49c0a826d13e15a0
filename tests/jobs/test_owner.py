"""Owners: one process, named so exactly that no later one can be mistaken for it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from msgspec.structs import replace

from aura_nb.jobs.owner import Owner, is_dead

PROGRAM = "from aura_nb.jobs.owner import Owner; print(Owner.here(), flush=True); input()"


@pytest.fixture
def other():
    """Another process, and the owner it is."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield process, Owner.parse(process.stdout.readline().strip())
        process.kill()


def test_an_owner_s_text_names_it():
    here = Owner.here()
    assert Owner.parse(str(here)) == here
    odd = Owner(host="a/b c", boot_id="", pid=1, start_time=2)
    assert Owner.parse(str(odd)) == odd
    with pytest.raises(ValueError, match="unpack"):
        Owner.parse("nobody")


def test_a_process_lives_until_it_ends_also_when_nobody_has_collected_it(other):
    process, owner = other
    assert owner != Owner.here()
    assert not owner.is_dead()
    process.kill()
    process.stdout.read()  # ends when the process has; it has not been waited for
    while not owner.is_dead():
        pass
    process.wait()
    assert owner.is_dead()


def test_the_same_pid_started_at_another_time_or_before_a_reboot_is_somebody_else():
    here = Owner.here()
    assert not here.is_dead()
    assert replace(here, start_time=here.start_time - 1).is_dead()
    assert replace(here, boot_id="another").is_dead()


def test_of_another_host_s_process_nothing_is_known():
    elsewhere = replace(Owner.here(), host="elsewhere", pid=1, start_time=1)
    assert not elsewhere.is_dead()
    assert not elsewhere.is_local


def test_a_text_that_names_nobody_names_nobody_alive():
    assert is_dead("nobody")
    assert not is_dead(str(Owner.here()))
