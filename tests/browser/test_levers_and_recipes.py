"""Recipes, levers moved mid-run, the pale line of before, and what is said when something cannot be done."""

from __future__ import annotations

import json
import math
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.looking import FIRST, LANGUAGES
from sim.scenario.recipe import read_recipe
from sim.web.dots import LIVE, dots_of
from sim.web.replay import replayed
from sim.web.shown import show
from sim.web.years import headline

PICTURE = "id => document.getElementById(id).toDataURL()"
SAME_FORM = "shock-in-distrust"


def go_to(page: Page, day: int) -> None:
    page.locator("#day").fill(str(day))
    expect(page.locator("#day")).to_have_attribute("aria-valuetext", f"jour {day} · semaine {day // 5 + 1}")


def pictures(page: Page, day: int) -> list[str]:
    go_to(page, day)
    return [page.evaluate(PICTURE, f"net-{slot}") for slot in ("left", "right")]


def recipe_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["recipe"][0]


def test_a_lever_moved_on_the_way_keeps_the_past(watch, server):
    page = watch(server, reduced_motion="reduce").open(FIRST)
    past, future = pictures(page, 60), pictures(page, 180)
    go_to(page, 100)
    expect(page.locator("#lever-note")).to_contain_text("Dès le jour 100")
    page.locator("#who-left").check()
    with page.expect_request("**/api/run*") as request:
        page.locator("#lever-clarity").fill("0.3")
    asked = parse_qs(urlsplit(request.value.url).query)
    assert asked["from"] == ["100"]
    assert "@100:left.culture.clarity:0.3" in asked["recipe"][0]
    expect(page.locator("html")).to_have_attribute("data-shown", asked["recipe"][0])
    assert "@100:left.culture.clarity:0.3" in recipe_of(page)
    expect(page.locator("[data-row=clarity] output")).to_have_text("0,30")
    now_past, now_future = pictures(page, 60), pictures(page, 180)
    assert now_past[1] == past[1], "the other organisation lived the same year"
    assert now_past[0] == past[0], "the past stays"
    assert now_future[0] != future[0], "what follows is another year"
    expect(page.locator("[data-row=clarity] output")).to_have_text("0,30")
    page.locator("#undo").click()
    expect(page.locator("html")).to_have_attribute("data-shown", f"{FIRST}~{recipe_of(page).split('~')[1]}")


@pytest.mark.parametrize("recipe", [f"{SAME_FORM}~5~world.issue_rate:0.3~@90:right.culture.clarity:0.85:20"])
def test_the_address_gives_the_numbers_of_replay(watch, server, recipe):
    page = watch(server).open(recipe)
    sent = page.evaluate("recipe => fetch(`api/run?recipe=${recipe}`).then((each) => each.text())", recipe)
    lines = [json.loads(each) for each in sent.splitlines()]
    told = next(each for each in lines if each["kind"] == "result")
    found = replayed(read_recipe(recipe))
    assert {key: told[key] for key in ("left", "right", "better", "more")} == {
        k: found[k] for k in ("left", "right", "better", "more")
    }
    page.keyboard.press("p")
    page.locator("#steps button").nth(3).click()
    expect(page.locator("#tiles thead td")).to_have_text("sur l’année")
    shown = page.locator("#tiles tbody tr").first.locator("td").all_inner_texts()
    assert [float(each.removesuffix("j").replace(",", ".")) for each in shown] == pytest.approx(
        [found[slot]["lead"] for slot in ("left", "right")], abs=0.051
    )
    assert recipe_of(page) == found["recipe"]


def test_one_form_twice_is_solid_against_dashed_and_named(watch, source):
    page = watch(source).open(SAME_FORM)
    samples = page.locator("figcaption .sample")
    assert [each.evaluate("e => getComputedStyle(e).borderTopStyle") for each in samples.all()] == ["solid", "dashed"]
    colours = {each.evaluate("e => getComputedStyle(e).borderTopColor") for each in samples.all()}
    assert colours == {"rgb(30, 58, 138)"}
    labels = page.locator("figcaption .label").all_inner_texts()
    assert len(set(labels)) == 2
    assert all(labels)


def test_wrong_recipes_get_a_line_one_can_read(watch, server):
    page = watch(server).open(FIRST)
    message = page.locator("#message")
    page.goto(f"{server}?recipe={FIRST}~1~culture.clarity:7&lang=fr")
    expect(message).to_be_visible()
    assert "7" in message.inner_text()
    page.goto(f"{server}?recipe=no-such-thing&lang=fr")
    expect(message).to_contain_text("Scénario inconnu")
    expect(page.locator("#scenario")).to_have_value(FIRST)


ASK = """(asked) => new Promise((done, failed) => {
  const { engine } = JSON.parse(document.getElementById("treillis-offline").textContent);
  const worker = new Worker(URL.createObjectURL(new Blob([engine.worker], { type: "text/javascript" })));
  const key = asked.recipe.split("~")[0];
  worker.onmessage = ({ data }) => (data.found ? done(data.found) : failed(new Error(data.wrong)));
  worker.postMessage({ wasm: engine.wasm, about: engine.about });
  worker.postMessage({ nth: 1, key, packed: engine.starts[key].packed, ...asked });
}).then((found) => JSON.parse(JSON.stringify(found, (_, value) =>
  ArrayBuffer.isView(value) ? [...value] : Number.isNaN(value) ? "nan" : value)))"""


@pytest.mark.parametrize(
    "recipe",
    [
        f"{FIRST}~9~culture.clarity:0.5~left.dials.strategy:0.3~world.issue_rate:0.5",
        f"{SAME_FORM}~2~@90:world.shock_frequency:6~@120:right.dials.constitution:0.9",
    ],
)
def test_the_engine_in_the_page_lives_what_the_engine_here_lives(watch, file, recipe):
    """To the last bit: every outcome, and what is seen of everybody every evening."""
    page = watch(file).open(FIRST)
    here = show(read_recipe(recipe))
    told = {slot: [each.issue for each in stories] for slot, stories in here.stories.items()}
    asked = {"recipe": recipe, "charts": ["lead", "fit", "alert"], "told": told}
    there = page.evaluate(ASK, asked)["slots"]
    for slot, life in here.lives.items():
        outcomes = {name: float(there[slot]["outcomes"][name]) for name in life.run.outcomes if name != "overload"}
        assert all(math.isnan(life.run.outcomes[name]) if math.isnan(value) else value == life.run.outcomes[name]
                   for name, value in outcomes.items())  # fmt: skip
        assert there[slot]["waiting"] == life.waiting.tolist()
        assert there[slot]["state"] == life.state.tolist()
        assert there[slot]["decided"] == here.decided[slot].tolist()
        assert life.run.log is not None
        stories = {each.issue: nth for nth, each in enumerate(here.stories[slot], start=1)}
        dots = dots_of(life.run.log.events, stories, LIVE)
        assert [(day, *dot) for day, today in enumerate(there[slot]["moves"]) for dot in today] == dots.tolist()


def test_the_page_counts_the_twenty_years_that_are_counted_here(watch, file):
    recipe = f"{SAME_FORM}~3~left.culture.clarity:0.3"
    found = watch(file).open(FIRST).evaluate(ASK, {"recipe": recipe, "charts": [], "years": True})
    here = headline(show(read_recipe(recipe)))
    assert found["bet"] == here["bet"]
    for name, of_years in here["outcomes"].items():
        assert found["outcomes"][name]["dots"] == of_years["dots"], name
        assert found["outcomes"][name]["mean"] == pytest.approx(of_years["mean"], rel=1e-12)


def test_two_moves_of_one_thing_at_once_are_refused_in_the_file(watch, file):
    page = watch(file).open(FIRST)
    twice = f"{SAME_FORM}~3~@60:left.culture.clarity:0.3~@65:left.culture.clarity:0.9"
    page.goto("about:blank")
    page.goto(f"{file}#recipe={twice}&lang=fr")
    expect(page.locator("#message")).to_contain_text("deux changements du même réglage")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lever_and_another_year_are_lived_in_the_file(watch, file, lang):
    page = watch(file).open(FIRST, lang)
    shown = page.locator("html")
    page.locator("#steps button").nth(4).click()
    page.locator("#lever-clarity").fill("0.5")
    expect(shown).to_have_attribute("data-shown", re.compile("culture.clarity:0.5$"))
    recipe = shown.get_attribute("data-shown")
    assert recipe is not None
    found = replayed(read_recipe(recipe))
    page.keyboard.press("p")
    page.locator("#steps button").nth(3).click()
    expect(page.locator("#tiles thead td")).to_have_text("sur l’année" if lang == "fr" else "the whole year")
    tiles = page.locator("#tiles tbody tr").first.locator("td").all_inner_texts()
    assert [float(re.sub("[^0-9.]", "", each.replace(",", "."))) for each in tiles] == pytest.approx(
        [found[slot]["lead"] for slot in ("left", "right")], abs=0.051
    )
    page.keyboard.press("n")
    expect(page.locator("#message")).to_contain_text("autre année" if lang == "fr" else "nother year")
    expect(shown).to_have_attribute("data-shown", re.compile(f"^{FIRST}~(?!{recipe.split('~')[1]}~)"))


def test_effort_has_a_price_while_one_tries(watch, server):
    page = watch(server).open(FIRST)
    page.locator("#steps button").nth(4).click()
    expect(page.locator("#tokens")).to_contain_text("3 sur 3")
    go_to(page, 150)
    page.locator("#steps button").nth(4).click()
    page.locator("#lever-trust").fill("0.9")
    expect(page.locator("#tokens")).to_contain_text("1 sur 3")
    page.locator("#lever-decision_process").evaluate("each => each.closest('details').open = true")
    page.locator("#lever-decision_process").fill("0.8")
    expect(page.locator("#tokens")).to_contain_text("0 sur 3")
    expect(page).to_have_url(re.compile("decision_process"))
    page.locator("#lever-clarity").fill("0.9")
    expect(page.locator("#message")).to_contain_text("Plus de jeton")
    assert "clarity" not in recipe_of(page)


def test_dots_tell_their_story_only_where_nobody_is_real(watch, server):
    page = watch(server, reduced_motion="reduce").open(SAME_FORM)
    go_to(page, 120)
    place = page.locator("#net-left").bounding_box()
    assert place is not None
    told = page.locator("#teller")
    for nth in range(64):
        across, down = 0.06 + 0.125 * (nth % 8), 0.1 + 0.11 * (nth // 8)
        page.mouse.click(place["x"] + across * place["width"], place["y"] + down * place["height"])
        if told.is_visible():
            break
    expect(told).to_contain_text(":")
