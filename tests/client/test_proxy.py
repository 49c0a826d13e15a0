"""The breakable network does what it says: other tests believe in it."""

import socket
import threading
from contextlib import closing

import pytest
from support.proxy import Proxy


@pytest.fixture
def echo():
    """A port that answers each connection with what it is sent."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(connection):
        with connection, connection.makefile("rb") as lines:
            try:
                for line in lines:
                    connection.sendall(line)
            except OSError:
                return

    def serve():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=serve)
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


@pytest.fixture
def line(echo):
    with Proxy(echo) as proxy:
        yield proxy


def call(line):
    connection = socket.create_connection(("127.0.0.1", line.port), timeout=5)
    connection.sendall(b"hello\n")
    assert connection.recv(100) == b"hello\n"
    return connection


def test_it_carries_and_counts(line):
    with closing(call(line)), closing(call(line)):
        assert (line.opened, line.carried) == (2, 12)


def test_a_reset_ends_what_is_open_and_nothing_else(line):
    with closing(call(line)) as connection:
        line.reset()
        with pytest.raises(ConnectionResetError):
            connection.recv(100)
    call(line).close()


def test_a_cut_line_refuses_until_it_is_mended(line):
    with closing(call(line)) as connection:
        line.cut()
        with pytest.raises(ConnectionResetError):
            connection.recv(100)
    with pytest.raises(ConnectionRefusedError):
        call(line)
    line.mend()
    call(line).close()


def test_what_is_swallowed_never_comes_and_the_line_stays_open(line):
    with closing(call(line)) as connection:
        line.swallow()
        connection.sendall(b"lost\n")
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(100)
        line.mend()
        connection.settimeout(5)
        connection.sendall(b"back\n")
        assert connection.recv(100) == b"back\n"


def test_a_line_can_be_cut_after_so_many_bytes(line):
    line.cut_after(8)
    with closing(call(line)) as connection:
        connection.sendall(b"hello\n")
        received = bytearray()
        with pytest.raises(ConnectionResetError):
            receive_all(connection, received)
        assert b"he".startswith(received)  # a reset may overtake what came before it


def receive_all(connection, received):
    while chunk := connection.recv(100):
        received += chunk
