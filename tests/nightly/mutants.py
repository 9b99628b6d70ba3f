"""Change one thing at a time in engine, binding or metrics, and see whether the marked suite notices.

    python tests/nightly/mutants.py [NUMBER (300)] [SEED (1)]

Runs as plain Python (NUMBA_DISABLE_JIT=1). What is left alive is listed with its place, for somebody to explain.
"""

from __future__ import annotations

import ast
import importlib
import math
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
COMPILED_ONLY = {"compiled.py", "compile.py", "call.py"}
"""Files that say how the compiler is used: plain Python does not run them."""
SUITE = [
    *("tests/test_rule_check.py", "tests/test_outcomes.py", "tests/test_outcomes_by_role.py"),
    *("tests/test_customer_outcomes.py", "tests/test_laws.py", "tests/test_laws_of_people.py"),
    *("tests/test_small_laws.py", "tests/test_customers_leave.py", "tests/test_managers.py"),
    *(
        "tests/test_task_groups.py",
        "tests/test_deciding_together.py",
        "tests/test_alliance.py",
        "tests/test_debriefs.py",
    ),
    *("sim/engine", "sim/metrics"),
]
"""With the golden lives, the marked suite: about a minute of processor time, doctests included."""
IMPORTED = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"
"""What the runner says of packages that a mutant's process has from its parent."""
SECONDS = 200
"""Of processor time after which a mutant that hangs counts as noticed."""
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    **{ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
    **{ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And},
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult},
    **{ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd},
}


class Mutant(NamedTuple):
    """A file with one change."""

    file: Path
    line: int
    what: str
    text: str


def count_of(file: Path) -> int:
    """Return how many changes of a file the kinds below allow."""
    return sum(1 for _ in _changes(ast.parse(file.read_text())))


def mutant_of(file: Path, nth: int) -> Mutant:
    """Make one change of a file."""
    tree = ast.parse(file.read_text())
    line, what = next(each for k, each in enumerate(_changes(tree)) if k == nth)()
    return Mutant(file.relative_to(ROOT), line, what, ast.unparse(ast.fix_missing_locations(tree)))


def _changes(tree: ast.Module) -> Iterator:
    """Yield something to call for each possible change; calling it changes the tree."""
    for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
        for statement in function.body:
            for node in ast.walk(statement):
                yield from _of_node(node)
                for body in (getattr(node, name, None) for name in ("body", "orelse")):
                    if isinstance(body, list):
                        yield from _of_body(body)
        yield from _of_body(function.body)


def _of_body(body: list[ast.stmt]) -> Iterator:
    for k, statement in enumerate(body):
        if isinstance(statement, ast.Assign | ast.AugAssign) or _is_call(statement):

            def leave_out(k: int = k, statement: ast.stmt = statement) -> tuple[int, str]:
                body[k] = ast.copy_location(ast.Pass(), statement)
                return statement.lineno, f"without `{ast.unparse(statement).splitlines()[0]}`"

            yield leave_out


def _is_call(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)


def _of_node(node: ast.AST) -> Iterator:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield lambda: _swapped(node, node.ops, 0)
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in SWAPS:
        yield lambda: _swapped(node, vars(node), "op")
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield lambda: _negated(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield lambda: _without_sign(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield lambda: _other_number(node)


def _swapped(node: ast.AST, holder: object, key: object) -> tuple[int, str]:
    before = ast.unparse(node)
    holder[key] = SWAPS[type(holder[key])]()  # type: ignore[index]
    return node.lineno, f"`{before}` is `{ast.unparse(node)}`"  # type: ignore[attr-defined]


def _negated(node: ast.If | ast.IfExp | ast.While) -> tuple[int, str]:
    before = ast.unparse(node.test)
    node.test = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)
    return node.lineno, f"`if {before}` is `if not`"


def _without_sign(node: ast.UnaryOp) -> tuple[int, str]:
    before = ast.unparse(node)
    node.op = ast.copy_location(ast.UAdd() if isinstance(node.op, ast.USub) else ast.Not(), node)
    if before.startswith("not "):
        node.operand = ast.copy_location(ast.UnaryOp(ast.Not(), node.operand), node)
    return node.lineno, f"`{before}` without its sign"


def _other_number(node: ast.Constant) -> tuple[int, str]:
    before = node.value
    node.value = not before if isinstance(before, bool) else before + 1
    return node.lineno, f"{before} is {node.value}"


# ------------------------------------------------------------------------------------------------------------ trial
def is_noticed(tree: Path, aloud: bool = False) -> bool:
    """Run the marked suite on a copy of the sources, in a process that has the heavy packages already."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        if not aloud:
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
        os.chdir(tree)
        sys.path[:0] = [str(tree), str(tree / "tests")]
        os._exit(1 if _lives_differ() or _tests_fail() else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _lives_differ() -> bool:
    """Live the golden lives, first to last, until one is another: what notices most, without the cost of a runner."""
    import test_golden_lives as golden

    held = golden.test_a_life_with_every_law_at_its_neutral_value_leaves_the_numbers_it_always_left
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for name in golden.LIVES:
                held(name)
    except BaseException:
        traceback.print_exc()
        return True
    return False


def _tests_fail() -> bool:
    import pytest

    for name, module in list(sys.modules.items()):
        if "tests" in Path(getattr(module, "__file__", None) or "").parts:
            del sys.modules[name]  # the runner wants to import them itself
    return bool(pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-W", IMPORTED, *SUITE]))


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, by Wilson's formula."""
    z = 1.959964
    centre, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def main() -> None:
    """Draw mutants and try them."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    chosen_by = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    rooms = [ROOT / "sim" / "engine", ROOT / "sim" / "metrics"]
    files = [each for room in rooms for each in sorted(room.rglob("*.py")) if each.name not in COMPILED_ONLY]
    everything = [(file, k) for file in files for k in range(count_of(file))]
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        for name in ("sim", "tests", "configs"):
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))  # dates as well
        shutil.copy(ROOT / "pyproject.toml", tree)
        os.environ |= {"NUMBA_DISABLE_JIT": "1", "XDG_CACHE_HOME": folder}
        started = time.monotonic()
        if is_noticed(tree, aloud=True):  # also leaves bytecode behind, which what is not changed is loaded from
            sys.exit("the suite fails without any change")
        sys.dont_write_bytecode = True
        sys.path[:0] = [str(tree), str(tree / "tests")]
        importlib.import_module("sim.parameters")  # and all below: nothing that is changed
        print(f"{len(everything):,} mutants; the suite takes {time.monotonic() - started:.1f} s", flush=True)
        alive = [each for each in chosen_by.sample(everything, many) if not _tried(mutant_of(*each), tree)]
    share = 1 - len(alive) / many
    low, high = wilson(share, many)
    print(f"{many - len(alive)} of {many} noticed: {share:.1%} (95 % interval {low:.1%} to {high:.1%})")


def _tried(mutant: Mutant, tree: Path) -> bool:
    (tree / mutant.file).write_text(mutant.text)
    noticed = is_noticed(tree)
    shutil.copy2(ROOT / mutant.file, tree / mutant.file)
    print(f"{'noticed' if noticed else 'ALIVE  '} {mutant.file}:{mutant.line}: {mutant.what}", flush=True)
    return noticed


if __name__ == "__main__":
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    import numba  # noqa: F401  (heavy packages, once for all mutants)
    import pandas  # noqa: F401
    import pyarrow  # noqa: F401
    import pytest  # noqa: F401
    import scipy.special
    import scipy.stats  # noqa: F401

    main()
