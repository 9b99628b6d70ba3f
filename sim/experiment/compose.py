"""Compose settings with Hydra: files of `configs/`, then what the user overrides, then typed and checked.

Hydra itself would accept misspelt keys with a plus and out-of-range values; here every override may name any key, and
the typed settings say which they do not know.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import ChoiceSweep, Override, QuotedString
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.checked import build
from sim.errors import Count, InputError, Said
from sim.experiment.expand import PUBLISHED
from sim.experiment.runner import ExecutorSettings, executor_settings
from sim.experiment.slots import FORMS, configs_folder, slots_of, with_defaults
from sim.files.find import expanded, file_of, path_of
from sim.files.plain_values import DEEPEST, yaml_file
from sim.parameters import Settings

REFUSED = (HydraException, OmegaConfBaseException, yaml.YAMLError, OSError, RecursionError, TypeError, ValueError)
"""What Hydra raises for what a user wrote: a default that is no list, a name too long for a file."""
OWN = ("intervention", "interventions", "dials", "culture", "rule", "rule_args", "physics")
"""What an organisation can have of its own."""
LONGEST = 200
"""Characters of its reasons that are repeated."""
LONGEST_WORD = 20_000
"""Characters of an override."""


PLAIN = re.compile(r"[\w./:+-]+")
"""Texts that the grammar of overrides takes without quotes."""


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


def overrides_of(words: Sequence[str], values: Mapping[str, Any], **more: Any) -> Iterator[str]:
    """Yield settings given as words, then those given by name as such words; of `more` what is not empty."""
    yield from words
    for path, value in _flat({**values, **{name: each for name, each in more.items() if each}}):
        yield f"{path}={_written(value)}"


def _flat(values: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{where}{name}.")
        else:
            yield f"{where}{name}", value


def _written(value: Any) -> str:
    """Write a value as the grammar of overrides has it."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{name}:{_written(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple | range):
        return "[" + ",".join(map(_written, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = str(value)
    return text if PLAIN.fullmatch(text) else "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def without_and_with(overrides: Sequence[str], having: Sequence[str]) -> list[str]:
    """Return the overrides of a twin that is one organisation, without and with something.

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
            raise InputError("not_its_own", f"--with {key}", (key, OWN))
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


def compose_plain(
    primary: str, overrides: Sequence[str], folders: Sequence[Path] = (), resolved: bool = True
) -> dict[str, Any]:
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
        plain = OmegaConf.to_container(composed, resolve=resolved)
    except MissingConfigException as wrong:
        name = str(wrong.missing_cfg_file)
        near = (name.rpartition("/")[2], [str(each) for each in wrong.options or []])
        raise InputError("no_file_in_configs", name, near) from None
    except REFUSED as wrong:
        said = str(wrong).splitlines()
        why = said[0][:LONGEST] if said else Said.of("cannot_be_composed", kind=type(wrong).__name__)
        raise InputError("told", why=why) from None
    assert isinstance(plain, dict)
    return {str(key): value for key, value in plain.items()}


def parse(overrides: Sequence[str]) -> list[Override]:
    """Read ``key=value`` words as Hydra does."""
    for word in overrides:
        _check_word(word)
        if "=" not in word or word.startswith("~"):
            raise InputError("key_equals_value", f"{word!r:.80}")
    try:
        return OverridesParser.create().parse_overrides([*map(_quoted, overrides)])
    except OverrideParseException as wrong:
        raise InputError(
            "no_key_equals_value", f"{wrong.override!r:.80}", why=str(wrong).splitlines()[0][:LONGEST]
        ) from None
    except (HydraException, ValueError, AssertionError) as wrong:
        said = (str(wrong).splitlines() or [type(wrong).__name__])[0]
        raise InputError("cannot_read_words", names=" ".join(overrides)[:80], why=said[:80]) from None


def chosen(overrides: Sequence[str]) -> dict[str, Any]:
    """Return what was overridden, by key."""
    return {each.key_or_group: each.value() for each in parse(overrides)}


def _quoted(word: str) -> str:
    """Put the name of a file that is there in quotes where the grammar of overrides would stumble over it."""
    name, _, value = word.partition("=")
    with suppress(OSError, RuntimeError, ValueError):
        if re.search(r"[^\w./:+-]|[^\x00-\x7f]", value) and expanded(value).is_file():
            return f'{name}="{value.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"'
    return word


def _check_word(word: str) -> None:
    if len(word) > LONGEST_WORD:
        raise InputError("too_long_a_word", f"{word[:60]!r}…", n=Count(len(word)), longest_word=Count(LONGEST_WORD))
    deep = deepest = 0
    for each in word:
        deep += (each in "[{(") - (each in "]})")
        deepest = max(deep, deepest)
    if deepest > DEEPEST:
        raise InputError("too_many_brackets", f"{word[:60]!r}…", deepest=deepest, deepest_2=DEEPEST)


def single_valued(overrides: list[Override]) -> list[Override]:
    """Refuse several values where one organisation is composed."""
    for each in overrides:
        if each.key_or_group.startswith("hydra"):
            raise InputError("hydras_own", each.input_line)
        if each.is_sweep_override():
            raise InputError("several_values", each.input_line)
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
        raise InputError("file_in_configs_or_setting", name, key=key)
    chooses = key in groups and names_file
    if chooses:
        _check_choice(name)
    if word.startswith("~") or chooses or override.package or key.startswith("hydra"):
        return word
    return f"++{name}"


def _check_choice(word: str) -> None:
    """Refuse names that lead out of `configs/`."""
    if set(word.partition("=")[2]) & {"/", "\\", "."}:
        raise InputError("file_in_configs", word[:80])


HEADER = "# @package _global_\n"
NAMED = {"design": "kind", "until_ci": "half_width"}
"""What may be written as one word, and what the word means."""
OWN_FILE = "treillis_own"
"""What Hydra knows a user's own file by, while it reads it."""
UNNAMED = "sweep"
"""Name of an experiment that is written on the command line alone."""


def compose_sweep(overrides: Sequence[str], config_dir: Path | None = None) -> dict[str, Any]:
    """Compose an experiment."""
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
        follows = dict(_interpolated(compose_plain("sweep", words, folders, resolved=False)))
    _with_names(plain, named)
    vary = plain.get("vary") or {}
    if not isinstance(vary, dict):
        raise InputError("settings_and_levels", "vary", vary=vary)
    if PUBLISHED in plain:
        _only_of_the_model(found)
    for each in swept:
        vary[each.key_or_group.lstrip("+").removeprefix("vary.")] = _levels(each)
    about = {"experiment": chosen or UNNAMED, "origin": str(Path.cwd()), "vary": vary}
    return {**plain, **about, **({"follows": follows} if follows else {})}


def split_executor(words: Sequence[str], workers: int | None = None) -> tuple[ExecutorSettings | None, list[str]]:
    """Take apart where jobs are done (``executor=dask``), None where nothing says it, and all other words."""
    own = [each for each in words if each.lstrip("+").partition("=")[0].partition(".")[0] == "executor"]
    rest = [each for each in words if each not in own]
    if own:
        return executor_settings(compose_sweep(own)["executor"]), rest
    serial = ExecutorSettings("serial") if workers == 1 else ExecutorSettings("processes", workers or 0)
    return None if workers is None else serial, rest


def _interpolated(plain: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, str]]:
    """Yield the settings that follow others (``${culture.trust}``) by their paths: each point says what they are."""
    for key, value in plain.items():
        path = f"{where}.{key}" if where else key
        if isinstance(value, Mapping):
            yield from _interpolated(value, path)
        elif isinstance(value, str) and "${" in value:
            yield path, value


def _only_of_the_model(overrides: Sequence[Override]) -> None:
    """Refuse settings of organisations where a published model is run: they would change nothing."""
    theirs = {*Settings.__dataclass_fields__, *FORMS} - {"seed"}
    for each in overrides:
        if each.key_or_group.lstrip("+").partition(".")[0] in theirs:
            raise InputError("published_own_settings", each.input_line)


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
        raise InputError("write_the_values", override.input_line, key_or_group=override.key_or_group)
    return [_bare(each) for each in value.list]


def levels_of(words: Sequence[str]) -> dict[str, Any]:
    """Return what is to be added to a sweep: values with commas as lists, others as they are."""
    executor, rest = split_executor(words)
    found = {each.key_or_group: _levels(each) if each.is_sweep_override() else _bare(each.value())
             for each in parse(rest)}  # fmt: skip
    for key in ("replicates", "points"):
        count: Any = found.get(key, 1)
        if type(count) is not int or count < 1:
            raise InputError("from_1_on", key, count=count)
    return {**found, **({"executor": vars(executor)} if executor else {})}


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
        copy = (
            Path(temporary) / "experiment" / f"{OWN_FILE}.yaml"
        )  # the name of a user's file may mean something to Hydra
        copy.parent.mkdir()
        copy.write_text(text if "@package" in text.partition("\n")[0] else HEADER + text, encoding="utf-8")
        yield file.stem, OWN_FILE, [Path(temporary), *folders]


def _check_experiment(file: Path) -> None:
    """Refuse a file that is no YAML, or no settings, under its own name."""
    said = yaml_file(file)
    if not isinstance(said, Mapping | None):
        raise InputError("settings_and_values_row", file, row=said)
    if not isinstance((said or {}).get("defaults", []), list):
        raise InputError("a_list", f"{file}: defaults")


def _folder(config_dir: Path) -> Path:
    """Find a folder of the user's own configurations, each of which is YAML."""
    folder = path_of(str(config_dir), "--config-dir")
    if not folder.is_dir():
        raise InputError("no_such_folder", "--config-dir", folder=config_dir)
    for each in sorted(folder.glob("*/*.yaml")):
        yaml_file(each)
    return folder.absolute()


def _known(name: str | None, folders: Sequence[Path]) -> None:
    """Say which experiments there are when one is not."""
    there = {each.stem for folder in [configs_folder(), *folders] for each in (folder / "experiment").glob("*.yaml")}
    if name is not None and name not in there:
        raise InputError("no_experiment", "experiment", (name, there), name=name)
