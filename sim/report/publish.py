"""Publish studies: rows, passport, figure and numbers as plain values, of one study or of all combinations."""

from __future__ import annotations

import itertools
import json
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf

from sim.errors import InputError
from sim.experiment.compare import Study, live_through, sheet_values, study_of, study_sheet
from sim.experiment.compose import compose_run, configs_folder, override_for_hydra, parse, run_settings
from sim.experiment.lives import Rows, seeds_from
from sim.experiment.paired import differences
from sim.experiment.store import described, parquet, passport, readable_json, write_whole
from sim.locale import words
from sim.locale import words as words_of
from sim.metrics import HEADLINE
from sim.report.figures.comparison import draw_comparison, image
from sim.report.text import plain, sayable


def publish(
    study: Study, rows: Rows, wall_seconds: float, folder: Path, lang: str, names: Mapping[str, str] | None = None
) -> list[Path]:
    """Write a study's files."""
    seeds = study.seeds
    caption = "figure_caption" if len(study.slots) > 1 else "figure_caption_one"
    caption = words(lang)(caption, n=len(seeds), first=seeds[0], last=seeds[-1], hash=study.hash)
    figure = draw_comparison(rows.days, tuple(study.slots), study.settings.warmup_days, caption, lang, names)
    tables = {"runs.parquet": rows.runs, "days.parquet": rows.days}
    tables |= {"windows.parquet": by_window(rows)} if rows.windows else {}
    own = [each.about() for each in study.own]
    about = {"hash": study.hash, "outcomes": own} if own else {}
    contents = {
        **{name: parquet(table) for name, table in tables.items()},
        "columns.json": described(tables, own),
        "passport.json": readable_json({**passport(study.slots, study.rules, seeds, wall_seconds), **about}),
        "figure.png": image(figure, "png"),
        "figure.svg": image(figure, "svg"),
    }
    return [write_whole(folder / name, content) for name, content in contents.items()]


def by_window(rows: Rows) -> dict[str, list[Any]]:
    """Return the outcomes of windows as columns, the name of the window first."""
    found: dict[str, list[Any]] = {"window": []}
    for window, runs in rows.windows.items():
        found["window"] += [window] * len(runs["seed"])
        for name, values in runs.items():
            found.setdefault(name, []).extend(values)
    return found


def comparison_values(study: Study, rows: Rows, folder: Path) -> dict[str, Any]:
    """Return a comparison as plain values, the same for the same command; what cannot be said is None."""
    found, sheet = differences(rows), study_sheet(study, rows)
    outcomes = {
        each.outcome: {**plain(asdict(each)), "ahead": each.ahead, "verdict": each.verdict.word or None}
        for each in found
    }
    for each in outcomes.values():
        del each["outcome"]
    card = {"effect_sheet": sheet_values(sheet)} if sheet else {}
    return {**_about(study, folder), **card, "outcomes": outcomes}


def run_values(study: Study, rows: Rows, folder: Path) -> dict[str, Any]:
    """Return the outcomes of one organisation as plain values, a list with one value a seed for each."""
    outcomes = {name: [sayable(value) for value in values] for name, values in rows.runs.items() if name != "form"}
    return {**_about(study, folder), "outcomes": outcomes}


def _about(study: Study, folder: Path) -> dict[str, Any]:
    return {
        "hash": study.hash,
        "rules": {form: rule.name for form, rule in study.rules.items()},
        "days": study.settings.days,
        "seeds": {"first": study.seeds[0], "count": len(study.seeds)},
        "folder": str(folder),
    }


MOST = 2_000
"""Combinations accepted here: Hydra composes all of them before the first starts."""

STOPPED = 130
OPTIONS = "TREILLIS"
"""Key under which the command line's own options travel to the jobs."""


def launch(overrides: Sequence[str], seeds: int, lang: str) -> None:
    """Run every combination of the values given with commas, each in a folder of its own."""
    words_of(lang)
    seeds_from(0, seeds)
    check_all(overrides)
    words = [override_for_hydra(each) for each in parse(overrides)]
    options = [f"++{OPTIONS}.seeds={seeds}", f"++{OPTIONS}.lang={lang}"]
    sys.argv = ["treillis run", "--multirun", *words, *options]
    os.environ["HYDRA_FULL_ERROR"] = "1"  # let its errors through instead of printing them
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            hydra.main(config_path=str(configs_folder()), config_name="run", version_base=None)(job)()
    except KeyboardInterrupt:
        print("\ntreillis: stopped; the combinations that are over are kept", file=sys.stderr)
        raise SystemExit(STOPPED) from None
    except (HydraException, OSError) as wrong:
        raise InputError("told", "run -m", why=str(wrong).splitlines()[0]) from None


def check_all(overrides: Sequence[str]) -> None:
    """Compose and check every combination, so that nothing starts that cannot end."""
    choices = [_values(each) for each in parse(overrides) if not each.key_or_group.startswith("hydra")]
    combinations = 1
    for each in choices:
        combinations *= len(each)
    if combinations > MOST:
        raise InputError("multirun_takes_up_to", combinations=combinations, most=MOST)
    for combination in itertools.product(*choices):
        compose_run(combination)


def _values(override: Override) -> list[str]:
    if not override.is_sweep_override():
        return [str(override.input_line)]
    key = str(override.input_line).partition("=")[0]
    return [f"{key}={value}" for value in override.sweep_string_iterator()]


def job(config: DictConfig) -> dict[str, object]:
    """Run one combination in the folder Hydra gave it, and print one line."""
    plain = OmegaConf.to_container(config, resolve=True)
    assert isinstance(plain, dict)
    options = plain.pop(OPTIONS)
    study = study_of("run", {"organisation": run_settings({str(k): v for k, v in plain.items()})}, options["seeds"])
    folder = Path(os.path.relpath(HydraConfig.get().runtime.output_dir))
    rows, seconds = live_through(study, quiet=True)
    publish(study, rows, seconds, folder, options["lang"])
    values = run_values(study, rows, folder)
    print(_line(study, values["outcomes"], folder), flush=True)
    return values


def _line(study: Study, outcomes: dict[str, list[float]], folder: Path) -> str:
    chosen = [each for each in HydraConfig.get().overrides.task if OPTIONS not in each]
    means = {name: sum(outcomes[name]) / len(study.seeds) for name in (*HEADLINE[:-1], "exhaustion")}
    said = json.dumps({name: round(mean, 3) for name, mean in means.items()})
    return f"{' '.join(each.lstrip('+') for each in chosen)}  {said}  {folder}"
