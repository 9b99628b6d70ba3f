"""Compose settings with Hydra: files of `configs/`, then what the user overrides, then typed and checked.

Hydra itself would accept misspelt keys with a plus and out-of-range values; here every override may name any key, and
the typed settings say which they do not know.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
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
from sim.engine.binding import find_rule
from sim.errors import InputError, nearest
from sim.settings import CultureSettings, FormSettings, Settings

FORMS = ("mechanical", "organic")
"""The two slots of a twin; their names are labels that the physics never reads."""


def configs_folder() -> Path:
    """Return the folder of the shipped configurations: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parents[1]
    inside = package / "configs"
    return inside if inside.is_dir() else package.parent / "configs"


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
    plain = compose_plain("config", overrides)
    for key in ("rule", "rule_args", "dials"):
        if key in plain:
            raise InputError(f"{key}: each organisation has its own: {' or '.join(f'{form}.{key}' for form in FORMS)}")
    forms = {form: build(FormSettings, plain.pop(form, {}), form) for form in FORMS}
    return {form: _slot(plain, form, own) for form, own in forms.items()}


def _slot(shared: Mapping[str, Any], form: str, own: FormSettings) -> Settings:
    common = build(Settings, {**shared, "rule": own.rule})
    culture = build(CultureSettings, {**asdict(common.culture), **own.culture}, f"{form}.culture")
    changes = {**common.interventions, **own.interventions}
    args = with_defaults(own.rule, own.rule_args)
    return replace(common, culture=culture, dials=own.dials, rule_args=args, interventions=changes)


def compose_run(overrides: Sequence[str]) -> Settings:
    """Compose one organisation, as `compose_twin` does two."""
    return run_settings(compose_plain("run", overrides))


def run_settings(plain: Mapping[str, Any]) -> Settings:
    """Check plain values of one organisation and fill in its rule's own parameters."""
    settings = build(Settings, plain)
    return replace(settings, rule_args=with_defaults(settings.rule, settings.rule_args))


def with_defaults(rule: str, given: Mapping[str, float]) -> dict[str, float]:
    """Return a rule's parameters: its YAML (shipped, or beside a user's file), overlaid by what was given."""
    path = find_rule(rule)
    shipped = configs_folder() / "rules" / f"{path.stem}.yaml"
    beside = path.with_suffix(".yaml")
    source = shipped if path.parent == Path(__file__).parents[1] / "rules" else beside
    return {**_rule_yaml(source), **given}


def _rule_yaml(path: Path) -> dict[str, float]:
    if not path.is_file():
        return {}
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise InputError(f"{path}: not YAML: {str(wrong).splitlines()[0]}") from None
    if not isinstance(values, dict) or not all(isinstance(each, int | float) for each in values.values()):
        raise InputError(f"{path}: expected one `name: number` a line, the rule's own parameters")
    return {str(name): float(value) for name, value in values.items()}


def compose_plain(primary: str, overrides: Sequence[str]) -> dict[str, Any]:
    """Let Hydra compose a primary file of `configs/` and overrides into plain values."""
    words = [override_for_hydra(each) for each in single_valued(parse(overrides))]
    GlobalHydra.instance().clear()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Hydra announces its own compatibility levels
            with initialize_config_dir(config_dir=str(configs_folder()), version_base=None):
                composed = compose(primary, overrides=words)
        plain = OmegaConf.to_container(composed, resolve=True)
    except MissingConfigException as wrong:
        raise InputError(_missing(wrong)) from None
    except (HydraException, OmegaConfBaseException) as wrong:
        raise InputError(str(wrong).splitlines()[0]) from None
    assert isinstance(plain, dict)
    return {str(key): value for key, value in plain.items()}


def parse(overrides: Sequence[str]) -> list[Override]:
    """Read ``key=value`` words as Hydra does."""
    for word in overrides:
        if "=" not in word or word.startswith("~"):
            raise InputError(f"{word!r}: expected key=value; settings are changed, not removed")
    try:
        return OverridesParser.create().parse_overrides(list(overrides))
    except OverrideParseException as wrong:
        raise InputError(f"{wrong.override!r}: cannot be read as key=value: {str(wrong).splitlines()[0]}") from None
    except (HydraException, ValueError, AssertionError) as wrong:
        said = (str(wrong).splitlines() or ["nonsense"])[0]
        raise InputError(f"cannot read {' '.join(overrides)[:80]!r} as key=value: {said[:80]}") from None


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
    if key in FORMS and names_file:
        return f"form@{name}"
    if key == "intervention" or key in [f"{form}.intervention" for form in FORMS]:
        return f"intervention@{key}s={name.partition('=')[2]}"
    groups = {each.name for each in configs_folder().iterdir() if each.is_dir()}
    if key in groups and not (names_file or isinstance(override.value(), dict)):
        raise InputError(f"{name}: expected the name of a file in configs/{key}/, or {key}.SETTING=value")
    chooses = key in groups and names_file
    if word.startswith("~") or chooses or override.package or key.startswith("hydra"):
        return word
    return f"++{name}"


def _missing(wrong: MissingConfigException) -> str:
    name = str(wrong.missing_cfg_file)
    options = [str(each) for each in wrong.options or []]
    return f"{name}: no such file in configs/{nearest(name.rpartition('/')[2], options)}"
