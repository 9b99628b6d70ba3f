"""Hydra's own multirun: every combination in a folder of its own, whichever launcher."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest
from conftest import treillis_in_a_process

SMALL = ("organisation.span=3", "organisation.depth=1", "days=30", "warmup_days=2", "follow_days=5")
FOUR = ("culture.clarity=0.2,0.8", "culture.trust=0.3,0.9")


@pytest.mark.usefixtures("warm_engine")
@pytest.mark.parametrize(
    "launcher",
    [(), ("hydra/launcher=joblib", "hydra.launcher.n_jobs=2")],
    ids=["basic", "joblib"],
)
def test_two_values_of_each_of_two_settings_give_four_runs(tmp_path, launcher):
    done = treillis_in_a_process("run", "-m", *SMALL, *FOUR, *launcher, "hydra.sweep.dir=all", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = []
    for k in range(4):
        about = json.loads((tmp_path / "all" / str(k) / "passport.json").read_text())
        culture = about["organisations"]["organisation"]["settings"]["culture"]
        found.append((culture["clarity"], culture["trust"]))
        assert pq.read_table(tmp_path / "all" / str(k) / "runs.parquet").num_rows == 1
    assert sorted(found) == [(0.2, 0.3), (0.2, 0.9), (0.8, 0.3), (0.8, 0.9)]
    assert not (tmp_path / "all" / "4").exists()
