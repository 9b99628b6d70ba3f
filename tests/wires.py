"""A live server in this process, and what speaks to it byte by byte."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

from conftest import HANG


@contextmanager
def served():
    """Serve on a free port, as the command does; yield the port."""
    from sim.web.imported import Charts
    from sim.web.serve import Server, configured, listen, own_hosts
    from sim.web.server import build_app
    from sim.web.session import session_of

    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    app = build_app(session_of(["permanent-turbulence"]), Charts(), own_hosts("127.0.0.1", port))
    server = Server(configured(app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
        assert thread.is_alive()
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(HANG)
        taken.close()
        assert not thread.is_alive()  # it ends, whoever is still there


def connected(port: int, seconds: float = HANG) -> socket.socket:
    """Connect; what is never answered is a fault after these seconds."""
    return socket.create_connection(("127.0.0.1", port), timeout=seconds)


def asked(port: int, words: bytes, seconds: float = HANG) -> bytes:
    """Send bytes and return all that is answered until the server closes, or until nothing more comes."""
    with connected(port, seconds) as wire:
        wire.sendall(words)
        found = b""
        while part := part_of(wire):
            found += part
        return found


def part_of(wire: socket.socket) -> bytes:
    try:
        return wire.recv(65_536)
    except (TimeoutError, ConnectionResetError):
        return b""


def request(port: int, path: str, *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    """Write a request that closes its connection."""
    lines = [f"{method} {path} HTTP/1.1", "Connection: close", *headers]
    if not any(each.lower().startswith("host:") for each in headers):
        lines.append(f"Host: 127.0.0.1:{port}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def code_of(answer: bytes) -> int:
    return int(answer.split(b" ")[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def fine(port: int) -> bool:
    """Say whether the server still answers."""
    return code_of(asked(port, request(port, "/api/session"))) == 200
