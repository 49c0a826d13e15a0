"""The store's conformance: each operation in each state of a job, in the manner of River's driver tests."""

from __future__ import annotations

import msgspec
import pytest
from support.events import STARTED, ended, warning
from support.history import check_history
from support.jobs import FAR, FARTHER, STATES, new_job

from aura_nb.errors import JobNotFound, JobStateError, LeaseLost, QueueFull, RequestInvalid
from aura_nb.jobs.model import MAX_CRASHES, JobChanges
from aura_nb.jobs.owner import Owner
from aura_nb.wire.events import FINAL_EVENTS, JobFailed, Warned
from aura_nb.wire.status import FINAL, Stats

FINALS = ("completed", "failed", "canceled")
RUNNING = ("running", "asked to cancel")


@pytest.fixture(autouse=True)
def the_log_is_sound(store):
    yield
    assert check_history(store.events(limit=10_000), ended=False, pruned=True) == []


def types(store, job):
    return [event.type for event in store.events(jobs=[job.id])]


class TestSubmit:
    def test_a_new_job_is_pending_and_says_so(self, store, clock):
        job, created = store.submit(new_job(title="Bees", request={"topic": "Bees", "n": [1, None, "é\n"]})).result()
        assert created
        assert (job.status, job.phase, job.percent, job.attempt, job.crashes) == ("pending", None, 0, 0, 0)
        assert (job.created_at, job.updated_at, job.started_at, job.ended_at) == (clock.ms, clock.ms, None, None)
        assert job.request == {"topic": "Bees", "n": [1, None, "é\n"]}
        assert store.job(job.id) == job
        [event] = store.events()
        assert event.json() == {
            "jobId": job.id,
            "correlationId": "c-1",
            "status": "pending",
            "stage": "Queued",
            "phase": None,
            "percent": 0,
        }
        assert job.last_sequence == event.sequence

    def test_an_id_is_used_once(self, store, submit):
        job = submit()
        with pytest.raises(JobStateError, match="already"):
            submit(id=job.id)
        assert store.stats().total == 1

    def test_a_full_queue_takes_no_more_but_running_jobs_do_not_count(self, store, bring, submit):
        bring("running")
        submit()
        with pytest.raises(QueueFull) as refused:
            store.submit(new_job(), max_pending=1).result()
        assert refused.value.details["pending"] == 1
        assert store.submit(new_job(), max_pending=2).result()[1]

    @pytest.mark.parametrize("state", STATES)
    def test_a_key_sent_again_answers_the_same_job_in_any_state(self, store, state):
        job, _ = store.submit(new_job(), key="k", body_digest="d").result()
        if state != "pending":
            lease = store.claim(FAR).result().lease
            if state == "asked to cancel":
                store.request_cancel(job.id, message="").result()
            elif state in FINAL:
                store.finish(job.id, lease, ended(state)).result()
        again, created = store.submit(new_job(), key="k", body_digest="d", max_pending=0).result()
        assert (again, created) == (store.job(job.id), False)
        assert store.stats().total == 1

    def test_a_key_with_another_body_is_refused(self, store):
        store.submit(new_job(), key="k", body_digest="d").result()
        with pytest.raises(JobStateError) as refused:
            store.submit(new_job(), key="k", body_digest="other").result()
        assert refused.value.details == {"key": "k"}

    def test_a_key_is_forgotten_after_a_day(self, store, clock):
        first, _ = store.submit(new_job(), key="k", body_digest="d").result()
        clock.now += 24 * 3600 - 1
        assert store.submit(new_job(), key="k", body_digest="d").result()[0].id == first.id
        clock.now += 1
        second, created = store.submit(new_job(), key="k", body_digest="other").result()
        assert created
        assert second.id != first.id

    def test_the_same_key_at_the_same_moment_makes_one_job(self, store):
        futures = [store.submit(new_job(), key="k", body_digest="d") for _ in range(50)]
        answers = [future.result() for future in futures]
        assert sum(created for _, created in answers) == 1
        assert len({job.id for job, _ in answers}) == 1

    def test_a_refused_operation_does_not_harm_those_committed_with_it(self, store, submit):
        job = submit()
        futures = [store.submit(new_job(id=job.id if n % 3 == 0 else f"{n:032x}")) for n in range(60)]
        for n, future in enumerate(futures):
            assert isinstance(future.exception(), JobStateError) if n % 3 == 0 else future.result()[1]
        assert store.stats().total == 41


class TestClaim:
    def test_the_oldest_pending_job_runs_first(self, store, submit, clock):
        jobs = [submit() for _ in range(3)]
        clock.now -= 100  # the order is that of acceptance, whatever the clock says
        jobs.append(submit())
        assert [store.claim(FAR).result().id for _ in jobs] == [job.id for job in jobs]
        assert store.claim(FAR).result() is None

    def test_a_claimed_job_runs_under_a_new_lease(self, store, submit, clock):
        submit()
        clock.now += 5
        job = store.claim(FAR, lease_seconds=10).result()
        assert (job.status, job.phase, job.percent, job.attempt, job.owner) == ("running", "plan", 0, 1, str(FAR))
        assert (job.started_at, job.updated_at, job.lease_until) == (clock.ms, clock.ms, clock.ms + 10_000)
        assert store.events()[-1].json() | {"jobId": "", "correlationId": ""} == {
            "jobId": "",
            "correlationId": "",
            "status": "running",
            "stage": "Script",
            "phase": "plan",
            "percent": 0,
        }

    def test_leases_are_unique_and_increase(self, store, submit):
        leases = []
        for _ in range(3):
            submit()
            first = store.claim(FAR).result()
            leases.append(first.lease)
            store.release(first.id, first.lease).result()
            leases.append(store.claim(FARTHER).result().lease)
        assert leases == sorted(set(leases))

    @pytest.mark.parametrize("state", STATES)
    def test_only_a_pending_job_can_be_claimed(self, store, bring, state):
        job, _ = bring(state)
        claimed = store.claim(FARTHER, job_id=job.id).result()
        assert (claimed is not None) == (state == "pending")
        if claimed is None:
            assert store.job(job.id) == job

    def test_a_job_can_be_claimed_by_its_id(self, store, submit):
        submit()
        second = submit()
        assert store.claim(FAR, job_id=second.id).result().id == second.id
        assert store.claim(FAR, job_id="none").result() is None

    def test_a_job_kept_for_an_owner_waits_for_it(self, store, submit):
        kept, free = submit(affinity=str(Owner.here())), submit()
        assert store.claim(FAR).result().id == free.id
        assert store.claim(FAR).result() is None
        assert store.claim(FAR, job_id=kept.id).result() is None
        assert store.claim(Owner.here()).result().id == kept.id

    def test_an_owner_can_ask_for_nothing_but_what_is_kept_for_it(self, store, submit):
        submit()
        submit(affinity=str(FARTHER))
        kept = submit(affinity=str(FAR))
        assert store.claim(FAR, only_affine=True).result().id == kept.id
        assert store.claim(FAR, only_affine=True).result() is None

    def test_a_job_kept_for_a_dead_owner_is_free(self, store, submit):
        here = Owner.here()
        dead = Owner(host=here.host, boot_id=here.boot_id, pid=here.pid, start_time=here.start_time + 1)
        kept = submit(affinity=str(dead))
        assert store.claim(FAR, only_affine=True).result() is None
        assert store.claim(FAR).result().id == kept.id

    def test_a_job_kept_for_an_owner_of_another_host_is_free_once_that_is_silent(self, store, submit, clock):
        kept = submit(affinity=str(FARTHER))
        clock.now += 50
        assert store.renew(FARTHER, lease_seconds=30) == 1
        clock.now += 29
        assert store.claim(FAR).result() is None
        clock.now += 2
        assert store.claim(FAR).result().id == kept.id


class TestRecord:
    def test_events_and_changes_are_written_together(self, store, bring, clock):
        job, lease = bring("running")
        clock.now += 1
        events = [
            STARTED,
            Warned("w", 'Mind "this".', "Script"),
        ]
        changes = JobChanges(
            phase="plan",
            percent=5.0,
            title="New",
            last_step="Script",
            progress={"a": 1},
            storyboard={"scenes": []},
            output={"videoPath": "v"},
            artifacts=[{"name": "a"}],
            warnings=[{"code": "w"}],
            errors=[{"code": "e"}],
        )
        appended = store.record(job.id, lease, events, changes).result()
        after = store.job(job.id)
        assert (after.phase, after.percent, after.title, after.last_step) == ("plan", 5.0, "New", "Script")
        assert (after.progress, after.storyboard, after.output) == ({"a": 1}, {"scenes": []}, {"videoPath": "v"})
        assert (after.artifacts, after.warnings, after.errors) == ([{"name": "a"}], [{"code": "w"}], [{"code": "e"}])
        assert (after.updated_at, after.last_sequence) == (clock.ms, appended[-1].sequence)
        assert store.events()[-2:] == appended
        assert appended[1].data == (
            f'{{"jobId":"{job.id}","correlationId":"c-1","code":"w","message":"Mind \\"this\\".","step":"Script"}}'
        )

    def test_what_is_not_named_stays(self, store, bring):
        job, lease = bring("running")
        store.record(job.id, lease, [], JobChanges(percent=5.0, output={"a": 1}, storyboard={"b": 2})).result()
        before = store.job(job.id)
        store.record(job.id, lease, [], JobChanges(title="New")).result()
        assert store.job(job.id) == before.__class__(**{**_fields(before), "title": "New"})

    @pytest.mark.parametrize("state", [state for state in STATES if state not in RUNNING])
    def test_only_a_running_job_can_be_written_to(self, store, bring, state):
        job, lease = bring(state)
        before = store.last_sequence()
        with pytest.raises(LeaseLost):
            store.record(job.id, lease, [warning()], JobChanges(percent=99.0)).result()
        assert (store.job(job.id), store.last_sequence()) == (job, before)

    def test_only_under_its_present_lease(self, store, bring):
        job, lease = bring("running")
        for wrong in (lease - 1, lease + 1, 0):
            with pytest.raises(LeaseLost):
                store.record(job.id, wrong, [warning()]).result()
        store.release(job.id, lease).result()
        store.claim(FARTHER).result()
        with pytest.raises(LeaseLost):
            store.record(job.id, lease, [warning()]).result()
        with pytest.raises(LeaseLost):
            store.record("unknown", lease).result()

    def test_percent_and_phase_never_go_back(self, store, bring):
        job, lease = bring("running")
        store.record(job.id, lease, [], JobChanges(phase="visuals", percent=40.0)).result()
        for changes in (
            JobChanges(phase="plan", percent=3.0),
            JobChanges(percent=39.9),
            JobChanges(phase="tts"),
            JobChanges(phase="render"),  # 40 % is not in its range
        ):
            store.record(job.id, lease, [], changes).result()
            assert (store.job(job.id).phase, store.job(job.id).percent) == ("visuals", 40.0)
        store.record(job.id, lease, [], JobChanges(percent=70.0)).result()
        assert (store.job(job.id).phase, store.job(job.id).percent) == ("compose", 70.0)

    def test_a_job_that_was_asked_to_cancel_can_be_written_to_until_it_stops(self, store, bring):
        job, lease = bring("asked to cancel")
        store.record(job.id, lease, [warning()]).result()
        assert types(store, job)[-1] == "warning"


class TestFinish:
    @pytest.mark.parametrize("final", FINALS)
    @pytest.mark.parametrize("state", RUNNING)
    def test_a_running_job_ends_with_its_final_event(self, store, bring, clock, state, final):
        job, lease = bring(state)
        clock.now += 2
        event = store.finish(job.id, lease, ended(final), JobChanges(output={"a": 1})).result()
        after = store.job(job.id)
        assert (after.status, after.ended_at, after.updated_at) == (final, clock.ms, clock.ms)
        ends = {"completed": after.completed_at, "failed": after.failed_at, "canceled": after.canceled_at}
        assert ends == {name: clock.ms if name == final else None for name in FINALS}
        assert (after.owner, after.lease, after.lease_until, after.output) == (None, None, None, {"a": 1})
        assert (after.phase, after.percent) == (("complete", 100) if final == "completed" else ("plan", 0))
        assert event.type == FINAL_EVENTS[final]
        assert event.json()["status"] == final
        assert event.json().get("stage") == (None if final == "completed" else "Script")
        assert store.events()[-1] == event
        assert after.can_resume == (final != "completed")

    def test_the_event_names_the_stage_the_job_was_in(self, store, bring):
        job, lease = bring("running")
        failed = JobFailed(stage="Render", error_message="It broke.", errors=[])
        event = store.finish(job.id, lease, failed).result()
        assert event.told() == msgspec.structs.replace(failed, stage="Script")
        assert event.head.job_id == job.id

    @pytest.mark.parametrize("final", FINALS)
    @pytest.mark.parametrize("state", [state for state in STATES if state not in RUNNING])
    def test_any_other_job_cannot_be_ended_by_a_run(self, store, bring, state, final):
        job, lease = bring(state)
        with pytest.raises(LeaseLost):
            store.finish(job.id, lease, ended(final)).result()
        assert store.job(job.id) == job

    def test_a_lost_owner_cannot_end_a_job_that_was_handed_on(self, store, bring, clock):
        job, lease = bring("running")
        clock.now += 31
        assert [found.id for found in store.rescue().result()] == [job.id]
        present = store.claim(FARTHER).result()
        with pytest.raises(LeaseLost):
            store.finish(job.id, lease, ended("completed")).result()
        store.finish(job.id, present.lease, ended("completed")).result()


class TestRelease:
    def test_a_running_job_goes_back_and_no_crash_is_counted(self, store, bring):
        job, lease = bring("running")
        store.record(job.id, lease, [], JobChanges(phase="tts", percent=20.0)).result()
        after = store.release(job.id, lease).result()
        assert (after.status, after.phase, after.percent, after.crashes) == ("pending", None, 20.0, 0)
        assert (after.owner, after.lease, after.started_at) == (None, None, job.started_at)
        again = store.claim(FARTHER).result()
        assert (again.id, again.phase, again.percent, again.attempt) == (job.id, "tts", 20.0, 2)
        assert again.started_at == job.started_at

    def test_a_job_that_was_asked_to_cancel_is_canceled(self, store, bring):
        job, lease = bring("asked to cancel")
        assert store.release(job.id, lease).result().status == "canceled"
        assert types(store, job)[-1] == "job-cancelled"

    @pytest.mark.parametrize("state", [state for state in STATES if state not in RUNNING])
    def test_any_other_job_is_left_alone(self, store, bring, state):
        job, lease = bring(state)
        with pytest.raises(LeaseLost):
            store.release(job.id, lease).result()
        assert store.job(job.id) == job


class TestCancel:
    def test_a_pending_job_is_canceled_at_once(self, store, bring, clock):
        job, _ = bring("pending")
        after = store.request_cancel(job.id, message="Not wanted.").result()
        assert (after.status, after.canceled_at, after.ended_at) == ("canceled", clock.ms, clock.ms)
        assert store.events()[-1].json() == {
            "jobId": job.id,
            "correlationId": "c-1",
            "status": "canceled",
            "stage": "Queued",
            "message": "Not wanted.",
            "cleanup": {"removedFiles": 0, "freedBytes": 0},
        }
        assert store.claim(FAR).result() is None

    @pytest.mark.parametrize("state", RUNNING)
    def test_a_running_job_is_asked_to_stop_and_may_be_asked_again(self, store, bring, state):
        job, lease = bring(state)
        before = store.last_sequence()
        after = store.request_cancel(job.id, message="").result()
        assert (after.status, after.cancel_requested, after.lease) == ("running", True, lease)
        assert store.last_sequence() == before

    @pytest.mark.parametrize("state", FINALS)
    def test_an_ended_job_cannot_be_canceled(self, store, bring, state):
        job, _ = bring(state)
        with pytest.raises(JobStateError) as refused:
            store.request_cancel(job.id, message="").result()
        assert refused.value.details == {"status": state}
        assert store.job(job.id) == job

    def test_an_unknown_job_cannot_be_canceled(self, store):
        with pytest.raises(JobNotFound):
            store.request_cancel("none", message="").result()

    def test_cancel_and_the_end_meet_in_exactly_one_state(self, store, bring):
        for n in range(30):
            job, lease = bring("running")
            ways = [
                lambda: store.request_cancel(job.id, message=""),  # noqa: B023 - called in this round
                lambda: store.finish(job.id, lease, ended("completed")),  # noqa: B023 - called in this round
                lambda: store.finish(job.id, lease, ended("canceled")),  # noqa: B023 - called in this round
            ]
            futures = [way() for way in ways[n % 3 :] + ways[: n % 3]]
            outcomes = [type(future.exception()) for future in futures]
            assert max(t.__name__ for t in outcomes if t is not type(None)) in {"LeaseLost", "JobStateError"}
            assert types(store, job).count(FINAL_EVENTS[store.job(job.id).status]) == 1
        assert check_history(store.events(limit=10_000)) == []


class TestRenew:
    @pytest.mark.parametrize("state", STATES)
    def test_only_running_jobs_of_the_owner_are_prolonged(self, store, bring, clock, state):
        job, _ = bring(state, owner=FAR)
        clock.now += 7
        assert store.renew(FARTHER, lease_seconds=30) == 0
        assert store.job(job.id) == job
        assert store.renew(FAR, lease_seconds=30) == (state in RUNNING)
        if state in RUNNING:
            assert store.job(job.id).lease_until == clock.ms + 30_000

    def test_a_renewed_lease_is_not_rescued(self, store, bring, clock):
        bring("running")
        for _ in range(5):
            clock.now += 20
            store.renew(FAR, lease_seconds=30)
            assert store.rescue().result() == []


class TestRescue:
    @pytest.mark.parametrize("state", STATES)
    def test_what_ran_when_the_lease_ran_out_is_brought_back(self, store, bring, clock, state):
        job, _ = bring(state)
        clock.now += 30
        assert store.rescue().result() == []
        clock.now += 1
        rescued = store.rescue().result()
        after = store.job(job.id)
        assert rescued == ([after] if state in RUNNING else [])
        if state == "running":
            assert (after.status, after.phase, after.crashes, after.owner, after.lease) == (
                "pending",
                None,
                1,
                None,
                None,
            )
        elif state == "asked to cancel":
            assert (after.status, types(store, job)[-1]) == ("canceled", "job-cancelled")
        else:
            assert after == job

    def test_percent_is_kept_and_the_next_run_begins_in_its_phase(self, store, bring, clock):
        job, lease = bring("running")
        store.record(job.id, lease, [], JobChanges(phase="visuals", percent=41.5)).result()
        clock.now += 31
        assert store.rescue().result()[0].percent == 41.5
        again = store.claim(FARTHER).result()
        assert (again.percent, again.phase, again.attempt) == (41.5, "visuals", 2)

    def test_a_job_that_kills_its_owner_each_time_fails_with_that_as_its_reason(self, store, submit, clock):
        job = submit()
        for crash in range(1, MAX_CRASHES + 1):
            store.claim(FAR).result()
            clock.now += 31
            [after] = store.rescue().result()
            assert (after.crashes, after.status) == (crash, "pending" if crash < MAX_CRASHES else "failed")
        assert [error["code"] for error in after.errors] == ["job.crashed"]
        final = store.events()[-1]
        assert final.type == "job-failed"
        assert final.json() == {
            "jobId": job.id,
            "correlationId": "c-1",
            "status": "failed",
            "stage": "Script",
            "errorMessage": after.errors[0]["message"],
            "errors": after.errors,
            "suggestedActions": [after.errors[0]["remediation"]],
            "logs": [],
            "logsUrl": None,
        }

    def test_a_job_that_got_further_each_time_is_not_to_blame_for_its_owners_death(self, store, submit, clock):
        job = submit()
        for tasks in range(1, 2 * MAX_CRASHES):
            lease = store.claim(FAR).result().lease
            store.record(job.id, lease, [], JobChanges(tasks=tasks)).result()
            clock.now += 31
            [after] = store.rescue().result()
            assert (after.crashes, after.status) == (0, "pending")

    @pytest.mark.parametrize("tasks", [[4, 4, 4, 4], [4, 2, 3, 4], [4, 0, 0, 0]])
    def test_a_job_that_gets_no_further_fails_after_three_more_runs(self, store, submit, clock, tasks):
        """Tasks that an earlier run finished count for nothing, be they hits or made again."""
        job = submit()
        for number in tasks:
            lease = store.claim(FAR).result().lease
            store.record(job.id, lease, [], JobChanges(tasks=number)).result()
            clock.now += 31
            [after] = store.rescue().result()
        assert (after.crashes, after.status) == (3, "failed")
        assert "before another step was finished" in after.errors[0]["message"]

    def test_a_run_that_got_further_clears_a_job_of_those_before_it(self, store, submit, clock):
        job, seen = submit(), []
        for tasks in (0, 0, 5, 5, 5, 6):
            lease = store.claim(FAR).result().lease
            store.record(job.id, lease, [], JobChanges(tasks=tasks)).result()
            clock.now += 31
            seen.append(store.rescue().result()[0].crashes)
        assert seen == [1, 2, 0, 1, 2, 0]

    def test_a_job_whose_own_workers_die_is_to_blame_however_far_it_gets(self, store, submit, clock):
        job = submit()
        for tasks in range(1, MAX_CRASHES + 1):
            lease = store.claim(FAR).result().lease
            store.record(job.id, lease, [], JobChanges(tasks=tasks, worker_died=True)).result()
            clock.now += 31
            [after] = store.rescue().result()
        assert (after.crashes, after.status) == (MAX_CRASHES, "failed")

    def test_the_job_of_a_process_that_ended_is_brought_back_before_its_lease_runs_out(self, store, bring):
        here = Owner.here()
        dead = Owner(host=here.host, boot_id=here.boot_id, pid=here.pid, start_time=here.start_time - 1)
        job, _ = bring("running", owner=dead)
        alive, _ = bring("running", owner=here)
        assert [found.id for found in store.rescue().result()] == [job.id]
        assert store.job(alive.id) == alive

    def test_this_process_keeps_its_jobs_after_a_sleep(self, store, bring, clock):
        bring("running", owner=Owner.here())
        clock.now += 8 * 3600
        assert store.rescue().result() == []
        assert [job.crashes for job in store.rescue(now=clock.ms).result()] == [1]

    def test_a_process_of_this_host_that_slept_loses_its_job_but_did_not_crash(self, store, bring, clock, monkeypatch):
        neighbour = Owner.here()
        monkeypatch.setattr(Owner, "here", lambda: FAR)
        bring("running", owner=neighbour)
        clock.now += 8 * 3600
        [job] = store.rescue().result()
        assert (job.status, job.crashes) == ("pending", 0)


class TestRemoval:
    @pytest.mark.parametrize("state", STATES)
    def test_an_ended_job_can_be_deleted_with_its_events(self, store, bring, submit, state):
        job, _ = bring(state)
        other = submit()
        if state in FINAL:
            assert store.delete(job.id).result() == job
            with pytest.raises(JobNotFound):
                store.job(job.id)
            assert {event.job_id for event in store.events()} == {other.id}
        else:
            with pytest.raises(JobStateError) as refused:
                store.delete(job.id).result()
            assert refused.value.details == {"status": job.status}
            assert store.job(job.id) == job

    def test_an_unknown_job_cannot_be_deleted(self, store):
        with pytest.raises(JobNotFound):
            store.delete("none").result()

    def test_a_deleted_job_s_key_is_free_again(self, store):
        job, _ = store.submit(new_job(), key="k", body_digest="d").result()
        store.request_cancel(job.id, message="").result()
        store.delete(job.id).result()
        assert store.submit(new_job(), key="k", body_digest="other").result()[1]

    @pytest.mark.parametrize("state", STATES)
    def test_only_what_ended_before_is_pruned(self, store, bring, clock, state):
        job, _ = bring(state)
        assert store.prune(before_ms=clock.ms).result() == []
        pruned = store.prune(before_ms=clock.ms + 1).result()
        assert pruned == ([job.id] if state in FINAL else [])
        assert store.stats().total == (0 if state in FINAL else 1)

    def test_many_jobs_are_pruned_in_bites(self, store, clock):
        jobs = [store.submit(new_job()).result()[0] for _ in range(120)]
        for future in [store.request_cancel(job.id, message="") for job in jobs]:
            future.result()
        assert sorted(store.prune(before_ms=clock.ms + 1).result()) == sorted(job.id for job in jobs)
        assert (store.stats().total, store.events()) == (0, [])


class TestReading:
    def test_an_unknown_job(self, store):
        for ask in (store.job, store.find):
            with pytest.raises(JobNotFound):
                ask("none")

    def test_a_job_is_found_by_the_beginning_of_its_id(self, store, submit):
        first, second = submit(id="abc1"), submit(id="abc2")
        assert store.find("abc2") == second
        assert store.find("abc1") == first
        for several in ("a", "abc"):
            with pytest.raises(RequestInvalid, match="several"):
                store.find(several)
        whole = submit(id="abc")
        assert store.find("abc") == whole
        with pytest.raises(JobNotFound):
            store.find("")

    def test_jobs_are_listed_newest_first_in_pages(self, store, submit):
        ids = [submit().id for _ in range(7)][::-1]
        first = [job.id for job in store.jobs(limit=3)]
        second = [job.id for job in store.jobs(limit=3, before=first[-1])]
        third = [job.id for job in store.jobs(limit=3, before=second[-1])]
        assert first + second + third == ids
        with pytest.raises(JobNotFound):
            store.jobs(before="none")

    def test_the_queue_is_the_running_the_waiting_in_order_and_the_ended_newest_first(self, store, bring, clock):
        made = {}
        for n, state in enumerate(("failed", "pending", "completed", "running", "pending", "canceled", "running")):
            clock.now += 1
            made[n] = bring(state)[0].id
        order = [3, 6, 1, 4, 5, 2, 0]
        assert [job.id for job in store.queue()] == [made[n] for n in order]
        for limit in range(8):
            assert [job.id for job in store.queue(limit=limit)] == [made[n] for n in order[:limit]]
        wanted = {"completed", "failed", "pending"}
        assert [job.id for job in store.queue(statuses=wanted, limit=3)] == [made[1], made[4], made[2]]
        assert [job.id for job in store.jobs(statuses=wanted)] == [made[4], made[2], made[1], made[0]]

    def test_counts_are_of_the_whole_queue(self, store, bring):
        for state in STATES * 2:
            bring(state)
        assert store.stats() == Stats(total=12, pending=2, running=4, completed=2, failed=2, canceled=2)

    def test_a_snapshot_is_of_one_moment(self, store, submit):
        submit()
        with store.snapshot() as seen:
            before = seen.last_event_id(), seen.queue(), seen.stats()
            submit()
            assert (seen.last_event_id(), seen.queue(), seen.stats()) == before
        assert store.stats().total == 2


def _fields(job):
    return {name: getattr(job, name) for name in job.__struct_fields__}
