"""The live server and those who do not play along: silent, slow, gone, not reading, or asking for somebody else."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading

import pytest
from conftest import HANG
from wires import asked, code_of, connected, fine, request, served

SOON = 0.05


@pytest.fixture(scope="module")
def port(warm_engine):
    with served() as number:
        yield number


def is_cut_off(wire):
    """Say that the server ends a connection; a test that waits in vain fails."""
    try:
        while wire.recv(65_536):
            pass
    except ConnectionResetError:
        pass
    return True


@pytest.mark.parametrize("words", [b"", b"GET /api/ses", b"POST /api/chart HTTP/1.1\r\nHost: "])
def test_who_never_finishes_a_request_is_cut_off(port, monkeypatch, words):
    from sim.web.patience import Patient

    monkeypatch.setattr(Patient, "REQUEST", SOON)
    with connected(port) as wire:
        wire.sendall(words)
        assert is_cut_off(wire)


def test_who_stays_after_an_answer_and_trickles_is_cut_off(port, monkeypatch):
    from sim.web.patience import Patient

    with connected(port) as wire:
        wire.sendall(request(port, "/api/session").replace(b"Connection: close\r\n", b""))
        assert wire.recv(65_536).startswith(b"HTTP/1.1 200")
        monkeypatch.setattr(Patient, "REQUEST", SOON)
        wire.sendall(b"GET /api/ses")
        assert is_cut_off(wire)


def test_who_does_not_read_is_cut_off(port, monkeypatch):
    from sim.web.patience import Patient

    monkeypatch.setattr(Patient, "READER", SOON)
    many = request(port, "/api/scenarios").replace(b"Connection: close\r\n", b"") * 500
    with connected(port) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        try:
            while True:
                wire.sendall(many)  # a server that waits lets this wait too, and that is an error
        except (ConnectionResetError, BrokenPipeError):
            pass
    assert fine(port)


def test_a_chart_that_does_not_come_is_not_waited_for(port, monkeypatch):
    monkeypatch.setattr("sim.web.server.UPLOAD", SOON)
    head = request(port, "/api/chart", "X-Treillis: 1", "Content-Length: 500", method="POST", body=b"id,man")
    assert code_of(asked(port, head)) == 408


def test_a_chart_is_read_off_the_loop_on_which_everybody_waits(port, monkeypatch):
    from sim.web.imported import Charts

    add, found = Charts.add, []

    def adds(self, data):
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            found.append("off the loop")
        return add(self, data)

    monkeypatch.setattr(Charts, "add", adds)
    people = b"id,manager,team\n" + b"".join(b"n%d,%s,t\n" % (k, b"n0" if k else b"") for k in range(40))
    words = request(port, "/api/chart", "X-Treillis: 1", f"Content-Length: {len(people)}", method="POST", body=people)
    assert code_of(asked(port, words)) == 200
    assert found == ["off the loop"]


def test_years_nobody_reads_any_more_are_not_lived(port, monkeypatch):
    ended, given_up = threading.Event(), threading.Event()

    def endless(recipe, chart, between_years):
        try:
            yield {"kind": "begin"}
            while not given_up.is_set():
                between_years()
        finally:
            ended.set()

    monkeypatch.setattr("sim.web.server.run_lines", endless)
    monkeypatch.setattr("sim.web.server.PATIENCE", 0.0)
    with connected(port) as wire:
        wire.sendall(request(port, "/api/run?recipe=calm-seas~77"))
        said = b""
        while b"begin" not in said:  # in one piece with the head, or after it
            piece = wire.recv(65_536)
            assert piece, said
            said += piece
    left = ended.wait(HANG)
    given_up.set()
    assert left


def test_a_run_whose_reader_reads_no_more_hurries_nobody(warm_engine, monkeypatch):
    from sim.scenario.recipe import read_recipe
    from sim.web import server
    from sim.web.imported import Charts

    clock = [100.0]
    monkeypatch.setattr(server, "monotonic", lambda: clock[0])
    runs = server.Runs(Charts())
    lines = runs.lines(read_recipe("calm-seas~5"), 0, threading.Event())
    next(lines)
    assert runs._somebody_hurries()
    clock[0] += server.PATIENCE
    assert not runs._somebody_hurries()
    lines.close()
    assert not runs._hurried


def test_it_ends_when_told_to_though_somebody_never_reads(warm_engine, caplog):
    with (
        caplog.at_level(logging.WARNING, "uvicorn.error"),
        served() as port,
        connected(port) as wire,
    ):
        wire.sendall(request(port, "/api/run?recipe=calm-seas~9"))
        assert wire.recv(100).startswith(b"HTTP/1.1 200")
    assert not caplog.records


def test_requests_that_come_in_one_go_are_answered_one_by_one(port):
    both = request(port, "/api/session").replace(b"Connection: close\r\n", b"") + request(port, "/page/none")
    answer = asked(port, both)
    assert [code_of(b"HTTP/1.1 " + each) for each in answer.split(b"HTTP/1.1 ")[1:]] == [200, 404]


ROUTES = ("/", "/page/main.js", "/api/session", "/api/scenarios", "/api/run?recipe=calm-seas~1", "/api/chart")


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_no_route_answers_another_origin(port, path, method):
    for origin in ("http://evil.example", "null", f"http://127.0.0.1:{port + 1}", "http://127.0.0.1", ""):
        answer = asked(port, request(port, path, f"Origin: {origin}", "X-Treillis: 1", method=method))
        assert code_of(answer) == 403
        assert b"access-control" not in answer.lower()


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1:1", "127.0.0.1:0{port}", "localhost.:{port}", "127.1:{port}", "0:{port}", ""),
        *("2130706433:{port}", "[::ffff:127.0.0.1]:{port}", "127.0.0.1:{port}@evil.example", "evil.example:{port}"),
        *("evil.example#127.0.0.1:{port}", "127.0.0.1:{port}.evil.example", "127.0.0.1:{port}, evil.example"),
    ],
)
def test_no_other_host_is_ours(port, host):
    assert code_of(asked(port, request(port, "/api/session", f"Host: {host.format(port=port)}"))) == 400
    assert code_of(asked(port, request(port, "/", "Host: evil.example", f"Host: 127.0.0.1:{port}"))) == 400


def test_nobody_is_spoken_to_in_another_way(port):
    upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA==")
    words = request(port, "/api/session", *upgrade).replace(b"Connection: close\r\n", b"")
    with connected(port) as wire:
        wire.sendall(words)
        assert code_of(wire.recv(65_536)) == 200  # an ordinary answer
