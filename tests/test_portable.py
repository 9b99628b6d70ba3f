"""The same numbers everywhere: digests that every machine must give, and a watch over what computes them.

When a law changes on purpose, `python tests/test_portable.py` prints the digests anew, and the changelog says why
numbers change. Without one they never move: not with the machine, the system, the compiler, numpy or Python.
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from conftest import run_python, settings_of
from first_model import rule_of_first_model
from lives_in_all_modes import drawn
from test_golden_lives import FILE, lived

from sim.experiment.compose import compose_plain, compose_run, run_settings
from sim.parameters import DialSettings, Settings
from sim.run import Run, simulate

FIRST = ("physics=first_model", "world.team_weight=0", "world.issue_rate=0.6")
SHORT = ("organisation.span=3", "organisation.depth=2", "days=40", "warmup_days=5", "follow_days=10")
DIGESTS = {
    "mechanical": "80594f60ea9cd1f3bed3bc44d32ddfca10f381ed17202a7af98762afaacf025c",
    "organic": "6bae9253c1b3ed1e3faffca88132741e7143d186dfda1121c3c9a9605c83836c",
    "drawn 0": "82e76b19056d02a88bfff9a8f5acf47f1058a5f651f4a94285e4332dc6f82274",
    "drawn 1, with interventions": "0b398baf5278c89e68db0087efe3bf2025e2892a2cafa072f9ce27af48967c71",
    "drawn 6": "a55f24436d62377c5cab82987e265f85cf181b9a6b7c7faa9d04818277ccaf09",
    "drawn 3, with interventions": "6502584efc84876efd42184dac6194bfb57173bc06b0cdc7ace5f6ce9352a7a7",
    "votes": "b6ab7e245e47fd3c193abe997b8f076ace488fd70f9df9184daf538e98dc38f3",
    "neutral dials": "6a572adea81d4de72746bc1dbe2c11480101746bc6c06b65c2105ff8cf89a248",
    "drawn 5 of all": "efb3b680741de3801a3236761a081715e8699b3fd827d5fc44dfffc987a88e58",
}
"""SHA-256 of what is given and of what comes out, in whichever mode and on whichever machine.

The first seven are of the first model (but for what no neutral value gives back: groups that stood, answers with their
contexts): what the golden lives are a record of. The others are of every law and column.
"""
SIM = Path(__file__).parents[1] / "sim"
WATCHED = ("engine", "world", "organisation", "metrics", "parameters", "chart.py", "run.py", "record.py", "table.py")
"""What the numbers of a run pass through."""
EXACT = {"sqrt", "floor", "ceil", "isnan", "isfinite", "isinf", "inf", "nan", "pi", "copysign", "fabs", "trunc"}
"""What of `math` is the same everywhere."""
ROUNDED = {
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logaddexp", "power", "float_power", "cbrt", "hypot"),
    *("sin", "cos", "tan", "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh", "sinc"),
    *(
        "mean",
        "nanmean",
        "average",
        "std",
        "var",
        "median",
        "quantile",
        "percentile",
        "sum",
        "nansum",
        "prod",
        "trapezoid",
    ),
    *("dot", "vdot", "inner", "matmul", "tensordot", "einsum", "convolve", "correlate", "cov", "corrcoef", "interp"),
    *("random", "linalg", "fft", "polynomial"),
}
"""What of numpy is not, or may add up in any order."""
METHODS = {"mean", "std", "var", "dot", "prod"}
"""The same as methods of arrays; `sum` is left to whole numbers and truths."""
FOREIGN = {"random", "scipy", "statistics"}
"""Libraries that have no part in a run."""
WHOLE = {
    ("organisation/generated.py", "**"): "powers of whole numbers",
    ("organisation/generated.py", "sum("): "of whole numbers",
    ("world/draw.py", "sum("): "of whole numbers",
    ("world/trace.py", "sum("): "of sizes of files",
    ("engine/binding/check.py", "sum("): "counts steps of a rule that is checked, no number of a run",
    ("engine/binding/translate.py", "sum("): "of sizes of whole numbers",
    ("engine/binding/translate.py", "math.lcm"): "of whole numbers",
    ("organisation/company.py", "sum("): "of whole numbers",
    ("organisation/describe.py", "np.median"): "of whole numbers, and only shown",
    ("organisation/describe.py", "sum("): "of whole numbers, and only shown",
    ("organisation/people.py", "sum("): "of whole numbers, and of parts of posts, only shown",
}
"""What is exact all the same, and why."""


def digest(run: Run, record: Iterable[str] | None = None) -> str:
    """Hash the structure, the trace, the days and the outcomes of a run; of these two what a record has, or all."""
    outcomes, days = list(run.outcomes), run.days.dtype.names or ()
    if record is not None:
        outcomes = [each.removeprefix("outcome ") for each in record if each.startswith("outcome ")]
        days = [each.removeprefix("days.") for each in record if each.startswith("days.")]
    found = hashlib.sha256(json.dumps({name: run.outcomes[name] for name in outcomes}).encode())
    chart, trace = run.scene.chart, run.scene.trace
    for part in (chart.ties_first, chart.ties, trace.direction, trace.context, trace.common_noise):
        found.update(np.ascontiguousarray(part).tobytes())
    for rows, names in ((trace.shocks, None), (trace.issues, None), (run.days, days)):
        for name in names or rows.dtype.names or ():
            found.update(name.encode() + np.ascontiguousarray(np.asarray(rows)[name]).tobytes())
    return found.hexdigest()


def digests() -> dict[str, str]:
    """Live everything that is held: the first model, and the laws since at neutral dials and in a life drawn."""
    golden = ("drawn 0", "drawn 1, with interventions", "drawn 6", "drawn 3, with interventions", "votes")
    record = next(iter(json.loads(FILE.read_text()).values()))
    found = {form: digest(simulate(first(form)), record) for form in ("mechanical", "organic")}
    found |= {name: digest(lived(name), record) for name in golden}
    found["neutral dials"] = digest(simulate(neutral()))
    return found | {"drawn 5 of all": digest(simulate(settings_of("mixed", **drawn(5))))}


def neutral() -> Settings:
    """Compose an organisation with every dial half-way."""
    middle = DialSettings(**{each.name: 0.5 for each in fields(DialSettings)})
    return replace(run_settings(compose_plain("dials", [*SHORT])), dials=middle)


def first(form: str) -> Settings:
    """Compose an organisation of the first model."""
    composed = compose_run([f"form={form}", *FIRST, *SHORT])
    return replace(composed, rule=str(rule_of_first_model(composed.rule)))


PRINT = "import json; from test_portable import digests; print(json.dumps(digests()))"


def test_the_digests_are_those_of_every_machine():
    assert digests() == DIGESTS


def test_they_are_the_same_as_plain_python():
    done = run_python(PRINT, interpreted=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == DIGESTS


def test_they_are_the_same_when_numpy_knows_nothing_of_this_processor(monkeypatch):
    from numpy._core._multiarray_umath import __cpu_dispatch__ as can
    from numpy._core._multiarray_umath import __cpu_features__ as has

    monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", " ".join(each for each in can if has[each]))
    done = run_python(PRINT, timeout=600)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == DIGESTS


# -------------------------------------------------------------------------------------------------------- the watch
def watched() -> Iterator[Path]:
    for room in WATCHED:
        yield from [SIM / room] if room.endswith(".py") else sorted((SIM / room).rglob("*.py"))


def suspicious(text: str) -> Iterator[tuple[int, str]]:
    """Yield what in a source may not be the same to the last bit everywhere, with its line."""
    for node in ast.walk(ast.parse(text)):
        for what in (*_imported(node), *_called(node), *_operated(node)):
            yield node.lineno, what  # type: ignore[attr-defined]


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ImportFrom(module="math", names=names):
            yield from (f"math.{each.name}" for each in names if each.name not in EXACT)
        case ast.Import(names=names):
            yield from (each.name for each in names if each.name.split(".")[0] in FOREIGN)
        case ast.ImportFrom(module=str(module)) if module != "numpy.typing":
            yield from [module] if module.split(".")[0] in {*FOREIGN, "numpy"} else []


def _called(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute(value=ast.Name("math"), attr=name) if name not in EXACT:
            yield f"math.{name}"
        case ast.Attribute(value=ast.Name("np"), attr=name) if name in ROUNDED:
            yield f"np.{name}"
        case ast.Call(func=ast.Attribute(attr=name)) if name in METHODS:
            yield f".{name}("
        case ast.Call(func=ast.Name("sum" | "pow" as name)):
            yield f"{name}("


def _operated(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.BinOp(op=ast.Pow(), left=ast.Constant(int()), right=ast.Constant(int()) | ast.Name("LARGEST_BITS")):
            return
        case ast.BinOp(op=ast.Pow()) | ast.AugAssign(op=ast.Pow()):
            yield "**"
        case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
            yield "@"


def test_nothing_that_a_run_passes_through_leaves_rounding_to_the_machine():
    found = {
        (path.relative_to(SIM).as_posix(), what): line
        for path in watched()
        for line, what in suspicious(path.read_text(encoding="utf-8"))
    }
    assert {place: line for place, line in found.items() if place not in WHOLE} == {}
    assert found.keys() >= WHOLE.keys()  # an exception nobody needs goes


@pytest.mark.parametrize(
    "line",
    [
        *("math.exp(x)", "math.pow(x, 2.0)", "from math import log", "np.exp(x)", "np.power(x, 2)", "np.mean(x)"),
        *("x.mean()", "x ** 0.5", "0.5 ** x", "x @ y", "np.random.default_rng(1)", "import random", "sum(x)"),
        *("x **= 2.0", "np.linalg.norm(x)", "from numpy.random import default_rng", "x[1:].std(ddof=1)", "pow(x, y)"),
        *("import statistics", "from scipy import special", "from numpy import exp", "np.quantile(x, 0.5)"),
    ],
)
def test_the_watch_sees(line):
    assert [*suspicious(line)]


@pytest.mark.parametrize(
    "line", ["math.sqrt(x)", "2**53", "np.cumsum(x)", "exp(x)", "x.sum()", "{**x}", "math.isnan(x)"]
)
def test_the_watch_leaves_alone(line):
    assert not [*suspicious(line)]


if __name__ == "__main__":
    print(json.dumps(digests(), indent=4))
