"""A line that is played by hand: its answers are given beforehand, its clock moves only when it is told to."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager

import httpx
import msgspec

from aura_nb.client.stream import EventStream
from support import events

A, B = "a" * 32, "b" * 32


class Time:
    """Seconds that pass when somebody waits."""

    def __init__(self):
        self.now = 1000.0
        self.waits = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.waits.append(seconds)
        self.now += seconds


class Line:
    """Each connection gets the next answer: a list of chunks, an answer, or an exception.

    A chunk is text, an exception that cuts the line, or a number of seconds in which nothing comes.
    """

    def __init__(self, *answers, clock=None):
        self.answers = list(answers)
        self.clock = clock or Time()
        self.asked = []
        self.closed = 0
        self.told = []

    @asynccontextmanager
    async def connect(self, last_id):
        self.asked.append(last_id)
        answer = self.answers.pop(0) if self.answers else httpx.ConnectError("refused")
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, list):
            body = Body(answer, self.clock)
            answer = httpx.Response(200, headers={"Content-Type": "text/event-stream"}, stream=body)
        try:
            yield answer
        finally:
            self.closed += 1

    def stream(self, **options):
        return EventStream(self.connect, clock=self.clock, sleep=self.clock.sleep, tell=self.told.append, **options)

    async def read(self, stop=None, **options):
        """The messages up to the stream's end, or to the one whose id or type is `stop`."""
        seen = []
        messages = aiter(self.stream(**options))
        try:
            async for message in messages:
                seen.append(message)
                if stop is not None and stop in {message.id, message.type}:
                    break
        finally:
            await messages.aclose()
        return seen


class Body(httpx.AsyncByteStream):
    def __init__(self, chunks, clock):
        self.chunks = chunks
        self.clock = clock

    async def __aiter__(self):
        for chunk in self.chunks:
            if isinstance(chunk, Exception):
                raise chunk
            if isinstance(chunk, int | float):
                self.clock.now += chunk
            else:
                yield chunk.encode()


def frame(sequence, kind="job-status", job=A, **data):
    text = json.dumps({"jobId": job, "correlationId": "c", **data})
    return f"id: {1000 + sequence}-{sequence}\nevent: {kind}\ndata: {text}\n\n"


def progress(sequence, percent, job=A):
    return frame(sequence, "step-progress", job, **msgspec.to_builtins(events.progress(percent)))


def notice(kind, **data):
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n"


KEEPALIVE = ": keepalive: 2026-01-01T00:00:00.000Z\n\n"
FINAL = frame(9, "job-completed", status="completed")
CUT = httpx.ReadError("cut")
SILENCE = httpx.ReadTimeout("25 s")
END = httpx.Response(204)
