"""Which settings cannot act in an organisation, and what each of them waits for: one table, asked by whoever warns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from sim.parameters.intervention import RULE
from sim.parameters.whole import Settings

UNBOUNDED_RIGHTS: Final = ("advice_process", "consent", "distributed", "garbage_can", "helpful_peers", "only_decide")
"""Rules that do not ask who may decide (`me.authority`)."""
NEVER_MEET: Final = (
    *("advice_process", "chain_of_approvals", "expert_manager", "garbage_can", "helpful_peers", "hierarchical"),
    *("management_by_exception", "only_decide"),
)
"""Rules that never convene another team."""


@dataclass(frozen=True)
class Span:
    """What an organisation's settings are, and what its interventions make of them on the way."""

    settings: Settings

    def values(self, path: str) -> list[float]:
        """Return every value a setting is given: the first day's, and what interventions move it to."""
        group, _, name = path.partition(".")
        moved = [each.to for each in self.settings.interventions.values() if each.what == path]
        return [float(value) for value in (getattr(getattr(self.settings, group), name), *moved)]

    def most(self, path: str) -> float:
        """Return the highest value a setting is given."""
        return max(self.values(path))

    def least(self, path: str) -> float:
        """Return the lowest value a setting is given."""
        return min(self.values(path))

    def none(self, path: str) -> bool:
        """Say whether a setting stays at 0."""
        return self.most(path) == 0.0

    def rules(self) -> set[str]:
        """Return the rules that are followed, the first one and those that take over."""
        turns = [str(each.to) for each in self.settings.interventions.values() if each.what == RULE]
        return {self.settings.rule, *turns}

    @property
    def drawn(self) -> bool:
        """Whether the world is drawn from the settings, and not read from a file."""
        return self.settings.world.trace is None and self.settings.world.issues is None


@dataclass(frozen=True)
class Wait:
    """A setting that cannot act while something is so: where, why (a key of words), and what would let it act."""

    path: str
    why: str
    so: Callable[[Span], bool]
    instead: Mapping[str, Any]


def _no_questions(all_: Span) -> bool:
    days = all_.settings.world.question_days
    return days == 0 or days > all_.settings.days


def _no_losses(all_: Span) -> bool:
    """Everybody gives a full working time for good: nothing takes commitment from anybody."""
    voted = not _no_questions(all_) and not all_.none("physics.overruled_loss")
    taken = all_.least("physics.charge_engagement") < 1.0 and (voted or not _not_contested(all_))
    return all_.least("culture.commitment") == 1.0 and not taken


def _not_contested(all_: Span) -> bool:
    return _nobody_contests(all_) or _nothing_outruns(all_) or all_.none("culture.founders")


def _nothing_outruns(all_: Span) -> bool:
    outrun = 0.5 * (all_.most("dials.initiative") + all_.most("dials.openness"))
    return outrun <= all_.least("dials.constitution")


def _nobody_contests(all_: Span) -> bool:
    return all_.none("culture.contest_share")


def _no_debriefs(all_: Span) -> bool:
    return all_.none("culture.debrief")


def _nothing_crosses(all_: Span) -> bool:
    return all_.drawn and all_.settings.world.interdependence == 0.0


def _never_meets(all_: Span) -> bool:
    return all_.rules() <= set(NEVER_MEET)


CIRCLES: Final = {"culture.circle_minutes": 60.0}
COMMUNITY: Final = {"culture.community_minutes": 15.0}
PART_TIME: Final = {"culture.commitment": 0.8}
OUTRUN: Final = {"dials.constitution": 0.0, "dials.openness": 1.0}
MEETS: Final = {RULE: "mixed"}
CONTESTED: Final = {"culture.contest_share": 0.2}
DEBRIEFS: Final = {"culture.debrief": 2.0}
CROSSING: Final = {"world.interdependence": 0.3}
QUESTIONS: Final = {"world.question_days": 10}
TRANSITION: Final = {"interventions": {"shift": {"what": "culture.orchestration", "to": 0.9, "day": 20, "over": 20}}}
PROMISED: Final = {"culture.declared_autonomy": 0.9}

WAITS: Final[tuple[Wait, ...]] = (
    Wait("culture.circle_days", "no_circles", lambda of: of.none("culture.circle_minutes"), CIRCLES),
    Wait("culture.community_days", "no_community", lambda of: of.none("culture.community_minutes"), COMMUNITY),
    Wait("culture.community_built_in", "no_community", lambda of: of.none("culture.community_minutes"), COMMUNITY),
    Wait("culture.community_built_in", "no_circles", lambda of: of.none("culture.circle_minutes"), CIRCLES),
    Wait(
        "culture.mentoring_days",
        "no_mentoring",
        lambda of: of.none("culture.mentoring_minutes"),
        {"culture.mentoring_minutes": 60.0},
    ),
    Wait("culture.debrief_days", "no_debriefs", _no_debriefs, DEBRIEFS),
    Wait("culture.debrief_hours", "no_debriefs", _no_debriefs, DEBRIEFS),
    Wait("culture.debrief_leak", "no_debriefs", _no_debriefs, DEBRIEFS),
    Wait("culture.quorum", "no_questions", _no_questions, QUESTIONS),
    Wait("culture.commitment_spread", "door_closed", lambda of: of.none("dials.openness"), {"dials.openness": 1.0}),
    Wait("culture.commitment_spread", "full_time", lambda of: of.least("culture.commitment") == 1.0, PART_TIME),
    Wait("culture.matrix_wide", "nothing_wide", lambda of: of.drawn and of.none("world.scope"), {"world.scope": 0.4}),
    Wait("culture.matrix_cross", "nothing_crosses", _nothing_crosses, CROSSING),
    Wait("culture.matrix_new", "nothing_new", lambda of: of.drawn and of.none("world.novelty"), {"world.novelty": 0.2}),
    Wait("culture.ready_share", "nothing_crosses", _nothing_crosses, CROSSING),
    Wait("culture.ready_share", "never_meets", _never_meets, MEETS),
    Wait("culture.ready_share", "full_time", _no_losses, PART_TIME),
    Wait(
        "culture.joining",
        "waits_for_all",
        lambda of: of.least("culture.ready_share") == 1.0,
        {"culture.ready_share": 0.5},
    ),
    Wait("culture.joining", "nothing_crosses", _nothing_crosses, CROSSING),
    Wait("culture.joining", "never_meets", _never_meets, MEETS),
    Wait("culture.joining", "full_time", _no_losses, PART_TIME),
    Wait("culture.contest_share", "nothing_outruns", _nothing_outruns, OUTRUN),
    Wait("culture.contest_share", "no_founders", lambda of: of.none("culture.founders"), {"culture.founders": 0.5}),
    *(Wait(f"culture.contest_{each}", "nobody_contests", _nobody_contests, CONTESTED) for each in ("spread", "cap")),
    *(Wait(f"culture.contest_{each}", "nothing_outruns", _nothing_outruns, OUTRUN) for each in ("spread", "cap")),
    Wait("culture.founders", "nothing_outruns", _nothing_outruns, OUTRUN),
    Wait("culture.founders", "nobody_contests", _nobody_contests, CONTESTED),
    Wait("physics.own_rate", "no_initiative", lambda of: of.none("dials.initiative"), {"dials.initiative": 0.5}),
    Wait(
        "culture.support",
        "no_transition",
        lambda of: all(each.what != "culture.orchestration" for each in of.settings.interventions.values()),
        TRANSITION,
    ),
    Wait(
        "culture.owned",
        "nothing_declared",
        lambda of: all(of.none(f"culture.declared_{each}") for each in ("autonomy", "trust", "sharing")),
        PROMISED,
    ),
    Wait(
        "dials.initiative",
        "rights_unbounded",
        lambda of: of.rules() <= set(UNBOUNDED_RIGHTS) and _nobody_contests(of) and of.none("physics.own_rate"),
        MEETS,
    ),
    Wait(
        "dials.openness",
        "no_questions",
        lambda of: _no_questions(of) and of.none("culture.commitment_spread") and of.none("culture.contest_share"),
        QUESTIONS,
    ),
    Wait("dials.evolving_structure", "nothing_crosses", _nothing_crosses, CROSSING),
)
"""What each setting waits for. A test turns each where it is said to be idle and finds the same bits, and not the same
where it may act."""


def idle(settings: Settings) -> list[tuple[str, str]]:
    """Name the settings that cannot act in an organisation, whatever they are set to, and why.

    Parameters
    ----------
    settings : Settings
        Of one organisation, interventions included: what one of them moves counts with every value it takes.

    Returns
    -------
    list of (str, str)
        The path of a setting, and the key of the reason (``idle_`` and the key are words of `sim.report`).
    """
    all_ = Span(settings)
    return [(each.path, each.why) for each in WAITS if each.so(all_)]


def in_vain(settings: Settings, named: Iterable[str] = ()) -> dict[str, str]:
    """Say which settings were set and cannot act: values of the culture that are no default, or moved, or named.

    Parameters
    ----------
    settings : Settings
        Of one organisation.
    named : iterable of str
        Paths that the user set, whatever they were set to.

    Returns
    -------
    dict of str to str
        The first reason of each path, a key as in `idle`.
    """
    wanted = {*named, *(each.what for each in settings.interventions.values())}
    for each in fields(settings.culture):
        if getattr(settings.culture, each.name) != each.default:
            wanted.add(f"culture.{each.name}")
    return {path: why for path, why in reversed(idle(settings)) if path in wanted}
