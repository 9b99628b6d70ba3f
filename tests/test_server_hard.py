"""The live server as an adversary meets it: crowds, silence, half requests, floods, other sites, a long day of use."""

from __future__ import annotations

import gc
import socket
import threading
import tracemalloc
from contextlib import ExitStack

import pytest
from conftest import HANG
from wires import asked, code_of, connected, fine, part_of, request, served

CROWD = 200


@pytest.fixture(scope="module")
def port(warm_engine):
    with served() as number:
        yield number


def test_two_hundred_silent_connections_keep_nobody_waiting(port):
    with ExitStack() as stack:
        for k in range(CROWD):
            wire = stack.enter_context(connected(port))
            wire.sendall([b"", b"GET /api/ses", b"POST /api/chart HTTP/1.1\r\nHost: "][k % 3])
        assert fine(port)
    assert fine(port)


def test_readers_that_leave_in_the_middle_of_a_run_leave_nothing_behind(port):
    for _ in range(5):
        with connected(port) as wire:
            wire.sendall(request(port, "/api/run?recipe=calm-seas~5"))
            assert wire.recv(100).startswith(b"HTTP/1.1 200")
    assert fine(port)
    whole = asked(port, request(port, "/api/run?recipe=calm-seas~5"))
    assert b'"kind":"end"' in whole


def test_more_runs_at_once_than_threads_leave_the_page_answering(port):
    with ExitStack() as stack:
        for k in range(60):
            wire = stack.enter_context(connected(port))
            wire.sendall(request(port, f"/api/run?recipe=calm-seas~{40 + k}"))
        assert fine(port)


def test_a_reader_who_does_not_read_keeps_nobody_waiting(port):
    with ExitStack() as stack:
        for k in range(6):
            wire = stack.enter_context(connected(port))
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            wire.sendall(request(port, f"/api/run?recipe=calm-seas~{20 + k}"))
        assert fine(port)


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/page/../../sim/cli.py", (), 404),
        ("/page/%2e%2e/%2e%2e/pyproject.toml", (), 404),
        ("/page/..%2f..%2fpyproject.toml", (), 404),
        ("/page//etc/passwd", (), 404),
        ("/page/%00", (), 404),
        ("/api/session", ("Host: evil.example",), 400),
        ("/api/session", ("Host: 127.0.0.1.evil.example",), 400),
        ("/api/session", ("Origin: http://evil.example",), 403),
        ("/api/session", ("Origin: null",), 403),
        ("/api/run?recipe=" + "x" * 6_100, (), 414),
        ("/api/run?recipe=..%2f..%2fetc%2fpasswd", (), 422),
        ("/api/run?recipe=calm-seas~1&from=-1", (), 422),
        ("/api/run?recipe=calm-seas~1&from=%C2%B2", (), 422),
        ("/api/run?recipe=calm-seas~1", ("Sec-Fetch-Site: cross-site",), 403),
        ("/api/session", ("Sec-Fetch-Site: same-site",), 403),
        ("/", ("Sec-Fetch-Site: cross-site",), 200),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_leads_elsewhere_is_refused(port, path, headers, code):
    assert code_of(asked(port, request(port, path, *headers))) == code


@pytest.mark.parametrize(
    "words",
    [
        b"\r\n\r\n",
        b"\0" * 1000,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET  HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /api/chart HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/chart HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00",  # somebody speaks TLS
    ],
    ids=lambda each: repr(each[:24]),
)
def test_what_is_no_request_is_refused_and_costs_nobody_else(port, words):
    assert code_of(asked(port, words, 1.0)) in (0, 400, 414, 431)
    assert fine(port)


def test_a_flood_of_a_body_is_cut_off(port):
    head = request(port, "/api/chart", "X-Treillis: 1", "Content-Length: 50000000", method="POST")
    with connected(port) as wire:
        wire.sendall(head)
        sent, answer = 0, b""
        try:
            while sent < 50_000_000 and not answer:
                sent += wire.send(b"x" * 100_000)
                wire.settimeout(0.001)
                answer = part_of(wire)
                wire.settimeout(HANG)
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert sent < 50_000_000
    assert fine(port)


def test_a_long_day_of_use_leaves_memory_as_it_was(port):
    """Hundreds of requests of every kind; what is kept for each is bounded, so a second day takes no more."""

    def day(first: int) -> None:
        for k in range(6):
            asked(port, request(port, f"/api/run?recipe=calm-seas~{first + k % 2}"))
        for k in range(60):
            asked(port, request(port, ["/", "/api/session", "/api/scenarios", "/page/none"][k % 4]))
        people = b"id,manager,team\n" + b"".join(b"n%d,%s,t\n" % (k, b"n0" if k else b"") for k in range(40))
        for _ in range(10):
            asked(port, request(port, "/api/chart", "X-Treillis: 1", f"Content-Length: {len(people)}", method="POST",
                                body=people))  # fmt: skip

    day(100)
    tracemalloc.start()
    day(100)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    day(100)
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert after - before < 2_000_000
    assert threading.active_count() < 60
