"""What the engine is given to call: an address, whichever way the rule behind it runs.

The compiled kernel takes the address of any function of the one signature below. So it is compiled once, for all
rules, and a rule that does not compile is called through the same door, by a callback into Python.
"""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import FrameType
from typing import Any

import numpy as np

from sim.engine.compiled import INTERPRETED, with_numba
from sim.state import ISSUE, ORG, PERSON, RULE_ARGS, RULE_FAILED

POINTER = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_void_p] * 4, ctypes.c_double, ctypes.c_void_p)
"""The signature of every bound rule: me, boss, issue, org, luck, args; rows are passed by address."""


class CallRule:
    """A call of the rule at an address, as the compiler sees it."""

    @cached_property
    def _numba_type_(self) -> Any:
        with_numba()
        from llvmlite import ir
        from numba import types
        from numba.core.registry import cpu_target
        from numba.extending import intrinsic

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            row = ir.IntType(8).as_pointer()
            kind = ir.FunctionType(ir.IntType(64), [row, row, row, row, ir.DoubleType(), row])
            given = [each if k == 4 else builder.bitcast(each, row) for k, each in enumerate(values[1:])]
            return builder.call(builder.inttoptr(values[0], kind.as_pointer()), given)

        @intrinsic  # type: ignore
        def call(typingctx, rule, me, boss, issue, org, luck, args):  # type: ignore[no-untyped-def]
            return types.int64(types.int64, me, boss, issue, org, types.float64, args), generate

        context: Any = cpu_target.typing_context
        context.refresh()
        return context.resolve_value_type(call)


def _call_plainly(rule: Any, *given: Any) -> int:
    return rule(*given)


call_rule: Any = _call_plainly if INTERPRETED else CallRule()
"""Call what the engine is given for a rule: its address, or in plain Python the rule itself."""

_FIELD = {"i": ctypes.c_int64, "f": ctypes.c_double, "b": ctypes.c_bool}


def mirror(name: str, dtype: np.dtype) -> type[ctypes.Structure]:
    """Describe a row of `sim.state` as a structure whose fields read as plain Python numbers.

    Numpy's own scalars divide by zero with a warning, wrap around and add booleans as `or`; the compiled rule does
    what Python numbers do.
    """
    fields = [(each, _FIELD[dtype[each].kind]) for each in dtype.names or ()]
    return type(name, (ctypes.Structure,), {"_fields_": fields})


Person, Issue, Org, Args = (
    mirror(name, dtype) for name, dtype in (("Person", PERSON), ("Issue", ISSUE), ("Org", ORG), ("Args", RULE_ARGS))
)
Function = Callable[..., Any]


def plain_rows(me: Any, boss: Any, issue: Any, org: Any) -> tuple[Any, Any, Any, Any]:
    """Copy four rows of tables so that a plain rule reads Python numbers in them."""
    return _copied(Person, me), _copied(Person, boss), _copied(Issue, issue), _copied(Org, org)


def _copied(kind: Any, row: Any) -> Any:
    """Copy a row, of numpy's or a plain one (`sim.engine.run`)."""
    return kind.from_buffer_copy(row.packed() if hasattr(row, "packed") else row)


def as_action(answer: object) -> int:
    """Return what a rule answered if it is a whole number, else RULE_FAILED.

    Examples
    --------
    >>> [as_action(answer) for answer in (2, 9, 1.0, None, True)]
    [2, 9, -1, -1, -1]
    """
    return answer if type(answer) is int and abs(answer) < 2**63 else RULE_FAILED


class Interpreted:
    """A rule called as plain Python, by an engine that is plain Python itself; `names` are its own parameters."""

    def __init__(self, plain: Function, names: tuple[str, ...]) -> None:
        self.plain = plain
        self.values = tuple((name, f"p{k}") for k, name in enumerate(names))

    def __call__(self, me: Any, boss: Any, issue: Any, org: Any, luck: float, args: Any) -> int:
        """Ask the rule about rows of tables; an exception becomes RULE_FAILED."""
        try:
            return self.ask(*plain_rows(me, boss, issue, org), float(luck), _copied(Args, args))
        except Exception:
            return RULE_FAILED

    def ask(self, me: Any, boss: Any, issue: Any, org: Any, luck: float, args: Any) -> int:
        """Ask the rule about rows that read as Python numbers."""
        own = {name: getattr(args, column) for name, column in self.values}
        return as_action(self.plain(me, boss, issue, org, luck, **own))


class Address:
    """A rule behind an address: what a compiled kernel calls, and Python can; `keep` lives as long as the address."""

    def __init__(self, function: Any, keep: object) -> None:
        self._function = function
        self._keep = keep
        self.address = int(ctypes.cast(function, ctypes.c_void_p).value or 0)

    def __call__(self, me: Any, boss: Any, issue: Any, org: Any, luck: float, args: Any) -> int:
        """Ask the rule about rows of tables."""
        rows = [ctypes.byref(each) for each in plain_rows(me, boss, issue, org)]
        return self._function(*rows, luck, ctypes.byref(Args.from_buffer_copy(args)))


class Callback(Address):
    """A rule behind an address that leads back into Python.

    `pending` is the last exception the rule raised; a keyboard interrupt stays until it is raised again.
    """

    def __init__(self, plain: Function, names: tuple[str, ...]) -> None:
        self.pending: BaseException | None = None
        self._rule = Interpreted(plain, names)
        super().__init__(POINTER(self._answer), plain)

    def _answer(self, me: int, boss: int, issue: int, org: int, luck: float, args: int) -> int:
        """Answer the compiled kernel; nothing may be raised from here, it would be lost."""
        try:
            if self.stopped():
                return RULE_FAILED
            people = Person.from_address(me), Person.from_address(boss)
            return self._rule.ask(
                *people, Issue.from_address(issue), Org.from_address(org), luck, Args.from_address(args)
            )
        except BaseException as error:
            self.pending = error
            return RULE_FAILED

    def stopped(self) -> bool:
        """Say whether something other than an error of the rule wants the run to end."""
        return self.pending is not None and not isinstance(self.pending, Exception)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let Ctrl-C end a run that calls back, at the next call of the rule.

        Without this, an interrupt that arrives on the very entry into Python is raised where nobody can catch it, and
        the kernel goes on with an arbitrary answer.
        """
        self.pending = None
        with _noting_interrupts(self._interrupt):
            yield
        if self.pending is not None and self.stopped():
            raise self.pending

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.pending = KeyboardInterrupt()


@contextmanager
def _noting_interrupts(note: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield  # only the main thread is interrupted, and only where interrupts are neither ignored nor deadly
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
