"""What to write instead of what is not available in a rule."""

from __future__ import annotations

import ast

from sim.engine.binding.names import Problem

INSTEAD = {
    "a rule calculates with numbers only": (ast.Dict, ast.DictComp, ast.List, ast.Set),
    "a rule has no classes": (ast.ClassDef,),
    "a rule has no memory and changes nothing": (ast.Global, ast.Nonlocal, ast.Delete),
    "a rule makes no text": (ast.JoinedStr, ast.FormattedValue),
    "a rule opens nothing and waits for nothing": (ast.With, ast.AsyncWith, ast.AsyncFor, ast.Await),
    "an exception would be hidden; the run reports it with its line": (ast.Try, ast.TryStar),
    "assign on a line of its own": (ast.NamedExpr,),
    "compare with `==` or `!=`": (ast.Is, ast.IsNot),
    "define plain functions at the top level": (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda),
    "import at the top of the file": (ast.Import, ast.ImportFrom),
    "it might never end; write a `for` loop over `range(...)` of a constant": (ast.While,),
    "raise an error under a condition": (ast.Assert,),
    "read a field by its name, as in `me.waiting`": (ast.Subscript,),
    "tuples stand only after `in`, as in `issue.scope in (0, 1)`": (ast.Tuple,),
    "write `and`, `or` and `not`": (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Invert),
    "write `if` and `elif`": (ast.Match,),
    "write `return`": (ast.Yield, ast.YieldFrom),
    "write `x * x`, or `math.exp(y * math.log(x))`": (ast.Pow,),
    "write a `for` loop over `range(...)` of a constant": (ast.ListComp, ast.SetComp, ast.GeneratorExp),
    "write each argument": (ast.Starred,),
}
"""What to do about what is not available."""


def refused(node: ast.AST, line: int, because: ast.AST | None = None) -> Problem:
    """Say that something is not available, and what to write instead.

    Parameters
    ----------
    node : ast.AST
        What is shown.
    line : int
        Where it is.
    because : ast.AST, optional
        The part of it that is not available; all of it otherwise.

    Returns
    -------
    Problem
        For the author of the rule.
    """
    instead = next((f"; {text}" for text, kinds in INSTEAD.items() if isinstance(because or node, kinds)), "")
    return Problem(line, f"{shown(node)} is not available in a rule{instead}")


def shown(node: ast.AST) -> str:
    """Quote the beginning of a piece of the file."""
    return f"`{ast.unparse(node).splitlines()[0][:40]}`"
