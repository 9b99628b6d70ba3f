"""Compose settings with Hydra: files of `configs/`, then what the user overrides, then typed and checked.

Hydra itself would accept misspelt keys with a plus and out-of-range values; here every override may name any key, and
the typed settings say which they do not know.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.checked import build
from sim.errors import InputError, nearest
from sim.experiment.slots import FORMS, configs_folder, slots_of, with_defaults
from sim.files.plain_values import DEEPEST
from sim.settings import Settings

REFUSED = (HydraException, OmegaConfBaseException, yaml.YAMLError, OSError, RecursionError, TypeError, ValueError)
"""What Hydra raises for what a user wrote: a default that is no list, a name too long for a file."""
OWN = ("intervention", "interventions", "dials", "culture", "rule", "rule_args", "physics")
"""What an organisation can have of its own."""
LONGEST = 200
"""Characters of its reasons that are repeated."""
LONGEST_WORD = 20_000
"""Characters of an override."""


def compose_twin(overrides: Sequence[str]) -> dict[str, Settings]:
    """Compose a twin.

    Parameters
    ----------
    overrides : sequence of str
        ``key=value`` as Hydra reads them; ``organic=NAME`` takes another file of ``configs/form``.

    Returns
    -------
    dict of str to Settings
        Those of each slot, checked; they share structure and world.

    Raises
    ------
    InputError
        Naming the key, what is wrong, and the nearest valid thing.
    """
    return slots_of(compose_plain("config", overrides), FORMS)


def compose_run(overrides: Sequence[str]) -> Settings:
    """Compose one organisation, as `compose_twin` does two."""
    return run_settings(compose_plain("run", overrides))


def without_and_with(overrides: Sequence[str], having: Sequence[str]) -> list[str]:
    """Return the overrides of a twin that is one organisation, without and with something.

    Parameters
    ----------
    overrides : sequence of str
        Of one organisation, as for `compose_run`; ``form=mechanical`` when none is chosen.
    having : sequence of str
        What the second has beside: an intervention, a dial, a value of the culture, a rule.

    Returns
    -------
    list of str
        As for `compose_twin`.

    Raises
    ------
    InputError
        For what an organisation cannot have of its own.

    Examples
    --------
    >>> without_and_with(["form=organic", "days=120"], ["intervention=mirror"])
    ['mechanical=organic', 'organic=organic', 'days=120', 'organic.intervention=mirror']
    """
    form = next((each.partition("=")[2] for each in overrides if each.startswith("form=")), FORMS[0])
    found = [f"{slot}={form}" for slot in FORMS]
    for each in overrides:
        if each.partition("=")[0].partition(".")[0] in ("rule", "rule_args", "dials"):
            found += [f"{slot}.{each}" for slot in FORMS]
        elif not each.startswith("form="):
            found.append(each)
    for each in having:
        key = each.partition("=")[0].lstrip("+")
        if key.partition(".")[0] not in OWN:
            raise InputError(f"--with {key}: no organisation has it of its own{nearest(key, OWN)}")
        added, word = "+" if each.startswith("+") else "", each.lstrip("+")
        if word.startswith("physics."):  # a constant of one organisation is a change on its first morning
            name, _, value = word.removeprefix("physics.").partition("=")
            added, word = "+", f"interventions.{name}={{what: physics.{name}, to: {value or 'nothing'}, day: 0}}"
        found.append(f"{added}{FORMS[1]}.{word}")
    return found


def run_settings(plain: Mapping[str, Any]) -> Settings:
    """Check plain values of one organisation and fill in its rule's own parameters."""
    settings = build(Settings, plain)
    return replace(settings, rule_args=with_defaults(settings.rule, settings.rule_args))


def compose_plain(primary: str, overrides: Sequence[str], folders: Sequence[Path] = ()) -> dict[str, Any]:
    """Let Hydra compose a primary file of `configs/` and overrides into plain values; other folders come first."""
    words = [override_for_hydra(each) for each in single_valued(parse(overrides))]
    if folders:
        words.append(f"hydra.searchpath=[{','.join(f'file://{each}' for each in folders)}]")
    GlobalHydra.instance().clear()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Hydra announces its own compatibility levels
            with initialize_config_dir(config_dir=str(configs_folder()), version_base=None):
                composed = compose(primary, overrides=words)
        plain = OmegaConf.to_container(composed, resolve=True)
    except MissingConfigException as wrong:
        raise InputError(_missing(wrong)) from None
    except REFUSED as wrong:
        said = (str(wrong).splitlines() or [f"cannot be composed: {type(wrong).__name__}"])[0]
        raise InputError(said[:LONGEST]) from None
    assert isinstance(plain, dict)
    return {str(key): value for key, value in plain.items()}


def parse(overrides: Sequence[str]) -> list[Override]:
    """Read ``key=value`` words as Hydra does."""
    for word in overrides:
        _check_word(word)
        if "=" not in word or word.startswith("~"):
            raise InputError(f"{word!r:.80}: expected key=value; settings are changed, not removed")
    try:
        return OverridesParser.create().parse_overrides(list(overrides))
    except OverrideParseException as wrong:
        raise InputError(
            f"{wrong.override!r:.80}: cannot be read as key=value: {str(wrong).splitlines()[0][:LONGEST]}"
        ) from None
    except (HydraException, ValueError, AssertionError) as wrong:
        said = (str(wrong).splitlines() or ["nonsense"])[0]
        raise InputError(f"cannot read {' '.join(overrides)[:80]!r} as key=value: {said[:80]}") from None


def chosen(overrides: Sequence[str]) -> dict[str, Any]:
    """Return what was overridden, by key."""
    return {each.key_or_group: each.value() for each in parse(overrides)}


def _check_word(word: str) -> None:
    if len(word) > LONGEST_WORD:
        raise InputError(f"{word[:60]!r}…: has {len(word):,} characters; at most {LONGEST_WORD:,}, or write a file")
    deep = deepest = 0
    for each in word:
        deep += (each in "[{(") - (each in "]})")
        deepest = max(deep, deepest)
    if deepest > DEEPEST:
        raise InputError(f"{word[:60]!r}…: has brackets {deepest} deep; at most {DEEPEST}")


def single_valued(overrides: list[Override]) -> list[Override]:
    """Refuse several values where one organisation is composed."""
    for each in overrides:
        if each.key_or_group.startswith("hydra"):
            raise InputError(f"{each.input_line}: Hydra's own settings are for `treillis run -m`")
        if each.is_sweep_override():
            raise InputError(f"{each.input_line}: several values; only `treillis run -m` takes them")
    return overrides


def override_for_hydra(override: Override) -> str:
    """Let an override name any key, for the typed settings to judge; choices among files stay choices."""
    word, key = str(override.input_line), override.key_or_group
    name = word.lstrip("+~")
    names_file = override.is_sweep_override() or isinstance(override.value(), str)
    if names_file and (key in FORMS or key.rpartition(".")[2] == "intervention"):
        _check_choice(name)
    if key in FORMS and names_file:
        return f"form@{name}"
    if key == "intervention" or key in [f"{form}.intervention" for form in FORMS]:
        return f"intervention@{key}s={name.partition('=')[2]}"
    groups = {each.name for each in configs_folder().iterdir() if each.is_dir()}
    if key in groups and not (names_file or isinstance(override.value(), dict)):
        raise InputError(f"{name}: expected the name of a file in configs/{key}/, or {key}.SETTING=value")
    chooses = key in groups and names_file
    if chooses:
        _check_choice(name)
    if word.startswith("~") or chooses or override.package or key.startswith("hydra"):
        return word
    return f"++{name}"


def _check_choice(word: str) -> None:
    """Refuse names that lead out of `configs/`."""
    if set(word.partition("=")[2]) & {"/", "\\", "."}:
        raise InputError(f"{word[:80]}: expected the name of a file in configs/, without folder and ending")


def _missing(wrong: MissingConfigException) -> str:
    name = str(wrong.missing_cfg_file)
    options = [str(each) for each in wrong.options or []]
    return f"{name}: no such file in configs/{nearest(name.rpartition('/')[2], options)}"
