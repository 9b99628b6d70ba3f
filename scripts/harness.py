"""Hold a refactoring to the numbers, byte for byte.

``python scripts/harness.py keep FOLDER`` lives a fixed set and stores what came of it: every column that lives leave
behind, the rows of small sweeps, what every verb prints with ``--json``. ``python scripts/harness.py compare FOLDER``
does the same now, and says where anything differs; exit code 1 if anything does that ``scripts/harness.yaml`` does not
say is intended. ``python scripts/harness.py prove FOLDER`` does that too and, when no life and no sweep differs, and
what verbs print only as intended, writes down that this code gives those numbers (``sim/experiment/models.yaml``):
results stored before go on with it.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from contextlib import chdir
from fnmatch import fnmatchcase
from os import times
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from harness_set import PARTS, ROOT, set_of_lives  # first: it finds this `sim`, wherever another is installed

from sim.errors import InputError
from sim.experiment.identity import model_version, prove_here
from sim.files.plain_values import yaml_file

Kept = dict[str, dict[str, Any]]
"""What is there by place (``life/...``, ``sweep/...``, ``json/...``) and name in it."""
TRANSLATIONS = Path(__file__).with_suffix(".yaml")
SHOWN = 20


class Difference(NamedTuple):
    """Where something is no longer what it was, and how."""

    where: str
    how: str


def keep(folder: Path, only: str = "*", lives: dict[str, Any] | None = None) -> None:
    """Live the set, and store what came of it.

    Parameters
    ----------
    folder : Path
        Where to.
    only : str
        A part, or a pattern over places (``life/calm*``).
    lives : dict, optional
        Settings of lives kept elsewhere; else they are drawn anew, and a new setting changes what is drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "about.json").unlink(missing_ok=True)  # comes last: a folder without it is half done
    lives = set_of_lives() if lives is None else lives
    folder, kept = folder.resolve(), 0
    for part, (_, find) in PARTS.items():
        began = sum(times()[:4])
        with TemporaryDirectory() as place, chdir(place):
            found = dict(find(lambda where: asked_for(where, only), lives))
        _write(folder / f"{part}.json", found)
        many = sum(map(len, found.values()))
        print(f"{part}: {len(found)} kept, {many} values, {sum(times()[:4]) - began:.1f} s of processor time")
        kept += len(found)
    if not kept:
        raise InputError(f"--only: nothing fits {only!r}; a part ({', '.join(PARTS)}) or a pattern as in 'life/calm*'")
    about = {"model": model_version(), "commit": _commit(), "only": only, "lives": lives}
    _write(folder / "about.json", about)


def _commit() -> str:
    words = ["git", "describe", "--always", "--dirty", "--abbrev=40"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def asked_for(where: str, only: str) -> bool:
    """Say whether a place is in a part, or fits a pattern, as both slots of ``life/calm-seas`` do."""
    wanted = PARTS[only][0] if only in PARTS else only
    return fnmatchcase(where, wanted) or fnmatchcase(where.rpartition("/")[0], wanted)


def _write(path: Path, values: Any) -> None:
    path.write_text(json.dumps(values, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def read(folder: Path, name: str) -> dict[str, Any]:
    """Read what was kept."""
    path = folder / f"{name}.json"
    if not path.is_file():
        raise InputError(f"{path}: no such file; python scripts/harness.py keep {folder} makes it")
    return json.loads(path.read_text(encoding="utf-8"))


def renamed(value: Any, names: dict[str, str]) -> Any:
    """Give columns, keys and options their new names, wherever one stands; sentences stay."""
    if isinstance(value, list):
        return [renamed(each, names) for each in value]
    if isinstance(value, dict):
        return {_new_name(key, names): renamed(each, names) for key, each in value.items()}
    return _new_name(value, names) if isinstance(value, str) and " " not in value else value


def _new_name(text: str, names: dict[str, str]) -> str:
    if not names:
        return text
    longest_first = "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![\w-])({longest_first})(?![\w-])", lambda found: names[found[1]], text)


def translations() -> tuple[dict[str, str], list[dict[str, str]]]:
    """Read new names and intended differences."""
    said = yaml_file(TRANSLATIONS)
    for entry in said["intended"]:
        if {"where", "what", "test"} != set(entry):
            raise InputError(f"{TRANSLATIONS.name}: intended: expected where, what and test, got {entry}")
    return said["names"], said["intended"]


def equal(folder: Path, other: Path, only: str = "*") -> list[Difference]:
    """Return every difference of two kept folders once names are translated, intended or not; none: proved equal."""
    return [each for part in PARTS for each in differences(*_both(folder, other, part, only))[0]]


def _both(folder: Path, other: Path, part: str, only: str) -> tuple[Kept, Kept]:
    before, now = (_chosen(each, part, only) for each in (folder, other))
    return renamed(before, translations()[0]), now


def _chosen(folder: Path, part: str, only: str) -> Kept:
    kept = read(folder, "about")["only"]
    if kept not in ("*", only):
        raise InputError(f"{folder} keeps {kept} only")
    return {where: each for where, each in read(folder, part).items() if asked_for(where, only)}


def differences(before: Kept, now: Kept) -> tuple[list[Difference], Counter[str]]:
    """Return what differs or is missing, and how often what was not there before is there now."""
    found = [Difference(where, "missing") for where in before if where not in now]
    new = Counter(where for where in now if where not in before)
    for where in [each for each in before if each in now]:
        then, today = before[where], now[where]
        new.update(name for name in today if name not in then)
        found += [Difference(f"{where} {name}", "missing") for name in then if name not in today]
        changed = [name for name in then if name in today and not _same(then[name], today[name])]
        found += [Difference(f"{where} {name}", _how(then[name], today[name])) for name in changed]
    return found, new


def _same(then: Any, today: Any) -> bool:
    return type(then) is type(today) and then == today


def _how(then: Any, today: Any) -> str:
    if isinstance(then, list) and isinstance(today, list) and len(then) == len(today):
        rows = [k for k in range(len(then)) if not _same(then[k], today[k])]
        return f"differs in {len(rows)} of {len(then)} rows, first in {rows[0]}: {_how(then[rows[0]], today[rows[0]])}"
    if str(then).startswith("#") or isinstance(then, list):
        return "differs"
    return f"differs: {_shown(then)}, now {_shown(today)}"


def _shown(value: Any) -> Any:
    try:
        return float.fromhex(value)
    except (TypeError, ValueError):
        return value


def compare(folder: Path, against: Path | None = None, only: str | None = None) -> bool:
    """Say where what was kept differs from what is now, or from what another folder keeps.

    Returns
    -------
    bool
        Whether all is the same but what is intended.
    """
    about = read(folder, "about")
    chosen: str = only or about["only"]
    if against is None:
        with TemporaryDirectory() as place:
            keep(Path(place), chosen, renamed(about["lives"], translations()[0]))
            return compare(folder, Path(place), chosen)
    print(f"{about['model']} ({about['commit']}) and {read(against, 'about')['model']}")
    rest: list[Difference] = []
    for part in PARTS:
        before, now = _both(folder, against, part, chosen)
        found, new = differences(before, now)
        rest += found
        print(f"{part}: {len(before)} and {len(now)} compared, {len(found)} differences")
        _print([f"  new: {name}" + f" ({many} places)" * (many > 1) for name, many in new.items()])
    for entry in translations()[1]:
        meant = [each for each in rest if fnmatchcase(each.where, entry["where"])]
        rest = [each for each in rest if each not in meant]
        _say_intended(entry, meant, whole=chosen == "*")
    _print([f"{each.where}: {each.how}" for each in rest])
    return not rest


def prove(folder: Path) -> bool:
    """Write down that this code gives the numbers that were kept, if it does; only what verbs print may be intended."""
    with TemporaryDirectory() as place:
        keep(Path(place), "*", renamed(read(folder, "about")["lives"], translations()[0]))
        meant = [entry["where"] for entry in translations()[1] if entry["where"].startswith("json/")]
        found = [each for each in equal(folder, Path(place)) if not any(fnmatchcase(each.where, one) for one in meant)]
    _print([f"{each.where}: {each.how}" for each in found])
    if not found:
        written = prove_here(read(folder, "about")["model"])
        print(f"proved equal: {', '.join(written) or 'nothing new to write down'}")
    return not found


def _say_intended(entry: dict[str, str], meant: list[Difference], whole: bool) -> None:
    if meant:
        print(f"intended ({entry['test']}): {entry['what']}; {len(meant)} differences:")
        _print([f"  {each.where}: {each.how}" for each in meant])
    elif whole:
        print(f"stale: {entry['where']}: nothing differs there; take it out of {TRANSLATIONS.name}")


def _print(lines: list[str]) -> None:
    more = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    for line in [*lines[:SHOWN], *more]:
        print(line)


def main() -> int:
    """Keep, compare or prove; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["keep", "compare", "prove"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--against", type=Path, help="compare: a second folder, instead of what is now")
    parser.add_argument("--like", type=Path, help="keep: with the settings of lives that this folder has")
    parser.add_argument("--only", help="lives, sweeps or json, or a pattern over places, as in 'life/calm*'")
    given = parser.parse_args()
    try:
        if given.verb == "prove":
            return int(not prove(given.folder))
        if given.verb == "compare":
            return int(not compare(given.folder, given.against, given.only))
        lives = renamed(read(given.like, "about")["lives"], translations()[0]) if given.like else None
        keep(given.folder, given.only or "*", lives)
    except InputError as wrong:
        print(f"harness: {wrong}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
