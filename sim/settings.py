"""Everything a run depends on, with unit, range, source and strength of each number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.checked import Checked, number
from sim.errors import InputError, nearest


@dataclass(frozen=True)
class OrganisationSettings(Checked):
    """The structure: generated as a pyramid, or read from the files of a real company."""

    span: int = number(6, 1, 100, "reports", "ours", "guess", "direct reports of every manager")
    depth: int = number(2, 0, 12, "levels", "ours", "guess", "levels below the top")
    peer_ties: int = number(2, 0, 50, "ties", "ours", "guess", "peers each person turns to, on average")
    cross_team_share: float = number(0.5, 0, 1, "share", "ours", "guess", "of those ties, how many leave the team")
    intake: str = "seat"
    """Where issues arrive: at the ``seat`` of their origin, or in the common inbox of its ``team``."""
    people: str | None = None
    """File people.csv (id, manager, team); replaces span, depth."""
    ties: str | None = None
    """File ties.csv (source, target, kind); only with `people`; replaces peer_ties."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.intake not in INTAKES:
            raise InputError(f"intake: unknown place {self.intake!r}{nearest(self.intake, INTAKES)}")


INTAKES = ("seat", "team")


@dataclass(frozen=True)
class StagedShock(Checked):
    """A shock that the author of a scenario writes into the trace, the same for every organisation."""

    day: int = number(60, 0, 100_000, "day", "ours", "guess", "day it strikes")
    where: str = "global"
    """``global``, or the name of a team, or ``team`` for one drawn by luck."""
    size: float = number(1.5, -20, 20, "course", "ours", "guess", "how far what is right moves")
    burst: float = number(0.5, 0, 20, "share", "ours", "guess", "by how much arrivals rise that day")


@dataclass(frozen=True)
class WorldSettings(Checked):
    """The world every organisation lives in: what is right, what strikes, what comes in."""

    issue_rate: float = number(0.45, 0, 20, "a person and day", "ours", "guess", "issues that arrive")
    drift: float = number(0.03, 0, 2, "course a day", "ours", "guess", "daily standard deviation of the direction G")
    local_drift: float = number(0.03, 0, 2, "course a day", "ours", "guess", "the same for each team's context L")
    context_half_life: float = number(60.0, 1, 10_000, "days", "ours", "guess", "time for half of a context to fade")
    shock_frequency: float = number(2.0, 0, 8, "a quarter", "ours", "guess", "shocks in 60 days")
    global_shock_share: float = number(0.3, 0, 1, "share", "ours", "guess", "of shocks that move G, not one team")
    shock_size: float = number(1.5, 0, 20, "course", "ours", "guess", "scale of a shock (Student t with 4 degrees)")
    burst: float = number(0.5, 0, 20, "share", "ours", "guess", "by how much a shock raises arrivals at first")
    burst_decay: float = number(0.2, 0, 1, "a day", "ours", "guess", "share of a burst that ends each day")
    interdependence: float = number(0.3, 0, 1, "share", "ours", "guess", "of issues that touch another team")
    novelty: float = number(0.2, 0, 1, "share", "ours", "guess", "of issues no plan can cover")
    scope: float = number(0.4, 0, 1, "share", "ours", "guess", "of issues that reach one level further, each level")
    scope_sd: float = number(0.5, 0, 5, "course", "ours", "guess", "sd of what only the higher level knows, a level")
    question_spread: float = number(1.0, 0, 20, "course", "ours", "guess", "sd of what common questions propose")
    question_days: int = number(0, 0, 100_000, "days", "ours", "guess", "between common questions; 0 for none")
    trace: str | None = None
    """A saved trace (.npz) to live through instead of drawing one."""
    issues: str | None = None
    """A CSV of issues (day, origin or team; scope, other_team, stakes optional) instead of drawn ones."""
    staged: tuple[StagedShock, ...] = ()


@dataclass(frozen=True)
class CultureSettings(Checked):
    """What people are used to; states relax back to it."""

    clarity: float = number(0.6, 0, 1, "0 to 1", "ours", "guess", "clarity of roles and purpose")
    trust: float = number(0.55, 0, 1, "0 to 1", "ours", "guess", "trust in the line and among peers")
    learning: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "share of a shown error that is learnt from")
    resilience: float = number(0.7, 0, 5, "factor", "ours", "guess", "1 weighs a signal exactly; below over-reacts")
    empathy: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "attention to the human cost")
    control: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "chance of a visa where there is no trust")
    review: float = number(0.2, 0, 1, "share", "ours", "guess", "of answers in effect looked at afterwards")
    circle_days: int = number(5, 1, 100_000, "days", "ours", "guess", "between circles of a manager and the reports")
    circle_minutes: float = number(60, 0, 480, "min", "ours", "guess", "length of a circle; 0 for none")
    quorum: float = number(0.5, 0, 1, "share", "ours", "guess", "of yes that a common question needs")
    commitment: float = number(1.0, 0.05, 1, "0 to 1", "ours", "guess", "share of a full working time")


@dataclass(frozen=True)
class DialSettings(Checked):
    """How direction and knowledge travel, 0 mechanical to 1 organic; each dial turns alone."""

    decision_process: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "chance to consult first on a wide issue")
    constitution: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "sensing of G: at the centre, or by members")
    strategy: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "a fixed plan, or a course adapted as it goes")
    lattice: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "beliefs follow the manager, or everybody near")
    initiative: float = number(
        0.5, 0, 1, "0 to 1", "theory", "theory", "authority by level, or where the issue comes to"
    )
    legitimacy: float = number(0.5, 0, 1, "0 to 1", "theory", "theory", "people follow rank, or who has been right")


@dataclass(frozen=True)
class PhysicsSettings(Checked):
    """The constants of a day, the same law for every organisation."""

    step_hours: float = number(8.0, 0.001, 24, "h", "ours", "theory", "length of a day")
    work_hours: float = number(0.8, 0, 100, "h", "ours", "guess", "to work out an answer, mean")
    plan_hours: float = number(0.2, 0, 100, "h", "ours", "guess", "to look up and give the planned answer, mean")
    work_spread: float = number(0.5, 0, 3, "log", "ours", "guess", "sd of the log of the work multiplier (mean 1)")
    work_law: str = "lognormal"
    """``constant``, ``lognormal`` or ``exponential``: the work multiplier each stage of an issue draws."""
    send_hours: float = number(0.3, 0, 100, "h", "ours", "guess", "the sender's share of a hand-off")
    receive_hours: float = number(0.3, 0, 100, "h", "ours", "guess", "the recipient's share of a hand-off")
    handoff_hours: float = number(8.0, 0, 1000, "h", "ours", "guess", "before a handed task can be opened")
    advice_hours: float = number(0.2, 0, 100, "h", "ours", "guess", "of an adviser, to give advice")
    patience_days: float = number(5.0, 0, 1000, "days", "ours", "guess", "an issue waits for advice at most")
    group_hours: float = number(0.5, 0, 100, "h", "ours", "guess", "of each side, to meet on an issue")
    forming_hours: float = number(2.0, 0, 100, "h", "ours", "guess", "of the convener, to form a group")
    approval_hours: float = number(0.2, 0, 100, "h", "ours", "guess", "to look at an answer before it goes out, mean")
    approval_levels: int = number(1, 0, 50, "levels", "ours", "guess", "whose visa an answer may need")
    approval_rounds: int = number(1, 0, 50, "times", "ours", "guess", "a visa is refused before the own view stands")
    approval_tolerance: float = number(1.0, 0, 100, "course", "ours", "guess", "distance to the own view that passes")
    review_hours: float = number(0.1, 0, 8, "h", "ours", "guess", "to look at one answer afterwards")
    vote_minutes: float = number(5.0, 0, 480, "min", "ours", "guess", "of everybody, for a common question")
    vote_tolerance: float = number(1.0, 0, 100, "course", "ours", "guess", "distance at which a proposal gets a yes")
    base_hours: float = number(4.2, 0, 24, "h a day", "ours", "guess", "operational work at the base")
    manager_hours: float = number(2.5, 0, 24, "h a day", "ours", "guess", "operational work of a manager")
    head_hours: float = number(1.0, 0, 24, "h a day", "ours", "guess", "operational work at the top")
    sensing_hours: float = number(2 / 43, 0, 8, "h a person and day", "ours", "guess", "budget for sensing G")
    local_sensing_hours: float = number(0.25, 0, 8, "h a day", "ours", "guess", "sensing the own team's context")
    sensing_noise: float = number(1.0, 0, 20, "course", "ours", "guess", "sd of a signal of G from one hour")
    local_noise: float = number(0.5, 0, 20, "course", "ours", "guess", "sd of a signal of L from one hour")
    sensing_correlation: float = number(0.4, 0, 0.8, "share", "ours", "guess", "of sensing noise that all share")
    blur: float = number(0.3, 0, 5, "a hop", "ours", "guess", "a context passed on keeps exp(-blur) of itself")
    judgement_noise: float = number(0.3, 0, 5, "course", "ours", "guess", "sd of an answer around its best")
    local_pull: float = number(0.0, 0, 1, "share a day", "ours", "guess", "return of g towards one's own signals")
    circle_minutes_scale: float = number(60.0, 1, 10_000, "min", "ours", "guess", "1 - exp(-1) of a circle's mixing")
    plan_tolerance: float = number(1.0, 0, 100, "course", "ours", "guess", "distance at which a plan is disbelieved")
    pivot_threshold: float = number(1.0, 0, 1000, "course", "ours", "guess", "distance at which the plan is overturned")
    pivot_loss: float = number(0.02, 0, 1, "0 to 1", "ours", "guess", "clarity and trust lost on hearing of it")
    reset_chance: float = number(0.5, 0, 1, "share", "ours", "guess", "of answers on their way that a pivot sends back")
    plan_days: float = number(60.0, 5, 1000, "days", "ours", "theory", "planning period when the plan covers all")
    planning_hours: float = number(8.0, 0, 200, "h", "ours", "guess", "of every manager, for a plan that covers all")
    report_days: int = number(5, 1, 1000, "days", "ours", "guess", "between reports to the centre")
    report_hours: float = number(0.1, 0, 8, "h", "ours", "guess", "of each side, for one report")
    ambiguity_by_plan: float = number(0.5, 0, 1, "0 to 1", "ours", "guess", "pi: how far a plan names the owner too")
    collision_chance: float = number(0.15, 0, 1, "share", "ours", "guess", "of unclear issues a second desk takes too")
    course_memory: float = number(0.3, 0, 1, "share", "ours", "guess", "weight of an answer in its team's course")
    max_attempts: int = number(4, 0, 100, "times", "ours", "guess", "an answer is redone before the issue is dropped")
    error_noise: float = number(0.5, 0, 20, "course", "ours", "guess", "sd of the error that a failure shows")
    error_learning: float = number(0.6, 0, 1, "share", "ours", "guess", "of a shown error taken over, x learning")
    trust_gain: float = number(0.004, 0, 1, "0 to 1", "ours", "guess", "trust built by a success")
    trust_loss: float = number(0.02, 0, 1, "0 to 1", "ours", "guess", "trust lost by a failure")
    credit_memory: float = number(0.05, 0, 1, "share", "ours", "guess", "weight of the last answer in one's credit")
    skill_gain: float = number(0.004, 0, 1, "around 1", "ours", "guess", "skill built by a success")
    skill_loss: float = number(0.0, 0, 1, "around 1", "ours", "guess", "skill lost by a failure")
    autonomy_memory: float = number(0.05, 0, 1, "share", "ours", "guess", "weight of the last issue in felt autonomy")
    relaxation: float = number(0.01, 0, 1, "a day", "ours", "guess", "return of trust, clarity, skill to culture")
    strain_rate: float = number(0.016, 0, 1, "a day", "ours", "guess", "a: exhaustion per unit of strain")
    recovery_rate: float = number(0.012, 0, 1, "a day", "ours", "guess", "r: share of exhaustion recovered")
    attention_loss: float = number(0.3, 0, 1, "share", "ours", "guess", "of attention lost at full exhaustion")
    strain_load: float = number(0.5, 0, 10, "strain", "lee2013", "guess", "per day of work waiting, at most 2 days")
    strain_unclear: float = number(0.3, 0, 10, "strain", "lee2013", "guess", "per unit of missing clarity")
    strain_rework: float = number(0.15, 0, 10, "strain", "ours", "guess", "per answer that came back today")
    strain_constraint: float = number(0.25, 0, 10, "strain", "lee2013", "guess", "per unit of missing autonomy")
    strain_pivot: float = number(0.5, 0, 10, "strain", "ours", "guess", "on the day one hears of a pivot")
    relief_support: float = number(0.6, 0, 10, "strain", "lee2013", "guess", "taken off by full support")
    support_trust: float = number(0.35, 0, 1, "share", "ours", "guess", "of support per unit of either trust")
    support_empathy: float = number(0.3, 0, 1, "share", "ours", "guess", "of support per unit of empathy")
    leave_rate: float = number(0.0005, 0, 1, "a day", "ours", "guess", "chance to leave at exhaustion 0.2")
    leave_slope: float = number(4.0, 0, 50, "per unit of E", "swider2010", "guess", "growth of that chance with E")
    newcomer_clarity: float = number(0.5, 0, 1, "share", "ours", "guess", "of the culture's clarity on arrival")
    newcomer_skill: float = number(0.7, 0.05, 2, "around 1", "ours", "guess", "skill on arrival")
    welcome_hours: float = number(4.0, 0, 100, "h", "ours", "guess", "of the team together, for each newcomer")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.work_law not in WORK_LAWS:
            raise InputError(f"work_law: unknown law {self.work_law!r}{nearest(self.work_law, WORK_LAWS)}")


WORK_LAWS = ("constant", "lognormal", "exponential")


@dataclass(frozen=True)
class Settings(Checked):
    """One organisation in one world: all that determines the numbers of a run."""

    rule: str
    """Name of a rule under ``sim/rules``, or path of a file of one's own."""
    rule_args: Mapping[str, float] = field(default_factory=dict[str, float])
    seed: int = number(1, 0, 2**53, "", "ours", "theory", "first seed; the k-th replicate uses seed + k")
    days: int = number(250, 1, 100_000, "days", "ours", "theory", "working days simulated")
    warmup_days: int = number(20, 0, 100_000, "days", "ours", "guess", "before anything is measured")
    follow_days: int = number(20, 1, 10_000, "days", "ours", "theory", "H: how long each issue is followed")
    organisation: OrganisationSettings = field(default_factory=OrganisationSettings)
    world: WorldSettings = field(default_factory=WorldSettings)
    culture: CultureSettings = field(default_factory=CultureSettings)
    dials: DialSettings = field(default_factory=DialSettings)
    physics: PhysicsSettings = field(default_factory=PhysicsSettings)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.days <= self.warmup_days + self.follow_days:
            needs = self.warmup_days + self.follow_days + 1
            raise InputError(
                f"days: {self.days} leaves nothing to measure after warmup_days={self.warmup_days} and before the last "
                f"follow_days={self.follow_days} (at least {needs}, or shorten those)"
            )


@dataclass(frozen=True)
class FormSettings(Checked):
    """What one of the two organisations has of its own: a rule, dials, and overrides of the shared culture."""

    rule: str
    rule_args: Mapping[str, float] = field(default_factory=dict[str, float])
    dials: DialSettings = field(default_factory=DialSettings)
    culture: Mapping[str, float] = field(default_factory=dict[str, float])
