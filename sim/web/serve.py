"""Start the live server, say where it is, and open the browser."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
import threading
import webbrowser

import uvicorn
from starlette.types import ASGIApp

from sim.engine.compiled import compile_aloud
from sim.errors import InputError
from sim.web.imported import Charts
from sim.web.memory import keep_little
from sim.web.patience import Patient
from sim.web.server import build_app
from sim.web.session import Session
from sim.web.stream import run_lines

PORT = 8765
THIS_MACHINE = "127.0.0.1"
USUAL = 80
"""The port browsers leave out of the host they name."""


def listen(host: str, port: int) -> socket.socket:
    """Take a port, or say which is the next one free."""
    if not 0 <= port <= 65_535:
        raise InputError("port_from_to", "--port", port=port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as wrong:
        taken.close()
        if wrong.errno == errno.EADDRINUSE:
            raise InputError("port_taken", "--port", port=port, next=port + 1) from None
        raise InputError("cannot_listen", "--host", host=host, port=port, why=wrong.strerror or wrong) from None
    return taken


def own_hosts(host: str, port: int) -> set[str]:
    """Return the Host headers that are a server's own.

    Examples
    --------
    >>> sorted(own_hosts("127.0.0.1", 80))
    ['127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:80', 'localhost', 'localhost:80']
    """
    named = f"[{host}]" if ":" in host else host
    names = {named, THIS_MACHINE, "localhost", "[::1]"}
    return {f"{each}:{port}" for each in names} | (names if port == USUAL else set())


def is_local(host: str) -> bool:
    """Say whether only this machine can reach a server that listens there."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(session: Session, charts: Charts, host: str, port: int, browser: bool) -> None:
    """Serve until Ctrl-C."""
    keep_little()
    taken = listen(host, port)
    port = taken.getsockname()[1]
    if not is_local(host):
        print(
            f"treillis: {host} can be reached by other machines of this network: whoever can, sees the session",
            file=sys.stderr,
        )
    app = build_app(session, charts, own_hosts(host, port), any_address=not is_local(host))
    seen = THIS_MACHINE if host in ("0.0.0.0", "::", "localhost") else host
    compile_aloud()
    _warm_up(session, charts)
    address = f"http://{f'[{seen}]' if ':' in seen else seen}:{port}/"
    taken.listen()  # before anybody is told where
    print(f"{address}  (Ctrl-C stops)", flush=True)
    if browser:
        threading.Timer(0.3, webbrowser.open, [address]).start()
    Server(configured(app)).run(sockets=[taken])


class Server(uvicorn.Server):
    """A server that ends when it is told to: whoever is reading, or never reads, is cut off."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every connection, then what the server itself ends."""
        for each in list(self.server_state.connections):
            each.transport.abort()  # type: ignore[union-attr]
        await super().shutdown(sockets)


def configured(app: ASGIApp) -> uvicorn.Config:
    """Return how the server runs: always on the same parts, whatever else is installed beside it."""
    return uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        loop="asyncio",
        lifespan="off",
        proxy_headers=False,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,  # for the year that is being lived: it cannot be interrupted
    )


def _warm_up(session: Session, charts: Charts) -> None:
    """Live through the first recipe once, so that compiled code is loaded before the room asks."""
    first = session.playlist[0]
    for line in run_lines(first, charts.find(first.chart), years=1):
        if line["kind"] == "result":
            return
