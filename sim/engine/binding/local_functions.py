"""Check how a rule calls the functions of its own file: with the arguments they take, and the rows they can read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sim.engine.binding.names import ROWS, Problem
from sim.errors import nearest


def helper_problems(call: ast.Call, helper: ast.FunctionDef) -> Iterator[Problem]:
    """List what is wrong with a call of a function of the same file.

    Parameters
    ----------
    call : ast.Call
        The call.
    helper : ast.FunctionDef
        The function called; it takes plain arguments.

    Yields
    ------
    Problem
        Arguments missing, in excess or unknown; fields read from a row that does not have them.
    """
    names = [each.arg for each in helper.args.args]
    given = dict(zip(names, call.args, strict=False))
    keywords = {each.arg: each.value for each in call.keywords if each.arg}
    required = names[: len(names) - len(helper.args.defaults)]
    twice = given.keys() & keywords.keys()
    given |= keywords
    if len(call.args) > len(names) or twice or not {*required} <= given.keys() <= {*names}:
        yield Problem(call.lineno, f"`{helper.name}` takes ({ast.unparse(helper.args)}), not {ast.unparse(call)[:60]}")
    for name, value in given.items():
        if isinstance(value, ast.Name) and value.id in ROWS:
            yield from _fields_read(name, value.id, helper)


def _fields_read(name: str, row: str, helper: ast.FunctionDef) -> Iterator[Problem]:
    fields = ROWS[row].names or ()
    for node in ast.walk(helper):
        match node:
            case ast.Attribute(value=ast.Name(id=base), attr=field) if base == name and field not in fields:
                text = f"`{name}` can be `{row}` here, which has no field `{field}`{nearest(field, fields)}"
                yield Problem(node.lineno, text)
