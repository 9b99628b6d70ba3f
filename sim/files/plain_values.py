"""Plain values from YAML and JSON files: bounded in size and depth, one clear line for whatever is wrong with them.

A few lines of YAML can stand for more values than a memory holds, by names that stand for names. So values are counted
before they are made, each as often as it is referred to.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from sim.errors import Count, InputError

LARGEST: Final = 2_000_000
"""Bytes of a file of settings."""
MOST: Final = 100_000
"""Values it may stand for."""
DEEPEST: Final = 40
"""Levels of lists and mappings in each other."""
DIGITS: Final = 1000
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ODD: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
UNREADABLE: Final = (yaml.YAMLError, *ODD)
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
        raise InputError("not_yaml", where, why=said[:200]) from None


def json_file(path: Path) -> Any:
    """Read a JSON file."""
    text = _text(path)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise InputError("not_json", path, why=str(wrong).splitlines()[0][:100]) from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError("settings_too_long", path, size=Count(path.stat().st_size), most=Count(LARGEST))
        return path.read_bytes().decode("utf-8-sig")
    except OSError as wrong:
        raise InputError("cannot_be_read", path, why=wrong.strerror or wrong) from None
    except UnicodeDecodeError as wrong:
        raise InputError("not_utf8", path, byte=wrong.start) from None


def _check_number(event: Any, where: str) -> None:
    """Refuse numbers so long that Python would not write them in a message."""
    text = getattr(event, "value", "")
    if len(text) > DIGITS and (event.tag or text[0] in "+-.0123456789"):
        raise InputError("too_many_digits", where, start=text[:20], n=Count(len(text)))


def _check_extent(text: str, where: str) -> None:
    """Count what a text stands for, without making it."""
    extent = _Extent()
    for event in yaml.parse(text, LOADER):
        extent.take(event, where)
        if extent.count > MOST or len(extent.open) > DEEPEST:
            if extent.count > MOST:
                raise InputError("too_many_values", where, most=Count(MOST))
            raise InputError("too_deep", where, most=DEEPEST)


@dataclass
class _Extent:
    """How many values have come; what each name stands for; and the lists and mappings one is in."""

    count: int = 0
    worth: dict[str, int] = field(default_factory=dict[str, int])
    open: list[tuple[str | None, int]] = field(default_factory=list[tuple[str | None, int]])

    def take(self, event: Any, where: str) -> None:
        """Take in the next thing that stands in the text."""
        if isinstance(event, yaml.CollectionEndEvent):
            name, before = self.open.pop()
            if name:
                self.worth[name] = self.count - before
        elif isinstance(event, yaml.AliasEvent):
            if any(event.anchor == name for name, _ in self.open):
                raise InputError("refers_to_itself", where, name=event.anchor)
            self.count += self.worth.get(event.anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open.append((event.anchor, self.count))
            self.count += 1
        elif isinstance(event, yaml.ScalarEvent):
            _check_number(event, where)
            self.count += 1
            self.worth[event.anchor] = 1
