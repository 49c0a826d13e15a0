"""Which server is found, in which order, what is said of the others; no token goes where it was not made for."""

import json
import os
import subprocess
import sys

import msgspec
import pytest

from aura_nb.client import discovery
from aura_nb.client.discovery import Finder
from aura_nb.client.server import Server, is_loopback, parsed, reachable_here
from aura_nb.errors import RequestInvalid

ME = str(os.getpid())
HUB = {
    "JUPYTERHUB_API_TOKEN": "hub-secret",
    "JUPYTERHUB_SERVICE_PREFIX": "/user/x/",
    "JUPYTERHUB_SERVICE_URL": "http://0.0.0.0:8888/user/x/",
}
POSIX = pytest.mark.skipif(os.name == "nt", reason="owners and modes of files")


class World:
    """A runtime folder, an environment, and servers that answer; `asked` keeps who was sent which token."""

    def __init__(self, folder):
        self.folder = folder
        self.environ = {}
        self.alive = {}
        self.asked = []

    def probe(self, server):
        self.asked.append((server.url, server.token))
        if server.url not in self.alive:
            return f"{server.url} does not answer"
        wanted = self.alive[server.url]
        if wanted not in {"", server.token}:
            return f"{server.url} does not let us in"
        return msgspec.structs.replace(server, workspace=server.workspace or "/w")

    def serves(self, url, token=""):
        self.alive[url] = token

    def aura(self, url, *, pid=ME, token="", base="/", workspace="/w"):
        record = {"pid": int(pid), "url": url, "baseUrl": base, "token": token, "workspace": workspace}
        return self.write(f"aura-{pid}.json", record | {"serverId": "s", "version": "0.1.0", "started": "2026"})

    def jupyter(self, url, *, pid=ME, token="", base="/", **more):
        record = {"pid": int(pid), "url": url, "base_url": base, "token": token, "root_dir": "/", "port": 8888}
        return self.write(f"jpserver-{pid}.json", record | {"sock": "", "password": False} | more)

    def write(self, name, record):
        path = self.folder / name
        path.write_text(json.dumps(record))
        path.chmod(0o600)
        return path

    def finder(self, **options):
        return Finder(environ=self.environ, runtime=self.folder, probe=self.probe, **options)

    def find(self, **options):
        return self.finder(**options).find()


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


@pytest.fixture
def dead():
    """The pid of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return str(process.pid)


def why(search):
    return {tried.way: tried.outcome for tried in search.tried}


def test_without_anything_films_are_made_here_and_each_way_says_why(world):
    search = world.find()
    assert search.server is None
    assert list(why(search)) == [
        discovery.ADDRESS,
        discovery.VARIABLE,
        discovery.OWN_RECORD,
        discovery.JUPYTER_RECORD,
        discovery.HUB,
    ]
    assert "JPY_PARENT_PID is not set" in why(search)[discovery.OWN_RECORD]
    assert search.explain().splitlines()[-1] == "No server: films are made in this process."
    assert world.asked == []


def test_an_address_wins_over_the_variable_and_that_over_the_kernels_server(world):
    for port in (1, 2, 3):
        world.serves(f"http://127.0.0.1:{port}/")
    world.environ |= {"JPY_PARENT_PID": ME}
    world.aura("http://127.0.0.1:3/")
    assert world.find().server.url == "http://127.0.0.1:3/"
    world.environ |= {"AURA_URL": "http://127.0.0.1:2/lab"}
    assert world.find().server.url == "http://127.0.0.1:2/"
    assert world.find(url="http://127.0.0.1:1").server.url == "http://127.0.0.1:1/"


def test_a_named_server_that_does_not_answer_is_not_replaced_by_another(world):
    world.environ |= {"JPY_PARENT_PID": ME}
    world.aura("http://127.0.0.1:3/")
    world.serves("http://127.0.0.1:3/")
    assert world.find(url="http://127.0.0.1:9/").server is None
    assert world.finder(url="http://127.0.0.1:9/").is_named


def test_the_kernels_server_is_the_one_with_its_parents_pid(world, dead):
    world.environ |= {"JPY_PARENT_PID": ME}
    world.aura("http://127.0.0.1:1/", pid=dead)
    world.aura("http://127.0.0.1:2/", token="secret")
    world.serves("http://127.0.0.1:2/", "secret")
    search = world.find()
    assert (search.server.url, search.server.token, search.server.pid) == ("http://127.0.0.1:2/", "secret", int(ME))
    assert search.explain().splitlines()[-1] == "Taken: http://127.0.0.1:2/"


def test_a_record_of_a_server_that_has_ended_is_not_believed(world, dead):
    world.environ |= {"JPY_PARENT_PID": dead}
    world.aura("http://127.0.0.1:1/", pid=dead, token="secret")
    search = world.find()
    assert search.server is None
    assert "has ended" in why(search)[discovery.OWN_RECORD]
    assert world.asked == []


def test_a_record_older_than_the_process_that_has_its_pid_now_is_not_believed(world):
    world.environ |= {"JPY_PARENT_PID": ME}
    os.utime(world.aura("http://127.0.0.1:1/", token="secret"), (1, 1))
    assert "has ended" in why(world.find())[discovery.OWN_RECORD]
    assert world.asked == []


@POSIX
def test_a_record_that_others_may_write_is_not_believed(world):
    world.environ |= {"JPY_PARENT_PID": ME}
    world.aura("http://127.0.0.1:1/", token="secret").chmod(0o666)
    assert "not ours alone" in why(world.find())[discovery.OWN_RECORD]
    assert world.asked == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": 1}', b'{"pid": "x", "url": 3}'])
def test_a_record_that_cannot_be_read_is_one_more_reason(world, content):
    world.environ |= {"JPY_PARENT_PID": ME}
    path = world.aura("http://127.0.0.1:1/")
    path.write_bytes(content)
    search = world.find()
    assert search.server is None
    assert "cannot be understood" in why(search)[discovery.OWN_RECORD]


def test_jupyters_own_record_will_do_and_one_without_aura_is_said_to_be_so(world):
    world.environ |= {"JPY_PARENT_PID": ME}
    world.jupyter("http://localhost:8888/x/", token="t", base="/x/")
    assert "does not answer" in why(world.find())[discovery.JUPYTER_RECORD]
    world.serves("http://localhost:8888/x/", "t")
    search = world.find()
    assert (search.server.url, search.server.token) == ("http://localhost:8888/x/", "t")
    assert "no record" in why(search)[discovery.OWN_RECORD]


def test_a_server_on_a_unix_socket_is_named_as_the_reason(world):
    world.environ |= {"JPY_PARENT_PID": ME}
    world.jupyter("http+unix://%2Ftmp%2Fs/", sock="/tmp/s")
    assert "Unix socket" in why(world.find())[discovery.JUPYTER_RECORD]


def test_on_a_hub_its_token_goes_to_the_users_own_server_on_this_machine(world):
    world.environ |= HUB
    world.serves("http://127.0.0.1:8888/user/x/", "hub-secret")
    search = world.find()
    assert (search.server.url, search.server.token) == ("http://127.0.0.1:8888/user/x/", "hub-secret")


def test_on_a_hub_a_server_found_by_its_record_gets_the_hubs_token_only_when_it_is_the_hubs(world):
    world.environ |= HUB | {"JPY_PARENT_PID": ME}
    world.aura("http://127.0.0.1:8888/user/x/", base="/user/x/")
    world.jupyter("http://127.0.0.1:9999/", base="/")
    world.find()
    assert world.asked == [
        ("http://127.0.0.1:8888/user/x/", "hub-secret"),
        ("http://127.0.0.1:9999/", ""),
        ("http://127.0.0.1:8888/user/x/", "hub-secret"),
    ]


def test_the_token_of_a_variable_belongs_to_the_address_of_the_other(world):
    world.environ |= {"AURA_URL": "https://mine.example.org/", "AURA_TOKEN": "secret"}
    world.find()
    world.find(url="https://mine.example.org/user/y/")
    world.find(url="https://other.example.org/")
    world.find(url="https://other.example.org/", token="theirs")
    world.find(url="http://mine.example.org/")
    assert [token for _, token in world.asked] == ["secret", "secret", "", "theirs", ""]
    del world.environ["AURA_URL"]
    world.asked.clear()
    world.find(url="https://other.example.org/")
    assert [token for _, token in world.asked] == ["secret"]


def test_the_token_of_a_record_goes_to_that_records_address_alone(world):
    world.aura("http://127.0.0.1:8888/", token="secret")
    world.find(url="http://localhost:8888")
    world.find(url="http://127.0.0.1:8889")
    world.find(url="https://127.0.0.1:8888")
    world.find(url="http://127.0.0.1.example.org:8888")
    assert [token for _, token in world.asked] == ["secret", "", "", ""]


def test_a_token_in_an_address_is_taken_and_never_shown(world):
    world.serves("http://127.0.0.1:8888/", "secret")
    search = world.find(url="http://127.0.0.1:8888/lab/tree/a.ipynb?token=secret")
    assert search.server.token == "secret"
    assert "secret" not in search.explain() + repr(search) + repr(search.server)


def test_after_a_restart_it_is_found_at_another_port_with_another_token(world, dead):
    before = Server(url="http://127.0.0.1:1/", token="old", pid=int(dead), workspace="/w")
    world.aura("http://127.0.0.1:7/", token="stranger", workspace="/other")
    finder = world.finder()
    assert finder.again(before).server is None
    world.aura("http://127.0.0.1:2/", token="new", workspace="/w")
    world.serves("http://127.0.0.1:2/", "new")
    found = finder.again(before).server
    assert (found.url, found.token) == ("http://127.0.0.1:2/", "new")
    assert ("http://127.0.0.1:7/", "stranger") not in world.asked


def test_a_named_server_that_came_back_with_a_new_token_is_known_by_its_record(world):
    finder = world.finder(url="http://127.0.0.1:1/", token="old")
    before = Server(url="http://127.0.0.1:1/", token="old")
    world.serves("http://127.0.0.1:1/", "new")
    assert finder.again(before).server is None
    world.aura("http://localhost:1/", token="new")
    world.serves("http://localhost:1/", "new")
    assert finder.again(before).server.token == "new"


@pytest.mark.parametrize(
    "address", ["", "x", "ftp://host/", "http://", "http://[::1/", "http://host:port/", "file:///etc"]
)
def test_what_is_no_address_is_refused(world, address):
    with pytest.raises(RequestInvalid, match="no address"):
        parsed(address)


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("http://h:1", "http://h:1/"),
        ("http://h:1/lab?token=t", "http://h:1/"),
        ("http://h:1/user/x/tree/work", "http://h:1/user/x/"),
        ("http://h:1/user/x/lab/workspaces/auto-1", "http://h:1/user/x/"),
        ("https://h/jupyter", "https://h/jupyter/"),
        ("http://h:1/aura/api/healthz", "http://h:1/"),
        ("http://name:password@h:1/", "http://h:1/"),
        (" http://[::1]:1/ ", "http://[::1]:1/"),
    ],
)
def test_whatever_people_copy_becomes_the_base_address(address, base):
    assert parsed(address)[0] == base


def test_what_is_this_machine_and_what_only_looks_so():
    assert all(map(is_loopback, ["http://127.0.0.1/", "http://127.8.9.1:1/", "http://LOCALHOST/", "http://[::1]:8/"]))
    assert not any(map(is_loopback, ["http://127.0.0.1.nip.io/", "http://localhost.example/", "http://10.0.0.1/"]))
    assert reachable_here("http://[::]:8888/x/") == "http://127.0.0.1:8888/x/"
