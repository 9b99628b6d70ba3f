"""Identity: a result is named by what determines its numbers, and by nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.engine.binding import BoundRule, find_rule
from sim.errors import InputError
from sim.experiment.code_digest import MODEL, digests
from sim.files.plain_values import yaml_file
from sim.settings import Settings
from sim.settings.intervention import RULE, STRUCTURE

FILES = (("organisation", "people"), ("organisation", "ties"), ("world", "trace"), ("world", "issues"))
"""Settings that name a file."""
ERAS = Path(__file__).with_name("models.yaml")
"""Which versions of the code give the same numbers."""
ITEM = '    - "'
"""How a line with a digest begins there."""


def identity(slots: Mapping[str, Settings], rules: Mapping[str, BoundRule], seeds: int) -> str:
    """Name a result by what determines its numbers: settings, rule sources, model version and number of seeds."""
    parts = {form: [determining(settings), rules[form].source_hash] for form, settings in slots.items()}
    text = json.dumps([parts, model_version(), seeds], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def determining(settings: Settings) -> dict[str, Any]:
    """Return settings as plain values, with what a file says in place of its name."""
    plain = asdict(settings)
    if not isinstance(settings, Settings):  # a published model: no rule, no files
        return plain
    del plain["rule"]
    for group, name in FILES:
        with suppress(
            OSError, RuntimeError, TypeError, ValueError
        ):  # no file named, or none to read: whoever needs it says so
            plain[group][name] = file_digest(Path(plain[group][name]).expanduser())
    for each in plain["interventions"].values():
        if each["what"] == RULE:
            each["to"] = file_digest(find_rule(each["to"]))
        elif each["what"] in STRUCTURE and isinstance(each["to"], str):
            with suppress(OSError, RuntimeError, ValueError):
                each["to"] = file_digest(Path(each["to"]).expanduser())
    return plain


def point_digest(slots: Mapping[str, Settings], rule_hashes: Mapping[str, str]) -> str:
    """Name a point of a sweep by what determines its numbers, but for the seed.

    Parameters
    ----------
    slots : mapping of str to Settings
        The organisations set side by side.
    rule_hashes : mapping of str to str
        SHA-256 of the rule each follows, by slot.

    Returns
    -------
    str
        Hexadecimal.
    """
    parts = [[form, {**determining(settings), "seed": None}, rule_hashes[form]] for form, settings in slots.items()]
    text = json.dumps([parts, model_version()], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def run_id(point: str, form: str, seed: int) -> str:
    """Name one run: a point (its digest), one of the organisations there, and the seed of its replicate.

    Examples
    --------
    >>> run_id("ab", "organic", 1) == run_id("ab", "organic", 1) != run_id("ab", "organic", 2)
    True
    """
    return hashlib.sha256(f"{point} {form} {seed}".encode()).hexdigest()[:20]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, read again only when it has changed."""
    about = path.stat()
    return _file_digest(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=256)
def _file_digest(path: Path, changed: int, size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Era:
    """Code that gives the same numbers.

    Parameters
    ----------
    of : str
        Which digest: one of `code_digest.digests`.
    name, why : str
        What it is called, and what changed in the numbers since the one before.
    digests : list of str
        Of its code, as first stored and as proved equal since; the first names all their results.
    """

    of: str
    name: str
    why: str
    digests: list[str]


@cache
def eras(path: Path = ERAS) -> list[Era]:
    """Read the eras, the oldest first."""
    return [Era(**each) for each in yaml_file(path)]


def era_of(digest: object, of: str = MODEL, path: Path = ERAS) -> Era | None:
    """Return the era of some code; None for code that nothing was proved of."""
    return next((each for each in eras(path) if each.of == of and digest in each.digests), None)


def canonical(digest: str, of: str = MODEL) -> str:
    """Return the name that results of some code bear: that of the first code proved equal to it."""
    era = era_of(digest, of)
    return era.digests[0] if era else digest


@cache
def model_version(of: str = MODEL) -> str:
    """Name the model by its numbers: versions of the code that were proved equal have one name."""
    return canonical(digests()[of], of)


def same_model(stored: object, of: str = MODEL) -> bool:
    """Say whether results were made by this model, or by one proved equal to it."""
    return isinstance(stored, str) and canonical(stored, of) == model_version(of)


def what_changed(stored: object, of: str = MODEL) -> str:
    """Say in a line how the model that results were made with differs from this one; nothing where they are equal."""
    if same_model(stored, of):
        return ""
    here = model_version(of)
    then, now = era_of(stored, of), era_of(here, of)
    return f"the model was {_called(stored, then)}, here it is {_called(here, now)}{_between(then, now)}"


def _called(model: object, era: Era | None) -> str:
    return f"{model} ({era.name})" if era else str(model or "unknown")


def _between(then: Era | None, now: Era | None) -> str:
    """Say what changed in the numbers from one era to another, whichever came first."""
    if then is None or now is None:
        return ""
    line = [each for each in eras() if each.of == now.of]
    first, last = line.index(then), line.index(now)
    since = line[first + 1 : last + 1] or line[last + 1 : first + 1]
    return f"; {'since then' if first < last else 'not here yet'}: {'; '.join(each.why for each in since)}"


def prove_equal(old: str, new: str, of: str = MODEL, path: Path = ERAS) -> bool:
    """Write down that new code was proved to give the numbers of old code.

    Parameters
    ----------
    old : str
        A digest that an era lists.
    new : str
        The digest of the code whose numbers were compared and found equal.
    of : str
        Which digest: one of `code_digest.digests`.
    path : pathlib.Path
        The file of eras; it only grows.

    Returns
    -------
    bool
        Whether it had to be written.

    Raises
    ------
    InputError
        When no era lists the old digest, or another one the new.
    """
    era, taken = era_of(old, of, path), era_of(new, of, path)
    if era is None:
        raise InputError(f"{path}: no era of {of} lists {old}")
    if taken is not None and taken is not era:
        raise InputError(f"{path}: {new} is of another era ({taken.name}), its numbers are others")
    if taken is None:
        _append(path, eras(path).index(era), new)
    return taken is None


def prove_here(kept: str, path: Path = ERAS) -> list[str]:
    """Write down that this code made the numbers again that were kept with a model; return what had to be written."""
    last = {each.of: each for each in eras(path)}
    if kept not in last[MODEL].digests:
        raise InputError(
            f"{path}: {kept} is not of the last era ({last[MODEL].name}); compare with results of that one"
        )
    return [of for of, era in last.items() if prove_equal(era.digests[0], digests()[of], of, path)]


def _append(path: Path, era: int, digest: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    starts = [k for k, line in enumerate(lines) if line.startswith("- of:")] + [len(lines)]
    last = max(k for k in range(starts[era], starts[era + 1]) if lines[k].startswith(ITEM))
    lines.insert(last + 1, f'{ITEM}{digest}"\n')
    path.write_text("".join(lines), encoding="utf-8")
    eras.cache_clear()
    model_version.cache_clear()


def product_version() -> str:
    """Return the installed version of treillis."""
    try:
        return version("treillis")
    except PackageNotFoundError:
        return "unknown"
