"""The queueing theorems of `treillis validate exact`: their numbers, their rows, and what must make a row fail."""

from __future__ import annotations

import json
import math
import re
import sys
import warnings
from pathlib import Path

import ciw
import numpy as np
import pytest

from sim import cli
from sim.errors import InputError
from sim.stats.row import Row
from sim.validation import exact, registry, table
from sim.validation.exact import (
    fine_clock,
    queues,
)
from sim.validation.limiting import configuration, merged, run

PRINTED = [
    (queues.single_server_waiting(0.5), 0.5, "single server"),
    (queues.single_server_waiting(0.8), 2.0, "single server"),
    (queues.single_server_waiting(0.9), 4.5, "single server"),
    (queues.one_inbox_waiting(0.8, 5), 0.2891, "five servers, one inbox"),
    (queues.one_inbox_waiting(0.9, 5), 0.7767, "five servers, one inbox"),
    (queues.staying(3, 0.8), 5.0, "three approvals"),
    (fine_clock.wait_in_line(0.5), 1.0, "M/M/1"),
    (fine_clock.wait_in_line(0.8), 4.0, "M/M/1"),
    (fine_clock.wait_in_line(0.9), 9.0, "M/M/1"),
    (fine_clock.wait_for_one_of(5, 0.8), 0.5541, "Erlang C"),
    (fine_clock.wait_for_one_of(5, 0.9), 1.5250, "Erlang C"),
    (fine_clock.stay_in_tandem(3, 0.8), 15.0, "tandem"),
    (fine_clock.refused_by_deadline(1, 0.8, 1.0), 0.2752, "M/M/1+D"),
    (fine_clock.refused_by_deadline(1, 1.2, 5.0), 0.2239, "M/M/1+D"),
    (fine_clock.refused_by_deadline(5, 0.8, 1.0), 0.0487, "M/M/5+D"),
    (fine_clock.refused_by_chance(1, 1.2, 5.0), 0.2981, "M/M/1+M"),
    (fine_clock.refused_by_chance(5, 0.8, 1.0), 0.1026, "M/M/5+M"),
]


@pytest.mark.parametrize(("computed", "printed", "which"), PRINTED)
def test_theorems_give_the_numbers_the_design_prints(computed, printed, which):
    assert computed == pytest.approx(printed, abs=5e-5), which


def test_one_server_with_a_one_inbox_is_the_single_server():
    assert queues.one_inbox_waiting(0.8, 1) == pytest.approx(queues.single_server_waiting(0.8), abs=1e-9)


def test_erlang_c_for_one_server_is_the_m_m_1():
    assert fine_clock.wait_for_one_of(1, 0.8) == pytest.approx(fine_clock.wait_in_line(0.8), abs=1e-12)


def test_impatience_is_erlang_b_without_patience_and_overflows_with_much():
    offered = 5 * 1.2
    blocked = offered**5 / math.factorial(5) / sum(offered**n / math.factorial(n) for n in range(6))
    for refused in (fine_clock.refused_by_deadline, fine_clock.refused_by_chance):
        assert refused(5, 1.2, 1e-9) == pytest.approx(blocked, abs=1e-6)
    assert fine_clock.refused_by_deadline(5, 1.2, 60.0) == pytest.approx(1 - 1 / 1.2, abs=1e-6)
    assert fine_clock.refused_by_deadline(5, 1.0, 1.0) == pytest.approx(
        fine_clock.refused_by_deadline(5, 1.0 + 1e-9, 1.0)
    )


def test_who_leaves_as_fast_as_work_is_done_leaves_an_infinite_queue():
    rate = 5 * 0.8
    waiting = sum((n - 5) * rate**n / math.factorial(n) for n in range(6, 100)) * math.exp(-rate)
    assert fine_clock.refused_by_chance(5, 0.8, 1.0) == pytest.approx(waiting / rate)


def test_a_single_server_comes_near_its_limit_with_the_square_of_the_step():
    errors = [fine_clock.wait_by_steps(0.8, step) - 4.0 for step in (0.5, 0.25)]
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.03)


def test_the_excess_over_pollaczek_khinchine_is_within_its_bounds_by_theory_too():
    for step in (0.5, 2.0, 8.0):
        assert 0.0 < fine_clock.wait_by_steps(0.8, step) - fine_clock.wait_in_line(0.8) < 0.8 * step / 2


# ------------------------------------------------------------------------------------------------ an independent oracle
def queue_by_ciw(stages, servers, load, seed):
    """Return wait at the first node, and time in the whole network, of customers that have left it."""
    law = ciw.dists.Exponential
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = ciw.create_network(
            arrival_distributions=[law(load * servers), *[None] * (stages - 1)],
            service_distributions=[law(1.0)] * stages,
            number_of_servers=[servers] * stages,
            routing=[[float(to == at + 1) for to in range(stages)] for at in range(stages)],
        )
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(1_500.0)
    records = [each for each in simulation.get_all_records() if 200.0 < each.arrival_date < 1_450.0]
    came = {each.id_number: each.arrival_date for each in records if each.node == 1}
    left = {each.id_number: each.exit_date for each in records if each.node == stages}
    waits = [each.waiting_time for each in records if each.node == 1]
    return np.mean(waits), np.mean([left[who] - came[who] for who in came if who in left])


@pytest.mark.parametrize(
    ("stages", "servers", "load", "limit"),
    [
        (1, 1, 0.5, fine_clock.wait_in_line(0.5)),
        (1, 5, 0.8, fine_clock.wait_for_one_of(5, 0.8)),
        (3, 1, 0.5, fine_clock.stay_in_tandem(3, 0.5)),
    ],
)
def test_ciw_agrees_with_the_limits(stages, servers, load, limit):
    values = [queue_by_ciw(stages, servers, load, seed)[stages > 1] for seed in range(20)]
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    assert error < 0.05 * limit, "enough power to tell 20 % apart"
    assert np.mean(values) == pytest.approx(limit, abs=4 * error)


@pytest.mark.parametrize("law", fine_clock.SOURCES)
def test_ciw_agrees_on_who_is_refused(law):
    patience = {"constant": ciw.dists.Deterministic(1.0), "exponential": ciw.dists.Exponential(1.0)}[law]
    queue = fine_clock.Queue(5, 1.2, 1.0, law)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(queue.load * queue.servers)],
            service_distributions=[ciw.dists.Exponential(1.0)],
            number_of_servers=[queue.servers],
            reneging_time_distributions=[patience],
        )
    values = []
    for seed in range(20):
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(300.0)
        records = [each for each in simulation.get_all_records() if 30.0 < each.arrival_date < 290.0]
        values.append(np.mean([each.record_type == "renege" for each in records]))
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    assert error < 0.05 * queue.refused, "enough power to tell 20 % apart"
    assert np.mean(values) == pytest.approx(queue.refused, abs=4 * error)


# ------------------------------------------------------------------------------------------------- rows, and mutations
QUICK = {
    "single_server": (queues.single_server, {"days": 3_000, "warmup_days": 300, "follow_days": 300}),
    "one_inbox": (queues.one_inbox, {"days": 600, "warmup_days": 100, "follow_days": 100}),
    "any_work_law": (queues.any_work_law, {"days": 4_000, "warmup_days": 300, "follow_days": 300}),
    "approval_chain": (queues.approval_chain, {"days": 900, "warmup_days": 150, "follow_days": 150}),
    "fine_clock": (fine_clock.fine_clock, {}),
}
"""Each check on a shorter life: fewer steps than `validate exact` lives."""
FEWER = [
    (queues, "ONE_INBOX_LOADS", (0.8,)),
    (queues, "LAWS", ("exponential",)),
    (queues, "ANY_WORK_LAW_LOADS", (0.5,)),
    (queues, "CASES", ((3, 0.8),)),
    (fine_clock, "cases", lambda: [shorter_chains()]),
]


def shorter_chains():
    case = fine_clock.chains_of_three(0.8)
    return case._replace(lines=8, overrides={**case.overrides, "days": 1_500, "warmup_days": 300, "follow_days": 200})


@pytest.fixture
def quick(monkeypatch):
    """Return the rows of a check, living shorter, with some of its configuration broken."""
    for module, name, value in FEWER:
        monkeypatch.setattr(module, name, value)

    def rows(check, broken=None):
        run_check, shorter = QUICK[check]

        def other(name, **given):
            return configuration(name, **merged(merged(given, shorter), broken or {}))

        monkeypatch.setattr(sys.modules[run_check.__module__], "configuration", other)
        return run_check()

    return rows


@pytest.mark.parametrize("check", QUICK)
def test_rows_pass(quick, check):
    found = quick(check)
    assert found
    assert all(row.passed for row in found), table.as_text([(check, row) for row in found])


MUTATIONS = [
    ("single_server", {"physics": {"work_hours": 8.4}}, "a step of work is a step"),
    ("single_server", {"culture": {"commitment": 0.95}}, "less attention is less speed"),
    ("single_server", {"world": {"shock_frequency": 4.0}}, "bursts are no Poisson batches"),
    ("one_inbox", {"organisation": {"intake": "seat"}}, "five inboxes are not one"),
    ("one_inbox", {"culture": {"commitment": 0.95}}, "less attention is less speed"),
    ("one_inbox", {"physics": {"work_hours": 7.6}}, "five in a hundred less work is faster"),
    ("any_work_law", {"physics": {"base_hours": 1.0}}, "other work comes first"),
    ("approval_chain", {"organisation": {"depth": 4}, "physics": {"approval_levels": 4}}, "one approval more"),
    ("approval_chain", {"physics": {"handoff_hours": 16.0}}, "a hand-off takes one step more"),
    ("approval_chain", {"physics": {"manager_hours": 7.75, "head_hours": 7.75}}, "a visa takes two steps"),
    ("approval_chain", {"culture": {"trust": 0.1}}, "who is trusted needs fewer visas"),
    ("fine_clock", {"physics": {"work_law": "constant"}}, "constant work waits half as long"),
    ("fine_clock", {"physics": {"approval_levels": 1}}, "one stage less"),
    ("fine_clock", {"physics": {"approval_hours": 1.1}}, "a visa takes a tenth longer"),
]


@pytest.mark.parametrize(("check", "broken", "why"), MUTATIONS)
def test_a_broken_constant_makes_a_row_fail(quick, check, broken, why):
    assert not all(row.passed for row in quick(check, broken)), why


def test_a_wrong_law_of_work_makes_a_row_fail(quick, monkeypatch):
    monkeypatch.setattr(queues, "second_moment", lambda physics: 1.5)
    assert not all(row.passed for row in quick("any_work_law")), "exponential work has a second moment of 2"


@pytest.mark.parametrize(
    ("column", "change"), [("open", 1), ("success_hour", 8.0), ("drop_hour", 8.0)], ids=["count", "success", "drop"]
)
def test_littles_law_notices_one_issue_day(monkeypatch, column, change):
    def tampered(settings):
        lived = run(settings)
        rows = lived.tables.days if column == "open" else lived.tables.outcomes
        values = np.asarray(rows)[column]
        values[np.flatnonzero(np.isfinite(values) & (values > 0))[0]] += change
        return lived

    monkeypatch.setattr(queues, "SEEDS_A_FORM", 1)
    assert all(row.passed for row in queues.littles_law())
    monkeypatch.setattr(queues, "run", tampered)
    assert not any(row.passed for row in queues.littles_law())


def test_nobody_does_two_things_at_a_time():
    """Visas of constant length by one manager, whose tasks come at any hour, never end closer together than that."""
    settings = configuration(
        "approval_chain",
        **{"organisation": {"span": 2, "depth": 1}, "world": {"issue_rate": 0.3}},
        physics={"work_hours": 7.0, "approval_hours": 6.0, "handoff_hours": 0.0, "head_hours": 0.0},
    )
    chart = queues.set_scene(settings).chart
    done = np.asarray(run(settings, queues.from_below(settings, chart)).tables.outcomes)["effect_hour"]
    gaps = np.diff(np.sort(done[np.isfinite(done)]))
    assert len(gaps) > 1_000
    assert gaps.min() >= 6.0 - 1e-6


# ------------------------------------------------------------------------------------------------------- the whole list
def test_the_folder_is_the_registry():
    text = "".join(each.read_text(encoding="utf-8") for each in Path(exact.__file__).parent.glob("*.py"))
    checks = set(re.findall(r"^def (\w+)\(.*\) -> list\[Row\]:\n    \"\"\"[^\"]*\n    Source  ", text, re.MULTILINE))
    assert len(checks) >= 24
    assert set(registry.checks(registry.EXACT)) == checks


def test_unknown_checks_are_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean 'one_inbox'"):
        registry.rows_of(registry.EXACT, ["comon_inbox"])


def test_rows_do_not_depend_on_processes():
    told = []
    names = ["relay", "best-response"]
    together = registry.rows_of(registry.EXACT, names, told.append, workers=2)
    assert together == registry.rows_of(registry.EXACT, names, workers=1)
    assert [name for name, _ in together] == sorted(name for name, _ in together)
    assert sorted(told) == ["best_response", "relay"]


GOOD = Row("single server", "rho 0.5", "theory", 0.5, 0.51, 0.02, 20)
BAD = Row("single server", "rho 0.8", "theory", 2.0, float("nan"), 0.02, 20, "LIMIT")


def test_the_table_is_aligned_and_counts():
    lines = table.as_text([("single_server", GOOD), ("single_server", BAD)]).splitlines()
    assert len({line.index("theory") for line in lines[1:3]}) == 1
    assert ("pass" in lines[1], "FAIL" in lines[2]) == (True, True)
    assert lines[-1] == "1 of 2 rows pass; failed: single_server"


@pytest.mark.parametrize(("rows", "code"), [([GOOD], 0), ([GOOD, BAD], 1)])
def test_a_failing_row_is_exit_code_1(monkeypatch, capsys, rows, code):
    monkeypatch.setattr(registry, "rows_of", lambda *_: [("single_server", row) for row in rows])
    monkeypatch.setattr("sys.argv", ["treillis", "validate", "exact", "--json"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    said = json.loads(capsys.readouterr().out)
    assert stopped.value.code == code
    assert said["passed"] == (code == 0)
    assert set(said["rows"][0]) >= {"check", "case", "kind", "source", "expected", "obtained", "n", "verdict"}
