"""Compose an experiment with Hydra: once, into plain values; the design is expanded by the sweep itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra.core.override_parser.types import ChoiceSweep, Override, QuotedString

from sim.errors import InputError, nearest
from sim.experiment.batch.published import PUBLISHED
from sim.experiment.compose import compose_plain, parse
from sim.experiment.slots import FORMS, configs_folder
from sim.files.find import file_of, path_of
from sim.files.plain_values import yaml_file
from sim.settings import Settings

HEADER = "# @package _global_\n"
NAMED = {"design": "kind", "until_ci": "half_width"}
"""What may be written as one word, and what the word means."""
OWN = "treillis_own"
"""What Hydra knows a user's own file by, while it reads it."""
UNNAMED = "sweep"
"""Name of an experiment that is written on the command line alone."""


def compose_sweep(overrides: Sequence[str], config_dir: Path | None = None) -> dict[str, Any]:
    """Compose an experiment.

    Parameters
    ----------
    overrides : sequence of str
        ``experiment=NAME`` or ``experiment=FILE.yaml``; ``key=value``; ``key=value,value`` varies a setting.
    config_dir : pathlib.Path, optional
        A folder of one's own, laid out like `configs/`, searched first.

    Returns
    -------
    dict
        Plain values: ``experiment`` (its name), ``origin`` (the folder of the caller), ``vary``, ``design``, and all
        settings.

    Raises
    ------
    InputError
        For what Hydra cannot compose, and a file or folder that is not there.
    """
    found = parse(overrides)
    swept = [each for each in found if each.is_sweep_override()]
    named = [each for each in found if each.key_or_group.partition(".")[0] in NAMED and each not in swept]
    words = [str(each.input_line) for each in found if each not in swept and each not in named]
    name = next((str(each.value()) for each in found if each.key_or_group == "experiment"), None)
    with _searched(name, config_dir) as (chosen, file, folders):
        if chosen is not None:
            words = [word for word in words if not word.startswith("experiment=")]
            words.insert(0, f"experiment={file}")
        plain = compose_plain("sweep", words, folders)
    _with_names(plain, named)
    vary = plain.get("vary") or {}
    if not isinstance(vary, dict):
        raise InputError(f"vary: expected settings and their levels, got {vary!r:.60}")
    if PUBLISHED in plain:
        _only_of_the_model(found)
    for each in swept:
        vary[each.key_or_group.lstrip("+").removeprefix("vary.")] = _levels(each)
    return {**plain, "experiment": chosen or UNNAMED, "origin": str(Path.cwd()), "vary": vary}


def _only_of_the_model(overrides: Sequence[Override]) -> None:
    """Refuse settings of organisations where a published model is run: they would change nothing."""
    theirs = {*Settings.__dataclass_fields__, *FORMS} - {"seed"}
    for each in overrides:
        if each.key_or_group.lstrip("+").partition(".")[0] in theirs:
            raise InputError(f"{each.input_line}: a published model has settings of its own, as in published.p1")


def _with_names(plain: dict[str, Any], overrides: Sequence[Override]) -> None:
    """Apply overrides of what can be written as a name alone, without losing the name: ``design=morris``."""
    for each in overrides:
        group, _, key = each.key_or_group.partition(".")
        held = plain.get(group)
        said = dict(held) if isinstance(held, dict) else {} if held is None else {NAMED[group]: held}
        value = _bare(each.value())
        if key:
            said[key] = value
        plain[group] = said if key else {**said, NAMED[group]: value} if isinstance(value, str | float | int) else value


def _levels(override: Override) -> list[Any]:
    value = override.value()
    if not isinstance(value, ChoiceSweep):
        raise InputError(f"{override.input_line}: write the values, as in {override.key_or_group}=0.2,0.8")
    return [_bare(each) for each in value.list]


def _bare(value: Any) -> Any:
    """Return a value without Hydra's marks of what was in quotes."""
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if isinstance(value, dict):
        return {_bare(key): _bare(each) for key, each in value.items()}
    return value.text if isinstance(value, QuotedString) else value


@contextmanager
def _searched(name: str | None, config_dir: Path | None) -> Iterator[tuple[str | None, str | None, list[Path]]]:
    """Yield the experiment's name, its name for Hydra, and the folders to search besides `configs/`.

    A file becomes a folder for a while.
    """
    folders = [] if config_dir is None else [_folder(config_dir)]
    own = [folder / "experiment" / f"{name}.yaml" for folder in folders]
    name = next((str(each) for each in own if each.is_file()), name)
    if name is None or not name.endswith((".yaml", ".yml")):
        _known(name, folders)
        yield name, name, folders
        return
    file = file_of(name, "experiment")
    _check_experiment(file)
    text = file.read_text(encoding="utf-8-sig")
    with tempfile.TemporaryDirectory(prefix="treillis-") as temporary:
        copy = Path(temporary) / "experiment" / f"{OWN}.yaml"  # the name of a user's file may mean something to Hydra
        copy.parent.mkdir()
        copy.write_text(text if "@package" in text.partition("\n")[0] else HEADER + text, encoding="utf-8")
        yield file.stem, OWN, [Path(temporary), *folders]


def _check_experiment(file: Path) -> None:
    """Refuse a file that is no YAML, or no settings, under its own name."""
    said = yaml_file(file)
    if not isinstance(said, Mapping | None):
        raise InputError(f"{file}: expected settings and values, got {said!r:.40}")
    if not isinstance((said or {}).get("defaults", []), list):
        raise InputError(f"{file}: defaults: expected a list")


def _folder(config_dir: Path) -> Path:
    """Find a folder of the user's own configurations, each of which is YAML."""
    folder = path_of(str(config_dir), "--config-dir")
    if not folder.is_dir():
        raise InputError(f"--config-dir: no such folder: {config_dir}")
    for each in sorted(folder.glob("*/*.yaml")):
        yaml_file(each)
    return folder.absolute()


def _known(name: str | None, folders: Sequence[Path]) -> None:
    """Say which experiments there are when one is not."""
    there = {each.stem for folder in [configs_folder(), *folders] for each in (folder / "experiment").glob("*.yaml")}
    if name is not None and name not in there:
        raise InputError(f"experiment: there is no experiment {name!r}{nearest(name, there)}")
