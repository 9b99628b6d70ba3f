"""Drive a real server the way an hour of training does, as fast as it will go, and watch its memory.

    python tests/nightly/server_hour.py [MOVES (1500)] [SEED (1)]

A lever moves every few seconds of an hour: 1,500 moves. Most runs are left once their result is there, because the next
move comes; some are read to the card. Scenarios are opened, seeds drawn, changes put on the way, charts loaded, the
page's own files fetched. The rule: of the moves after the first third, the median memory of the last quarter is at most
`GROWTH` MB above that of the first quarter; nothing is refused; as many threads as before.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
GROWTH = 8.0
PAGE = ("/", "/page/main.js", "/page/page.css", "/api/session", "/api/scenarios")
COMMAND = "from sim.cli import main; main()"


class Room:
    """A coach at the page: what is asked of the server, and what comes back."""

    def __init__(self, port: int, drawn: random.Random) -> None:
        self._port, self._drawn = port, drawn
        self.counts: Counter[str] = Counter()
        known = json.loads(self.fetched("/api/scenarios"))
        self._scenarios = {each["id"]: each for each in known["scenarios"] if each["id"] != "your-organisation"}
        self._levers = [each for each in known["levers"] if each["key"].startswith(("culture", "dials", "world"))]
        self.opened("permanent-turbulence")

    def fetched(self, path: str, body: bytes | None = None) -> bytes:
        """Ask for one thing and read it whole."""
        wire = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        wire.request("POST" if body else "GET", path, body, {"X-Treillis": "1"} if body else {})
        answer = wire.getresponse()
        found = answer.read()
        wire.close()
        assert answer.status == 200, (path[:100], answer.status, found[:200])
        self.counts["fetched"] += 1
        return found

    def opened(self, name: str) -> None:
        """Open a scenario, its typical year first."""
        self._base, self._days = f"{name}~{self._scenarios[name]['seed']}", self._scenarios[name]["days"]
        self._parts: dict[str, str] = {}
        self.counts["opened"] += 1

    def moved(self, nth: int) -> None:
        """Do what comes next, and live through what the page then shows."""
        if nth % 100 == 0:
            for path in PAGE:
                self.fetched(path)
        if nth % 25 == 0:
            self.opened(self._drawn.choice(sorted(self._scenarios)))
        if nth % 20 == 7:
            self._base = f"{self._base.partition('~')[0]}~{self._drawn.randint(1, 10**6)}"
        if nth % 50 == 11:
            self._company()
        else:
            self._lever(nth)

    def _lever(self, nth: int) -> None:
        lever = self._drawn.choice(self._levers)
        value = f"{self._drawn.uniform(lever['low'], lever['high']):.2f}"
        day = self._drawn.randrange(20, self._days - 20) if nth % 5 == 0 else 0
        self._parts[lever["key"]] = f"@{day}:{lever['key']}:{value}:10" if day else f"{lever['key']}:{value}"
        while len(self._parts) > 8:
            self._parts.pop(next(iter(self._parts)))
        self.lived("~".join([self._base, *self._parts.values()]), day, whole=nth % 10 == 0)

    def _company(self) -> None:
        rows = [f"n{k},{f'n{(k - 1) // 5}' if k else ''},t{k % 6}" for k in range(120)]
        made = json.loads(self.fetched("/api/chart", "\n".join(["id,manager,team", *rows]).encode()))
        self.counts["charts"] += 1
        self.lived(f"your-organisation~{self._drawn.randint(1, 99)}~chart:{made['chart']}", 0, whole=False)

    def lived(self, recipe: str, day: int, whole: bool) -> None:
        """Read a run up to its result, or to its card; whoever reads no further closes."""
        wire = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        wire.request("GET", f"/api/run?recipe={quote(recipe)}&from={day}")
        answer, last = wire.getresponse(), "end" if whole else "result"
        assert answer.status == 200, (recipe, answer.read())
        for line in answer:
            kind = json.loads(line)["kind"]
            if kind in ("error", last):
                self.counts["read whole" if whole else "left at the result"] += kind == last
                self.counts["refused"] += kind == "error"
                break
        wire.close()


def of_process(pid: int, what: str) -> int:
    """Return a number of /proc: kB of memory, or threads."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{what}:\s+(\d+)", text, re.MULTILINE)[1])  # type: ignore[index]


def main() -> None:
    """Serve, drive, judge."""
    moves = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    drawn = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    words = [sys.executable, "-c", COMMAND, "app", "permanent-turbulence", "--port", "0", "--no-browser"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True) as server:
        assert server.stdout is not None
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline())[1])  # type: ignore[index]
            room, began, seen = Room(port, drawn), time.monotonic(), []
            with suppress(KeyboardInterrupt):  # what was lived is judged
                for nth in range(moves):
                    room.moved(nth)
                    seen.append((of_process(server.pid, "VmRSS") / 1000, of_process(server.pid, "Threads")))
                    if nth % max(1, moves // 10) == 0:
                        print(f"move {nth}: {seen[-1][0]:.0f} MB after {time.monotonic() - began:.0f} s", flush=True)
            judged(room, seen, time.monotonic() - began)
        finally:
            server.send_signal(signal.SIGINT)
    print("Ctrl-C ended it")


def judged(room: Room, seen: list[tuple[float, int]], seconds: float) -> None:
    """Say what was found, and fail where the rule is broken."""
    samples, threads = [each[0] for each in seen], [each[1] for each in seen]
    third, quarter = len(seen) // 3, len(seen) // 6
    first, last = statistics.median(samples[third : third + quarter]), statistics.median(samples[-quarter:])
    print(f"{len(samples)} moves in {seconds:.0f} s: {dict(room.counts)}")
    print(f"memory: {samples[0]:.0f} MB at first, {first:.1f} MB after a third, {last:.1f} MB at the end, ", end="")
    print(f"at most {max(samples):.0f} MB; threads at most {max(threads[:third])} in the first third, ", end="")
    print(f"{max(threads[third:])} after")
    assert not room.counts["refused"], "moves were refused"
    assert last - first <= GROWTH, f"memory grew by {last - first:.1f} MB; at most {GROWTH} MB are nothing"
    assert max(threads[third:]) <= max(threads[:third]) + 2, "threads grew"


if __name__ == "__main__":
    main()
