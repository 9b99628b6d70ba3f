"""One statistics: the same runs have the same interval in compare, in results and in the report."""

import json

import pyarrow.parquet as pq
import pytest
from sweeping import SMALL

from sim.experiment.summary import by_factor, by_point, read_twins
from sim.metrics import HEADLINE
from sim.report.page import page_of
from sim.stats.paired import effects


@pytest.mark.parametrize("seeds", [4, 11])
def test_the_same_runs_have_the_same_interval_whoever_is_asked(seeds, treillis, tmp_path):
    done = treillis("compare", "--seeds", str(seeds), *SMALL, "--json", "--out", "one")
    told = json.loads(done.out)["outcomes"]
    words = ("sweep", *SMALL, "culture.trust=0.55,0.9", f"replicates={seeds}", "executor=serial")
    assert treillis(*words, "--out", "many").code == 0
    twins = read_twins(tmp_path / "many", HEADLINE)
    rows = pq.read_table(tmp_path / "one" / "runs.parquet").to_pandas()
    runs = rows.assign(point=0, replicate=rows["seed"])
    table = effects(runs, HEADLINE, "mechanical", "organic").set_index("outcome")
    page = page_of(tmp_path / "one", "en")
    for name in HEADLINE:
        ends = [told[name][key] for key in ("difference", "low", "high")]
        for other in (by_point(twins, name).iloc[0], by_factor(twins, "culture.trust", name).iloc[0], table.loc[name]):
            assert other[["difference", "low", "high"]].tolist() == pytest.approx(ends, rel=1e-12, abs=1e-15)
        assert f"{ends[1]:+.3f}".replace("-", "−") in page
