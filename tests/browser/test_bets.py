"""Bets and their reveal: hidden while open, then the room's bars beside the twenty years."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from browser.looking import FIRST, LANGUAGES

AHEAD = re.compile(r"\d+ (années sur|years of) \d+|devant|ahead")


def test_a_room_that_was_right_is_told_so_and_no_key_loses_a_vote(watch, file):
    page = watch(file).open("shock-in-distrust", "fr")
    root, press, overlay = page.locator("html"), page.keyboard.press, page.locator("#overlay")
    press("p")
    press("PageDown")
    for key in ("1", "1", "1", "2", "3", "7", "9", "Shift+Digit2"):
        press(key)
    expect(root).to_have_attribute("data-step", "predict")
    assert page.evaluate("document.querySelector('#title').textContent") == "Un choc, deux niveaux de confiance"
    expect(page.locator("#bet-count")).to_have_text("4 paris, cachés jusqu’à la clôture")
    assert overlay.locator("input, .bar-of").count() == 0, "nobody bets with the crowd"
    press("PageDown")
    expect(overlay.locator("input")).to_have_count(3)
    expect(root).to_have_attribute("data-step", "predict")
    assert [each.input_value() for each in overlay.locator("input").all()] == ["3", "0", "1"]
    press("1")
    expect(page.locator("#vote-0")).to_have_value("3")
    page.locator("#vote-2").fill("2")
    page.locator("#vote-2").press("Tab")
    press("PageDown")
    expect(root).to_have_attribute("data-step", "run")
    press("Space")
    page.locator("#day").press("End")
    press("PageDown")
    expect(root).to_have_attribute("data-step", "happened")
    for place in ("#story", "#dots", "#overlay", "#charts"):
        assert not AHEAD.search(page.locator(place).inner_text()), f"{place} answers the bet"
    assert overlay.locator(".year").count() == 0
    press("PageDown")
    expect(root).to_have_attribute("data-step", "happened")
    expect(page.locator("#reveal-says")).to_contain_text("3 sur 5 l’avaient parié")
    expect(overlay.locator(".year")).to_have_count(20)
    expect(overlay.locator("tr.came th")).to_have_text("Plus de personnes en alerte dans A")
    expect(page.locator("#story")).to_contain_text("personnes en zone d’alerte dans B")
    for step in ("try", "discuss"):
        press("PageDown")
        expect(root).to_have_attribute("data-step", step)
    press("PageDown")
    expect(root).to_have_attribute("data-step", "question")
    expect(page.locator("#title")).to_have_text("Turbulence permanente")


def test_a_room_that_was_wrong_is_told_what_the_years_answer_in_both_languages(watch, server):
    page = watch(server).open(FIRST, "en")
    page.keyboard.press("PageDown")
    for _ in range(3):
        page.locator("#bet-0").click()
    page.locator("[id^=bet-] >> nth=1").click()
    page.locator("#steps button").nth(3).click()
    page.locator("#reveal").click()
    expect(page.locator("#reveal-says")).to_contain_text("3 of 4 bet on “Faster answers”. The years answer “Slower")
    page.keyboard.press("n")
    expect(page.locator("#message")).to_contain_text("Another year (no. ")
    for lang in reversed(LANGUAGES):
        shown = [int(each.split(".")[0]) for each in page.locator("#scenario option").all_inner_texts()]
        assert shown == sorted(shown), (lang, "the list stands in the order of its numbers")
        page.keyboard.press("l")
