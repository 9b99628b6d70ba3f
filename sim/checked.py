"""Settings that check themselves: numbers with unit, range, source and strength, made from plain values.

Hydra composes plain values and does not catch ``trust=7``; these do, and refuse what they do not know. `source` is a
key of ``references.bib``, ``theory`` for what follows from the model itself, or ``ours``; `strength` says how far to
trust the number: *measured*, *theory*, *guess*, or *calibrated* on load (``experiments/calibration``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from sim.errors import InputError


@dataclass(frozen=True)
class Registered:
    """What the registered space holds of a setting: the range in which it is plausible, or why it is not varied.

    Parameters
    ----------
    why : str
        Where the two ends come from (most are judgement, not measurement, and say so), or why it is not varied.
    low, high : float
        Both plausible; of no use where `scale` is empty.
    scale : str
        ``log`` where a factor is meant, ``linear`` elsewhere; empty for what is not varied.
    source : str
        Key of ``references.bib``, or ``ours``.
    """

    why: str
    low: float = 0.0
    high: float = 0.0
    scale: str = ""
    source: str = "ours"


HALF_TO_TWICE, SHARE = "no measurement known: half to twice", "the whole range of a share is plausible"


def log(low: float, high: float, why: str = HALF_TO_TWICE, source: str = "ours") -> Registered:
    """Register a range in which factors count; `low` is above 0."""
    return Registered(why, low, high, LOG, source)


def linear(low: float, high: float, why: str, source: str = "ours") -> Registered:
    """Register a range in which steps count."""
    return Registered(why, low, high, LINEAR, source)


def fixed(why: str) -> Registered:
    """Register that a setting is not varied, and why."""
    return Registered(why)


LINEAR, LOG = "linear", "log"
ANY_SHARE = linear(0, 1, SHARE)
LAW = fixed("a law, on for everybody; other values take it out, for knock-outs")


def number(
    default: float,
    low: float,
    high: float,
    unit: str,
    says: str,
    space: Registered | None = None,
    *,
    source: str = "ours",
    strength: str = "guess",
) -> Any:
    """Declare a numeric setting: the one place where its facts stand.

    Parameters
    ----------
    default : float
        Value when nothing else is said; an ``int`` makes the setting a whole number.
    low, high : float
        Closed range of what is accepted.
    unit : str
        Unit, for documentation.
    says : str
        What it means, in one line.
    space : Registered, optional
        Its place in the registered space; constants, the culture and the world have one.
    source : str
        Of the default: key in ``references.bib``, ``theory`` or ``ours``.
    strength : str
        ``measured``, ``theory``, ``calibrated`` or ``guess``.

    Returns
    -------
    dataclasses.Field
        With all of this as metadata.
    """
    about = {"low": low, "high": high, "unit": unit, "source": source, "strength": strength, "says": says}
    return field(default=default, metadata=about | {"space": space})


class Checked:
    """A settings dataclass whose numbers are checked when it is made."""

    def __post_init__(self) -> None:
        for spec in fields(self):  # type: ignore[arg-type]
            if "low" in spec.metadata:
                object.__setattr__(self, spec.name, _checked_number(spec, getattr(self, spec.name)))


def _checked_number(spec: Field[Any], value: object) -> float | int:
    whole = isinstance(spec.default, int)
    low, high = spec.metadata["low"], spec.metadata["high"]
    values: dict[str, Any] = {"low": written(low), "high": written(high), "got": written(value)}
    kind = "whole" if whole else "number"
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_number(value, whole):
        raise InputError(f"expected_{kind}", spec.name, **values)
    if not low <= value <= high:
        edge = low if value < low else high
        raise InputError(f"{kind}_from_to", spec.name, **values, edge=written(edge))
    return int(value) if whole else float(value)


def _is_number(value: float, whole: bool) -> bool:
    return isinstance(value, int) or (math.isfinite(value) and (not whole or value == math.floor(value)))


def written(value: object) -> str:
    """Write a value for a message: whole numbers in full, but none longer than a glance.

    Examples
    --------
    >>> written(7.0), written(10**50), written("x")
    ('7', '10000000000000000000…', "'x'")
    """
    is_whole = isinstance(value, int | float) and not isinstance(value, bool) and _is_number(value, whole=True)
    text = str(int(value)) if is_whole else f"{value:g}" if isinstance(value, float) else repr(value)  # type: ignore
    return text if len(text) <= 40 else f"{text[:20]}…"


def build(kind: type[Any], given: Mapping[str, Any], where: str = "") -> Any:
    """Make settings from plain values, refusing what the settings do not know.

    Parameters
    ----------
    kind : type
        A dataclass of `sim.parameters`.
    given : mapping
        Plain values, as composed from YAML and the command line; settings made already stay as they are.
    where : str
        Dotted path of `given`, for messages.

    Returns
    -------
    dataclass
        An instance of `kind`.

    Raises
    ------
    InputError
        For an unknown key, a wrong type or a value out of range: what, where, and the nearest valid thing.
    """
    if isinstance(given, kind):
        return given
    if not isinstance(given, Mapping):
        raise InputError("keys_and_values", where or "settings", got=given)
    hints = _hints(kind)
    values = {}
    for key, value in given.items():
        if key not in hints:
            raise InputError("unknown_setting", _path(where, key), (str(key), hints))
        values[key] = _coerce(hints[key], value, _path(where, str(key)))
    missing = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    for name in missing:
        if name not in values:
            raise InputError("missing", _path(where, name))
    try:
        return kind(**values)
    except InputError as wrong:
        raise (wrong.under(where) if where else wrong) from None


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    """Return the types of a dataclass's fields; looking them up takes longer than the rest of `build`."""
    return get_type_hints(kind)


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _coerce(hint: Any, value: Any, where: str) -> Any:
    if is_dataclass(hint):
        return build(hint, value, where)  # type: ignore[arg-type]
    if hint is str or hint == str | None:
        return _text(hint, value, where)
    if hint is bool and not isinstance(value, bool):
        raise InputError("true_or_false", where, got=value)
    if get_origin(hint) is Mapping and is_dataclass(get_args(hint)[1]):
        return _named(get_args(hint)[1], value, where)
    if items := [each for each in get_args(hint) if is_dataclass(each)]:
        return _list(items[0], value, where) if get_origin(hint) is tuple else _optional(items[0], value, where)
    if hint == Mapping[str, float]:
        return _numbers(value, where)
    return value


def _text(hint: Any, value: Any, where: str) -> Any:
    if isinstance(value, str) or (value is None and hint is not str):
        return value
    raise InputError("expected_text", where, got=value)


def _optional(kind: Any, value: Any, where: str) -> Any:
    return None if value is None else build(kind, value, where)


def _list(kind: Any, value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise InputError("expected_list", where, got=value)
    return tuple(build(kind, each, f"{where}[{k}]") for k, each in enumerate(value))


def _named(kind: Any, value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError("name_for_each", where, got=value)
    return {str(name): build(kind, each, f"{where}.{name}") for name, each in value.items() if each is not None}


def _numbers(value: Any, where: str) -> dict[str, float]:
    if not isinstance(value, Mapping):
        raise InputError("keys_and_numbers", where, got=value)
    for key, each in value.items():
        if isinstance(each, bool) or not isinstance(each, int | float):
            raise InputError("a_number", f"{where}.{key}", got=each)
    try:
        return {str(key): float(each) for key, each in value.items()}
    except OverflowError:
        raise InputError("number_too_large", where) from None
