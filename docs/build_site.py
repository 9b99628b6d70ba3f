"""Pages of the site that are made from the code, when the site is built: they cannot be out of date.

MkDocs calls `on_files`; `generated_pages` can be called by itself. Notebooks become pages of text and code.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer
import yaml

from sim import state
from sim.cli import app
from sim.engine.binding.source import shipped_rules
from sim.state import ACTIONS
from sim.teaching.first_rule import columns, shelf

ROOT = Path(__file__).parents[1]
EXPERIMENTS = sorted((ROOT / "experiments").glob("*/README.md"))
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
CHOICES = ("organisation", "world", "form", "intervention", "experiment", "executor")
"""Folders of `configs/` whose files a user chooses by name."""
FRONT_FIGURE, FOUND = "results/published/shocks.png", "<!-- what the README says was found -->"


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages to those MkDocs has found."""
    from mkdocs.structure.files import File

    for name, text in generated_pages().items():
        files.append(File.generated(config, name, content=text))
    files.append(File.generated(config, "assets/shocks.png", abs_src_path=str(ROOT / FRONT_FIGURE)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Put the front figure and what was found, as the README has them, on the first page."""
    return markdown.replace(FOUND, findings()) if page.file.src_uri == "index.md" else markdown


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Say in which language a page is: browsers read it out and break words by it."""
    french = page.file.src_uri.startswith(("fr/", "coach/"))
    return output.replace('<html lang="en"', '<html lang="fr"', 1) if french else output


def findings() -> str:
    """Return the README's figure and its findings, with paths of the site."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = readme[readme.index("![") : readme.index("Install and compare")]
    return found.replace(FRONT_FIGURE, "assets/shocks.png").strip()


def generated_pages() -> dict[str, str]:
    """Return every generated page, by its place under `docs/`."""
    pages = {"rules": rules, "settings": settings, "outcomes": outcomes, "commands": commands, "sources": sources}
    made = {f"reference/{name}.md": make() for name, make in pages.items()}
    made |= {f"experiments/{path.parent.name}.md": experiment(path) for path in EXPERIMENTS}
    made["experiments/index.md"] = experiment(ROOT / "experiments" / "README.md")
    return made | {f"notebooks/{path.stem}.md": notebook(path) for path in NOTEBOOKS}


def odd() -> Any:
    """Load the writer of `docs/odd.md`, which knows how to show settings and outcomes."""
    spec = importlib.util.spec_from_file_location("build_odd", ROOT / "docs" / "build_odd.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ------------------------------------------------------------------------------------------------------------- rules
def rules() -> str:
    """Write the page of rules: a line each, what a rule may answer and read, then the rules themselves."""
    parts = [
        "# Rules",
        "A rule is one file with a function `decide`. These come with the laboratory; `treillis rule list` lists them, "
        "`treillis rule new NAME` begins one of your own.",
        odd().table(("rule", "kind", "parameters", "source", "what it does"), _rule_rows()),
        "## What a rule may answer",
        odd().table(("action", "meaning"), [(f"`{name}`", text) for name, text in actions().items()]),
        "## What a rule may read",
        "`me` is who has the issue in hand, `boss` whoever that person reports to (oneself at the top), `issue` the "
        "issue, `org` what everybody knows, `luck` one draw from 0 to 1, anew each time an issue is opened.",
        odd().table(("field", "kind", "meaning"), _field_rows()),
        "## The rules themselves",
        *(
            f'### {name}\n\n```python title="{name}.py"\n{path.read_text("utf-8")}```'
            for name, path in shipped_rules().items()
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _rule_rows() -> list[tuple[str, ...]]:
    rows = []
    for each in shelf():
        args = ", ".join(f"`{name}={value}`" for name, value in each.args.items())
        rows.append((f"[`{each.name}`](#{each.name})", each.kind, args or "–", odd().plain(each.source), each.does))
    return rows


def _field_rows() -> list[tuple[str, ...]]:
    return [(f"`{each.row}.{each.name}`", each.kind, odd().plain(each.meaning)) for each in columns()]


def actions() -> dict[str, str]:
    """Return each action with the text that stands below it in `sim/state.py`."""
    body = ast.parse(Path(state.__file__).read_text(encoding="utf-8")).body
    found = {}
    for here, after in pairwise(body):
        match here, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))) if (
                name in ACTIONS
            ):
                found[name] = odd().plain(" ".join(text.split()))
    return found


# --------------------------------------------------------------------------------------------------------- settings
def settings() -> str:
    """Write the page of settings: files to choose from, then every number."""
    chosen = [f"### `{group}=`\n\n{odd().table(('file', 'what it is'), [*_files(group)])}" for group in CHOICES]
    parts = [
        "# Settings",
        "Any setting can be given to any command as `group.name=value`, as in `culture.trust=0.3`; in a comparison a "
        "slot has its own, as in `organic.dials.lattice=0.5` or `mechanical.culture.trust=0.3`. A wrong name or an "
        "impossible value is refused with the nearest valid one. Source and strength say where a number comes from.",
        "## Files to choose from",
        *chosen,
        "## Every number",
        odd().constants(),
    ]
    return "\n\n".join(parts) + "\n"


def _files(group: str) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "configs" / group).glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        about = " ".join(line.lstrip("# ") for line in lines if line.startswith("# ") and "@package" not in line)
        yield f"`{path.stem}`", odd().plain(re.split(r"(?<=[.?]) ", about)[0])


def outcomes() -> str:
    """Write the page of outcomes."""
    return (
        "# Outcomes\n\nWhat is measured of a year, on issues born after the warm-up and followed to their end. Every "
        "table and every `runs.parquet` has these columns.\n\n" + odd().outcomes() + "\n"
    )


def sources() -> str:
    """Write the page of sources, from `references.bib`."""
    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    rows = []
    for key, body in re.findall(r"@\w+\{(\w+),\n(.*?)\n\}", text, re.DOTALL):
        about = {name.lower(): _plain_tex(value) for name, value in re.findall(r"(\w+)\s*=\s*\{(.*)\},?$", body, re.M)}
        where = about.get("journal") or about.get("booktitle") or about.get("publisher", "")
        rows.append((f"`{key}`", about.get("author", ""), about.get("year", ""), about.get("title", ""), where))
    head = ("key", "authors", "year", "title", "where")
    about = "Keys in brackets, as in [galbraith1974], name these works."
    return f"# Sources\n\n{about}\n\n{odd().table(head, sorted(rows))}\n"


def _plain_tex(text: str) -> str:
    accents = {'\\"u': "ü", "\\ss": "ß", "\\`a": "à", "\\'e": "é", "\\&": "&", "$L = \\lambda W$": "L = λW"}
    for tex, letter in accents.items():
        text = text.replace("{" + tex + "}", letter).replace(tex, letter)
    return re.sub(r"[{}]", "", text).replace("|", "\\|")


# ----------------------------------------------------------------------------------------------------- command line
def commands() -> str:
    """Write the page of the command line, from what each command says about itself."""
    main = typer.main.get_command(app)
    parts = ["# Command line", "Every command takes `--help`. What a user gets wrong is one line and exit code 2."]
    return "\n\n".join([*parts, *_commands(main, "treillis")]) + "\n"


def _commands(command: Any, path: str) -> Iterator[str]:
    found: Mapping[str, Any] | None = getattr(command, "commands", None)
    if found is not None:
        for name, each in found.items():
            yield from _commands(each, f"{path} {name}")
        return
    given = [each for each in command.params if each.name != "help"]
    usage = " ".join([path, *(_shown(each) for each in given if each.param_type_name == "argument"), "[OPTIONS]"])
    yield f"## `{path}`\n\n{_paragraphs(command.help or '')}\n\n```text\n{usage}\n```"
    rows = [(_shown(each), odd().plain(getattr(each, "help", None) or ""), _default(each)) for each in given]
    if rows:
        yield odd().table(("given", "meaning", "default"), [(f"`{name}`", said, value) for name, said, value in rows])


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _shown(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return parameter.metavar or (parameter.name.upper() if parameter.required else f"[{parameter.name.upper()}]")
    return ", ".join(parameter.opts)


def _default(parameter: Any) -> str:
    value = parameter.default
    return "" if value in (None, False, ()) or not isinstance(value, str | int | float | Path) else f"`{value}`"


# ------------------------------------------------------------------------------------------------------ experiments
def experiment(path: Path) -> str:
    """Return what stands in the folder of an experiment, or in the index of all, with links as the site has them."""
    return re.sub(r"\((?:\.\./)?(\w+)/README\.md\)", r"(\1.md)", path.read_text(encoding="utf-8"))


# -------------------------------------------------------------------------------------------------------- notebooks
def notebook(path: Path) -> str:
    """Turn a notebook into a page: its text, its code, and how to run it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    parts = []
    for cell in cells:
        text = "".join(cell["source"])
        parts.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
    run = f"Open `docs/notebooks/{path.name}` with Jupyter to run it and to see its figures."
    return "\n\n".join([parts[0], run, *parts[1:]]) + "\n"


if __name__ == "__main__":
    for name, text in generated_pages().items():
        print(f"{name}: {len(text.splitlines())} lines")
    yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
