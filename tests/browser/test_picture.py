"""What the room sees: A and B shuffled when blind, what a try changed, one issue followed, slides, paper, a phone."""

from __future__ import annotations

import struct
from pathlib import Path

from playwright.sync_api import expect

from browser.looking import FIRST

COVERED = """() => [...document.querySelectorAll('.controls button, #overlay button, .bar button')]
  .filter((each) => each.checkVisibility()).filter((each) => {
    each.scrollIntoView({ block: 'center' });
    const box = each.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !top || !(each === top || each.contains(top)) || box.right > innerWidth || box.left < 0;
  }).map((each) => each.outerHTML.slice(0, 100))"""


def test_blind_shuffles_and_the_letters_go_with_the_sides(watch, server):
    page = watch(server).open(FIRST, "fr")
    page.evaluate("Math.random = () => 0.1")
    page.locator("#steps button").nth(3).click()
    page.locator("#reveal").click()
    expect(page.locator("#story")).to_contain_text("A répond")
    before = page.locator("#story").inner_text()
    charts = page.evaluate("document.getElementById('net-left').toDataURL()")
    page.keyboard.press("h")
    expect(page.locator("#story")).to_have_text(before.replace("A r", "X").replace("B", "A").replace("X", "B r"))
    assert page.evaluate("document.getElementById('net-left').toDataURL()") != charts
    page.keyboard.press("h")
    expect(page.locator("figcaption .label")).to_have_text(["Pilotée sur place", "Pilotée d’en haut"])
    page.evaluate("Math.random = () => 0.9")
    page.keyboard.press("h")
    expect(page.locator("#story")).to_have_text(before)


def test_a_try_says_what_it_changes_and_what_came_of_it(watch, server):
    page = watch(server).open("nobody-knows", "fr")
    expect(page.locator("#ribbon")).to_be_hidden()
    page.locator("#steps button").nth(4).click()
    page.locator("#overlay .row button").first.click()
    ribbon = page.locator("#ribbon")
    expect(ribbon).to_have_text("Et si… ? Jour 125, Clarté des rôles (B) : de flou (0,30) à net (0,85)")
    expect(page.locator("#draw")).to_contain_text("Une année ordinaire")
    page.locator("#steps button").nth(3).click()
    changed = page.locator("#overlay .changed tbody tr").first
    expect(changed).to_contain_text("Délai de décision")
    assert "comme avant" in changed.locator("td").first.inner_text()
    assert "→" in changed.locator("td").last.inner_text()
    page.locator("#undo").click()
    expect(ribbon).to_be_hidden()


def test_one_issue_is_followed_at_a_pause_then_on_the_other_side(watch, server):
    page = watch(server).open("nobody-knows", "fr")
    page.locator("#speed").select_option("20")
    page.locator("#steps button").nth(1).click()
    page.keyboard.press("PageDown")
    told = page.locator("#teller")
    expect(told).to_contain_text("Dans A, ")
    expect(page.locator("#story")).to_contain_text("Jour 40 : une équipe est touchée")
    page.keyboard.press("PageDown")
    expect(told).to_contain_text("Dans B, ")
    page.keyboard.press("PageDown")
    expect(told).to_be_hidden()


def test_the_picture_is_a_slide_and_paper_has_no_blank_page(watch, server, tmp_path):
    page = watch(server).open("nobody-knows", "en")
    page.locator("[data-do=export]").click()
    with page.expect_download() as download:
        page.locator("#window button", has_text="PNG").click()
    path = Path(tmp_path / "slide.png")
    download.value.save_as(path)
    assert struct.unpack(">II", path.read_bytes()[16:24]) == (1920, 1080)
    page.keyboard.press("Escape")
    for step in (0, 3):
        page.locator("#steps button").nth(step).click()
        printed = page.pdf(prefer_css_page_size=True)
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1
        assert len(printed) > 20_000, "the page is blank"


def test_a_phone_shows_every_button_and_nothing_beside_the_page(watch, file):
    page = watch(file, (390, 844), has_touch=True).open(FIRST, "fr")
    for step in range(6):
        page.locator("#steps button").nth(step).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate(COVERED) == [], step
