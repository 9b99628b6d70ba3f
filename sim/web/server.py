"""The live server: the page's files, and runs streamed line by line. It answers this machine only (docs/frames.md)."""

from __future__ import annotations

import asyncio
import json
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from threading import Event, Lock, Semaphore
from time import monotonic, sleep
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from sim.errors import InputError
from sim.scenario.recipe import Recipe, read_recipe
from sim.scenario.refused import RefusedError, in_both
from sim.web.catalogue import catalogue
from sim.web.guard import Guard
from sim.web.imported import MOST_BYTES, Charts
from sim.web.memory import give_back
from sim.web.pages import page_files
from sim.web.session import Session
from sim.web.stream import Line, as_text, run_lines

NDJSON = "application/x-ndjson; charset=utf-8"
REMEMBERED = 12
"""Runs whose lines are kept, so that going back costs nothing."""
WAITING = 16
"""Runs that may wait for their next line at once; more would take all threads, and the page itself would wait."""
TURN = 0.001
"""Seconds in which whoever waits takes the turn."""
PATIENCE = 2.0
"""Seconds a headline waits, between two of its years, for results of other runs."""
UPLOAD = 30.0
"""Seconds in which a chart must have come."""


class Runs:
    """Runs by recipe, one at a time; the latest are remembered line by line."""

    def __init__(self, charts: Charts) -> None:
        self._charts = charts
        self._lines: OrderedDict[str, list[str]] = OrderedDict()
        self._one_at_a_time = Lock()
        self._places = Semaphore(WAITING)
        self._hurried: dict[object, float] = {}  # whose result a room waits for; when it got a line

    def lines(self, recipe: Recipe, first: int, left: Event) -> Iterator[str]:
        """Yield the lines of a recipe; what goes wrong on the way is the last line. Whoever has left gets no more."""
        name = str(recipe)
        there = self._lines.get(name)
        if there is not None:
            yield from (text for text in there if _wanted(text, first))
            return
        found: list[str] = []
        ticket: object | None = object()
        lines = run_lines(recipe, self._charts.find(recipe.chart), between_years=lambda: self._give_way(left))
        try:
            while line := self._next(lines, ticket):
                if line["kind"] == "result":
                    self._hurried.pop(ticket, None)
                    ticket = None
                found.append(as_text(line) + "\n")
                if _wanted(found[-1], first):
                    yield found[-1]
        except _LeftError:
            return
        except InputError as wrong:
            yield as_text({"kind": "error", "error": in_both(wrong)}) + "\n"
            return
        finally:
            self._hurried.pop(ticket, None)
            lines.close()
            give_back()
        self._remember(name, found)

    def _next(self, lines: Iterator[Line], ticket: object | None) -> Line | None:
        """Make one line. Nothing is held while it travels: a browser that leaves in the middle keeps nobody waiting."""
        if not self._places.acquire(blocking=False):
            raise RefusedError("too many runs at once; ask again", "trop de passages à la fois ; redemandez")
        try:
            self._hurry(ticket, math.inf)
            with self._one_at_a_time:
                return next(lines, None)
        finally:
            self._hurry(ticket, monotonic())
            self._places.release()

    def _hurry(self, ticket: object | None, since: float) -> None:
        if ticket is not None:
            self._hurried[ticket] = since

    def _give_way(self, left: Event) -> None:
        """Let runs without a result go first: a headline is many years, and a lever may have moved meanwhile."""
        if left.is_set():
            raise _LeftError
        self._one_at_a_time.release()
        sleep(TURN)
        until = monotonic() + PATIENCE
        while self._somebody_hurries() and monotonic() < until:
            sleep(TURN)
        self._one_at_a_time.acquire()

    def _somebody_hurries(self) -> bool:
        """Say whether a room waits for a result; one that has not taken a line for a while reads no more."""
        lately = monotonic() - PATIENCE
        return any(got > lately for got in list(self._hurried.values()))

    def _remember(self, name: str, lines: list[str]) -> None:
        self._lines[name] = lines
        while len(self._lines) > REMEMBERED:
            self._lines.popitem(last=False)


class _LeftError(Exception):
    """Nobody reads this run any more: the years of its headline need not be lived."""


class _Stream(StreamingResponse):
    """Lines as they come, that says at once when the reader has left."""

    def __init__(self, lines: Iterator[str], left: Event) -> None:
        super().__init__(lines, media_type=NDJSON)
        self._left = left

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def heard() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect":
                self._left.set()
            return message

        await super().__call__(scope, heard, send)


def _wanted(text: str, first: int) -> bool:
    """Say whether a line is asked for: frames that end before a day are not."""
    if first <= 0 or not text.startswith('{"kind":"frames"'):
        return True
    line = json.loads(text)
    return bool(line["first"] + line["count"] > first)


def build_app(session: Session, charts: Charts, hosts: Iterable[str], any_address: bool = False) -> Starlette:
    """Build the server."""
    runs = Runs(charts)
    shown = json.dumps(catalogue(), ensure_ascii=False)

    def run(request: Request) -> Response:
        recipe = read_recipe(request.query_params.get("recipe", ""))
        charts.find(recipe.chart)
        left = Event()
        return _Stream(runs.lines(recipe, _day(request.query_params.get("from", "0")), left), left)

    one_chart = CapacityLimiter(1)  # of all threads, so that a crowd of charts leaves the others to the page

    async def chart(request: Request) -> Response:
        data = await _body(request)
        return _json(await run_sync(lambda: charts.add(data).as_dict(), limiter=one_chart))

    routes = [
        Route("/", _answering(lambda _: _file("index.html"))),
        Route("/page/{path:path}", _answering(lambda request: _file(request.path_params["path"]))),
        Route("/api/session", _answering(lambda _: _json(session.as_dict(offline=False)))),
        Route("/api/scenarios", _answering(lambda _: Response(shown, media_type="application/json"))),
        Route("/api/run", _answering(run)),
        Route("/api/chart", _answering_later(chart), methods=["POST"]),
    ]
    app = Starlette(routes=routes, exception_handlers={404: lambda _, __: _refusal(404, _MISSING)})
    app.add_middleware(Guard, hosts=frozenset(hosts), any_address=any_address)
    return app


_MISSING = RefusedError("there is nothing here", "il n'y a rien ici")


def _answering(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Turn what a user got wrong into an answer with a readable message."""

    def guarded(request: Request) -> Response:
        try:
            return answer(request)
        except InputError as wrong:
            return _refusal(422, wrong)

    return guarded


def _answering_later(answer: Callable[[Request], Any]) -> Callable[[Request], Any]:
    async def guarded(request: Request) -> Response:
        try:
            return await answer(request)
        except (_TooLargeError, _TooSlowError) as wrong:
            return _refusal(wrong.status, wrong)
        except InputError as wrong:
            return _refusal(422, wrong)

    return guarded


class _TooLargeError(RefusedError):
    """A body with more bytes than are read."""

    status = 413


class _TooSlowError(RefusedError):
    """A body that does not come."""

    status = 408


async def _body(request: Request) -> bytes:
    """Read a body, at most as much as a chart may have, from the page itself."""
    if request.headers.get("x-treillis") != "1":
        raise RefusedError("charts are loaded by the page itself", "seule la page elle-même charge un organigramme")
    found = bytearray()
    try:
        async with asyncio.timeout(UPLOAD):
            async for part in request.stream():
                found += part
                if len(found) > MOST_BYTES:
                    raise _TooLargeError(
                        f"people.csv: more than {MOST_BYTES} bytes", f"people.csv : plus de {MOST_BYTES} octets"
                    )
    except (TimeoutError, ClientDisconnect):
        raise _TooSlowError("people.csv: it did not come in time", "people.csv : pas arrivé à temps") from None
    return bytes(found)


def _day(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise RefusedError(f"from={text[:20]}: expected a day", f"from={text[:20]} : attendu un jour")
    return int(text)


def _file(name: str) -> Response:
    files = page_files()
    if name not in files:
        return _refusal(404, _MISSING)
    data, kind = files[name]
    return Response(data, media_type=kind)


def _json(values: dict[str, Any]) -> Response:
    return Response(json.dumps(values, ensure_ascii=False), media_type="application/json")


def _refusal(status: int, wrong: InputError) -> Response:
    text = json.dumps({"error": in_both(wrong)}, ensure_ascii=False)
    return Response(text, status_code=status, media_type="application/json")
