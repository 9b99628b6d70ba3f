"""Measure the coach's page in a real browser: first paint, first frames, updates a second, a moved lever.

By hand, on a machine that does nothing else: ``python benchmarks/coach_page.py`` (extras app and test, and chromium).
"""

from __future__ import annotations

import shutil
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from sim.web.imported import Charts
from sim.web.serve import listen, own_hosts
from sim.web.server import build_app
from sim.web.session import session_of

SCENARIO = "permanent-turbulence"
TIMES = 5
MARKS = "name => performance.getEntriesByName(name).map((each) => each.startTime)"
COUNT = """(seconds) => new Promise((done) => {
  let [days, frames] = [0, 0];
  const watch = new MutationObserver((seen) => { days += seen.length; });
  watch.observe(document.getElementById('day'), { attributes: true, attributeFilter: ['aria-valuetext'] });
  const began = performance.now();
  const tick = () => {
    frames += 1;
    const gone = (performance.now() - began) / 1000;
    if (gone < seconds) requestAnimationFrame(tick);
    else { watch.disconnect(); done([days / gone, frames / gone]); }
  };
  requestAnimationFrame(tick);
})"""


@contextmanager
def serving() -> Iterator[str]:
    """Serve the page and give its address."""
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    app = build_app(session_of([SCENARIO]), Charts(), own_hosts("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(timeout=10)


def opened(browser: Browser, address: str, seed: int) -> tuple[Page, float, float]:
    """Open a year nobody has asked for yet; return the page, and seconds to the first paint and the first frames."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.goto(f"{address}?recipe={SCENARIO}~{seed}")
    page.wait_for_selector(f'html[data-shown="{SCENARIO}~{seed}"]', state="attached", timeout=300_000)
    paint = page.evaluate(MARKS, "first-contentful-paint")[0]
    return page, paint / 1000, page.evaluate(MARKS, "treillis-run")[0] / 1000


def moved(page: Page, value: str) -> float:
    """Move a lever in the middle of the year; return seconds until the new pair is drawn."""
    before = len(page.evaluate(MARKS, "treillis-run"))
    began = page.evaluate(
        "value => { const lever = document.getElementById('lever-clarity'); lever.value = value;"
        "const now = performance.now(); lever.dispatchEvent(new Event('input', { bubbles: true })); return now; }",
        value,
    )
    # waits in the browser: asking again and again would take the server's time, which lives in this process
    page.wait_for_function("n => performance.getEntriesByName('treillis-run').length > n", arg=before)
    return (page.evaluate(MARKS, "treillis-run")[-1] - began) / 1000


def main() -> None:
    """Print medians."""
    with serving() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        opened(browser, address, 999)  # compiles, and warms the machine
        pages = [opened(browser, address, seed) for seed in range(1001, 1001 + TIMES)]
        print(f"first paint   {statistics.median(each[1] for each in pages):.2f} s")
        print(f"first frames  {statistics.median(each[2] for each in pages):.2f} s")
        page = pages[-1][0]
        page.locator("#day").fill("20")  # no pause of the scenario for the next hundred days
        page.keyboard.press("Space")
        days, frames = page.evaluate(COUNT, 5)
        print(f"updates       {days:.1f} a second at 10 days a second, {frames:.0f} frames a second")
        page.locator("#day").fill("100")
        redrawn = [moved(page, value) for value in ("0.3", "0.4", "0.5", "0.6", "0.7")]
        print(f"lever         {statistics.median(redrawn):.2f} s to the new pair, worst {max(redrawn):.2f} s")
        browser.close()


if __name__ == "__main__":
    main()
