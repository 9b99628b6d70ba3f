"""A page is one file, in both languages; a folder that is none says what it is."""

import base64
import json
import re
import shutil
from itertools import product

import numpy as np
import pandas as pd
import pytest
from sweeping import SMALL

from sim.cli import app
from sim.errors import InputError
from sim.metrics import HEADLINE
from sim.report.page import page_of, space_of, write_page
from sim.report.page.parts import Page, Section, Table, render
from sim.report.page.sources import Source, open_source
from sim.report.page.space_of import effects_picture
from sim.report.page.sweep_page import OUTCOMES, summary
from sim.stats.paired import effects

FACTORS = ("culture.clarity=0.2,0.8", "culture.trust=0.2,0.8", "world.shock_frequency=0,4")


def command(*words):
    app(list(words), standalone_mode=False)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory, warm_engine):
    folder = tmp_path_factory.mktemp("sweep") / "r"
    command(
        "sweep", *SMALL, *FACTORS, "replicates=3", "executor=serial", "design=factorial", "--json", "--out", str(folder)
    )
    return folder


@pytest.fixture(scope="module")
def english(sweep):
    return page_of(sweep, "en")


def test_a_page_is_one_file_without_any_outside_request(english):
    assert not re.findall(r"<script|<link|https?://(?!www\.w3\.org)", re.sub(r'src="data:[^"]*"', "", english))
    assert set(re.findall(r'src="(\w+:[^;]*)', english)) == {"data:image/svg+xml"}
    assert "default-src 'none'" in english
    assert "@media print" in english


def test_a_page_says_what_came_out_before_it_shows_anything(english):
    summary = english.index("What was done")
    assert summary < english.index("<figure>") < english.index("Passport")
    assert english.count("Of 8 points") == len(HEADLINE)
    assert "Only load and wear are calibrated" in english


def test_every_figure_has_a_title_words_instead_of_it_and_n(english):
    pictures = re.findall(r'<img src="data:[^"]*" alt="([^"]*)">', english)
    assert len(pictures) >= 7
    assert all("n = " in each and len(each) > 40 for each in pictures)
    for coded in re.findall(r"base64,([^\"]*)", english):
        assert b"<svg" in base64.b64decode(coded)[:600]


def test_a_page_has_the_numbers_of_the_rows(sweep, english):
    rows = open_source(sweep).rows(["fit"])
    means = rows.groupby("form")["fit"].mean()
    assert f"<td>{means['mechanical']:.3f}</td>" in english
    assert f"<td>{means['organic']:.3f}</td>" in english
    content = json.loads((sweep / "passport.json").read_text())["content_sha256"]
    assert content in english


def test_a_page_in_french_is_french(sweep, english):
    file = write_page(sweep, "fr")
    assert file.name == "report.fr.html"
    french = file.read_text(encoding="utf-8")
    assert '<html lang="fr">' in french
    for word in ("Ce qui a été fait", "Passeport", "la forme organique", "tirages 1–3"):
        assert word in french
    visible = re.sub(r'src="data:[^"]*"', "", french)
    assert not {"the organic form", "interval", "seeds"} & {*re.findall(r"[a-z ]{5,}", visible)}
    assert english.count("<figure>") == french.count("<figure>")
    text = re.sub(r"<(style|script|svg)\b.*?</\1>|<[^>]*>", "", visible, flags=re.S)
    assert not re.findall(r".{20} [:;?!»]", text)


def test_what_stands_in_a_page_cannot_break_out_of_it():
    evil = "<script>alert(1)</script>"
    text = render(
        Page(evil, [evil], [Section(evil, [evil], (), [Table(evil, [evil], [[evil]], evil)])], [(evil, evil)]), "en"
    )
    assert "<script>" not in text
    assert text.count("&lt;script&gt;") >= 8


def test_in_french_what_belongs_together_is_not_torn_apart():
    text = render(Page("t", ["contredite\u00a0: 5\u00a0% ; non\u00a0!"], [], []), "fr")
    assert "contredite\u00a0: 5\u00a0%\u00a0; non\u00a0!" in text


def test_points_that_were_chosen_have_no_interval_of_their_share(english):
    part = english[english.index("Where each wins") : english.index("What it hangs on")]
    assert "were chosen, not drawn" in part
    assert re.search(r"<td>\d \(\d+\u00a0%\)</td>", part)
    assert "Wilson" not in part


def test_sentences_and_table_give_each_the_same_points(english):
    part = english[english.index("Where each wins") : english.index("What it hangs on")]
    for title, name in (("Speed of decisions, days", "time to a decision"), ("Fit of decisions", "fit of decisions")):
        said = re.search(rf"{title}[^<]*matter at (\d), the mechanical form at (\d), neither at (\d)", english)
        counts = re.search(rf"<td>{name}[^<]*</td>" + r"<td>(\d) \([^<]*</td>" * 3, part)
        organic, mechanical, undecided = said.groups()
        assert counts.groups() == (mechanical, organic, undecided)


def test_a_factorial_of_two_levels_says_what_each_factor_and_each_pair_does(english):
    part = english[english.index("What each factor does alone") :]
    assert "clarity of roles × trust" in part
    assert len(re.findall("<tr>", part[: part.index("</table>")])) == 1 + 3 + 3


def test_one_world_says_nothing_of_who_is_ahead(sweep):
    source = open_source(sweep)
    rows = source.rows(OUTCOMES)
    table = effects(rows[rows["replicate"] == rows["replicate"].min()], list(HEADLINE), *source.forms)
    assert effects_picture(table, source.forms, "en", "1", "") is None
    said = summary(source, rows[rows["replicate"] == rows["replicate"].min()], table, "en")
    assert sum("nothing can be said of who is ahead" in each for each in said) == len(HEADLINE)
    assert not any("undecided" in each for each in said)


@pytest.mark.parametrize("pairs", [0, 1])
def test_a_saltelli_design_is_read_with_or_without_its_rows_for_pairs(pairs, tmp_path, monkeypatch):
    from SALib.sample import sobol as draw

    names = [f"f{k}" for k in range(6)]  # 14 rows a base sample divide by 8, too: a wrong reading would not be refused
    x = draw.sample(
        {"num_vars": 6, "names": names, "bounds": [[0.0, 1.0]] * 6}, 64, calc_second_order=bool(pairs), seed=1
    )
    design = pd.DataFrame(x, columns=names).assign(point=range(len(x)))
    design.to_csv(tmp_path / "design.csv", index=False)
    rows, seen = pd.DataFrame({"point": design["point"], "difference": x[:, 0]}), {}
    monkeypatch.setattr(space_of, "read_config", lambda folder: {"design": {"kind": "saltelli", "second_order": pairs}})
    monkeypatch.setattr(space_of, "read_twins", lambda folder, names: None)
    monkeypatch.setattr(space_of, "point_means", lambda twins, name: rows)
    monkeypatch.setattr(space_of, "sensitivity_picture", lambda tables, *about: seen.update(tables))
    space_of._screened(Source("sweep", tmp_path, {}, tuple(names), ("a", "b")), rows, "saltelli", "en")
    found = seen["fit"].set_index(["kind", "factor"])["estimate"]
    assert found["first", "f0"] == pytest.approx(1, abs=0.05)
    assert found["total"].drop("f0").abs().max() < 0.05
    assert seen["fit"]["n"].unique().tolist() == [64]


def test_a_sweep_that_is_not_over_says_how_far_it_is(sweep, tmp_path):
    half = tmp_path / "half"
    shutil.copytree(sweep, half)
    passport = json.loads((half / "passport.json").read_text())
    (half / "passport.json").write_text(json.dumps({**passport, "complete": False, "runs_at_most": 96}))
    with pytest.raises(InputError, match=r"not over: 48 of at most 96 runs are stored \(50%\); treillis resume"):
        page_of(half, "en")
    (half / "runs.parquet").unlink()
    with pytest.raises(InputError, match="holds no rows yet"):
        page_of(half, "en")


def test_folders_that_hold_no_results_say_so(sweep, tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        page_of(tmp_path / "nowhere", "en")
    with pytest.raises(InputError, match=r"holds no results \(there is no passport.json\)$"):
        page_of(tmp_path, "en")
    with pytest.raises(InputError, match=r"holds no results .*; below it are .*r$"):
        page_of(sweep.parent, "en")
    (tmp_path / "passport.json").write_text("{}")
    with pytest.raises(InputError, match="neither a sweep, a comparison, a study"):
        page_of(tmp_path, "en")


def test_days_of_another_model_are_left_out_and_the_page_says_why(sweep, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(sweep, other)
    passport = json.loads((other / "passport.json").read_text())
    passport["product"]["model"] = "0.0+old"
    (other / "passport.json").write_text(json.dumps(passport))
    page = page_of(other, "en")
    assert "cannot be shown: the model was 0.0+old, here it is" in page
    assert "How long issues wait" not in page


def test_a_comparison_becomes_a_page_too(tmp_path, warm_engine):
    command("compare", *SMALL, "--seeds", "3", "--json", "--out", str(tmp_path / "c"))
    command("report", str(tmp_path / "c"), "--out", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "the same 3 years" in page
    assert "How long issues wait" in page
    assert not (tmp_path / "c" / "report.html").exists()


def test_a_study_of_dials_becomes_a_page_with_its_paths(tmp_path):
    dials = ("strategy", "lattice", "initiative")
    draw, rows = np.random.default_rng(3), []
    for seed in range(6):
        luck = draw.normal(0, 0.02)
        for corner in product((0.0, 1.0), repeat=3):
            strategy, lattice, initiative = corner
            fit = 0.5 + 0.3 * strategy * lattice - 0.2 * (strategy != lattice) + 0.1 * initiative + luck
            each = {"world": "calm", "seed": seed, **dict(zip([f"dial_{name}" for name in dials], corner, strict=True))}
            rows.append({**each, **dict.fromkeys(HEADLINE, 2.0 + luck), "fit": fit})
    pd.DataFrame(rows).to_parquet(tmp_path / "dials.parquet")
    passport = {"design": "dials", "dials": dials, "hash": "abc", "organisations": {"calm": {}}}
    (tmp_path / "passport.json").write_text(json.dumps(passport))
    page = page_of(tmp_path, "en")
    assert "all 8 combinations" in page
    assert "Fit of decisions (0 to 1): +0.40 in all" in page
    assert "beginning with “initiative”, the worst step on the way lies 0.10 below the start" in page
    assert page.count("<figure>") == page_of(tmp_path, "fr").count("<figure>") == len(HEADLINE) + 1
