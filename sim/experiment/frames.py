"""One life as tables with real names, and outcomes of a user's own: functions of it, each in a file with a header."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError, Said, nearest
from sim.files.csv_file import decoded
from sim.files.find import file_of
from sim.metrics import OUTCOMES, Outcome
from sim.record import HAPPENED, REASONS, ROLES
from sim.run import Run as Life
from sim.state import NOBODY, UNSEEN

if TYPE_CHECKING:
    import pandas as pd

    from sim.parameters import Settings

BOOKKEEPING = (*UNSEEN, "id", "role", "team", "manager", "inbox_first", "inbox_last")
"""Columns of a person that name rows, or that nobody can see."""
HOURS = {"effect_hour": "first_answer", "success_hour": "held", "drop_hour": "dropped"}
"""Hours at which something becomes of an issue, and what the day of it is called here."""


@dataclass(frozen=True)
class Run:
    """One organisation that has lived through its trace; what a function of an own outcome is given.

    Parameters
    ----------
    life : sim.run.Run
        The same with the engine's own tables.
    """

    life: Life

    @property
    def settings(self) -> Settings:
        """All that determines the numbers."""
        return self.life.settings

    @property
    def outcomes(self) -> dict[str, float]:
        """Every outcome by name (`docs/reference/outcomes.md`)."""
        return self.life.outcomes

    @cached_property
    def days(self) -> pd.DataFrame:
        """A row a day: counts, hours and means, warm-up included (`sim.record.Day`)."""
        return _frame(self.life.days).set_index("day")

    @cached_property
    def people(self) -> pd.DataFrame:
        """A row a seat, by its name, as it stands after the last day: team, manager, role, state and hours."""
        chart, rows = self.life.scene.chart, np.asarray(self.life.tables.people)[: self.life.scene.chart.size]
        kept = _frame(rows)[[name for name in rows.dtype.names or () if name not in BOOKKEEPING]]
        kept.insert(0, "team", [chart.teams[each] for each in rows["team"]])
        kept.insert(1, "manager", _named(chart.names, rows["manager"]))
        kept.insert(2, "role", [ROLES[each] for each in rows["role"]])
        return kept.set_index(_index(chart.names, "person"))

    @cached_property
    def issues(self) -> pd.DataFrame:
        """A row an issue: when and to whom it came, what it was, and the day of what became of it; NaN for never."""
        import pandas as pd

        scene, became = self.life.scene, np.asarray(self.life.tables.outcomes)
        frame = _frame(np.asarray(scene.trace.issues))
        frame["origin"] = _named(scene.chart.names, frame["origin"].to_numpy())
        frame["other_team"] = _named(scene.chart.teams, frame["other_team"].to_numpy())
        step = self.life.settings.physics.step_hours
        days = {day: np.where(np.isfinite(became[hour]), became[hour] / step, np.nan) for hour, day in HOURS.items()}
        rest = _frame(became).drop(columns=[*HOURS])
        return pd.concat([frame, pd.DataFrame(days), rest], axis=1).rename_axis("issue")

    @cached_property
    def events(self) -> pd.DataFrame:
        """A row a thing that happened to an issue, in order of hours; `issue` is its row in `issues`, as in `why`."""
        if self.life.log is None:
            raise InputError("events_not_kept", "events")
        names, rows = self.life.scene.chart.names, np.sort(self.life.log.events, order="hour", kind="stable")
        frame = _frame(rows).drop(columns="issue").rename(columns={"arrival": "issue"})
        frame["person"], frame["other"] = (_named(names, rows[each]) for each in ("person", "other"))
        frame["action"] = [HAPPENED[each] for each in rows["action"]]
        frame["reason"] = [REASONS[each] for each in rows["reason"]]
        return frame


def _frame(rows: Any) -> pd.DataFrame:
    """Copy a structured array into columns; the engine's table may live on."""
    import pandas as pd

    return pd.DataFrame({name: np.array(rows[name]) for name in rows.dtype.names or ()})


def _named(names: tuple[str, ...], rows: Any) -> list[str | None]:
    return [None if each == NOBODY else names[each] for each in rows.tolist()]


def _index(names: tuple[str, ...], called: str) -> Any:
    import pandas as pd

    return pd.Index(names, name=called)


HEADER: Mapping[str, type] = {"name": str, "unit": str, "better": int, "events": bool}
"""What the header of an own outcome may say; unit and better must be there."""
UNMEASURED = "outcomes_failed"
"""The column that says which own outcomes of a run failed, and why; null where none did."""
LONGEST = 160
"""Characters of a reason."""


@dataclass(frozen=True)
class Own:
    """An outcome of a user's own: its file and the digest of it, what it is, and whether it reads events."""

    path: str
    sha256: str
    what: Outcome
    function: str
    events: bool = False

    def about(self) -> dict[str, Any]:
        """Return what a passport says of it."""
        return {**self.what._asdict(), "file": self.path, "sha256": self.sha256}


def read_own(given: Any, origin: str = ".") -> tuple[Own, ...]:
    """Read the files of own outcomes, each loaded once so that nothing starts that cannot end.

    Parameters
    ----------
    given : str or list of str
        Files; relative to `origin`.
    origin : str
        A folder.

    Returns
    -------
    tuple of Own
        In their order.

    Raises
    ------
    InputError
        For a file that is none, has no header, or has not one function of a run.
    """
    files = [given] if isinstance(given, str) else given or ()
    if not isinstance(files, list | tuple) or not all(isinstance(each, str) for each in files):
        raise InputError("files_of_outcomes", "outcomes", given=given)
    found = tuple(_own(file_of(str(Path(origin, Path(each).expanduser())), "outcomes")) for each in files)
    taken = [each.name for each in OUTCOMES]
    for each in found:
        if each.what.name in taken:
            raise InputError("outcome_already", each.path, name=each.what.name)
        taken.append(each.what.name)
    return found


def _own(file: Path) -> Own:
    text, _ = decoded(file)
    try:
        tree = ast.parse(text)
    except SyntaxError as wrong:
        raise InputError("told", Said.of("place_line", path=file, line=wrong.lineno), why=wrong.msg) from None
    public = [each for each in tree.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")]
    if len(public) != 1 or len(public[0].args.args) != 1:
        names = ", ".join(each.name for each in public) or "none"
        raise InputError("one_function_of_a_run", file, names=names)
    header = dict(_header(file, tree))
    for key in ("unit", "better"):
        if key not in header:
            raise InputError("header_lacks", file, key=key)
    if header["better"] not in (-1, 0, 1) or not header.get("name", "a").isidentifier():
        raise InputError("better_and_name", file)
    says = ast.get_docstring(public[0]) or ast.get_docstring(tree) or public[0].name
    told = " ".join(says.partition("\n\n")[0].split())
    what = Outcome(header.get("name", public[0].name), header["unit"], header["better"], told)
    path = str(file.absolute())
    own = Own(path, hashlib.sha256(file.read_bytes()).hexdigest(), what, public[0].name, header.get("events", False))
    try:
        _function(own)
    except Exception as wrong:
        raise InputError("cannot_be_loaded", file, why=_reason(wrong)) from None
    return own


def _header(file: Path, tree: ast.Module) -> Iterator[tuple[str, Any]]:
    for each in tree.body:
        if not (isinstance(each, ast.Assign) and len(each.targets) == 1 and isinstance(each.targets[0], ast.Name)):
            continue
        name = each.targets[0].id
        if name not in HEADER:
            if name.islower() and nearest(name, HEADER).startswith(" (did"):
                raise InputError(
                    "header_has_no", Said.of("place_line", path=file, line=each.lineno), (name, HEADER), name=name
                )
            continue
        value = _constant(each.value)
        if type(value) is not HEADER[name]:
            kind = Said.of({str: "a_text", int: "whole_number", bool: "true_false"}[HEADER[name]])
            raise InputError(
                "expected_got_cut", f"{file} line {each.lineno}: {name}", kind=kind, value=ast.unparse(each.value)
            )
        yield name, value


def _constant(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _function(own: Own) -> Callable[[Run], float]:
    """Run a file once in each process, and return its function."""
    names: dict[str, Any] = {"__name__": Path(own.path).stem, "__file__": own.path}
    source = Path(own.path).read_bytes()
    if hashlib.sha256(source).hexdigest() != own.sha256:
        raise InputError("changed_since_this", name=Path(own.path).name)
    exec(compile(source, own.path, "exec"), names)
    return names[own.function]


def measured(owns: Sequence[Own], life: Life) -> tuple[dict[str, float], str | None]:
    """Compute own outcomes of a life; NaN for one that fails, and why."""
    found, failed, run = dict[str, float](), [], Run(life)
    for own in owns:
        try:
            found[own.what.name] = float(_function(own)(run))
        except Exception as wrong:
            found[own.what.name] = float("nan")
            failed.append(f"{own.what.name}: {_reason(wrong)}")
    return found, "; ".join(failed) or None


def _reason(wrong: Exception) -> str:
    said = " ".join(str(wrong).split())
    return (said if isinstance(wrong, InputError) else f"{type(wrong).__name__}: {said}".rstrip(": "))[:LONGEST]
