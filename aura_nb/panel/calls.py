"""What a page may ask through its widget, answered by whoever runs the jobs: the names of `src/relay/backend.ts`."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.client.backend import Backend
from aura_nb.client.this_notebook import this_notebook
from aura_nb.errors import JobNotFound, RequestInvalid, SourceNotFound
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.workspace import Workspace
from aura_nb.request.body import demo_of, film_of
from aura_nb.wire.status import parse_statuses

Args = dict[str, Any]
MAX_LIST = 200
MAX_FILES = 1000


class Calls:
    """The calls by name. Sources are looked for below `root`, by default the kernel's folder, never outside of it."""

    def __init__(self, backend: Backend, *, root: Path | None = None) -> None:
        self._backend = backend
        self._root = root
        self._named: dict[str, Callable[[Args], Awaitable[Any]]] = {
            "queue": self._queue,
            "job": lambda args: self._backend.job(_text(args, "jobId")),
            "progress": lambda args: self._backend.progress(_text(args, "jobId")),
            "options": lambda _: self._backend.offer(),
            "voices": self._voices,
            "preflight": self._preflight,
            "plan": self._plan,
            "draft": self._draft,
            "readDraft": lambda args: self._backend.read_draft(_text(args, "storyboardId")),
            "saveDraft": self._save_draft,
            "planDraft": lambda args: self._backend.plan_draft(_text(args, "storyboardId")),
            "makeDraft": self._make_draft,
            "sceneWords": self._scene_words,
            "sendAsset": self._send_asset,
            "files": self._files,
            "notebook": lambda _: asyncio.to_thread(self._notebook),
            "quickDemo": self._quick_demo,
            "createJob": self._create_job,
            "resume": self._resume,
            "cancel": self._cancel,
            "remove": self._remove,
            "logs": self._logs,
        }

    async def answer(self, call: str, args: Args) -> dict[str, Any]:
        """The JSON values that answer a call. Raises what the backend raises, `RequestInvalid` for an unknown call."""
        asked = self._named.get(call)
        if asked is None:
            raise RequestInvalid(f"There is no call {call!r}.")
        built: dict[str, Any] = msgspec.to_builtins(await asked(args))
        return built

    async def _queue(self, args: Args) -> Any:
        statuses = parse_statuses(",".join(map(str, args.get("statuses") or []))) or None
        limit = args.get("limit")
        bound = min(limit, MAX_LIST) if isinstance(limit, int) and limit > 0 else 50
        return await self._backend.queue(statuses=statuses, limit=bound)

    async def _voices(self, _: Args) -> Any:
        return {"voices": await self._backend.voices()}

    async def _preflight(self, args: Args) -> Any:
        raw = args.get("request")
        checks = await self._backend.preflight(None if raw is None else await self._film(raw))
        return {"ok": all(check.status != "fail" for check in checks), "checks": checks}

    async def _plan(self, args: Args) -> Any:
        return await self._backend.plan(await self._film(args.get("request")))

    async def _draft(self, args: Args) -> Any:
        return await self._backend.draft(await self._film(args.get("request")))

    async def _save_draft(self, args: Args) -> Any:
        version = args.get("version")
        if not isinstance(version, int):
            raise RequestInvalid("version: a number is wanted")
        return await self._backend.save_draft(_text(args, "storyboardId"), args.get("storyboard"), version=version)

    async def _make_draft(self, args: Args) -> Any:
        made = await self._backend.make_draft(_text(args, "storyboardId"), key=_text(args, "key"))
        return {"jobId": made.job_id}

    async def _send_asset(self, args: Args) -> Any:
        try:
            content = base64.b64decode(_text(args, "content"), validate=True)
        except ValueError as error:
            raise RequestInvalid("content: base64 is wanted") from error
        return {"asset": await self._backend.send_asset(_text(args, "name"), content)}

    async def _scene_words(self, args: Args) -> Any:
        words = await self._backend.scene_words(
            _text(args, "storyboardId"), _text(args, "scene"), text_or_none(args, "text")
        )
        return {"words": words}

    async def _quick_demo(self, args: Args) -> Any:
        topic = args.get("topic")
        request = await asyncio.to_thread(demo_of, {} if topic is None else {"topic": topic})
        return await self._submitted(request)

    async def _create_job(self, args: Args) -> Any:
        return await self._submitted(await self._film(args.get("request")))

    async def _submitted(self, request: FilmRequest) -> Any:
        return {"jobId": (await self._backend.submit(request)).job_id}

    async def _resume(self, args: Args) -> Any:
        return {"jobId": (await self._backend.resume(_text(args, "jobId"))).job_id}

    async def _cancel(self, args: Args) -> Any:
        await self._backend.cancel(_text(args, "jobId"))
        return {}

    async def _remove(self, args: Args) -> Any:
        await self._backend.delete(_text(args, "jobId"), files=args.get("files") is True)
        return {}

    async def _logs(self, args: Args) -> Any:
        lines = (await self._backend.log(_text(args, "jobId"))).splitlines(keepends=True)
        tail = args.get("tail")
        return {"text": "".join(lines[-tail:] if isinstance(tail, int) and tail > 0 else lines)}

    async def _film(self, raw: Any) -> FilmRequest:
        return await film_of(raw, root=self._folder, assets=Workspace().assets)

    async def _files(self, args: Args) -> Any:
        return {"files": await asyncio.to_thread(self._listed, str(args.get("folder") or ""))}

    def _listed(self, folder: str) -> list[dict[str, Any]]:
        root = self._folder.resolve()
        place = (root / folder.strip("/")).resolve()
        if not place.is_relative_to(root) or not place.is_dir():
            raise JobNotFound(f"There is no folder {folder!r} here.")
        shown = [path for path in place.iterdir() if not path.name.startswith(".")][:MAX_FILES]
        return [
            {"name": path.name, "path": path.relative_to(root).as_posix(), "isFolder": path.is_dir()}
            for path in sorted(shown, key=lambda path: (path.is_file(), path.name.casefold()))
            if path.resolve().is_relative_to(root)
        ]

    def _notebook(self) -> dict[str, str]:
        """The kernel's notebook, as `source.path` names it; empty where it is not known or outside of the folder."""
        try:
            path, root = this_notebook().resolve(), self._folder.resolve()
        except SourceNotFound:
            return {"path": ""}
        return {"path": path.relative_to(root).as_posix() if path.is_relative_to(root) else ""}

    @property
    def _folder(self) -> Path:
        return self._root or Path.cwd()


def text_or_none(args: Args, name: str) -> str | None:
    """A text where one is given."""
    return None if args.get(name) is None else _text(args, name)


def _text(args: Args, name: str) -> str:
    value = args.get(name)
    if not isinstance(value, str):
        raise RequestInvalid(f"{name}: a text is wanted")
    return value
