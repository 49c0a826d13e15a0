"""A server with a certificate that nobody signed: used where it is known, refused in words where it is not."""

from __future__ import annotations

import logging
import shutil
import subprocess
from contextlib import closing

import pytest
from conftest import absent
from support.server import JupyterServer

from aura_nb.client import connection
from aura_nb.client.discovery import Finder
from aura_nb.client.rest import RestBackend
from aura_nb.client.server import Server
from aura_nb.client.trust import VARIABLES
from aura_nb.errors import ServerUnreachable


def self_signed(folder, name):
    """A key and a certificate as the guide of Jupyter has them made, for 127.0.0.1 alone."""
    program = shutil.which("openssl") or absent("no openssl")
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    words = f"req -x509 -nodes -newkey rsa:2048 -days 2 -subj /CN={name} -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([program, *words.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("https")
    key, certificate = self_signed(folder, "mine")
    options = (f"--ServerApp.certfile={certificate}", f"--ServerApp.keyfile={key}")
    with JupyterServer(folder, options=options) as server:
        server.certificate = certificate
        server.address = f"https://127.0.0.1:{server.port}/"
        yield server


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def stranger(server, **options):
    """A client that has nothing but the address and the token, as one on another machine has."""
    return Finder(url=server.address, token=server.token, environ={}, runtime=server.folder / "nothing", **options)


def used(found):
    with closing(RestBackend(found)) as backend:
        return backend.call(backend.queue()).result().stats.total == 0


def test_a_kernel_and_a_command_line_use_the_server_of_their_machine_without_a_setting(server):
    kernel = Finder(environ={"JPY_PARENT_PID": str(server.pid)}, runtime=server.runtime).find()
    named = Finder(url=server.address, environ={}, runtime=server.runtime).find()
    elsewhere = Finder(url=f"https://localhost:{server.port}", environ={}, runtime=server.runtime).find()
    for search in (kernel, named, elsewhere):
        assert search.server is not None, search.explain()
        assert used(search.server)


def test_the_variables_of_certificates_are_heeded_on_the_loopback_too(server, monkeypatch, tmp_path):
    shutil.copy(server.certificate, tmp_path)
    subprocess.run(["openssl", "rehash", tmp_path], check=True, capture_output=True)
    for name in VARIABLES:
        with monkeypatch.context() as patch:
            patch.setenv(name, str(tmp_path if name == "SSL_CERT_DIR" else server.certificate))
            search = stranger(server).find()
            assert search.server is not None, search.explain()
            assert used(search.server)


def test_a_certificate_that_is_not_known_is_named_with_what_to_do(server, monkeypatch):
    monkeypatch.setenv("AURA_URL", server.address)
    monkeypatch.setenv("AURA_TOKEN", server.token)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(server.folder / "nothing"))
    with pytest.raises(ServerUnreachable, match=r"not trusted here \(self-signed certificate") as refused:
        connection.connect()
    assert "SSL_CERT_FILE" in refused.value.remedy
    with closing(RestBackend(Server(url=server.address, token=server.token))) as backend:
        with pytest.raises(ServerUnreachable, match="self-signed certificate") as refused:
            backend.call(backend.queue()).result()
        assert "SSL_CERT_FILE" in refused.value.remedy


def test_a_known_certificate_for_another_name_is_told_apart(server, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    finder = Finder(
        url=f"https://localhost:{server.port}", token=server.token, environ={}, runtime=server.folder / "nothing"
    )
    [tried] = finder.find().tried
    assert "made for another name" in tried.outcome
    assert tried.remedy == "Name the server as its certificate does."


def test_a_variable_that_names_no_file_is_named(server, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    [tried] = stranger(server).find().tried
    assert "REQUESTS_CA_BUNDLE names '/nowhere/ca.pem'" in tried.outcome
    assert "REQUESTS_CA_BUNDLE" in tried.remedy


def test_a_record_s_certificate_is_the_only_one_that_is_believed(server, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    _, another = self_signed(tmp_path, "another")
    impostor = Server(url=server.address, token=server.token, certificate=another.read_text())
    with closing(RestBackend(impostor)) as backend, pytest.raises(ServerUnreachable, match="certificate"):
        backend.call(backend.queue()).result()


def test_a_kernel_that_cannot_use_its_server_says_so_once(server, monkeypatch, tmp_path, caplog):
    record = f"jpserver-{server.pid}.json"
    shutil.copy2(server.runtime / record, tmp_path / record)  # and none of ours, as from an older version
    monkeypatch.setenv("JPY_PARENT_PID", str(server.pid))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    with caplog.at_level(logging.WARNING, "aura_nb"):
        assert [connection.connect(), connection.connect()] == [None, None]
    [told] = caplog.messages
    for words in ("is not used", server.address, "certificate", "made in this process", "SSL_CERT_FILE"):
        assert words in told
