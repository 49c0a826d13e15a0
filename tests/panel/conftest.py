"""A page as the relay knows it: messages to it are kept, messages from it are given to the relay."""

from __future__ import annotations

import threading
import time

import pytest

from aura_nb.client.local import LocalBackend
from aura_nb.panel.relay import Relay
from aura_nb.pipeline.workspace import Workspace

PATIENCE = 60.0


class Page:
    def __init__(self, backend, **options):
        self.messages = []
        self._news = threading.Condition()
        self._count = 0
        self.relay = Relay(backend, self._take, **options)

    def _take(self, message, buffers):
        with self._news:
            self.messages.append((message, buffers))
            self._news.notify_all()

    def say(self, **message):
        self.relay.hear(message)

    def ask(self, call, **args):
        """The answer to a call, and the bytes that came with it."""
        self._count += 1
        ask = f"ask-{self._count}"
        self.say(kind="ask", id=ask, call=call, args=args)
        self.until(lambda message: message.get("id") == ask and ("result" in message or "problem" in message))
        mine = [(message, buffers) for message, buffers in self.messages if message.get("id") == ask]
        return mine[-1][0], b"".join(piece for _, buffers in mine for piece in buffers)

    def until(self, condition):
        """Wait for a message; all that has come."""
        deadline = time.monotonic() + PATIENCE
        with self._news:
            while not any(condition(message) for message, _ in self.messages):
                assert self._news.wait(deadline - time.monotonic()), f"only came: {self.messages[-5:]}"
        return [message for message, _ in self.messages]

    def events(self, kind=None):
        return [
            message for message, _ in self.messages if message["kind"] == "event" and kind in {None, message["type"]}
        ]


@pytest.fixture
def backend(tmp_path):
    """An engine of its own, whose films go below the test's folder."""
    engine = LocalBackend(Workspace(tmp_path / "workspace"), root=tmp_path / "films")
    yield engine
    engine.close(cancel=True)


@pytest.fixture
def page(backend):
    page = Page(backend)
    yield page
    page.relay.close()


@pytest.fixture
def pages(backend):
    """Makes pages with other options."""
    made = []

    def make(**options):
        made.append(Page(backend, **options))
        return made[-1]

    yield make
    for page in made:
        page.relay.close()
