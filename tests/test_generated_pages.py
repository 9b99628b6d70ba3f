"""Pages that are made from the code they describe say what the code says."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
import tomllib
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.scenario.load import shipped_scenarios
from sim.stats.row import Row, control
from sim.validation import registry
from sim.validation.pattern import NO_SPAN, VALIDATES, Pattern
from sim.validation.steadiness import Price, Share, Spread

ROOT = Path(__file__).parents[1]


def builder_of(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_description_of_the_model_is_what_the_code_says():
    page, builder = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8"), builder_of("build_odd")
    assert builder.current(page) == page, "run python docs/build_odd.py"


def test_the_baseline_configurations_are_what_the_settings_say():
    builder = builder_of("build_odd")
    for name in builder.BASELINES:
        text = (ROOT / "configs" / name).read_text(encoding="utf-8")
        assert builder.baseline(name) == text, f"{name}: run python docs/build_odd.py"


def test_the_description_of_the_model_covers_every_file_of_the_physics():
    physics = {
        path.name for path in (ROOT / "sim" / "engine").glob("*.py") if "\n@compiled\n" in path.read_text("utf-8")
    }
    assert len(physics) > 10
    assert physics - {Path(each).name for each in builder_of("build_odd").SUBMODELS} == set()


def test_the_page_of_claims_is_what_the_predictions_and_the_published_verdicts_say():
    page, builder = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8"), builder_of("build_claims")
    assert builder.page() == page, "run python docs/build_claims.py"


def lines_of(page: str, family: str) -> dict[str, str]:
    """Return the lines of a family's files in the tables of the page, joined by file."""
    found = {name: "" for name in registry.checks(family)}
    for line in page.splitlines():
        if (named := re.match(r"\| `(\w+)` \|", line)) and named[1] in found:
            found[named[1]] += line + "\n"
    return found


FAMILIES = [registry.EXACT, registry.DOCK, registry.STEADY, registry.PATTERNS]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_page_of_validation_has_rows_of_every_file_and_no_other(family):
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    lines = lines_of(page, family)
    assert len(lines) >= 4
    assert not [name for name, each in lines.items() if not each], "run python docs/build_validation.py"
    known = {name for each in FAMILIES for name in registry.checks(each)}
    assert {*re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)} == known


@pytest.mark.parametrize("family", [registry.DOCK, registry.PATTERNS])
def test_the_page_of_validation_names_the_sources_the_files_name(family):
    lines = lines_of((ROOT / "docs" / "validation.md").read_text(encoding="utf-8"), family)
    for name, each in lines.items():
        said = registry.says(family, name)
        named = {*re.findall(r"[a-z]+\d{4}", " ".join(re.findall(r"\[([a-z0-9, ]+)\]", each)))}
        assert named
        assert named <= {*re.findall(r"\[(?:\w+, )?([a-z]+\d{4})", said)}, name


def test_tables_of_validation_keep_failures_and_what_is_written_by_hand():
    build = builder_of("build_validation")
    row = Row("March", "one", "a paper [march1991]", 1.0, 2.0, 0.1, 20, "DOCK")
    fails = Pattern(
        "a", "b", "c [lee2013]", VALIDATES, "sign +", 0.3, NO_SPAN, -0.1, (-0.2, -0.05), 9, False, "so it is"
    )
    theorem = Row("x", "y", "theory", 1.0, 1.0, 0.1, 20)
    text = "\n".join(
        [
            build.exact_table([("votes", theorem)]),
            build.row_table([("march_turnover", row), ("march_turnover", control(row))]),
            build.pattern_tables([("hierarchy", fails)]),
        ]
    )
    for said in ("| FAIL |", "fails, as it must", "-0.10 (-0.20 to -0.05)", "so it is"):
        assert said in text
    begin, end = build.BEGIN.format("exact"), build.END.format("exact")
    page = f"by hand {begin} old {end} more by hand"
    again = build.with_tables(page, "exact", text)
    assert again.startswith("by hand ")
    assert again.endswith(" more by hand")
    assert "old" not in again


def test_of_a_form_the_page_shows_counts_and_what_fails_and_no_number_of_it():
    build = builder_of("build_validation")
    steady = Row("neutral", "slope", "ours", 0.0, 0.0125, 0.1, 20, "STEADY")
    growing = Row("organic", "slope", "ours", 0.0, 7.25, 0.1, 20, "STEADY")
    price = Price("neutral", "head", "fit", 0.375, 0.25, 20)
    spread = Spread(40, [Share("organic", "slope", 0.925, (0.8, 0.975), 0.9)], {"organic": {"head": 17.4}}, 0.7, 0.45)
    text = build.steady_tables([("neutral", steady), ("organic", growing)], [("neutral", price)], spread)
    assert "| `organic` | 1 | 0 | slope |" in text
    assert "7.25" not in text
    assert [each in text for each in ("0.0125", "+0.375 | +0.125 | +0.625")] == [True, True]
    assert "| organic | slope | 0.925 | 0.800 to 0.975 | 0.9: pass |" in text
    assert "| organic | 17 |" in text
    assert "40 points, one world and two years a point. The default has a load of 0.70 at neutral dials, at" in text


def test_the_page_of_validation_takes_the_tables_of_every_family():
    build, page = builder_of("build_validation"), (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    for family in build.builders(20):
        assert page.count(build.BEGIN.format(family)) == page.count(build.END.format(family)) == 1
    assert set(build.builders(20)) == set(FAMILIES)


def test_the_tables_of_laws_are_those_of_the_rows_beside_them(monkeypatch):
    folder = ROOT / "experiments" / "laws"
    monkeypatch.syspath_prepend(folder)
    laws, forms = importlib.import_module("laws"), importlib.import_module("forms")
    page = (folder / "README.md").read_text(encoding="utf-8")
    rows = list(csv.DictReader((folder / "laws.csv").read_text(encoding="utf-8").splitlines()))
    assert laws.table(rows) in page
    assert [each["law"] for each in rows] == [law for law, _ in laws.steps()]
    pairs = list(csv.DictReader((folder / "forms.csv").read_text(encoding="utf-8").splitlines()))
    assert [text in page for text in forms.tables(pairs)] == [True] * 4
    lived = dict.fromkeys(each["case"] for each in pairs if each["table"] == forms.KNOCKED)
    assert list(lived) == [law for law, _ in forms.laws_off()]


def test_all_laws_off_are_the_first_model(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "experiments" / "laws")
    forms = importlib.import_module("forms")
    names = [*chain.from_iterable(forms.of_settings().values()), *forms.systems()]
    slots = dict(forms.laws_off())
    for form, now in slots[forms.DEFAULT].items():
        assert forms.with_values_of(slots[forms.ALL][form], now, names) == slots[forms.ALL][form]


def test_the_table_of_systems_is_that_of_the_rows_beside_it_and_nothing_unseen_lacks_its_sentence():
    folder = ROOT / "experiments" / "systems"
    spec = importlib.util.spec_from_file_location("systems", folder / "systems.py")
    assert spec is not None
    assert spec.loader is not None
    systems = importlib.util.module_from_spec(spec)
    sys.modules["systems"] = systems
    spec.loader.exec_module(systems)
    rows = list(csv.DictReader((folder / "systems.csv").read_text(encoding="utf-8").splitlines()))
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert systems.table(rows) in page, "run python experiments/systems/systems.py"
    asked = [(each.name, " ".join(each.command), each.having, name) for each in systems.SYSTEMS for name in each.wanted]
    assert [(row["system"], row["given"], row["with"], row["outcome"]) for row in rows] == asked
    for row in rows:
        numbers = [float(row[name]) for name in ("without", "effect", "low", "high")]
        assert row["word"] == systems.word_of(row["outcome"], int(row["wanted"]), *numbers[:2], numbers[2:])
    first = {(row["system"], row["with"]): row["word"] for row in reversed(rows)}
    bold = {key: word for key, word in first.items() if key[0].startswith("**")}
    assert len({name for name, _ in bold}) == 8
    assert {*bold.values()} <= {systems.VISIBLE, systems.WEAK}


def test_the_coachs_pages_are_what_the_scenarios_say():
    made = builder_of("build_coach").pages()
    assert len(made) == len(shipped_scenarios()) + 2
    there = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "coach").glob("*.md")}
    assert there == made, "run python docs/build_coach.py"


def test_every_page_for_the_coach_has_a_rule_to_stop_and_objections():
    for name, text in builder_of("build_coach").pages().items():
        if name[0].isdigit():
            assert "médecine du travail" in text
            assert text.count("- *« ") >= 2, name
            assert "## Attention" in text


def test_every_package_that_any_extra_installs_has_a_pin_and_a_licence_that_asks_for_no_more_than_a_notice():
    builder, page = builder_of("build_dependencies"), (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert {*builder.needed()} <= {*builder.pins()}
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| ")][1:]
    told = {name: (version, licence) for name, version, licence, _ in rows}
    assert {name: version for name, (version, _) in told.items()} == builder.pins(), "run docs/build_dependencies.py"
    assert [name for name, (_, licence) in told.items() if not builder.accepted(licence)] == []


def test_every_package_the_core_needs_is_used():
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "sim").rglob("*.py"))
    named = {"hydra-core": "hydra", "pyyaml": "yaml"}
    core = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    modules = [named.get(each.split(">")[0], each.split(">")[0]) for each in core]
    assert [each for each in modules if f"import {each}" not in sources and f"from {each}" not in sources] == []


def test_every_page_is_reached_from_the_navigation():
    listed = set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("nav:")[2]))
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert len(pages) > 30
    assert pages - listed == set()


def test_the_first_pages_tell_what_the_readme_found():
    """The English one takes figure and findings from the README; the French one has the same numbers."""
    builder = builder_of("build_site")
    found = builder.findings()
    assert "(assets/shocks.png)" in found
    page = SimpleNamespace(file=SimpleNamespace(src_uri="index.md"))
    shown = builder.on_page_markdown((ROOT / "docs" / "index.md").read_text(encoding="utf-8"), page, None, None)
    assert found in shown
    french = (ROOT / "docs" / "fr" / "index.md").read_text(encoding="utf-8")
    bullets = "".join(re.findall(r"^- .*?(?=^- |\n\n|\Z)", found, re.MULTILINE | re.DOTALL))
    assert set(re.findall(r"\d+\.\d+", bullets)) <= set(re.findall(r"\d+\.\d+", french.replace(",", ".")))
