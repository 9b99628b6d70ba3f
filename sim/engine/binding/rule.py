"""Bind a rule: from the name of a file to what the engine calls.

The file is found and read once (`source`), checked before any of it runs (`check`), compiled with a wrapper that turns
an exception into RULE_FAILED (`compile`), given to the kernel behind an address so that the kernel is compiled once for
all rules, and, when it does not compile, called back as plain Python through the same door (`call`).
"""

from __future__ import annotations

import ctypes
import math
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.ahead import library
from sim.engine.binding.call import POINTER, Address, Callback, Interpreted, plain_rows
from sim.engine.binding.check import check_rule
from sim.engine.binding.source import Problem, RuleError, RuleSource, find_rule, read_rule
from sim.engine.binding.translate import load_plain
from sim.engine.compiled import INTERPRETED
from sim.state import ACTIONS, RULE_ARGS
from sim.table import table


@dataclass(frozen=True, eq=False)
class BoundRule:
    """A rule, ready for a run.

    Parameters
    ----------
    name : str
        The name of its file without the ending.
    path : Path
        Its file.
    source_hash : str
        SHA-256 of the file, in hexadecimal.
    args : dict
        Value of each of its own parameters, in the order of its signature.
    table : numpy.recarray
        The same values as a row of RULE_ARGS, shape (1,).
    call : object
        What Python calls: ``call(me, boss, issue, org, luck, args_row) -> int``, RULE_FAILED after an exception.
    plain : callable
        The rule's own function, as written.
    slow_reason : str or None
        Why it runs as plain Python under the compiled engine, in one line; None when it is compiled.
    """

    name: str
    path: Path
    source_hash: str
    args: dict[str, float]
    table: np.recarray
    call: Address | Interpreted
    plain: Callable[..., Any]
    slow_reason: str | None

    @property
    def address(self) -> Any:
        """What the engine calls: an address, or `call` where the engine is plain Python."""
        return self.call.address if isinstance(self.call, Address) else self.call

    @property
    def pending(self) -> BaseException | None:
        """What a rule that runs as plain Python under the compiled engine raised last."""
        return self.call.pending if isinstance(self.call, Callback) else None

    def interruptible(self) -> AbstractContextManager[None]:
        """Enter this around a run, so that Ctrl-C reaches it while the rule is being called back."""
        return self.call.interruptible() if isinstance(self.call, Callback) else nullcontext()

    def explain_failure(self, me: Any, boss: Any, issue: Any, org: Any, luck: float) -> RuleError:
        """Run the plain rule again where it failed; return the real error, with its line, or the wrong answer."""
        if self.pending is not None and not isinstance(self.pending, Exception):
            raise self.pending
        whose = str(me.id), str(issue.id)
        try:
            answer = self.plain(*plain_rows(me, boss, issue, org), float(luck), **self.args)
        except Exception as error:
            said = " ".join(str(error).split())
            told = f"{type(error).__name__}: {said}" if said else type(error).__name__
            failure = RuleError(self.path, [Problem(self._line(error), "fails", (told, *whose))])
            failure.__cause__ = error
            return failure
        line = self.plain.__code__.co_firstlineno
        if type(answer) is int and 0 <= answer < len(ACTIONS):
            return RuleError(self.path, [Problem(line, "fails_apart", (ACTIONS[answer], *whose))])
        known = ", ".join(f"{name} ({number})" for number, name in enumerate(ACTIONS))
        return RuleError(self.path, [Problem(line, "no_action", (f"{answer!r:.40}", *whose, known))])

    def _line(self, error: Exception) -> int:
        frames = traceback.extract_tb(error.__traceback__)
        return ([frame.lineno for frame in frames if frame.filename == str(self.path)] or [1])[-1] or 1


def bind(rule: str, args: Mapping[str, float] | None = None) -> BoundRule:
    """Find, check and compile a rule, by name or path; `args` are values for its own parameters, else their defaults.

    Raises InputError when there is no such rule, it does not pass the check, or it has no such parameter.
    """
    source = read_rule(find_rule(rule))
    check_rule(source)
    plain = load_plain(source)
    values = resolve_args(source.name, plain.__kwdefaults__ or {}, args or {})
    call, slow_reason = _callable(source, plain, tuple(values))
    row = table(RULE_ARGS, 1)
    for column, value in zip(RULE_ARGS.names or (), values.values(), strict=False):
        row[column] = value
    return BoundRule(source.name, source.path, source.hash, values, row, call, plain, slow_reason)


def _callable(
    source: RuleSource, plain: Callable[..., Any], names: tuple[str, ...]
) -> tuple[Address | Interpreted, str | None]:
    if INTERPRETED:
        return Interpreted(plain, names), None
    ahead = library()
    shipped = ahead and ahead.rule(source.hash)
    if shipped:
        return Address(ctypes.cast(shipped, POINTER), ahead), None
    from sim.engine.binding.compile import NotCompiled, compile_rule  # which imports the compiler

    try:
        return compile_rule(source), None
    except NotCompiled as why:
        return Callback(plain, names), str(why)


def resolve_args(rule: str, defaults: Mapping[str, float], given: Mapping[str, Any]) -> dict[str, float]:
    """Return the value of each parameter of a rule, in the order of its signature: what was given, or its default.

    Examples
    --------
    >>> resolve_args("distributed", {"overload": 6.0}, {"overload": 4})
    {'overload': 4.0}
    """
    for name, value in given.items():
        where = f"rule_args.{name}"
        if name not in defaults:
            problem = Problem(0, "no_parameter", (rule, str(name)), (*defaults,))
            raise RuleError(where, [problem if problem.near() else replace(problem, code="no_parameters")])
        if isinstance(value, bool | str) or not _finite(value):
            raise RuleError(where, [Problem(0, "not_a_number", (f"{value!r:.40}", rule, name))])
    return {name: float(given.get(name, default)) for name, default in defaults.items()}


def _finite(value: Any) -> bool:
    try:
        return math.isfinite(value)
    except (TypeError, ValueError, OverflowError):
        return False
