"""Figures show what their tables say, in both languages, with both forms told apart without colour."""

import figure_tables as tables
import numpy as np
import pytest
from matplotlib.colors import to_hex

from sim.locale import words
from sim.report.figures import style
from sim.report.figures.bars import draw_attribution, draw_sobol, draw_tornado
from sim.report.figures.comparison import COLOUR, image
from sim.report.figures.conversion_path import draw_conversion_path
from sim.report.figures.days import draw_over_time, draw_survival, draw_worn_levels, survival
from sim.report.figures.forest import LOOKS, draw_forest, draw_knockouts, draw_ledger
from sim.report.figures.maps import draw_regime_map
from sim.report.figures.structure import draw_structure, layout


def drawn(draw, *given, **named):
    _, axes = style.canvas()
    assert draw(*given, axes=axes, **named) is axes
    return axes


def said(axes):
    return [each.get_text() for each in axes.texts] + [each.get_text() for each in axes.get_yticklabels()]


def test_over_time_has_a_named_line_and_a_band_for_each_form():
    axes = drawn(draw_over_time, tables.days(length=40), "alignment", lang="fr")
    assert {"mécanique", "organique"} <= {*said(axes)}
    looks = {(to_hex(each.get_color()).upper(), each.get_linestyle()) for each in axes.lines}
    assert looks == {(COLOUR["mechanical"].upper(), "-"), (COLOUR["organic"].upper(), "--")}
    assert len(axes.collections) == 2
    mean = tables.days(length=40).query("form == 'organic'").groupby("day")["alignment"].mean()
    assert np.allclose(axes.lines[1].get_ydata(), mean)


def test_names_at_the_ends_of_lines_do_not_collide():
    axes = drawn(draw_over_time, tables.days(("mechanical", "organic", "hybrid"), length=40), "alignment")
    heights = sorted(each.xy[1] for each in axes.texts)
    low, high = axes.get_ylim()
    assert min(np.diff(heights)) > 0.07 * (high - low)


def test_a_forest_fills_what_is_clear_and_shades_what_is_too_small():
    axes = drawn(draw_forest, tables.estimates(), smallest=0.25, better=-1)
    marks = [each for each in axes.lines if each.get_marker() == "o"]
    assert [each.get_markerfacecolor() == "white" for each in marks] == [False, True, False]
    assert [each.get_color() for each in marks] == [COLOUR["mechanical"], style.UNCLEAR, COLOUR["organic"]]
    assert "+0.90 [+0.40 ; +1.40]" in said(axes)
    assert axes.patches


def test_a_map_hatches_exactly_what_is_undecided():
    table = tables.regimes()
    axes = drawn(draw_regime_map, table, "world.shock_frequency", "world.shock_size", better=1, smallest=0.1)
    hatched = [each for each in axes.patches if each.get_hatch()]
    undecided = ~((table["low"] > 0) | (table["high"] < 0)) | (table["difference"].abs() <= 0.1)
    assert len(hatched) == undecided.sum() > 0
    assert axes.get_xlabel() == "shocks a quarter"


def test_two_organisations_that_are_no_forms_do_not_wear_the_colours_of_the_forms():
    forms = ("central", "delegated")
    axes = drawn(draw_regime_map, tables.regimes(), "world.shock_frequency", "world.shock_size", better=1, forms=forms)
    title = axes.get_title(loc="left")
    assert "orange: central better" in title
    assert "purple: delegated better" in title
    ends = [to_hex(axes.collections[0].get_cmap()(end)) for end in (0.0, 1.0)]
    assert ends == [each.lower() for each in style.OTHERS[:2]]
    marks = [
        each for each in drawn(draw_forest, tables.estimates(), better=1, forms=forms).lines if each.get_marker() == "o"
    ]
    assert [each.get_color() for each in marks] == [style.OTHERS[1], style.UNCLEAR, style.OTHERS[0]]


def test_a_map_of_differences_too_small_to_matter_is_pale():
    table = tables.regimes()
    table[["difference", "low", "high"]] /= 1_000
    axes = drawn(draw_regime_map, table, "world.shock_frequency", "world.shock_size", better=1, smallest=0.03)
    shown = axes.collections[0]
    colours = shown.to_rgba(np.asarray(shown.get_array()).ravel())[:, :3]
    assert colours.min() > 0.9


def test_an_interval_clear_of_nothing_is_not_written_as_nothing():
    table = tables.estimates().assign(estimate=0.04, low=0.0004, high=0.09)
    assert "+0.040 [+0.0004 ; +0.0900]" in said(drawn(draw_forest, table))


def test_a_map_colours_who_is_better_not_what_is_higher():
    table = tables.regimes()
    for better in (1, -1):
        axes = drawn(draw_regime_map, table, "world.shock_frequency", "world.shock_size", better=better)
        shown = np.asarray(axes.collections[0].get_array()).ravel()
        assert np.sign(shown[-1]) == better  # the last corner has a positive difference


def test_a_tornado_has_the_strongest_on_top_and_pales_what_is_unclear():
    axes = drawn(draw_tornado, tables.factors())
    assert [each.get_text() for each in axes.get_yticklabels()][:2] == ["clarity of roles", "trust"]
    assert [each.get_alpha() for each in axes.patches] == [0.6, 0.6, 0.6, 0.4]


def test_sobol_bars_put_first_beside_total():
    axes = drawn(draw_sobol, tables.indices())
    widths = [each.get_width() for each in axes.patches]
    assert len(widths) == 8
    assert all(total > first for total, first in zip(widths[:4], widths[4:], strict=True))


@pytest.mark.parametrize("better", [1, -1])
def test_attribution_has_the_organic_side_on_the_right(better):
    axes = drawn(draw_attribution, tables.shares(), better=better)
    assert axes.xaxis_inverted() == (better < 0)
    assert "all together" in said(axes)
    assert len(said(axes)) == 24  # 12 labels, 12 numbers


def test_a_path_marks_its_worst_valley():
    axes = drawn(draw_conversion_path, tables.paths())
    lowest = tables.paths().query("order == 'fig_as_listed'")["gain"].min()
    assert f"valley {-lowest:.2f}" in said(axes)


def test_a_structure_shows_everybody_above_their_own_reports():
    placed = layout(tables.people()).set_index("id")
    assert placed.loc["p0", "level"] == 0
    assert placed.loc["m2", "x"] == placed.loc[[f"m2b{j}" for j in range(6)], "x"].mean()
    assert placed["x"][placed["level"] == 2].is_unique
    axes = drawn(draw_structure, tables.people())
    points = axes.collections[1]
    assert len(points.get_offsets()) == 43
    assert np.allclose(points.get_array(), tables.people()["strain"])


def test_levels_have_a_mark_a_form():
    axes = drawn(draw_worn_levels, tables.levels(), lang="fr")
    assert [each.get_text() for each in axes.get_xticklabels()] == [
        "sommet (souvent un seul siège)",
        "managers intermédiaires",
        "base",
    ]
    assert len({each.get_marker() for each in axes.lines}) == 2


def test_survival_counts_what_is_still_open():
    table = survival(tables.leads(), 20)
    assert table.groupby("form")["share"].first().tolist() == [1.0, 1.0]
    assert (table.groupby("form")["share"].diff().dropna() <= 0).all()
    last = table[table["day"] == 20].set_index("form")["share"]
    never = tables.leads().assign(never=lambda each: each["lead"] >= 20).groupby("form")["never"].mean()
    assert last.to_dict() == pytest.approx(never.to_dict())  # whoever has no answer within H days stays open
    axes = drawn(draw_survival, table)
    assert {"mechanical", "organic"} <= {*said(axes)}


def test_the_ledger_tells_every_verdict_apart_without_colour():
    table = tables.claims()
    axes = drawn(draw_ledger, table, lang="fr")
    assert len({mark for _, mark in LOOKS.values()}) >= 5
    assert {words("fr")[f"verdict_{each}"] for each in table["verdict"]} <= {*said(axes)}
    marks = [each for each in axes.lines if each.get_marker() != "None"]
    assert len(marks) == table["pi"].notna().sum()


def test_a_knock_out_stands_beside_the_whole_effect():
    axes = drawn(draw_knockouts, tables.knockouts())
    assert axes.lines[-1].get_xdata()[0] == 0.9
    assert "nothing switched off" in said(axes)


def test_a_caption_says_n_interval_seeds_and_hash():
    text = style.caption_text("fr", 30, "twins", "interval_bca", "1–30", "abc123")
    assert text.startswith("n = 30 paires")
    assert "bootstrap" in text
    assert text.endswith("tirages 1–30 · abc123")


def test_the_same_table_gives_the_same_picture():
    def picture():
        figure, axes = style.canvas()
        draw_forest(tables.estimates(), axes)
        style.set_caption(figure, "n = 3")
        return image(figure, "svg")

    first = picture()
    assert first == picture()
    assert b"n = 3" in first
