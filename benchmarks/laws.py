"""What a year costs, law by law: each law at its neutral value, one at a time, beside all of them at work.

    python benchmarks/laws.py [ROUNDS (9)]

Prints the share of a year's time that goes with a law, median and quartiles over rounds: in a round every variant lives
the same year once, right after the year with all laws. Shares depend little on the machine. Where fewer things happen
without a law, its share is what it makes happen, not only what it computes.
"""

from __future__ import annotations

import statistics
import sys
import time

from sim.engine.binding import bind
from sim.engine.run import live
from sim.experiment.compose import compose_run
from sim.parameters import Settings
from sim.run import begin, set_scene

LAWS = {
    "L1 requests lapse": ["physics.lapsing=0"],
    "L2 overtime": ["physics.overtime_hours=0"],
    "L2b hours owed, pivots apart": ["physics.owed_days=10000", "physics.pivot_days=0"],
    "L3 refusal": ["physics.refuse_days=1000000"],
    "L4 who is asked": ["physics.lead_asked=1", "world.team_weight=0"],
    "L5 one act, one error": ["physics.common_error=0"],
    "L6 a top team shares the hours": ["physics.shared_sensing=0"],
    "L7 an inbox stays with the seat": ["physics.handed_over=1"],
    "L8 people differ": ["physics.control_relief=0", "physics.strain_demand=0", "physics.outside_strain=0"],
    "L9 trust is a fixed point": ["physics.trust_step=0", "physics.charge_decider=0", "physics.hearing_floor=0"],
    "L10 silo, review, skill": ["culture.silo=0", "culture.review=0", "physics.skill_rights=0", "physics.skill_pace=0"],
}
"""Settings at which each law does nothing, of the baseline organisation."""


def seconds_of(settings: Settings) -> float:
    """Live one year of the engine alone, tables made, and return what it took."""
    scene, rule = set_scene(settings), bind(settings.rule, settings.rule_args)
    tables = begin(settings, scene, rule)
    started = time.process_time()
    live(tables, rule)
    return time.process_time() - started


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    whole, variants = compose_run([]), {name: compose_run(words) for name, words in LAWS.items()}
    shares: dict[str, list[float]] = {name: [] for name in LAWS}
    years = [seconds_of(each) for each in (whole, *variants.values())][:1]  # compiled, and everything read once
    for _ in range(rounds):
        for name, settings in variants.items():
            years.append(seconds_of(whole))
            shares[name].append(1 - seconds_of(settings) / years[-1])
    print(f"A year with all laws: {1000 * statistics.median(years):.0f} ms of processor time, {rounds} rounds.\n")
    print("| law | share of a year's time | quartiles |\n| --- | --- | --- |")
    for name, found in shares.items():
        low, middle, high = statistics.quantiles(found, n=4)
        print(f"| {name} | {middle:+.1%} | {low:+.1%} to {high:+.1%} |")


if __name__ == "__main__":
    main()
