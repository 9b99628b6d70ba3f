"""The front door: what `import sim` offers, for scripts and notebooks; the verbs of the command line call the same.

Settings are given as on the command line, by name, or both: ``sim.compare("world=turbulent", days=120)``.
Texts are in the language of ``TREILLIS_LANG``; ``en`` when nothing is said.
"""

# pandas says too little of its types for these:
# pyright: reportAttributeAccessIssue=false, reportArgumentType=false, reportReturnType=false, reportCallIssue=false

from __future__ import annotations

import html
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.checked import build
from sim.engine.compiled import compile_aloud
from sim.errors import InputError
from sim.experiment import frames
from sim.experiment.compare import Study, live_through, plan_comparison
from sim.experiment.compose import UNNAMED, compose_run, compose_sweep, overrides_of, split_executor, without_and_with
from sim.experiment.frames import UNMEASURED
from sim.experiment.lives import Rows, refuse_flat
from sim.experiment.paired import Difference, differences
from sim.experiment.plan import Plan, plan_of, seconds_a_twin
from sim.experiment.reproduce import check_same, said_of
from sim.experiment.runner import Bar, ExecutorSettings, executor_settings
from sim.experiment.store import WHOLE, Listed, listed, read_columns, read_config, read_passport, results_folder
from sim.experiment.summary import by_factor, by_point, factor_names, headline, point_means, read_rows, read_twins
from sim.experiment.sweep import Outcome, Told, combined, extended, live_plan, take_over
from sim.files.columns import aligned
from sim.metrics import BETTER, HEADLINE
from sim.parameters import Settings
from sim.run import simulate as live
from sim.stats.verdict import SMALLEST, verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.fitting.fit import Fit
    from sim.report.called import Called

SAID = tuple(name for name in HEADLINE if name != "direction_distance")
"""What is printed of a run: with a line before, five lines."""
FEW_LEVELS = 4
"""Levels of a second setting that lines can show; a map shows more."""
MOST_LEVELS = 12
"""Levels of a setting beyond which points are a sample, to be ranked rather than drawn one by one."""


def language() -> str:
    """Return the language of what is printed and drawn."""
    return os.environ.get("TREILLIS_LANG") or "en"


def settings(*words: str, **values: Any) -> Settings:
    """Compose the settings of one organisation.

    Parameters
    ----------
    *words : str
        As on the command line: ``"form=organic"``, ``"culture.trust=0.3"``.
    **values
        The same by name: ``form="organic"``, ``days=120``, ``culture={"trust": 0.3}``, ``**{"culture.trust": 0.3}``.

    Returns
    -------
    Settings
        Checked; ``dataclasses.replace`` makes others of it.

    Raises
    ------
    InputError
        For what cannot be used, with the nearest valid thing.

    Examples
    --------
    >>> settings("form=organic", culture={"trust": 0.3}).culture.trust
    0.3
    """
    return compose_run([*overrides_of(words, values)])


class Shown:
    """What prints as five lines, and is a table in a notebook."""

    def _said(self) -> tuple[str, list[list[str]]]:
        """Return a line about it, and its headlines as rows of words."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Write five lines."""
        head, rows = self._said()
        return "\n".join([head, *(aligned([[""] * len(rows[0]), *rows])[2:] if rows else [])])

    def _repr_html_(self) -> str:
        """Write the same as a table."""
        head, rows = self._said()
        cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
        return f"<p>{html.escape(head)}</p><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


class Run(frames.Run, Shown):
    """One organisation that has lived through a year: outcomes, and frames of its days, people, issues and events."""

    __repr__ = Shown.__repr__

    def plot(self) -> Figure:
        """Draw delay, shared direction and exhaustion over the year."""
        from sim.report.figures.comparison import draw_comparison

        days = self.life.days
        named = {"form": ["organisation"] * len(days), "seed": [self.settings.seed] * len(days)}
        by_day = {name: days[name] for name in days.dtype.names or ()}
        columns = {**by_day, **{name: pd.Series(each).to_numpy() for name, each in named.items()}}
        return _seen(
            draw_comparison(columns, ("organisation",), self.settings.warmup_days, self._said()[0], language())
        )

    def _said(self) -> tuple[str, list[list[str]]]:
        from sim.locale import number, words

        say, lang = words(language()), language()
        sizes = {"days": self.settings.days, "people": len(self.people), "issues": len(self.issues)}
        head = say("front_run", rule=self.life.rule.name, seed=self.settings.seed, **sizes)
        return head, [[say[name], number(self.outcomes[name], lang, 3), ""] for name in SAID]


def simulate(
    *words: str,
    settings: Settings | None = None,
    progress: Callable[[int], None] | None = None,
    **values: Any,
) -> Run:
    """Let one organisation live through one year.

    Parameters
    ----------
    *words, **values
        Settings, as for `settings`.
    settings : Settings, optional
        Composed already, instead of words and values.
    progress : callable, optional
        Told the number of days lived, now and then.

    Returns
    -------
    Run
        With ``.outcomes``, and ``.days``, ``.people``, ``.issues`` and ``.events`` as frames.
    """
    if settings is not None and (words or values):
        raise InputError("settings_or_words", "simulate")
    composed = settings or compose_run([*overrides_of(words, values)])
    compile_aloud()
    return Run(live(composed, progress=progress, events=True))


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Two organisations that have lived through the same years.

    Parameters
    ----------
    study : Study
        What was run: settings, rules, seeds.
    lived : Rows
        What the runs left behind.
    called : Called
        What the two are called.
    folder : pathlib.Path
        Where its files are, if they were written.
    lang : str
        Language of what it prints and draws.
    asked : tuple of str
        Settings as they were asked for.
    digest : str
        The hash of its results, where they were read from files.
    """

    study: Study
    lived: Rows
    called: Called
    folder: Path
    lang: str = field(default_factory=language)
    asked: tuple[str, ...] = ()
    digest: str = ""

    @property
    def rows(self) -> pd.DataFrame:
        """A row a run: organisation (``form``), seed, every outcome."""
        return pd.DataFrame(self.lived.runs)

    @property
    def days(self) -> pd.DataFrame:
        """A row a run and day."""
        return pd.DataFrame(dict(self.lived.days))

    @cached_property
    def differences(self) -> list[Difference]:
        """Each outcome of both, and the paired difference, second less first, with its 95 % interval."""
        return differences(self.lived)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row an outcome: means, paired difference with its 95 % interval, pairs, and who is better in a word."""
        about = ("outcome", "unit", "better", *self.study.slots, "difference", "low", "high", "n")
        rows = [{**{name: getattr(each, name, None) for name in about}, "verdict": each.verdict.word or None,
                 "ahead": each.ahead} for each in self.differences]  # fmt: skip
        return pd.DataFrame(rows).set_index("outcome")

    def plot(self) -> Figure:
        """Draw both over the year, and their paired difference beneath."""
        from sim.locale import words
        from sim.report.figures.comparison import draw_comparison

        seeds, study = self.study.seeds, self.study
        about = {"n": len(seeds), "first": seeds[0], "last": seeds[-1], "hash": self.digest or study.hash}
        caption = words(self.lang)("figure_caption", **about)
        drawn = partial(draw_comparison, self.lived.days, (*study.slots,), study.settings.warmup_days, caption)
        return _seen(drawn(self.lang, self.called.by_slot))

    def _said(self) -> tuple[str, list[list[str]]]:
        from sim.locale import number, words
        from sim.report.tables import judged_word

        say, by_name = words(self.lang), {each.outcome: each for each in self.differences}
        sizes = {"seeds": len(self.study.seeds), "days": self.study.settings.days, "people": self.lived.people}
        rows = []
        for each in map(by_name.__getitem__, SAID):
            means = [number(mean, self.lang, 3) for mean in (each.mechanical, each.organic)]
            low, high = (number(end, self.lang, 3, sign=True) for end in (each.low, each.high))
            difference = f"{number(each.difference, self.lang, 3, sign=True)} [{low} ; {high}]"
            word = judged_word(each.verdict, self.called.names, self.lang)
            rows.append([say[each.outcome], *means, difference, word])
        return say("front_comparison", question=self.called.question, **sizes), rows


def compare(
    *words: str,
    seeds: int = 30,
    having: Sequence[str] = (),
    outcomes: Sequence[Path | str] = (),
    out: Path | str | bool = False,
    quiet: bool = False,
    flat: bool = False,
    lang: str | None = None,
    **values: Any,
) -> Comparison:
    """Let two organisations live through the same years, on the same luck, and compare them.

    Parameters
    ----------
    *words, **values
        Settings of both, as for `settings`; those of one begin with its name (``"organic.dials.lattice=0.5"``), and
        ``"organic=holacracy"`` puts another form in its place.
    seeds : int
        Years, one world each.
    having : sequence of str
        Compare one organisation without and with this: ``["intervention=mirror"]``.
    outcomes : sequence of path
        Files of outcomes of your own.
    out : path or bool
        A folder for the files, or True for one under ``results/``; nothing is written when absent.
    quiet : bool
        Show no progress.
    flat : bool
        Compare a company from a file in which nobody has a manager, which is refused otherwise.
    lang : str, optional
        ``en`` or ``fr``.

    Returns
    -------
    Comparison
        With ``.table``, ``.rows``, ``.days`` and ``.plot()``.
    """
    from sim.report.called import forms_called
    from sim.report.sweeping import unmeasured_text

    asked = [*overrides_of(words, values, outcomes=outcomes)]
    asked = without_and_with(asked, having) if having else asked
    study, called = plan_comparison(asked, seeds), forms_called(asked, lang or language())
    if not flat:
        refuse_flat(study.slots)
    print_warnings(study.slots, asked, lang or language(), called.by_slot)
    rows, folder = live_and_publish(study, out, quiet, lang, called.by_slot)
    for each in unmeasured_text(rows.runs.get(UNMEASURED, ()), lang or language()):
        print(f"treillis: {each}", file=sys.stderr)
    return Comparison(study, rows, called, folder, lang or language(), tuple(asked))


def print_warnings(
    slots: Mapping[str, Settings], overrides: Sequence[str], lang: str, names: Mapping[str, str] | None = None
) -> None:
    """Print on stderr what was set and cannot act, so that what is printed on stdout stays what it is."""
    from sim.report.called import warnings_of

    for each in warnings_of(slots, lang, overrides, names):
        print(f"treillis: {each}", file=sys.stderr)


def live_and_publish(
    study: Study,
    out: Path | str | bool | None = None,
    quiet: bool = False,
    lang: str | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Rows, Path]:
    """Run a study and write its files; in memory alone where `out` is False."""
    from sim.report.publish import publish

    place = study.folder if isinstance(out, bool | None) else Path(out)
    if out is False:
        return live_through(study, quiet)[0], place
    with results_folder(place) as folder:
        rows, seconds = live_through(study, quiet)
        publish(study, rows, seconds, folder, lang or language(), names)
    return rows, folder


@dataclass(frozen=True, repr=False)
class Results(Shown):
    """A sweep in its folder, complete or not.

    Parameters
    ----------
    folder : pathlib.Path
        Its results.
    came : Outcome or None
        What came of it just now, if it was just now.
    """

    folder: Path
    came: Outcome | None = None

    @property
    def listed(self) -> Listed:
        """How many points and runs there are, how many failed, and whether it is complete."""
        return listed(self.folder)[0]

    @property
    def runs(self) -> pd.DataFrame:
        """A row a run: its point, replicate, seed and organisation, what varied, every outcome, why it failed."""
        rows = read_rows(self.folder).to_pandas().drop_duplicates("run_id")
        return rows.sort_values(["point", "replicate", "form"], ignore_index=True)

    @property
    def varied(self) -> list[str]:
        """The settings that vary."""
        return factor_names(self.folder)

    @property
    def columns(self) -> dict[str, dict[str, Any]]:
        """Type, unit and meaning of every column."""
        return read_columns(self.folder)

    def effects(self, *outcomes: str, by: str | Sequence[str] | None = None) -> pd.DataFrame:
        """Estimate outcomes at every point, or by the levels of one setting or several.

        Parameters
        ----------
        *outcomes : str
            Which; the headlines when absent.
        by : str or sequence of str, optional
            Settings that vary; every point when absent.

        Returns
        -------
        pandas.DataFrame
            A row an outcome and point or level: means, the paired difference of the last organisation less the first
            with its 95 % interval, pairs, and who is better in a word.
        """
        self._check(by)
        twins, tables = read_twins(self.folder, outcomes or headline(self.folder)), []
        for name in twins.values:
            table = by_point(twins, name) if by is None else by_factor(twins, by, name)
            ends = zip(table["difference"], table["low"], table["high"], table["n"], strict=True)
            words = (
                [verdict(name, *each, twins.better[name]).word or None for each in ends]
                if len(twins.forms) > 1
                else None
            )
            tables.append(table.assign(outcome=name, **({"verdict": words} if words else {})))
        found = pd.concat(tables, ignore_index=True)
        return found[["outcome", *(each for each in found if each != "outcome")]]

    def plot(self, *outcomes: str, by: str | Sequence[str] | None = None) -> Figure:
        """Draw outcomes over one setting or two; over many levels, rank the settings (partial rank correlations)."""
        from sim.report.figures.style import canvas, colour_words
        from sim.report.text import name_of

        self._check(by)
        twins, chosen = read_twins(self.folder, outcomes or headline(self.folder)), [by] if isinstance(by, str) else by
        levels = {str(name): int(count) for name, count in twins.points.nunique().items() if count > 1}
        chosen = [*(chosen or [name for name, count in levels.items() if count <= MOST_LEVELS][:2])]
        columns = min(2, len(twins.values))
        rows = -(-len(twins.values) // columns)
        figure, panels = canvas(6.2 * columns, 4.0 * rows, columns=columns, rows=rows, squeeze=False)
        for axes in panels.ravel()[len(twins.values) :]:
            axes.set_axis_off()
        for name, axes in zip(twins.values, panels.ravel(), strict=False):
            if chosen:
                _draw_levels(by_factor(twins, chosen, name), name, chosen, twins.forms, axes)
            else:
                _draw_ranks(point_means(twins, name), [*levels], axes)
            axes.set_title(name_of(name, language()), fontsize=9.5, loc="left")
        figure.supxlabel(" · ".join(colour_words(twins.forms, language())), fontsize=8)
        return _seen(figure)

    def _check(self, by: str | Sequence[str] | None) -> None:
        for each in [by] if isinstance(by, str) else by or ():
            if each not in self.varied:
                raise InputError("does_not_vary", "by", (each, self.varied), name=each)

    def _said(self) -> tuple[str, list[list[str]]]:
        from sim.locale import number, words

        about, say, lang = self.listed, words(language()), language()
        state = say["complete"] if about.complete else say["open"]
        numbers = {"points": about.points, "stored": min(about.stored, about.wanted), "wanted": about.wanted}
        head = say("front_sweep", name=about.name, state=state, folder=self.folder, **numbers)
        if not about.stored:
            return head, []
        known = headline(self.folder)
        twins, rows = read_twins(self.folder, SAID if {*SAID} <= {*known} else known[:4]), []
        for name in twins.values:
            means = point_means(twins, name).drop(columns=["point", "n", *twins.points.columns]).mean()
            rows.append([say.get(name, name), *(number(float(each), lang, 3) for each in means), ""])
        return head, rows


def _draw_levels(table: pd.DataFrame, outcome: str, chosen: Sequence[str], forms: tuple[str, ...], axes: Axes) -> None:
    """Draw what one setting does, or two: a map where both are numbers, else lines; levels that are words as points."""
    from sim.report.figures.effect_lines import draw_effect_lines
    from sim.report.figures.maps import draw_regime_map

    x, *rest = chosen
    numbers = [pd.api.types.is_numeric_dtype(table[each]) for each in chosen]
    if all(numbers) and len(rest) == 1 and len(forms) > 1:
        better, least = BETTER.get(outcome, 0) or 1, SMALLEST.get(outcome, 0.0)
        draw_regime_map(table, x, rest[0], axes, better, least, language(), forms)
    elif numbers[0] and len(rest) <= 1 and all(table[each].nunique() <= FEW_LEVELS for each in rest):
        draw_effect_lines(table, outcome, x, axes, *rest, forms=forms, lang=language())
    else:
        names = [" × ".join(map(str, each)) for each in table[[*chosen]].to_numpy()]
        axes.errorbar(table["difference"], names, xerr=(table["difference"] - table["low"],
                      table["high"] - table["difference"]), fmt="o", color="#18181B")  # fmt: skip
        axes.axvline(0, color="#A1A1AA", linewidth=0.8)


def _draw_ranks(table: pd.DataFrame, moved: Sequence[str], axes: Axes) -> None:
    from sim.report.figures.bars import draw_tornado
    from sim.stats.sensitivity import prcc

    numeric = [each for each in moved if pd.api.types.is_numeric_dtype(table[each])]
    draw_tornado(prcc(table.assign(y=table["difference"]), numeric, "y"), axes, language())


def sweep(
    *words: str,
    vary: Mapping[str, Any] | None = None,
    design: str | Mapping[str, Any] | None = None,
    replicates: int | None = None,
    until_ci: float | Mapping[str, Any] | None = None,
    outcomes: Sequence[Path | str] = (),
    name: str | None = None,
    executor: str | Mapping[str, Any] | None = None,
    out: Path | str | None = None,
    quiet: bool = False,
    **values: Any,
) -> Results:
    """Run an experiment; what its folder holds already is not run again, so the same call goes on where it stopped.

    Parameters
    ----------
    *words, **values
        Settings, as for `settings`, and what the command line takes: ``"experiment=shocks"``.
    vary : mapping, optional
        Settings and their levels, or their ranges: ``{"culture.trust": [0.2, 0.8], "world.novelty": {"low": 0,
        "high": 1}}``.
    design : str or mapping, optional
        ``factorial`` when absent; ``{"kind": "latin_hypercube", "points": 64}``.
    replicates : int, optional
        Worlds, the same for all points.
    until_ci : float or mapping, optional
        Replicate until the paired difference is as precise as this.
    outcomes : sequence of path
        Files of outcomes of your own.
    name : str, optional
        What the experiment is called, and its folder under ``results/``.
    executor : str or mapping, optional
        ``serial``, ``processes``, ``dask`` or ``slurm``.
    out : path, optional
        Another folder for its results.
    quiet : bool
        Show no progress.

    Returns
    -------
    Results
        With ``.runs``, ``.effects()`` and ``.plot()``.
    """
    more = {"design": design, "replicates": replicates, "until_ci": until_ci}
    given = {key: value for key, value in more.items() if value is not None}
    asked = [*overrides_of(words, values, outcomes=outcomes, executor=executor)]
    plan, where = plan_sweep(asked, vary, name, yes=True, **given)
    return run_plan(plan, Path(out) if out else plan.folder, where, quiet)


def plan_sweep(
    overrides: Sequence[str],
    vary: Mapping[str, Any] | None = None,
    name: str | None = None,
    config_dir: Path | None = None,
    yes: bool = False,
    **more: Any,
) -> tuple[Plan, ExecutorSettings]:
    """Compose and check an experiment, and say where it will run."""
    composed = {**compose_sweep(overrides, config_dir), **more}
    composed["vary"] = {**(composed["vary"] or {}), **{path: _plain(each) for path, each in (vary or {}).items()}}
    composed["experiment"] = name or composed["experiment"]
    where = executor_settings(composed.pop("executor", None))
    if composed["experiment"] in (UNNAMED, name) and not composed["vary"] and composed.get("design") is None:
        raise InputError("nothing_to_vary", "sweep")
    return plan_of(composed, yes), where


def _plain(levels: Any) -> Any:
    """Return levels as plain values, also those that numpy or pandas made."""
    return levels.tolist() if hasattr(levels, "tolist") else list(levels) if isinstance(levels, range) else levels


def run_plan(
    plan: Plan,
    folder: Path,
    where: ExecutorSettings,
    quiet: bool = False,
    force: bool = False,
    a_twin: float | None = None,
) -> Results:
    """Run what a folder does not hold yet of an experiment, with a bar."""
    compile_aloud()
    with closing(Bar(quiet=quiet)) as bar:
        told = Told(bar.say, bar.begins, bar.came)
        return Results(folder, live_plan(plan, folder, where, told, a_twin or seconds_a_twin(plan), force))


def extend(
    folder: Path | str,
    vary: Mapping[str, Any] | None = None,
    replicates: int | None = None,
    points: int | None = None,
    out: Path | str | None = None,
    executor: str | Mapping[str, Any] | None = None,
    quiet: bool = False,
) -> Results:
    """Give a sweep more replicates, levels or points in a folder of its own; only what is new is run.

    Parameters
    ----------
    folder : path
        Of the sweep; it stays as it is.
    vary : mapping, optional
        More levels of settings that vary, or levels of others.
    replicates, points : int, optional
        How many there are to be in all; points of a design that is drawn.
    out : path, optional
        Another folder than the one its settings name under ``results/``.
    executor, quiet
        As for `sweep`.

    Returns
    -------
    Results
        Of the larger sweep.
    """
    plan, place = plan_extension(folder, vary, out, replicates, points)
    where = split_executor([*overrides_of((), {}, executor=executor)])[0] or executor_settings(None)
    return run_plan(plan, place, where, quiet)


def plan_extension(
    folder: Path | str,
    vary: Mapping[str, Any] | None = None,
    out: Path | str | None = None,
    replicates: int | None = None,
    points: int | None = None,
) -> tuple[Plan, Path]:
    """Plan a larger sweep, and put what there is of it into its folder."""
    before = plan_of(read_config(Path(folder)))
    check_same(Path(folder), before)
    plan = extended(before, {path: _plain(each) for path, each in (vary or {}).items()}, replicates, points)
    place = Path(out) if out else plan.folder
    take_over(plan, place, [Path(folder)], partial(print, file=sys.stderr))
    return plan, place


def combine(*folders: Path | str, out: Path | str | None = None) -> Results:
    """Put parts of a sweep together, or two sweeps of the same settings; nothing is run.

    Parameters
    ----------
    *folders : path
        Of sweeps.
    out : path, optional
        Another folder than the one its settings name under ``results/``.

    Returns
    -------
    Results
        Of all; of parts, the bytes of the whole sweep.

    Raises
    ------
    InputError
        When runs are missing, or more differs than what varies.
    """
    plan, place = plan_combination(folders, out)
    return run_plan(plan, place, executor_settings({"kind": "serial"}), quiet=True)


def plan_combination(folders: Sequence[Path | str], out: Path | str | None = None) -> tuple[Plan, Path]:
    """Plan the sweep that several make, and put their rows into its folder; refuse where runs are missing."""
    sources = [Path(each) for each in folders]
    if len(sources) < 2:
        raise InputError("two_folders", "combine")
    for each in sources:
        check_same(each, plan_of(read_config(each)))
    plan = combined(sources)
    place = Path(out) if out else plan.folder
    missing = take_over(plan, place, sources, partial(print, file=sys.stderr))
    if missing:
        raise InputError("runs_in_none", place, missing=missing, most=plan.most_runs, place=place)
    return plan, place


def load(folder: Path | str) -> Results | Comparison:
    """Open a folder of results.

    Parameters
    ----------
    folder : path
        Of a sweep or a comparison.

    Returns
    -------
    Results or Comparison
        The first of a sweep, the second of a comparison.

    Raises
    ------
    InputError
        When it holds neither.
    """
    place = Path(folder)
    passport = read_passport(place) or {}
    if passport.get("kind") == "sweep":
        return Results(place)
    made = passport.get("organisations", {}).items()
    slots = {form: build(Settings, said_of(place, each, "settings")) for form, each in made}
    if len(slots) != 2 or not (place / WHOLE).is_file():
        raise InputError("neither_sweep_nor_comparison", folder)
    from sim.report.called import forms_called
    from sim.report.page.sources import COMPARISON, Source

    first, count = (int(passport.get("seeds", {}).get(name, 0)) for name in ("first", "count"))
    study = Study("compare", slots, {}, range(first, first + count))
    lived = Source(COMPARISON, place, passport, (), tuple(slots)).left_behind()
    return Comparison(study, lived, forms_called([], language()), place, digest=str(passport.get("hash", "")))


@dataclass(frozen=True, repr=False)
class Fitted(Shown):
    """A twin of a real organisation: the settings under which the model does what its log shows.

    Parameters
    ----------
    found : sim.fitting.fit.Fit
        Draws, checks, and where its files are.
    where : ExecutorSettings
        Where lives are lived.
    """

    found: Fit
    where: ExecutorSettings

    @property
    def flagged(self) -> bool:
        """Whether the model does not do what the log shows: then nothing is an estimate."""
        return self.found.misfit.flagged

    @property
    def draws(self) -> pd.DataFrame:
        """A row a draw, a column a setting: what is not known, with what goes together."""
        return pd.DataFrame(self.found.draws)

    @property
    def table(self) -> pd.DataFrame:
        """A row a setting: whether the log tells it, its 95 % interval if so, and its width as a share of the range."""
        clear = [each.told and not self.flagged for each in self.found.estimates]
        rows = [{"setting": each.path, "told": told, "low": each.low if told else None,
                 "high": each.high if told else None, "width": each.width}
                for each, told in zip(self.found.estimates, clear, strict=True)]  # fmt: skip
        return pd.DataFrame(rows).set_index("setting")

    def what_if(self, quiet: bool = True, **changes: Any) -> pd.DataFrame:
        """Live the draws as they are and with a change, ``what_if(**{"culture.clarity": 0.8})``; a row an outcome."""
        from sim.fitting.fit import what_if

        given = dict(pair.split("=", 1) for pair in overrides_of((), changes))
        rows = what_if(self.found, {path: _value(text) for path, text in given.items()}, self.where, quiet)
        return pd.DataFrame(rows).set_index("outcome")

    def plot(self) -> Figure:
        """Draw every setting over its range, what is not told in grey."""
        from sim.report.figures.fit import draw_ladder

        return _seen(draw_ladder(self.found, language()))

    def _said(self) -> tuple[str, list[list[str]]]:
        from sim.locale import number
        from sim.report.page.fit_page import sentences
        from sim.report.text import name_of

        rows = [[name_of(str(path), language()), number(row["low"], language()), number(row["high"], language()), ""]
                for path, row in self.table[self.table["told"]].head(4).iterrows()]  # fmt: skip
        return sentences(self.found, language())[1], rows


def _value(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def fit(
    log: Path | str,
    people: Path | str,
    *,
    ties: Path | str | None = None,
    known: Mapping[str, float] | None = None,
    vouched: bool = False,
    runs: int = 2000,
    executor: str | Mapping[str, Any] | None = None,
    out: Path | str | None = None,
    quiet: bool = False,
) -> Fitted:
    """Fit a twin to a log of work; what its folder holds already is not lived again.

    Parameters
    ----------
    log, people, ties : path
        A log (a row a ticket, or a row an event), the file of people, and who turns to whom.
    known : mapping of str to float, optional
        What is known: ``{"physics.base_hours": 4.0, "recording.outside": 0.1}``.
    vouched : bool
        Nothing is missing from the log; otherwise what may be missing is drawn.
    runs : int
        Lives of the first round; half as many follow.
    executor : str or mapping, optional
        As for `sweep`.
    out : path, optional
        Another folder than one under ``results/``.
    quiet : bool
        Show no progress.

    Returns
    -------
    Fitted
        With ``.table``, ``.draws``, ``.what_if()``, ``.plot()`` and ``.flagged``.

    Raises
    ------
    InputError
        For a log or a company that cannot be used.
    """
    from sim.fitting.fit import fit_twin, folder_of, question_of

    where = split_executor([*overrides_of((), {}, executor=executor)])[0] or executor_settings(None)
    asked = question_of(str(log), str(people), str(ties) if ties else None, known, vouched, runs)
    return Fitted(fit_twin(asked, Path(out) if out else folder_of(asked, str(log)), where, quiet), where)


def _seen(figure: Figure) -> Figure:
    """Let a notebook show a figure that no screen knows."""
    from sim.report.figures.comparison import image

    figure._repr_png_ = partial(image, figure, "png")
    return figure
