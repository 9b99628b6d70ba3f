"""A chart of a real company: no name leaves the file, nobody is shown alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.looking import FIRST

NAMES = ["Zébulon Quatrefages", "Oscarine Vermillon"]
TEAMS = ["Chocolaterie", "Quincaillerie"]
KEEP_TEXT = """() => {
  window.writtenOnCanvas = [];
  for (const name of ['fillText', 'strokeText']) {
    const before = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (text, ...rest) {
      window.writtenOnCanvas.push(String(text));
      return before.call(this, text, ...rest);
    };
  }
}"""


def company() -> str:
    """Return people.csv of 32 people in two levels, with names of people and teams."""
    rows = ["id;manager;team", f"{NAMES[0]};;Direction"]
    for k, team in enumerate(TEAMS):
        lead = NAMES[1] if k else "Théodule Brisefer"
        rows.append(f"{lead};{NAMES[0]};{team}")
        rows += [f"Prénom{k}{each} Nomdefamille;{lead};{team}" for each in range(14 + k)]
    return "\n".join(rows) + "\n"


SECRET = [*NAMES, *TEAMS, "Théodule", "Nomdefamille", "Prénom", "Direction;"]


@pytest.fixture
def loaded(watch, server, tmp_path):
    """Return a page that shows a company of one's own, all it sent, and how large its groups are."""
    watched = watch(server, accept_downloads=True)
    watched.page.add_init_script(f"({KEEP_TEXT})()")
    page = watched.open(FIRST)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    path = tmp_path / "people.csv"
    path.write_text(company(), encoding="utf-8")
    page.locator("[data-do=own]").click()
    with page.expect_response("**/api/chart") as answer:
        page.locator("#people").set_input_files(path)
    groups = [each["size"] for each in answer.value.json()["groups"]]
    expect(page.locator("#window .says")).to_contain_text("32 personnes")
    page.locator("#window button.strong").click()
    page.wait_for_selector('html[data-shown*="chart:"]', state="attached")
    return page, sent, groups


def test_no_name_anywhere_and_nobody_alone(loaded):
    page, sent, groups = loaded
    expect(page.locator("#banner")).to_have_text("Structure réelle, comportements supposés")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    page.keyboard.press("p")
    expect(page.locator("#banner")).to_be_visible()
    page.keyboard.press("p")
    page.locator("#steps button").nth(3).click()
    page.keyboard.press("Escape")  # the sheet of the bets lies over the pictures
    page.locator("#net-left").click(position={"x": 120, "y": 120})
    expect(page.locator("#teller")).to_be_hidden()
    page.locator("[data-do=export]").click()
    with page.expect_download() as saved:
        page.get_by_text("Chiffres (CSV)").click()
    page.keyboard.press("Escape")
    page.locator("[data-do=card]").click()
    expect(page.locator("#card .own")).to_be_visible()
    written = page.evaluate("window.writtenOnCanvas")
    assert written
    places = [page.content(), page.url, "\n".join(written), saved.value.path().read_text(), *sent]
    assert any("id,manager,team" in each for each in sent)
    for secret in SECRET:
        assert not [each for each in places if secret in each], secret
    assert min(groups) >= 5
    assert {str(each) for each in groups} <= set(written)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id;manager\nAda;\n", "il en faut au moins 5"),
        ("id;team\nAda;a\n", "Ligne 1\xa0: colonne absente\xa0: manager"),
        (f"id;manager;team\n{NAMES[0]};;a\n{NAMES[0]};;a\n", "ligne 3"),
        (f"id;manager;team\nAda;{NAMES[0]};a\n{NAMES[0]};Ada;a\n", "ligne 2"),
        ("", "vide"),
    ],
)
def test_a_wrong_file_gets_a_line_without_a_name(watch, server, tmp_path, text, says):
    page = watch(server).open(FIRST)
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    page.locator("[data-do=own]").click()
    page.locator("#people").set_input_files(path)
    answer = page.locator("#window .wrong")
    expect(answer).to_contain_text(says)
    assert NAMES[0] not in answer.inner_text()


def test_preparation_sheet_makes_a_recipe(watch, server):
    page = watch(server).open(FIRST)
    page.locator("[data-do=sheet]").click()
    window = page.locator("#window")
    assert window.locator("fieldset").count() == 10
    for question in window.locator("fieldset").all():
        question.locator("input").last.check()
    assert window.locator(".assumes li").count() == 10
    window.locator("button.strong").click()
    page.wait_for_selector('html[data-shown^="your-organisation~"]', state="attached")
    assert "world." in page.url
