"""The page served and the page from disk: the same tests, both languages, both sizes, with keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.looking import FIRST, LANGUAGES, PLAYLIST, SIZES, cut_off, height, inked, serious, smallest_type
from sim.scenario.load import shipped_scenarios

STEPS = ("question", "predict", "run", "happened", "try", "discuss")
NOTICE = {"fr": "Usure simulée. Ce n’est ni un diagnostic", "en": "Simulated strain. Neither a diagnosis"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_session_with_keys_alone(watch, source, lang):
    page = watch(source).open(FIRST, lang)
    root, press, day = page.locator("html"), page.keyboard.press, page.locator("#day")
    expect(root).to_have_attribute("lang", lang)
    assert inked(page, "net-left") > 2000
    assert inked(page, "net-right") > 2000
    assert page.locator("#strain-notice").inner_text().startswith(NOTICE[lang])
    assert serious(page) == []
    press("PageDown")
    for key in ("1", "2", "2", "Shift+Digit1"):
        press(key)
    expect(page.locator("#networks")).to_have_css("opacity", "0.35")
    assert serious(page) == []
    press("PageDown")
    expect(page.locator("#vote-1")).to_have_value("2")
    assert serious(page) == []
    press("PageDown")
    expect(root).to_have_attribute("data-step", "run")
    press("Space")
    day.press("End")
    expect(day).to_have_value("249")
    press("PageDown")
    expect(root).to_have_attribute("data-step", "happened")
    press("PageDown")
    expect(page.locator("#reveal-says")).to_contain_text("2 sur 2" if lang == "fr" else "2 of 2")
    expect(page.locator("#dots circle, #dots rect")).to_have_count(20)
    assert serious(page) == []
    for step in ("try", "discuss"):
        press("PageDown")
        expect(root).to_have_attribute("data-step", step)
    press("PageUp")
    expect(root).to_have_attribute("data-step", "try")
    press("r")
    expect(root).to_have_attribute("data-step", "run")
    press("l")
    expect(root).to_have_attribute("lang", {"fr": "en", "en": "fr"}[lang])


@pytest.mark.parametrize("size", SIZES)
def test_presenter_view_fits_and_can_be_read(watch, source, size):
    """Networks at half the height, one line of story, 18 of 720 the smallest type, nothing cut off."""
    wide, high = SIZES[size]
    page = watch(source, SIZES[size]).open("shock-in-distrust", "fr")
    page.keyboard.press("p")
    for lang in LANGUAGES:
        for step in range(6):
            page.locator("#steps button").nth(step).click()
            expect(page.locator("html")).to_have_attribute("data-step", STEPS[step])
            assert cut_off(page) == [], (lang, step)
            assert smallest_type(page) >= 18 * high / 720 - 0.01
            assert height(page, "#story") < 57 * high / 720
        page.keyboard.press("l")
        expect(page.locator("html")).not_to_have_attribute("lang", lang)
    page.locator("#steps button").nth(3).click()
    assert height(page, "#networks") >= 0.5 * high
    tape, story = page.locator("#tape").bounding_box(), page.locator("#story").inner_text()
    assert tape is not None
    assert tape["width"] >= wide - 1
    assert len(story) <= 150
    assert page.locator(".chart").count() == 1
    shown = page.locator(".chart").get_attribute("data-outcome")
    page.keyboard.press("c")
    page.locator(f'.chart:not([data-outcome="{shown}"])').wait_for()
    assert page.locator("#levers").is_hidden()
    assert serious(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_working_view_fits(watch, source, size):
    page = watch(source, SIZES[size]).open("shock-in-distrust", "fr")
    for lang in LANGUAGES:
        for step in (0, 1, 3):
            page.locator("#steps button").nth(step).click()
            expect(page.locator("html")).to_have_attribute("data-step", STEPS[step])
            assert cut_off(page) == [], (lang, step)
        page.keyboard.press("l")
    assert page.locator("#levers").evaluate("each => each.scrollWidth <= each.clientWidth")
    assert page.locator(".chart").count() == 3


def test_blind_mode_hides_which_is_which(watch, source):
    page = watch(source).open(FIRST, "fr")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    page.evaluate("Math.random = () => 0.9")  # blind mode shuffles; here the sides stay
    page.keyboard.press("h")
    labels = page.locator("figcaption .label")
    expect(labels).to_have_text(["", ""])
    shown = page.locator("#networks, #story, #summary, #charts, #tiles, #levers > :not(details)").all_text_contents()
    assert not [each for each in shown if "Pilotée" in each]
    for letter in page.locator("figcaption .letter").all():
        colour = letter.evaluate("each => getComputedStyle(each).backgroundColor")
        assert colour not in ("rgb(30, 58, 138)", "rgb(13, 139, 125)")
    page.keyboard.press("h")
    expect(labels).to_have_text(["Pilotée d’en haut", "Pilotée sur place"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_debrief_card_is_one_page(watch, source, lang, tmp_path):
    page = watch(source).open(FIRST, lang)
    page.locator("[data-do=card]").click()
    card = page.locator("#card .sheet-a4")
    assert card.locator("canvas").count() == 5
    assert card.locator("ol li").count() == 6
    assert card.locator(".by-hand").count() == 4
    assert NOTICE[lang] in card.inner_text()
    assert serious(page) == []
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1
    page.keyboard.press("Escape")
    assert page.locator("#card").is_hidden()


def test_help_says_what_the_model_does_not_say(watch, source):
    page = watch(source).open(FIRST, "fr")
    page.keyboard.press("?")
    window = page.locator("#window")
    assert "Ce que ce modèle ne dit pas" in window.inner_text()
    assert window.locator(".not-said li").count() >= 7
    assert serious(page) == []
    page.keyboard.press("Escape")
    assert window.is_hidden()


def test_motion_can_be_refused(watch, server):
    """With reduced motion no dot travels: less ink on the same day of the same year."""
    ink = {}
    for motion in ("reduce", "no-preference"):
        page = watch(server, reduced_motion=motion).open(FIRST, "fr")
        page.locator("#day").fill("100")
        expect(page.locator("#day")).to_have_attribute("aria-valuetext", "jour 100 · semaine 21")
        ink[motion] = inked(page, "net-left")
    assert ink["reduce"] < ink["no-preference"]


def test_the_list_shows_what_is_there_in_the_order_of_its_numbers(watch, source):
    page = watch(source).open(FIRST, "fr")
    names = page.locator("#scenario option").all_inner_texts()
    numbers = [int(each.partition(".")[0]) for each in names]
    assert numbers == sorted({*numbers})
    held = PLAYLIST if source.startswith("file:") else [each.id for each in shipped_scenarios()]
    values = [each.get_attribute("value") for each in page.locator("#scenario option").all()]
    assert sorted(map(str, values)) == sorted(held)
