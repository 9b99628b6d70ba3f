"""What is measured of a page in the browser: ink on canvases, what is cut off, the smallest type, what axe finds."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

FIRST = "permanent-turbulence"
PLAYLIST = [FIRST, "shock-in-distrust"]
SIZES = {"1280": (1280, 720), "1920": (1920, 1080)}
LANGUAGES = ("fr", "en")

CUT = """() => [...document.querySelectorAll('body *')].filter((each) => {
  const style = getComputedStyle(each);
  if (!each.checkVisibility() || each.closest('.unseen, .skip, #levers, svg, option, #tape input')) return false;
  const holdsText = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const tooWide = holdsText && style.display !== 'inline' && each.scrollWidth > each.clientWidth + 1;
  const box = each.getBoundingClientRect();
  const beside = box.right > innerWidth + 1 || box.left < -1;
  const below = box.bottom > innerHeight + 1 || box.top < -1;
  return tooWide || (box.width > 0 && (beside || below));
}).map((each) => each.outerHTML.slice(0, 140))"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter((each) => each.checkVisibility() && !each.closest('.unseen, .skip, svg, select'))
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""
INKED = """(id) => {
  const canvas = document.getElementById(id);
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const data = copy.getImageData(0, 0, canvas.width, canvas.height).data;
  let inked = 0;
  for (let k = 3; k < data.length; k += 4) if (data[k] > 40) inked += 1;
  return inked;
}"""


def height(page: Page, selector: str) -> float:
    """Pixels an element is high."""
    box = page.locator(selector).bounding_box()
    assert box is not None, selector
    return box["height"]


def inked(page: Page, canvas: str) -> int:
    """Pixels of a canvas that something was drawn on."""
    return page.evaluate(INKED, canvas)


def cut_off(page: Page) -> list[str]:
    """Elements whose text does not fit, or that lie outside the window."""
    return page.evaluate(CUT)


def smallest_type(page: Page) -> float:
    """The smallest size of type in sight, in pixels."""
    return page.evaluate(SMALLEST)


def serious(page: Page) -> list[str]:
    """What axe-core holds to be serious or worse."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:140]}" for each in found if each["impact"] in ("serious", "critical")
    ]
