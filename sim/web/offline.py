"""The offline file: the same page with its frames inside, one file that opens from disk with no network."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.engine.ahead import BUILT
from sim.errors import InputError
from sim.experiment.store import write_whole
from sim.scenario.load import find_scenario
from sim.scenario.pair import pair_of
from sim.scenario.recipe import Recipe, read_recipe
from sim.web.bundle import bundled
from sim.web.catalogue import catalogue
from sim.web.dots import OFFLINE
from sim.web.pages import page_files
from sim.web.policy import offline_policy
from sim.web.session import Session
from sim.web.start import SEEDS, engine_data, start_key, start_of
from sim.web.stream import as_text, run_lines
from sim.web.years import YEARS

STYLE = re.compile(r'[ \t]*<link rel="stylesheet" href="(?:page/)?([^"]+)">\n?')
SCRIPT = re.compile(r'[ \t]*<script type="module" src="(?:page/)?([^"]+)"></script>\n?')


def offline_page(session: Session, tick: Any = None, years: int = YEARS, tries: bool = False) -> str:
    """Make the one file."""
    if any(each.chart for each in session.playlist):
        raise InputError("chart_stays_here", "export")
    runs: dict[str, str] = {}
    engine = _engine(session)
    for recipe in _recorded(session, tries):
        if str(recipe) not in runs:
            runs[str(recipe)] = packed_lines(recipe, OFFLINE, years, lived=_bare_key(recipe) in engine["starts"])
            if tick is not None:
                tick()
    data = {
        **{"version": 1, "session": session.as_dict(offline=True)},
        "catalogue": packed_text(json.dumps(catalogue(), ensure_ascii=False, separators=(",", ":"))),
        **{"runs": runs, "engine": engine},
    }
    return page_with(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _engine(session: Session) -> dict[str, Any]:
    """Return the worker, the engine, and what each of the session's scenarios and variants begins with."""
    starts: dict[str, dict[str, str]] = {}
    for recipe in (each for one in session.playlist for each in (one, *_variants(one))):
        begun = start_of(_bare(recipe))
        if begun is not None:
            starts.setdefault(_bare_key(recipe), {"like": str(recipe), "packed": _packed(begun)})
    seeds = sorted({*SEEDS, *(each.seed for each in session.playlist)})
    about = engine_data(pair_of(session.playlist[0]), seeds)
    return {
        **{"worker": bundled(_modules(), "worker.js"), "wasm": packed_bytes((BUILT / "engine.wasm").read_bytes())},
        **{"about": _packed(about), "seeds": seeds, "starts": starts},
    }


def _bare(recipe: Recipe) -> Recipe:
    return replace(recipe, values={}, changes=(), without=frozenset())


def _bare_key(recipe: Recipe) -> str:
    return start_key(_bare(recipe))


def _packed(data: Any) -> str:
    return packed_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def _recorded(session: Session, tries: bool) -> Iterator[Recipe]:
    for recipe in session.playlist:
        yield from (recipe, *_variants(recipe), *(_tries(recipe) if tries else ()))


def _variants(recipe: Recipe) -> Iterable[Recipe]:
    names = find_scenario(recipe.scenario).variants
    return [read_recipe(f"{recipe.scenario}~{recipe.seed}~variant:{each}") for each in names]


def _tries(recipe: Recipe) -> Iterable[Recipe]:
    scenario = find_scenario(recipe.scenario)
    return [read_recipe("~".join([scenario.id, str(recipe.seed), *each.parts])) for each in scenario.tries]


def packed_lines(recipe: Recipe, dots: int, years: int = YEARS, lived: bool = False) -> str:
    """Return the lines of a run as the offline file holds them; without its days where the page lives them."""
    lines = (
        {**line, "seconds_to_here": 0.0} if line["kind"] == "begin" else line
        for line in run_lines(recipe, dots=dots, years=years)
        if not (lived and line["kind"] in ("frames", "series"))
    )
    return packed_text("\n".join(map(as_text, lines)))


def packed_text(text: str) -> str:
    """Compress a text to base64; the same text always gives the same."""
    return packed_bytes(text.encode())


def packed_bytes(data: bytes) -> str:
    """Compress bytes to base64."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def unpacked_text(packed: str) -> str:
    """Read a packed text back."""
    return gzip.decompress(base64.b64decode(packed)).decode()


def page_with(data: str) -> str:
    """Put styles, scripts, data and their policy into the page."""
    files = {name: body.decode() for name, (body, kind) in page_files().items() if kind.startswith("text/")}
    html = files["index.html"]
    styles = [files[name] for name in STYLE.findall(html)]
    entries = SCRIPT.findall(html)
    if len(entries) != 1:
        raise InputError("module_scripts", "page", n=len(entries))
    script = _safe(bundled(_modules(), entries[0]))
    style = "\n".join(styles)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{offline_policy([script], [style])}">'
    html = SCRIPT.sub("", STYLE.sub("", html)).replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}', 1)
    html = html.replace("</head>", f"<style>{style}</style>\n</head>", 1)
    holder = f'<script type="application/json" id="treillis-offline">{_safe(data)}</script>'
    return html.replace("</body>", f'{holder}\n<script type="module">{script}</script>\n</body>', 1)


def _modules() -> dict[str, str]:
    return {name: body.decode() for name, (body, _) in page_files().items() if name.endswith(".js")}


def _safe(text: str) -> str:
    """Keep a text from ending the element it stands in; nothing else is touched: a regular expression may hold `</`."""
    return re.sub("</(?=script)", r"<\\/", text, flags=re.IGNORECASE)


def write_page(path: Path, html: str) -> None:
    """Write the file whole or not at all."""
    write_whole(path, html.encode())
