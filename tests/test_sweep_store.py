"""The store: whole files, plain types, one experiment a folder, and one clear line for whatever is wrong with it."""

from __future__ import annotations

import fcntl
import json
import resource
import subprocess
import sys

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from sweeping import RUNS, SMALL, SWEEP, bytes_of, events, passport_of, rows_of, treillis_here

from sim.experiment.store import content_sha256, in_order, table_of
from sim.metrics import OUTCOMES

HERE = ("executor=serial", "--out", "r")
RULE = "def decide(me, boss, issue, org, luck):\n    return {}\n"


@pytest.fixture
def swept(treillis, tmp_path):
    """Run the small experiment into the folder r."""
    assert treillis(*SWEEP, *HERE).code == 0
    return tmp_path / "r"


def test_a_folder_holds_what_is_needed_to_understand_it(swept):
    assert {each.name for each in swept.iterdir()} == {
        "attempts.jsonl", "columns.json", "config.yaml", "design.csv", "passport.json", "runs", "runs.parquet"
    }  # fmt: skip
    assert list((swept / "runs").iterdir()) == []
    about, schema = json.loads((swept / "columns.json").read_text()), pq.read_schema(swept / "runs.parquet")
    assert list(about) == schema.names
    assert about["culture.trust"]["says"] == "trust in the line and among peers"
    assert about["world.shock_frequency"]["unit"] == "a quarter"
    assert {each.name for each in OUTCOMES} <= {*about}
    passport = passport_of(swept)
    assert (passport["runs"], passport["failed"], passport["complete"]) == (RUNS, 0, True)
    assert {"product", "hash", "versions", "machine", "seeds", "lock_sha256", "rules", "organisations"} <= {*passport}
    assert passport["wall_seconds"] > 0


def test_columns_are_plain_and_carry_no_metadata(swept):
    schema = pq.read_schema(swept / "runs.parquet")
    assert schema.metadata is None
    assert {str(each) for each in schema.types} == {"string", "int64", "double"}


def test_zeros_and_nans_have_one_form():
    odd = np.array([-0.0, np.frombuffer(b"\x01\x00\x00\x00\x00\x00\xf8\xff", np.float64)[0]])
    schema = pa.schema([("x", pa.float64())])
    table = table_of({"x": odd}, schema)
    assert table.column("x").to_numpy().tobytes() == np.array([0.0, np.nan]).tobytes()
    assert content_sha256(table) == content_sha256(table_of({"x": [0.0, np.nan]}, schema))
    assert content_sha256(table) != content_sha256(table_of({"x": [0.0, 1.0]}, schema))


def test_content_does_not_depend_on_how_rows_are_chunked():
    table = pa.table({"run_id": [f"{k:03}" for k in range(100)], "x": np.arange(100.0)})
    cut = pa.concat_tables([table.slice(0, 7), table.slice(7)])
    assert content_sha256(cut) == content_sha256(table)


def test_rows_come_in_order_each_once():
    table = pa.table({"run_id": ["c", "a", "b", "a"], "x": [3, 1, 2, 1]})
    assert in_order(table).to_pydict() == {"run_id": ["a", "b", "c"], "x": [1, 2, 3]}
    assert in_order(table.slice(0, 0)).num_rows == 0


# ------------------------------------------------------------------------------------------------- damage
def test_a_damaged_part_is_set_aside_named_and_its_runs_are_done_again(treillis, swept):
    whole = bytes_of(swept)
    rows = pq.read_table(swept / "runs.parquet")
    pq.write_table(rows.slice(0, 20), swept / "runs" / "part-good.parquet", store_schema=False)
    (swept / "runs" / "part-cut.parquet").write_bytes(whole[:5000])
    (swept / "runs" / "part-nothing.parquet").write_bytes(b"")
    (swept / "runs.parquet").unlink()
    said = treillis("resume", "r", "executor=serial")
    assert said.code == 0
    for name in ("part-cut.parquet", "part-nothing.parquet"):
        assert f"{name} is damaged" in said.err
        assert (swept / "runs" / f"{name}.damaged").exists()
    assert bytes_of(swept) == whole
    assert [each["runs"] for each in events(swept) if each["event"] == "batch"][-1] <= RUNS - 20
    assert "damaged files: 2" in treillis("results", "r").out


def test_a_flipped_bit_is_found(treillis, swept):
    whole = bytearray(bytes_of(swept))
    good = bytes(whole)
    page = pq.ParquetFile(swept / "runs.parquet").metadata.row_group(0).column(0)  # what checksums are of
    whole[page.data_page_offset + page.total_compressed_size - 8] ^= 1
    (swept / "runs.parquet").write_bytes(whole)
    said = treillis("resume", "r", "executor=serial")
    assert said.code == 0
    assert "runs.parquet is damaged" in said.err
    assert bytes_of(swept) == good


# ------------------------------------------------------------------------------------------------- not this experiment
def refused(said, line):
    assert said.code == 2, said
    assert said.err.startswith("treillis: ")
    assert said.err.count("\n") == 1, said.err
    assert line in said.err


def test_a_folder_of_another_experiment_is_refused_and_left_alone(treillis, swept):
    before = bytes_of(swept)
    refused(treillis(*SWEEP, "seed=9", *HERE), "r: holds the results of another experiment (sweep)")
    assert bytes_of(swept) == before
    assert treillis("compare", *SMALL, "--seeds", "1", "--out", "c").code == 0
    refused(treillis(*SWEEP, "executor=serial", "--out", "c"), "c: holds the results of another experiment (twins)")


def test_a_rule_that_changed_is_refused(treillis, tmp_path):
    (tmp_path / "mine.py").write_text(RULE.format(1))
    words = ("sweep", *SMALL, "organic.rule=mine.py", "culture.trust=0.2,0.8", "replicates=1")
    assert treillis(*words, *HERE).code == 0
    (tmp_path / "mine.py").write_text(RULE.format(2))
    refused(treillis("resume", "r"), "r: rule mine.py has changed since this sweep began")
    refused(treillis(*words, *HERE), "holds the results of another experiment")
    (tmp_path / "mine.py").write_text(RULE.format(1))
    assert treillis("resume", "r").code == 0


def test_other_versions_are_refused_unless_forced(treillis, swept):
    passport = passport_of(swept)
    passport["locked"]["numpy"] = "1.0"
    (swept / "passport.json").write_text(json.dumps(passport))
    refused(treillis("resume", "r"), "was begun under other versions: numpy 1.0 is now")
    assert treillis("resume", "r", "--force").code == 0
    assert passport_of(swept)["gone_on_under"][0]["numpy"] == np.__version__


def test_a_folder_in_use_is_refused(treillis, swept):
    with (swept / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        refused(treillis("resume", "r"), "r: another sweep is writing there")


def test_a_full_disk_is_one_line_and_what_was_stored_stays(tmp_path, warm_engine):
    """Let files grow to 100 kB only: writing more fails in the middle of a file, as on a full disk."""
    code = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))\n"
    code += "import sim.experiment.store as r\nr.FLUSH_SECONDS = 0.0\nfrom sim.cli import main\nmain()"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    command = [sys.executable, "-c", code, *SWEEP, "replicates=40", *HERE]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, env=_env())
    assert done.returncode == 2
    assert done.stderr.startswith("treillis: cannot write r/runs")
    assert done.stderr.count("\n") == 1
    kept = sum(pq.ParquetFile(each).metadata.num_rows for each in (tmp_path / "r" / "runs").glob("part-*.parquet"))
    assert kept > 0
    assert not [each for each in (tmp_path / "r").rglob("*.partial")]
    again = treillis_here(tmp_path, "resume", "r", "executor=serial")
    assert again.returncode == 0, again.stderr
    assert len(rows_of(tmp_path / "r")) == 320


def _env():
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


# ------------------------------------------------------------------------------------------------- other verbs
def test_results_say_what_is_there_and_what_came_out(treillis, swept):
    assert treillis(*SWEEP, "replicates=2", "executor=serial").code == 0
    said = treillis("results", ".")
    assert said.code == 0
    assert [line.split()[-1] for line in said.out.splitlines()[2:]] == ["complete", "complete"]
    one = treillis("results", "r", "--by", "culture.trust", "--outcome", "fit")
    assert one.code == 0
    assert [line.split()[0] for line in one.out.splitlines()[-2:]] == ["0.2", "0.8"]
    refused(treillis("results", "r", "--by", "culture.trst"), "did you mean 'culture.trust'")
    refused(treillis("results", "r", "--outcome", "fitt"), "did you mean 'fit'")
    found = json.loads(treillis("results", "r", "--json").out)
    assert (found[0]["stored"], found[0]["complete"]) == (RUNS, True)


def test_exports_hold_every_row_as_spreadsheets_read_them(treillis, swept):
    import openpyxl

    said = treillis("export", "r", "--csv", "--csv-fr", "--xlsx")
    assert (said.code, said.out) == (0, "r/runs.csv\nr/runs-fr.csv\nr/runs.xlsx\n")
    rows = pq.read_table(swept / "runs.parquet").to_pandas()
    for frame in (pd.read_csv(swept / "runs.csv"), pd.read_csv(swept / "runs-fr.csv", sep=";", decimal=",")):
        assert list(frame["run_id"]) == list(rows["run_id"])
        assert np.array_equal(frame["fit"], rows["fit"])
    assert (swept / "runs-fr.csv").read_bytes().startswith(b"\xef\xbb\xbfrun_id;point;")
    book = openpyxl.load_workbook(swept / "runs.xlsx", read_only=True)
    assert book.sheetnames == ["runs", "columns"]
    sheet = list(book["runs"].iter_rows(values_only=True))
    assert len(sheet) == RUNS + 1
    assert sheet[1][sheet[0].index("fit")] == float(f"{rows['fit'][0]:.16g}")  # the digits a sheet is written with


def test_a_run_and_an_experiment_are_reproduced_by_their_names(treillis, swept):
    row = rows_of(swept)[7]
    one = treillis("reproduce", row["run_id"], "--results", ".")
    assert (one.code, one.err) == (0, "")
    assert "1 of 48 runs" in one.out
    assert "to the last bit" in one.out
    whole = treillis("reproduce", passport_of(swept)["hash"], "--results", ".", "--runs", "0")
    assert (whole.code, "48 of 48" in whole.out) == (0, True)


def test_a_comparison_is_reproduced_and_a_changed_number_is_noticed(treillis, tmp_path):
    assert treillis("compare", *SMALL, "--seeds", "3", "--out", "c").code == 0
    assert "6 of 6 runs of c run again: the same numbers" in treillis("reproduce", "c").out
    rows = pd.read_parquet(tmp_path / "c" / "runs.parquet")
    rows.loc[2, "fit"] += 0.1
    rows.to_parquet(tmp_path / "c" / "runs.parquet")
    said = treillis("reproduce", "c")
    assert said.code == 1
    assert "only 5 are the same" in said.out


def test_daily_rows_are_kept_where_asked_for(treillis, tmp_path):
    assert treillis(*SWEEP, "+keep_days=true", *HERE).code == 0
    days = pd.concat(pd.read_parquet(each) for each in (tmp_path / "r" / "days").glob("*.parquet"))
    assert len(days) == RUNS * 30
    assert {*days["run_id"]} == {each["run_id"] for each in rows_of(tmp_path / "r")}
