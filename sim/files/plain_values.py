"""Plain values from YAML and JSON files: bounded in size and depth, one clear line for whatever is wrong with them.

A few lines of YAML can stand for more values than a memory holds, by names that stand for names. So values are counted
before they are made, each as often as it is referred to.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import yaml

from sim.errors import InputError

LARGEST: Final = 2_000_000
"""Bytes of a file of settings."""
MOST: Final = 100_000
"""Values it may stand for."""
DEEPEST: Final = 40
"""Levels of lists and mappings in each other."""
DIGITS: Final = 1000
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
UNREADABLE: Final = (
    yaml.YAMLError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the YAML package raises for text that is no YAML, such as ``!!int abc``."""


def yaml_file(path: Path) -> Any:
    """Read a YAML file.

    Parameters
    ----------
    path : pathlib.Path
        An existing file.

    Returns
    -------
    plain value
        None for an empty file.

    Raises
    ------
    InputError
        When it cannot be read, is no YAML, is too large, or stands for too much.
    """
    return yaml_text(_text(path), str(path))


def yaml_text(text: str, where: str) -> Any:
    """Read YAML, as `yaml_file` does; `where` names it in messages."""
    try:
        _check_extent(text, where)
        return yaml.load(text, LOADER)
    except InputError:
        raise
    except UNREADABLE as wrong:
        said = " ".join(str(wrong).split()).replace('in "<unicode string>", ', "")
        raise InputError(f"{where}: not YAML: {said[:200]}") from None


def json_file(path: Path) -> Any:
    """Read a JSON file.

    Parameters
    ----------
    path : pathlib.Path
        Where it should be.

    Returns
    -------
    plain value
        What it says.

    Raises
    ------
    InputError
        When it cannot be read or is no JSON.
    """
    text = _text(path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise InputError(f"{path}: not JSON: {str(wrong).splitlines()[0][:100]}") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path}: is {path.stat().st_size:,} bytes long; at most {LARGEST:,} can be settings")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as wrong:
        raise InputError(f"{path}: cannot be read: {wrong.strerror or wrong}") from None
    except UnicodeDecodeError as wrong:
        raise InputError(f"{path}: cannot be read: not text in UTF-8 (byte {wrong.start})") from None


def _check_number(event: Any, where: str) -> None:
    """Refuse numbers so long that Python would not write them in a message."""
    text = getattr(event, "value", "")
    if len(text) > DIGITS and (event.tag or text[0] in "+-.0123456789"):
        raise InputError(f"{where}: {text[:20]!r}… has {len(text):,} digits, which no setting needs")


def _check_extent(text: str, where: str) -> None:
    """Count what a text stands for, without making it."""
    open_: list[tuple[str | None, int]] = []  # the name of each list or mapping one is in, and what was counted before
    worth: dict[str, int] = {}
    count = 0
    for event in yaml.parse(text, LOADER):
        name = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent):
            if name not in worth and any(name == each for each, _ in open_):
                raise InputError(f"{where}: *{name} refers to itself")
            count += worth.get(str(name), 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            began, before = open_.pop()
            if began:
                worth[began] = count - before
        elif isinstance(event, yaml.NodeEvent):
            count += 1
            _check_number(event, where)
            if isinstance(event, yaml.CollectionStartEvent):
                open_.append((name, count - 1))
            elif name:
                worth[name] = 1
        if count > MOST or len(open_) > DEEPEST:
            much = f"more than {MOST:,} values" if count > MOST else f"more than {DEEPEST} levels"
            raise InputError(f"{where}: stands for {much}, which no settings need")
