"""One browser, one server and one file from disk for all tests of the page; skipped where there is no browser."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from conftest import HANG
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser.looking import PLAYLIST, SIZES
from sim.web.imported import Charts
from sim.web.offline import offline_page
from sim.web.serve import listen, own_hosts
from sim.web.server import build_app
from sim.web.session import session_of

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
MILLISECONDS = 1000 * HANG
expect.set_options(timeout=MILLISECONDS)


@dataclass
class Watched:
    """A page, what it said on the console, and whom it asked."""

    page: Page
    address: str
    offline: bool
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, recipe: str, lang: str = "fr") -> Page:
        """Open a recipe and wait until all of it is there."""
        mark = "#" if self.offline else "?"
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}{mark}recipe={recipe}&lang={lang}")
        shown = f'html[data-shown^="{recipe.split("~")[0]}~"]'
        self.page.wait_for_selector(f"{shown}, html[data-broken]", state="attached")
        assert self.page.locator("html").get_attribute("data-broken") is None, "a script of the page does not run"
        return self.page

    def elsewhere(self) -> list[str]:
        """Return what was asked of another host."""
        own = urlsplit(self.address).netloc
        return [
            each
            for each in self.asked
            if urlsplit(each).scheme in ("http", "https", "ws") and urlsplit(each).netloc != own
        ]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("the page was not tried in a browser: no chromium (apt-get install chromium)")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=MILLISECONDS)
        yield opened
        opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """Give all that is skipped here one place, so that it is said in one line."""
    report = yield
    if report.skipped:
        report.longrepr = (__file__, None, report.longrepr[2])
    return report


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    app = build_app(session_of(PLAYLIST), Charts(), own_hosts("127.0.0.1", port))
    serving = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/"
    serving.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of the page in one file: two scenarios, and the engine."""
    path: Path = tmp_path_factory.mktemp("offline") / "seance.html"
    path.write_text(offline_page(session_of(PLAYLIST)), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Open pages that are listened to, and hold against each what it said, whatever else is tested."""
    opened: list[tuple[Watched, Any]] = []

    def new(address: str, size: tuple[int, int] = SIZES["1280"], **options: Any) -> Watched:
        offline = address.startswith("file:")
        room = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=offline, **options)
        room.set_default_timeout(MILLISECONDS)
        room.add_init_script("addEventListener('error', (e) => (document.documentElement.dataset.broken = e.message))")
        watched = Watched(room.new_page(), address, offline)
        room.on("request", lambda request: watched.asked.append(request.url))
        watched.page.on("console", lambda said: _keep(watched, said.type, said.text))
        watched.page.on("pageerror", lambda wrong: watched.complaints.append(str(wrong)))
        opened.append((watched, room))
        return watched

    yield new
    for watched, room in opened:
        room.close()
        assert watched.complaints == []
        assert watched.elsewhere() == []


def _keep(watched: Watched, kind: str, text: str) -> None:
    if kind in ("error", "warning") and "422" not in text:  # a refusal is an answer, and Chromium logs it as an error
        watched.complaints.append(text)


@pytest.fixture(params=["live", "offline"])
def source(request: pytest.FixtureRequest) -> str:
    """Return the address of the page: served, then from disk."""
    return request.getfixturevalue("server" if request.param == "live" else "file")
