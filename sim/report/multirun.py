"""`treillis run -m`: Hydra's own multirun, for up to some 200 variants, with any launcher it has.

Every value of every override is checked before Hydra starts the first job.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import hydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf

from sim.errors import InputError
from sim.experiment.compare import Study, live_through, study_of
from sim.experiment.compose import compose_run, configs_folder, override_for_hydra, parse, run_settings
from sim.experiment.lives import seeds_from
from sim.metrics import HEADLINE
from sim.report.publish import publish, run_values
from sim.report.words import words as words_of

MOST = 2_000
"""Combinations accepted here: Hydra composes all of them before the first starts."""

STOPPED = 130
OPTIONS = "TREILLIS"
"""Key under which the command line's own options travel to the jobs."""


def launch(overrides: Sequence[str], seeds: int, lang: str) -> None:
    """Run every combination of the values given with commas, each in a folder of its own.

    Parameters
    ----------
    overrides : sequence of str
        ``key=value`` or ``key=value,value``; ``hydra/launcher=joblib`` and the like go to Hydra.
    seeds : int
        Years for each combination.
    lang : str
        Language of the figures.
    """
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
        raise InputError(f"run -m: {str(wrong).splitlines()[0]}") from None


def check_all(overrides: Sequence[str]) -> None:
    """Compose and check every combination, so that nothing starts that cannot end."""
    choices = [_values(each) for each in parse(overrides) if not each.key_or_group.startswith("hydra")]
    combinations = 1
    for each in choices:
        combinations *= len(each)
    if combinations > MOST:
        raise InputError(f"{combinations} combinations: Hydra's multirun takes up to {MOST}; give fewer values")
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
