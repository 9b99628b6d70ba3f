"""Make docs/dependencies.md: every package that any extra installs, its version, its licence, and who needs it.

python docs/build_dependencies.py          writes the page
python docs/build_dependencies.py --check  says whether it is current, in an environment with all extras
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "dependencies.md"
PERMISSIVE = {
    *("MIT", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "ISC", "PSF-2.0"),
    *("Zlib", "CC0-1.0"),
}
"""Licences that ask for no more than a notice."""
WEAK = {"MPL-2.0": "changes of its own files are to be published; nothing is asked of what uses it"}
"""Licences that ask something of those who change the package itself."""
MEANS = {
    r"MIT( License)?|Expat": "MIT",
    r"ISC License \(ISCL\)|ISC License|ISC License.*": "ISC",
    r"BSD 3-Clause.*|BSD-3-Clause.*|New BSD.*": "BSD-3-Clause",
    r"BSD 2-Clause.*": "BSD-2-Clause",
    r"BSD( License)?": "BSD",
    r"Apache.*": "Apache-2.0",
    r"Mozilla Public License 2.0 \(MPL 2.0\)": "MPL-2.0",
    r"Python Software Foundation License": "PSF-2.0",
}
READ = {
    **dict.fromkeys(("attrs", "axe-playwright-python", "ciw", "jsonschema", "jsonschema-specifications"), "MIT"),
    **dict.fromkeys(("platformdirs", "pyyaml-env-tag", "referencing", "rpds-py", "urllib3"), "MIT"),
    **dict.fromkeys(("ipykernel", "ipython", "jupyter-core", "markdown", "matplotlib-inline", "pyzmq"), "BSD-3-Clause"),
}
"""Read in their licence files or wheels: what pip reports of them does not say."""


def key(name: str) -> str:
    """Return a package's name as an index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins() -> dict[str, str]:
    """Return the version of every package in constraints.txt."""
    rows = (line.strip().split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line)
    return {key(name): version for name, version in rows}


def needed() -> dict[str, set[str]]:
    """Return every package that is installed for the core or an extra, and for which."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    ahead = [(Requirement(each), "core") for each in project["dependencies"]]
    for extra, wanted in project["optional-dependencies"].items():
        ahead += [(one, extra) for one in map(Requirement, wanted) if one.name != project["name"]]
    found: dict[str, set[str]] = {}
    while ahead:
        one, who = ahead.pop()
        users = found.setdefault(key(one.name), set())
        if who not in users:
            users.add(who)
            ahead += [(each, who) for each in _of(one)]
    return found


def _of(one: Requirement) -> Iterator[Requirement]:
    try:
        wanted = distribution(one.name).requires or []
    except PackageNotFoundError:
        return
    for each in map(Requirement, wanted):
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *one.extras)):
            yield each


def abouts() -> dict[str, dict[str, Any]]:
    """Return what every package says of itself; the index is asked about those that are not installed here."""
    found, missing = {}, []
    for name, version in pins().items():
        try:
            found[name] = metadata(name).json
        except PackageNotFoundError:
            missing.append(f"{name}=={version}")
    if missing:
        ask = ["pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "-q", "--report", "-", *missing]
        done = subprocess.run([sys.executable, "-m", *ask], capture_output=True, text=True, check=True)
        found |= {key(each["metadata"]["name"]): each["metadata"] for each in json.loads(done.stdout)["install"]}
    return found


def licence(name: str, about: dict[str, Any]) -> str:
    """Return a package's licence, in the words of SPDX where they are known."""
    if name in READ:
        return READ[name]
    classes = [each.rpartition("::")[2].strip() for each in about.get("classifier", []) if "License ::" in each]
    texts = [about.get("license_expression", ""), *classes, about.get("license", "").strip().split("\n")[0]]
    for text in filter(None, texts):
        if accepted(text):
            return text
        for pattern, short in MEANS.items():
            if re.fullmatch(pattern, text):
                return short
    return f"unknown ({' '.join(filter(None, texts))[:60]})"


def accepted(expression: str) -> bool:
    """Say whether a licence is permissive, or asks something only of those who change the package itself."""
    parts = re.split(r" AND | OR | WITH ", expression)
    return all(each in PERMISSIVE or each in WEAK or each == "LLVM-exception" for each in parts)


def page(licences: dict[str, str]) -> str:
    """Return the page."""
    known, users = pins(), needed()
    rows = [
        f"| {name} | {known.get(name, '')} | {licences[name]} | {', '.join(sorted(users[name]))} |"
        for name in sorted(known)
    ]
    weak = "; ".join(f"{name}: {says}" for name, says in WEAK.items())
    return (
        "# Dependencies\n\n"
        "Made by `python docs/build_dependencies.py` from `constraints.txt`, `pyproject.toml` and the metadata of the\n"
        "packages. *core* is what `pip install treillis` brings; the others are extras, of which *test* brings all.\n"
        f"treillis itself is MIT. All licences below are permissive, but for {weak}.\n\n"
        "| Package | Version | Licence | For |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
    )


def main() -> None:
    """Write the page, or say what has to be looked at."""
    licences = {name: licence(name, about) for name, about in abouts().items()}
    wrong = [f"{name}: {each}" for name, each in licences.items() if not accepted(each)]
    wrong += [f"{name} has no pin" for name in sorted({*needed()} - {*pins()})]
    if wrong:
        sys.exit("look at:\n" + "\n".join(wrong))
    PAGE.write_text(page(licences))


if __name__ == "__main__":
    main()
