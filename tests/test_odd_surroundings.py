"""What a machine lacks, what somebody else's folder holds, and two at once: one line, or nothing lost."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import run_python
from dying import command, forked
from sweeping import SMALL

from sim.errors import InputError
from sim.experiment.store import _size_of, locked, write_whole
from sim.metrics import HEADLINE


def refused(said, line):
    assert said.code == 2, said
    assert said.err.startswith("treillis: ")
    assert said.err.count("\n") == 1, said.err
    assert line in said.err


# ------------------------------------------------------------------------------------------------- what is lacking
CLOSED = """
import os
os.close(1), os.close(2), os.close(0)
import sys
sys.stdin = sys.stdout = sys.stderr = None
from sim.verbs.surroundings import make_do
make_do()
kept = os.open("results", os.O_WRONLY | os.O_CREAT)
print("this is not for the results", flush=True)
sys.stderr.write("nor this")
sys.stderr.flush()
os.write(kept, b"results")
"""


def test_with_nowhere_to_print_nothing_is_printed_into_files(tmp_path):
    assert run_python(CLOSED, cwd=tmp_path).returncode == 0
    assert (tmp_path / "results").read_bytes() == b"results"


@pytest.mark.parametrize(("name", "value"), [("NUMBA_NUM_THREADS", "0"), ("MPLBACKEND", "nope"), ("COLUMNS", "9" * 8)])
def test_variables_that_libraries_would_end_for_are_taken_back(name, value, monkeypatch, tmp_path):
    monkeypatch.setenv(name, value)
    words = ("compare", "organisation.span=2", "days=60", "--seeds", "1", "--out", "found")
    done = run_python("from sim.cli import main; main()", *words, cwd=tmp_path, interpreted=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "found" / "figure.png").stat().st_size > 10_000


def test_whoever_runs_the_command_line_in_python_keeps_their_way_of_showing_figures(treillis, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    treillis("--version")
    assert "MPLBACKEND" not in os.environ


def test_an_alphabet_without_a_minus_or_accents_has_the_nearest_letters_as_wide(monkeypatch):
    from sim.verbs.surroundings import make_do

    wire = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(wire, encoding="ascii"))
    make_do()
    print("−3 écarts « Été »\u202f\udce9", flush=True)
    assert wire.getvalue() == b'-3 ecarts " Ete " \\udce9\n'


def test_somebody_without_a_home_has_a_folder_for_this_run(monkeypatch, tmp_path, capsys):
    from sim.verbs.surroundings import make_do

    def nobody():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("MPLCONFIGDIR", "")
    monkeypatch.setattr(Path, "home", nobody)
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(tmp_path))
    make_do()
    assert os.environ.pop("XDG_CACHE_HOME") == str(tmp_path)
    assert capsys.readouterr().err.count("\n") == 1


# ------------------------------------------------------------------------------------------------- whose folder is it
def test_a_half_file_that_leads_elsewhere_is_not_written_to(tmp_path):
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "report.html.partial").symlink_to(tmp_path / "precious")
    write_whole(tmp_path / "report.html", b"theirs")
    assert (tmp_path / "precious").read_text() == "mine"
    assert (tmp_path / "report.html").read_bytes() == b"theirs"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["precious", "report.html"]


def test_a_file_that_is_gone_while_a_folder_is_listed_has_no_bytes(tmp_path):
    assert _size_of(tmp_path / "gone.partial") == 0


@pytest.fixture(scope="module")
def compared(tmp_path_factory, warm_engine):
    folder = tmp_path_factory.mktemp("compared") / "r"
    assert forked(command("compare", *SMALL, "--seeds", "2", "--out", str(folder))) == 0
    return folder


@pytest.mark.parametrize(
    ("place", "content", "line"),
    [
        (("seeds",), None, "seeds: expected keys and values"),
        (("seeds",), {}, "does not say which years"),
        (("seeds", "count"), None, "seeds.count: expected a whole number"),
        (("seeds", "first"), [1], "seeds.first: expected a whole number"),
        (("stretches",), [1], "stretches: expected a list of keys and values"),
        (("organisations", "mechanical"), [1], "settings: expected keys and values"),
        (("organisations", "mechanical", "settings"), None, "settings: expected keys and values"),
        (("organisations", "mechanical", "rule"), [[]], "rule: expected keys and values"),
        (("organisations", "mechanical", "rule"), {}, "has changed since"),
    ],
    ids=str,
)
def test_why_of_a_damaged_passport_is_one_line(compared, treillis, tmp_path, place, content, line):
    shutil.copytree(compared, tmp_path / "r")
    whole = part = json.loads((tmp_path / "r" / "passport.json").read_text())
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = content
    (tmp_path / "r" / "passport.json").write_text(json.dumps(whole))
    refused(treillis("why", "r"), line)


def test_a_folder_whose_name_is_no_text_is_one_line(compared, treillis, tmp_path):
    shutil.copytree(compared, tmp_path / "caf\udce9")
    refused(treillis("reproduce", "caf\udce9"), "not a name in UTF-8; rename it")


# ------------------------------------------------------------------------------------------------- ledgers and dials
LEDGER = {"claims": [], "compete": {}, "size": {}, "hash": "abc", "years": 3, "left": 0, "failed": 0, "seconds": 1.0}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[" * 100_000, "cannot be read"),
        ("\xff", "cannot be read"),
        ("[]", "is no ledger"),
        (json.dumps({**LEDGER, "claims": 3}), "is no ledger"),
        (json.dumps({**LEDGER, "size": None}), "is no ledger"),
        (json.dumps(LEDGER), "is not the one its passport signs"),
        (None, "cannot be read"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_a_damaged_ledger_is_one_line(treillis, tmp_path, text, line):
    signed = hashlib.sha256(b"another").hexdigest()
    (tmp_path / "passport.json").write_text(json.dumps({"kind": "claims", "content_sha256": signed}))
    if text is not None:
        (tmp_path / "ledger.json").write_bytes(text.encode("latin-1"))
    refused(treillis("report", "."), line)


SECONDS = ["null", "[1]", "Infinity", "NaN", "-1", "1" + "0" * 400]


@pytest.mark.parametrize("text", ["", "[", "[1]", "{}", "[" * 100_000, *(f'{{"seconds": {each}}}' for each in SECONDS)])
def test_what_a_ledger_took_before_is_nothing_where_that_cannot_be_read(tmp_path, text):
    from sim.claims.ledger import _spent_before

    (tmp_path / "ledger.json").write_text(text)
    assert _spent_before(tmp_path) == 0.0
    (tmp_path / "ledger.json").write_text('{"seconds": 2.5}')
    assert _spent_before(tmp_path) == 2.5


def test_a_ledger_whose_runs_are_a_file_is_one_line(tmp_path):
    from sim.claims.live import stored

    (tmp_path / "runs").touch()
    with pytest.raises(InputError, match=r"cannot write to .*: File exists"):
        stored(tmp_path, [], print)


def test_two_ledgers_in_one_folder_do_not_mix(treillis, tmp_path, monkeypatch):
    lived = []
    monkeypatch.setattr("sim.claims.ledger.run_ledger", lambda *given: lived.append(given))
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "ledger.json.partial").write_text("half")
    with locked(tmp_path / "r", "ledger"):
        refused(treillis("claims", "C01", "--explore", "1", "--out", "r"), "another ledger is writing there")
    assert not lived
    monkeypatch.setattr("sim.report.claims_text.claims_text", lambda *_: "judged")
    assert treillis("claims", "C01", "--explore", "1", "--out", "r").code == 0
    assert len(lived) == 1
    assert not list((tmp_path / "r").iterdir())  # neither lock nor half


@pytest.mark.parametrize(
    ("passport", "lacking", "line"),
    [
        ({"dials": None}, (), "dials: expected their names"),
        ({"dials": [[1]]}, (), "dials: expected their names"),
        ({"dials": ["lattice", "x"]}, (), "it has no column dial_x"),
        ({}, ("world",), "it has no column world"),
        ({}, (HEADLINE[0],), f"it has no column {HEADLINE[0]}"),
    ],
    ids=str,
)
def test_a_damaged_study_of_dials_is_one_line(treillis, tmp_path, passport, lacking, line):
    whole = {"world": ["calm"], "seed": [1], "dial_lattice": [0.0], **{name: [np.nan] for name in HEADLINE}}
    pd.DataFrame({name: each for name, each in whole.items() if name not in lacking}).to_parquet(
        tmp_path / "dials.parquet"
    )
    (tmp_path / "passport.json").write_text(json.dumps({"design": "dials", "dials": ["lattice"], **passport}))
    refused(treillis("report", "."), line)


# ------------------------------------------------------------------------------------------------- nothing for nothing
def test_where_nothing_can_be_written_nothing_is_computed(treillis, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.web.offline.run_lines", lambda *_: pytest.fail("it was lived through"))
    monkeypatch.setattr("sim.report.page.page_of", lambda *_: pytest.fail("it was drawn"))
    (tmp_path / "file").touch()
    refused(treillis("export", "permanent-turbulence", "-o", "file/page.html"), "cannot write to file")
    refused(treillis("report", ".", "--out", "file/page.html"), "cannot write to file")


def test_combinations_that_were_lived_are_kept_when_the_others_are_stopped(treillis, monkeypatch):
    from sim.report import publish as multirun

    def stops():
        raise KeyboardInterrupt  # Hydra lets it through

    monkeypatch.setattr(multirun.hydra, "main", lambda **_: lambda job: stops)
    said = treillis("run", "-m", *SMALL, "culture.trust=0.2,0.4,0.6")
    assert said == (130, "", "\ntreillis: stopped; the combinations that are over are kept\n")


def test_names_of_a_company_never_touch_the_disk(monkeypatch):
    from sim.web.imported import import_chart

    written = []
    monkeypatch.setattr(Path, "write_bytes", lambda self, data: written.append(data))
    real = Path.write_text
    monkeypatch.setattr(Path, "write_text", lambda self, text, **more: written.append(text) or real(self, text, **more))
    rows = "".join(f"Quixote {k},{'Quixote 0' if k else ''},Sales\n" for k in range(12))
    assert import_chart(("id,manager,team\n" + rows).encode()).chart.size == 12
    assert not written


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path, monkeypatch):
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    from sim.experiment.export import to_xlsx

    pq.write_table(pa.table({"failed": ["=HYPERLINK(1)", "a\x01b"]}), tmp_path / "runs.parquet")
    monkeypatch.setattr("sim.experiment.export.read_columns", lambda folder: {})
    sheet = openpyxl.load_workbook(to_xlsx(tmp_path, tmp_path))["runs"]
    assert [(each.value, each.data_type) for each in sheet["A"][1:]] == [("=HYPERLINK(1)", "s"), ("a�b", "s")]
