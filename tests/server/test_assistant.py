"""An assistant's tools, over the real jupyter-server-mcp: a whole round, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest
from fastmcp import Client
from fastmcp.client.transports import StreamableHttpTransport
from fastmcp.exceptions import ToolError
from mcp.shared.exceptions import MCPError
from support import notebooks, story
from support.proxy import Proxy
from support.server import DRAFT, SILENT, JupyterServer, free_port, small_job

from aura_nb.client import discovery
from aura_nb.client.server import Server
from aura_nb.errors import ServerUnreachable
from jupyter_server_ext.assistant import TOOLS, loopback
from jupyter_server_ext.assistant.same_user import is_of_this_user
from jupyter_server_ext.assistant.tool_answers import LINES_CHARACTERS, MAX_CHARACTERS, lines

SMALL = {"voice": SILENT, "render": DRAFT}
REPORT = notebooks.notebook(
    notebooks.markdown("# Bees\n\nBees visit many flowers in a day."),
    notebooks.code("flowers = 50 * 12\nflowers", notebooks.shown(text="600")),
)
NAMES = {tool.rpartition(":")[2] for tool in TOOLS}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with jupyter-server-mcp at a port of its own; its tools find their server where kernels do."""
    port = free_port()
    folder = tmp_path_factory.mktemp("assisted")
    with WithTools(folder, options=(f"--MCPExtensionApp.mcp_port={port}",)) as running:
        running.tools_port = port
        yield running


class WithTools(JupyterServer):
    tools_port: int

    @property
    def tools(self):
        return f"http://127.0.0.1:{self.tools_port}/mcp"

    def _command(self):
        return [
            word.replace("'jupyter_server_mcp': False", "'jupyter_server_mcp': True") for word in super()._command()
        ]


@asynccontextmanager
async def assistant(server, *, address=None, **headers):
    """A client of the tools, as an assistant is one: `await ask(tool, **arguments)` is its answer, as plain JSON."""
    async with Client(StreamableHttpTransport(address or server.tools, headers=headers)) as client:

        async def ask(tool, **arguments):
            answer = await client.call_tool(tool, arguments)
            return answer.structured_content

        ask.client = client
        yield ask


async def ended(ask, job_id):
    while True:
        film = await ask("aura_film_status", job_id=job_id, wait_seconds=20)
        if film["status"] not in {"pending", "running"}:
            return film


async def test_an_assistant_makes_a_film_of_a_notebook_changes_a_sentence_and_makes_it_again(server):
    notebook = notebooks.write(server.root, REPORT)
    async with assistant(server) as ask:
        plan = await ask("aura_plan_film", path=notebook.name, language="en-US", more=SMALL)
        assert plan["scenes"] > 1
        assert plan["steps_to_do"] > plan["scenes"]
        begun = await ask("aura_make_film", path=notebook.name, language="en-US", more=SMALL)
        assert begun["status"] in {"pending", "running"}
        film = await ended(ask, begun["job_id"])
        assert (film["status"], film["errors"]) == ("completed", [])
        assert (server.root / film["video"]).is_file()
        assert abs(film["seconds"] - plan["seconds"]) < 0.5 * plan["seconds"]

        scenes = await ask("aura_list_scenes", job_id=film["job_id"])
        assert scenes["total"] == plan["scenes"]
        spoken = next(scene for scene in scenes["scenes"] if scene["narration"].count(" ") > 3)
        whole = json.loads((await ask("aura_read_scene", job_id=film["job_id"], scene=spoken["scene"]))["json"])
        first = whole["narration"].split()[0]
        edited = await ask(
            "aura_edit_scene", job_id=film["job_id"], scene=spoken["scene"], narration=f"{whole['narration']} So it is."
        )
        assert edited["version"] == scenes["version"] + 1
        assert edited["scene"]["narration"].startswith(first)
        again = await ask("aura_make_film_again", job_id=film["job_id"])
        assert again["job_id"] != film["job_id"]
        anew = await ended(ask, again["job_id"])
        assert anew["status"] == "completed"
        assert anew["seconds"] > film["seconds"]

        files = (await ask("aura_list_files", job_id=anew["job_id"]))["files"]
        assert {"video", "captions", "poster"} <= {file["kind"] for file in files}
        assert all((server.root / file["path"]).stat().st_size == file["size_bytes"] for file in files)
        with server.client() as client:
            assert client.get(f"{server.origin}{files[0]['url']}").status_code == 200
        captions = next(file for file in files if file["name"].endswith(".vtt") and file["kind"] == "captions")
        assert "So it is." in (server.root / captions["path"]).read_text()
        listed = await ask("aura_list_films", status="completed", limit=1)
        assert [each["job_id"] for each in listed["films"]] == [anew["job_id"]]
        following = await ask("aura_list_films", limit=1, before=listed["next"])
        assert [each["job_id"] for each in following["films"]] == [film["job_id"]]


async def test_every_tool_is_offered_with_a_description_of_itself_and_of_its_arguments(server):
    async with assistant(server) as ask:
        tools = {tool.name: tool for tool in await ask.client.list_tools()}
    assert tools.keys() >= NAMES
    for name in NAMES:
        tool = tools[name].model_dump(by_alias=True)
        assert tool["description"].splitlines()[0]
        assert tool["outputSchema"]["properties"], name
        for argument, schema in tool["inputSchema"]["properties"].items():
            assert "type" in schema or "anyOf" in schema
            told = f"{argument}:" in tool["description"] or "those of aura_plan_film" in tool["description"]
            assert told, f"{name} does not say what {argument} is"


REFUSED = {
    "a path outside": ({"path": "../../etc/passwd.md"}, "source.invalid: source.path: must be a path below"),
    "an absolute path": ({"path": "/etc/passwd.md"}, "source.invalid: source.path: must be a path below"),
    "a hidden file": ({"path": ".secret/talk.md"}, "source.not_found: source.path: there is no file"),
    "a link out": ({"path": "link.md"}, "source.not_found: source.path: there is no file"),
    "a picture outside": (
        {
            "more": {
                "storyboard": {
                    "title": "A",
                    "scenes": [{"id": "a", "show": {"kind": "picture", "image": "/etc/logo.png"}}],
                }
            }
        },
        "asset.missing: .*'/etc/logo.png' is a file of another machine",
    ),
    "too much": ({"topic": "Bees", "more": {"notices": [0] * 100_001}}, "request.too_large: The body has more than"),
    "nothing at all": ({}, "request.invalid: one of brief, storyboard and source is wanted"),
    "two at once": ({"topic": "Bees", "path": "a.md"}, "request.invalid: one of brief, storyboard and source"),
    "a length that cannot be": ({"topic": "Bees", "seconds": 2}, "plan.seconds: must be a number from 5 to 3,600"),
    "no object where one is wanted": ({"topic": "Bees", "more": "[1]"}, "more: must be an object"),
    "a list where a brief is wanted": ({"topic": "Bees", "more": {"brief": [1]}}, "brief"),
    "a field that there is not": ({"topic": "Bees", "more": {"rendr": {}}}, "rendr"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_rest_refuses_the_tools_refuse_and_say_why(server, case, tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text("# Not yours\n\nA secret.\n")
    (server.root / ".secret").mkdir(exist_ok=True)
    (server.root / ".secret" / "talk.md").write_text("# Not yours\n\nA secret.\n")
    (server.root / "link.md").unlink(missing_ok=True)
    (server.root / "link.md").symlink_to(outside)
    arguments, words = REFUSED[case]
    async with assistant(server) as ask:
        for tool in ("aura_plan_film", "aura_make_film"):
            with pytest.raises(ToolError, match="(?s)" + words.replace("(", r"\(")) as refused:
                await ask(tool, **arguments)
            assert "A secret" not in str(refused.value)


async def test_what_is_too_large_for_a_call_is_refused_and_the_next_one_is_answered(server):
    async with assistant(server) as ask:
        with pytest.raises(MCPError):  # by jupyter-server-mcp itself, whose limit is below REST's
            await ask("aura_make_film", text="word " * 2_200_000)
        assert "films" in await ask("aura_list_films")


async def test_an_unknown_job_or_scene_is_named(server):
    async with assistant(server) as ask:
        for tool in NAMES - {"aura_plan_film", "aura_make_film", "aura_list_films"}:
            scene = {"scene": "a"} if tool in {"aura_read_scene", "aura_edit_scene"} else {}
            with pytest.raises(ToolError, match=r"(job|storyboard)\.not_found: There is no"):
                await ask(tool, job_id="0" * 32, **scene)
        for odd in ("../jobs", "..", ".", "", "a" * 100_000):
            for tool in ("aura_film_status", "aura_make_film_again"):
                with pytest.raises(ToolError, match=r"not_found: There is no .{1,260}Next step"):
                    await ask(tool, job_id=odd)


async def test_a_film_can_be_canceled_and_a_scene_is_changed_in_one_place(server):
    async with assistant(server) as ask:
        # Some assistants write an object as its text.
        begun = await ask("aura_make_film", more=json.dumps(small_job(60)))
        canceled = await ask("aura_cancel_film", job_id=begun["job_id"])
        assert canceled["status"] in {"canceled", "running"}
        assert (await ended(ask, begun["job_id"]))["status"] == "canceled"
        with pytest.raises(ToolError, match=r"job\.state"):
            await ask("aura_cancel_film", job_id=begun["job_id"])


async def test_an_answer_holds_so_much_and_says_how_to_read_on(server):
    board = story(3).to_json()
    board["scenes"] = [
        {"id": f"s{at}", "heading": f"Scene {at}", "narration": f"Scene {at} is here. " + "It goes on. " * 380}
        for at in range(120)
    ]
    rows = [[f"{row}-{column}" * 8 for column in range(8)] for row in range(60)]
    board["scenes"][7]["show"] = {"kind": "table", "rows": rows}
    with server.client() as client:
        body = {"storyboard": board, **SMALL}
        answer = client.post("storyboards", json=body)
        assert answer.status_code == 201, answer.text
        storyboard = answer.json()["storyboardId"]
    async with assistant(server) as ask:
        seen, start = [], 0
        while True:
            found = await ask("aura_list_scenes", job_id=storyboard, start=start, limit=50)
            assert len(json.dumps(found)) < 2 * MAX_CHARACTERS
            seen += [scene["scene"] for scene in found["scenes"]]
            if not found["left_out"]:
                break
            assert found["left_out"].startswith(f"scenes {len(seen)} to 119 of 0 to 119: ask again with start=")
            start = int(found["left_out"].partition(";")[0].rpartition("=")[2])
        assert seen == [scene["id"] for scene in board["scenes"]]
        first = await ask("aura_read_scene", job_id=storyboard, scene="s7")
        assert len(first["json"]) == MAX_CHARACTERS
        pieces, offset = [first["json"]], MAX_CHARACTERS
        while offset < 40 * MAX_CHARACTERS:
            more = await ask("aura_read_scene", job_id=storyboard, scene="s7", offset=offset)
            pieces.append(more["json"])
            if not more["left_out"]:
                break
            offset += MAX_CHARACTERS
        assert json.loads("".join(pieces))["show"]["rows"] == rows
        edited = await ask("aura_edit_scene", job_id=storyboard, scene="s1", find="Scene 1 is here.", replace="Here.")
        assert edited["scene"]["narration"].startswith("Here. It goes on.")
        with pytest.raises(ToolError, match="it is there 380 times"):
            await ask("aura_edit_scene", job_id=storyboard, scene="s1", find="It goes on.", replace="")
        with pytest.raises(ToolError, match="is wanted"):
            await ask("aura_edit_scene", job_id=storyboard, scene="s1")
        with pytest.raises(ToolError, match="no scene 'x'"):
            await ask("aura_edit_scene", job_id=storyboard, scene="x", heading="X")
        show = {"kind": "picture", "image": "/etc/logo.png"}
        with pytest.raises(ToolError, match="is a file of another machine"):
            await ask("aura_edit_scene", job_id=storyboard, scene="s1", show=show)


@pytest.mark.parametrize(
    "headers",
    [{"X-Forwarded-For": "127.0.0.1:5555"}, {"Forwarded": "for=127.0.0.1"}, {"Via": "1.1 proxy"}],
    ids=str,
)
async def test_a_call_that_was_passed_on_needs_the_token(server, headers):
    async with assistant(server, **headers) as ask:
        with pytest.raises(
            ToolError, match=r"server\.refused: A call that .* needs the server's token.*Next step: Let"
        ):
            await ask("aura_list_films")
    for scheme in ("token", "Bearer"):
        async with assistant(server, **headers, Authorization=f"{scheme} {server.token}") as ask:
            assert "films" in await ask("aura_list_films")


def test_a_server_without_a_port_is_said_to_have_none(monkeypatch):
    socket = Server(url="http+unix://%2Frun%2Fjupyter.sock/", token="", way="")
    monkeypatch.setattr(discovery, "own_server", lambda *_: socket)
    with pytest.raises(ServerUnreachable, match="listens on a Unix socket"):
        loopback._opened(None)


async def test_a_wrong_token_is_refused_whoever_sends_it(server):
    async with assistant(server, Authorization="token wrong") as ask:
        with pytest.raises(ToolError, match=r"server\.refused: The server does not let us in"):
            await ask("aura_make_film", topic="Bees")


# A line to the tools that another user's program holds. What it needs is loaded while it may still read it.
OTHERS_LINE = """
import encodings.idna, os, socket, sys, threading

def carry(source, target):
    while chunk := source.recv(65536):
        target.sendall(chunk)
    target.shutdown(socket.SHUT_WR)

listening = socket.create_server(("127.0.0.1", 0))
os.setgroups([]); os.setgid(65534); os.setuid(65534)
print(listening.getsockname()[1], flush=True)
while True:
    near, _ = listening.accept()
    far = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    for pair in ((near, far), (far, near)):
        threading.Thread(target=carry, args=pair, daemon=True).start()
"""


@pytest.mark.skipif(not (sys.platform.startswith("linux") and os.getuid() == 0), reason="takes another user's place")
async def test_a_program_of_another_user_is_refused(server):
    command = [sys.executable, "-c", OTHERS_LINE, str(server.tools_port)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as line:
        try:
            there = f"http://127.0.0.1:{int(line.stdout.readline())}/mcp"
            async with assistant(server, address=there) as ask:
                with pytest.raises(ToolError, match=r"server\.refused: The server does not let us in"):
                    await ask("aura_list_films")
            async with assistant(server, address=there, Authorization=f"token {server.token}") as ask:
                assert "films" in await ask("aura_list_films")
        finally:
            line.kill()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone says whose a connection is")
def test_whose_a_connection_is_is_known_while_it_lasts():
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::ffff:127.0.0.1")):
            with socket.socket(family) as client:
                client.connect((host, listening.getsockname()[1]))
                ours, address = listening.accept()
                assert is_of_this_user(address, ours.getsockname())
                assert not is_of_this_user((address[0], address[1] + 1), ours.getsockname())
                assert not is_of_this_user(("192.0.2.1", address[1]), ours.getsockname())
                assert not is_of_this_user(("localhost", address[1]), ours.getsockname())
                ours.close()
            assert not is_of_this_user(address, listening.getsockname())


async def test_a_line_through_a_program_of_this_user_is_this_users(server):
    """A tunnel of one's own, such as an editor's: its end on this machine is what counts."""
    with Proxy(server.tools_port) as line:
        async with assistant(server, address=f"{line.url}mcp") as ask:
            assert "films" in await ask("aura_list_films")


def test_remarks_are_as_many_as_an_answer_holds():
    taken, left_out = lines(["x" * 2000] * 9, "warnings")
    assert sum(map(len, taken)) <= LINES_CHARACTERS
    assert left_out == f"{9 - len(taken)} more warnings"
