"""The constants of a day."""

from __future__ import annotations

from dataclasses import dataclass

from sim.checked import ANY_SHARE, LAW, Checked, fixed, linear, log, number
from sim.errors import InputError


@dataclass(frozen=True)
class PhysicsSettings(Checked):
    """The constants of a day, the same law for every organisation."""

    # fmt: off
    step_hours: float = number(8.0, 0.001, 24, "h", "length of a day",
        fixed("the clock: a working day"), strength="theory")
    work_hours: float = number(0.8, 0, 100, "h", "to work out an answer, mean",
        log(0.5, 1.2, "load stays between 50 % and 110 %"))
    plan_hours: float = number(0.2, 0, 100, "h", "to look up and give the planned answer, mean", log(0.1, 0.4))
    trade_off: float = number(0.2, 0, 1, "stakes", "below which full desks decline, x priorities",
        linear(0, 0.4, "from none declined to two fifths of all stakes where priorities are clear"))
    goal_spread: float = number(0.3, 0, 5, "course", "sd of teams' own goals, without priorities",
        linear(0, 0.6, "from one success for all to twice the noise of a judgement"))
    work_spread: float = number(0.5, 0, 3, "log", "sd of the log of the work multiplier (mean 1)", log(0.25, 1))
    work_law: str = "lognormal"
    """``constant``, ``lognormal`` or ``exponential``: the work multiplier of each stage of an issue."""
    send_hours: float = number(0.3, 0, 100, "h", "the sender's share of a hand-off", log(0.15, 0.6))
    receive_hours: float = number(0.3, 0, 100, "h", "the recipient's share of a hand-off", log(0.15, 0.6))
    handoff_hours: float = number(8.0, 0, 1000, "h", "before a handed task can be opened", log(4, 16))
    advice_hours: float = number(0.2, 0, 100, "h", "of an adviser, to give advice", log(0.1, 0.4))
    patience_days: float = number(5.0, 0, 1000, "days", "a request waits to be opened at most", log(2.5, 10))
    lapsing: float = number(1.0, 0, 1, "share", "of unopened requests lapse, of dead ones are free",
        LAW, strength="theory")
    lapse_loss: float = number(0.0, 0, 0.1, "0 to 1", "trust lost in whoever lets a request lapse",
        linear(0, 0.024, "from no grudge to one as large as a step of trust"))
    overtime_hours: float = number(2.0, 0, 16, "h a day", "worked on while usable tasks wait, at most",
        log(0.5, 4, "from half an hour to a day half as long again"))
    owed_days: float = number(1.0, 0, 10_000, "days", "of hours owed at most; more lapses",
        log(0.5, 3, "half a day to three: nobody owes a week of meetings"))
    refuse_days: float = number(15.0, 0, 1_000_000, "days", "unopened on a desk, then refused",
        log(10, 30, "two to six weeks on one desk; results of the prototype hardly moved within"))
    refuse_law: str = "constant"
    """``constant`` or ``exponential``: days unopened until refused, mean `refuse_days`."""
    group_hours: float = number(0.5, 0, 100, "h", "of each side, to meet on an issue", log(0.25, 1))
    forming_hours: float = number(2.0, 0, 100, "h", "of the convener, to set a meeting up", log(1, 4))
    upkeep_hours: float = number(0.5, 0, 100, "h a week", "of each member of a task group",
        log(0.25, 2, "from a quarter of an hour a week to two hours"))
    lead_asked: float = number(0.0, 0, 1, "share", "of acts across teams that take the other's lead",
        fixed("a law, off for everybody: a wide issue asks the lead anyway; for knock-outs"), strength="theory")
    group_rate: float = number(0.5, 0, 1, "share", "of gaps that found a group, x dial x engagement",
        linear(0, 1, "from no task groups to one for every felt gap"))
    group_gap: float = number(0.75, 0, 100, "course", "between two teams' courses that is felt",
        log(0.5, 1.5, "from small gaps to those that cost two thirds of a coupled answer"))
    group_teams: int = number(3, 2, 5, "teams", "that a task group joins",
        linear(2, 5, "from two teams to most of a small organisation"))
    group_aim: int = number(20, 1, 100_000, "answers", "across its teams that held: its work is done", log(10, 40))
    group_term: float = number(120.0, 1, 100_000, "days", "after which a task group ends undone",
        log(60, 250, "from a quarter to a year"))
    maturity_gain: float = number(0.5, 0, 1, "share", "of missing maturity, a meeting set up",
        linear(0.25, 0.75, "a share; around the start value"))
    ready_days: float = number(2.0, 0, 100, "days", "to be ready to meet, at half commitment, mean", log(1, 4))
    left_out_loss: float = number(0.02, 0, 1, "0 to 1", "engagement lost when one may not join", log(0.01, 0.04))
    approval_hours: float = number(0.2, 0, 100, "h", "to look at an answer before it goes out, mean", log(0.1, 0.4))
    approval_levels: int = number(1, 0, 50, "levels", "whose visa an answer may need",
        linear(1, 2, "whose visa an answer may need: one level or two"))
    approval_rounds: int = number(1, 0, 50, "times", "a visa is refused before the own view stands",
        linear(1, 2, "a visa is refused once or twice"))
    approval_tolerance: float = number(1.0, 0, 100, "course", "distance to the own view that passes", log(0.5, 2))
    review_hours: float = number(0.1, 0, 8, "h", "to look at one answer afterwards", log(0.05, 0.2))
    vote_minutes: float = number(5.0, 0, 480, "min", "of everybody, for a common question", log(2.5, 10))
    vote_tolerance: float = number(1.0, 0, 100, "course", "distance at which a proposal gets a yes", log(0.5, 2))
    consensus_minutes: float = number(20.0, 0, 480, "min", "of everybody, for a round of consensus", log(10, 40))
    consensus_rounds: int = number(3, 1, 50, "rounds", "before arbitration by majority", log(2, 5))
    objection_tolerance: float = number(2.0, 0, 100, "course", "distance at which half object", log(1, 4))
    objections_allowed: float = number(0.1, 0, 1, "share", "of people who may object to a consensus", log(0.05, 0.2))
    overruled_loss: float = number(0.02, 0, 1, "per course", "engagement lost when overruled", log(0.01, 0.04))
    contest_hours: float = number(0.25, 0, 8, "h a day", "of a manager with rivals, to hold rights", log(0.125, 0.5))
    pull_back: float = number(0.2, 0, 1, "share", "of decisions beyond one's level, taken back", log(0.1, 0.4))
    right_holders: int = number(2, 1, 50, "people", "m: who hold a right where rights are shared",
        log(2, 4, "a right that is shared has two holders or more"))
    charter_days: int = number(60, 1, 10_000, "days", "between assemblies on the charter", log(30, 120))
    charter_hours: float = number(4.0, 0, 100, "h", "of everybody, for an assembly on the charter", log(2, 8))
    contest_rate: float = number(0.1, 0, 1, "a day", "procedural questions, a tenth contesting", log(0.05, 0.2))
    procedure_minutes: float = number(60.0, 0, 480, "min", "of everybody, for a procedural question", log(30, 120))
    procedure_loss: float = number(0.05, 0, 1, "0 to 1", "engagement it costs everybody else", log(0.02, 0.1))
    customer_leaving: float = number(0.0, 0, 1, "an issue", "chance, x loss, that its customer leaves",
        fixed("off: what a customer who has left would have asked counts as lost, which moves speed and fit "
              "by a guess"))
    customer_return: float = number(0.02, 0, 1, "an issue", "not asked, after which one comes back",
        fixed("acts on nothing while customers do not leave"))
    base_hours: float = number(4.4, 0, 24, "h a day", "operational work at the base, full-time",
        linear(3.5, 4.8, "load stays between 50 % and 110 %"), strength="calibrated")
    manager_hours: float = number(2.5, 0, 24, "h a day", "operational work of a manager",
        linear(1.5, 3.5, "load stays between 50 % and 110 %"), strength="calibrated")
    head_hours: float = number(0.5, 0, 24, "h a day", "operational work at the top",
        log(0.5, 2, "no measurement known: half to twice; only at the lower edge can the head of 43 people spend "
                    "most hours with others, so a calibrated value may lie there"),
        strength="calibrated")
    sensing_hours: float = number(2 / 43, 0, 8, "h a person and day", "budget for sensing G", log(0.0232558, 0.0930233))
    shared_sensing: float = number(1.0, 0, 1, "share", "of central sensing that a top team shares",
        LAW, strength="theory")
    local_sensing_hours: float = number(0.25, 0, 8, "h a day", "sensing the own team's context", log(0.125, 0.5))
    sensing_noise: float = number(1.0, 0, 20, "course", "sd of a signal of G from one hour", log(0.5, 2))
    local_noise: float = number(0.5, 0, 20, "course", "sd of a signal of L from one hour", log(0.25, 1))
    sensing_correlation: float = number(0.4, 0, 0.8, "share", "of sensing noise that all share",
        linear(0, 0.8, "the range the notes register"))
    blur: float = number(0.3, 0, 5, "a hop", "a context passed on keeps exp(-blur) of itself", log(0.15, 0.6))
    silo_reach: float = number(1.0, 0, 1, "share", "of a silo felt in contexts and meetings", LAW, strength="theory")
    judgement_noise: float = number(0.3, 0, 5, "course", "sd of an answer around its best", log(0.15, 0.6))
    common_error: float = number(1.0, 0, 1, "share", "of a joint act's error that is common", LAW, strength="theory")
    local_pull: float = number(0.0, 0, 1, "share a day", "return of g towards one's own signals",
        linear(0, 0.1, "from none to a tenth a day"))
    circle_minutes_scale: float = number(60.0, 1, 10_000, "min", "1 - exp(-1) of a circle's mixing", log(30, 120))
    circle_reach: float = number(1.0, 0, 1, "share", "of a circle's mixing, for contexts and owners",
        LAW, strength="theory")
    plan_tolerance: float = number(1.0, 0, 100, "course", "distance at which a plan is disbelieved", log(0.5, 2))
    pivot_threshold: float = number(1.0, 0, 1000, "course", "distance at which the plan is overturned", log(0.5, 2))
    pivot_loss: float = number(0.02, 0, 1, "0 to 1", "clarity lost on hearing of it", log(0.01, 0.04))
    pivot_trust_loss: float = number(0.0, 0, 1, "0 to 1", "trust in the line lost on hearing of it",
        fixed("retired: a loss without a gain, which no expectation could balance; for knock-outs"))
    pivot_days: float = number(5.0, 0, 1000, "days", "before the plan can be overturned again",
        log(3, 20, "from half a week to a month before a plan is overturned again"))
    reset_chance: float = number(0.5, 0, 1, "share", "of answers on their way that a pivot sends back",
        linear(0.25, 0.75, "a share; around the start value"))
    plan_days: float = number(60.0, 5, 1000, "days", "planning period when the plan covers all",
        fixed("a definition: a quarter"), strength="theory")
    planning_hours: float = number(8.0, 0, 200, "h", "of every manager, for a plan that covers all", log(4, 16))
    report_days: int = number(5, 1, 1000, "days", "between reports to the centre",
        fixed("the clock of reports: a working week"))
    report_hours: float = number(0.1, 0, 8, "h", "of each side, for one report", log(0.05, 0.2))
    inform_hours: float = number(0.05, 0, 8, "h", "to inform the other team of an answer", log(0.025, 0.1))
    practice_days: int = number(60, 1, 10_000, "days", "between best practices put to everybody", log(30, 120))
    dashboard_days: float = number(1.0, 0, 100, "days", "of work waiting that a dashboard shows",
        fixed("a definition: what a dashboard shows; it moves nothing"))
    question_weight: float = number(0.3, 0, 1, "share", "of the way the course moves to what passed",
        linear(0, 0.6, "from questions that bind nobody to twice the weight of an answer in a course"))
    trial_gain: float = number(0.05, 0, 1, "share", "of what practices lack, found by trials",
        linear(0, 0.1, "from none to twice the start value"))
    trial_hours: float = number(0.1, 0, 8, "h", "of everybody who tries, a report", log(0.05, 0.2))
    practice_noise: float = number(0.2, 0, 5, "share", "more noise of judgement without a fit",
        linear(0, 0.4, "from practices that save hours alone to twice the start value"))
    practice_saving: float = number(0.2, 0, 1, "share", "of working hours, by a practice that fits", log(0.1, 0.4))
    own_rate: float = number(0.0, 0, 1, "a day", "issues opened by whoever has nothing waiting",
        fixed("off: issues of members' own are looked at apart (.05, .02 to .1), outside the cohort that is judged"))
    own_gain: float = number(0.05, 0, 1, "share", "of the way to the best practice, by one that held",
        linear(0, 0.2, "no measurement known: nothing to four times the start"))
    translation_hours: float = number(4.0, 0, 100, "h", "of a member, to translate without similarity", log(2, 8))
    translation_noise: float = number(0.5, 0, 20, "course", "sd of a translation around the best", log(0.25, 1))
    ambiguity_by_plan: float = number(0.5, 0, 1, "0 to 1", "pi: how far a plan names the owner too",
        linear(0, 1, "the range the notes register"))
    collision_chance: float = number(0.15, 0, 1, "share", "of unclear issues a second desk takes too", log(0.075, 0.3))
    course_memory: float = number(0.3, 0, 1, "share", "weight of an answer in its team's course", log(0.15, 0.6))
    max_attempts: int = number(4, 0, 100, "times", "an answer is redone before the issue is dropped", log(2, 8))
    error_noise: float = number(0.5, 0, 20, "course", "sd of the error that a failure shows", log(0.25, 1))
    error_learning: float = number(0.6, 0, 1, "share", "of a shown error taken over, x learning",
        linear(0.3, 0.9, "a share; around the start value"))
    lesson_split: float = number(0.5, 0, 1, "share", "of a lesson to the context; the rest to g",
        linear(0, 1, "from all to the direction to all to the context, the first law"))
    team_lesson: float = number(0.6, 0, 1, "share", "of a reviewed lesson that the team takes, too",
        linear(0, 1, "from lessons of deciders alone to lessons of all"))
    noticed: float = number(0.5, 0, 1, "share", "of errors seen without a review",
        linear(0, 0.8, "from errors seen in reviews alone to most seen by whoever made them"))
    trust_step: float = number(0.024, 0, 1, "0 to 1", "trust moved by (held - expected)", log(0.012, 0.048))
    trust_expected: float = number(0.783, 0, 1, "share", "e: of answers that must hold to keep trust",
        linear(0.7, 0.85, "around the share of answers that hold at neutral dials, 0.77: what is usual is what "
                          "is expected"),
        strength="calibrated")
    charge_decider: float = number(1.0, 0, 1, "share", "of trust charged to who decided", LAW, strength="theory")
    hearing_floor: float = number(0.2, 0, 1, "share", "of a voice heard without trust",
        linear(0, 0.4, "from a voice unheard without trust to two fifths heard all the same"))
    own_expected: float = number(0.42, 0, 1, "share", "of events that are usually one's own decision",
        linear(0.3, 0.55, "around the share at neutral dials, 0.42: what is usual is what is expected"),
        strength="calibrated")
    kept_expected: float = number(0.788, 0, 1, "share", "of events that are usually kept",
        linear(0.65, 0.9, "the same, 0.78"), strength="calibrated")
    held_expected: float = number(0.811, 0, 1, "share", "of first answers that usually hold",
        linear(0.65, 0.9, "the same, 0.80"), strength="calibrated")
    heard_expected: float = number(0.235, 0, 1, "share", "of others' decisions usually heard on",
        linear(0.1, 0.4, "the same, 0.24"), strength="calibrated")
    logic_trust: float = number(0.0, -3, 3, "gain", "g: of trust by what one lives",
        linear(-0.5, 0.5, "the sign is open: symmetric around none"))
    logic_clarity: float = number(0.0, -3, 3, "gain", "g: of clarity by what one lives",
        linear(-0.5, 0.5, "the sign is open: symmetric around none"))
    logic_voice: float = number(0.0, -3, 3, "gain", "g: of voice by what one lives",
        linear(-0.5, 0.5, "the sign is open: symmetric around none"))
    logic_engagement: float = number(0.5, -3, 3, "gain", "g: of engagement by what one lives",
        linear(-0.5, 0.5, "the sign is open: symmetric around none"))
    engagement_norm: float = number(0.7, 0, 1, "0 to 1", "to which engagement returns",
        linear(0.5, 0.9, "no source gives a level; only differences are shown"))
    engagement_strain: float = number(0.3, 0, 5, "0 to 1", "h: engagement lost per unit of exhaustion",
        linear(0, 0.6, "from none to twice the start"))
    usual_exhaustion: float = number(0.331, 0, 1, "0 to 1", "E0: at which none is lost",
        linear(0.2, 0.45, "around the mean at neutral dials, 0.29"), strength="calibrated")
    effort_engagement: float = number(0.2, 0, 0.9, "share", "m: of hours withheld without engagement",
        linear(0, 0.3, "from none to three hours of ten withheld by whoever is not engaged at all"))
    charge_engagement: float = number(1.0, 0, 1, "share", "of such losses not taken from commitment",
        LAW, strength="theory")
    credit_memory: float = number(0.05, 0, 1, "share", "weight of the last answer in one's credit", log(0.025, 0.1))
    skill_gain: float = number(0.004, 0, 1, "around 1", "skill built by a success", log(0.002, 0.008))
    skill_loss: float = number(0.0, 0, 1, "around 1", "skill lost by a failure",
        linear(0, 0.004, "from none to as much as a success builds"))
    skill_cap: float = number(1.5, 0, 100, "around 1", "that practice comes near to; 0: no end",
        log(1.2, 2, "from a fifth above the usual to twice as good"))
    skill_pace: float = number(0.3, 0, 5, "power", "b: hours of work times skill^-b",
        linear(0, 1, "from no saving of hours to hours in inverse proportion to skill"))
    skill_rights: float = number(0.5, 0, 100, "per skill", "w: chance of a level more to decide",
        linear(0, 2, "from rank alone to a level more for whoever is half again as able"))
    autonomy_memory: float = number(0.05, 0, 1, "share", "weight of the last issue in felt autonomy", log(0.025, 0.1))
    relaxation: float = number(0.01, 0, 1, "a day", "return of trust, clarity, skill to culture", log(0.005, 0.02))
    strain_rate: float = number(0.016, 0, 1, "a day", "a: exhaustion per unit of strain", log(0.008, 0.032))
    recovery_rate: float = number(0.012, 0, 1, "a day", "r: share of exhaustion recovered", log(0.006, 0.024))
    clarity_spread: float = number(0.9, 0, 1, "share", "how unlike people are in clarity",
        linear(0, 1, "from all alike to as unlike as a share allows; five-point scales lie near the upper end"))
    trust_spread: float = number(0.8, 0, 1, "share", "how unlike people are in trust", linear(0, 1, "as clarity"))
    skill_spread: float = number(0.15, 0, 2, "log", "sd of the log of skill (mean 1)",
        linear(0, 0.3, "from all alike to one in six a good quarter better"))
    strain_spread: float = number(0.71, 0, 2, "log", "sd of the log of how work strains people",
        linear(0.3, 0.9, "around what lets some people be severely exhausted while most are not"),
        strength="calibrated")
    recovery_spread: float = number(0.53, 0, 2, "log", "sd of the log of how people recover",
        linear(0.2, 0.6, "as strain, and less: the two multiply"), strength="calibrated")
    settled_start: float = number(1.0, 0, 1, "share", "of one's steady exhaustion, to start from",
        LAW, strength="theory")
    stayed_start: float = number(1.0, 0, 1, "share", "of those who leave soon, left before the start",
        LAW, strength="theory")
    attention_loss: float = number(0.3, 0, 1, "share", "of attention lost at full exhaustion", log(0.15, 0.6))
    overtime_strain: float = number(0.16, 0, 10, "strain", "per hour of overtime",
        log(0.05, 0.3, "no measurement known: about the start, to five times as much"), strength="calibrated")
    strain_demand: float = number(0.96, 0, 10, "strain", "P: per share of hours used",
        log(0.3, 1, "the sign is measured, not the size: a third of the start to a "
                    "little above it", source="karasek1979"),
        strength="calibrated")
    control_relief: float = number(0.8, 0, 1, "share", "k: of it taken off by full control",
        linear(0.3, 0.9, "wide on purpose: it and autonomy make most of any difference in burnout, and no "
                         "target fixes it", source="karasek1979"),
        source="karasek1979")
    rank_control: float = number(1.0, 0, 1, "share", "of control that comes with standing", ANY_SHARE)
    outside_strain: float = number(0.25, 0, 10, "strain", "from outside work, mean",
        log(0.05, 0.3, "no measurement known: a third to twice"), strength="calibrated")
    strain_load: float = number(0.0, 0, 10, "strain", "per day of work waiting, at most 2 days",
        fixed("retired: demand and control took its place; for knock-outs"), source="lee2013")
    strain_unclear: float = number(0.58, 0, 10, "strain", "per unit of missing clarity",
        log(0.15, 0.6, "the sign is measured, not the size: half to twice", source="lee2013"),
        source="lee2013", strength="calibrated")
    strain_rework: float = number(0.15, 0, 10, "strain", "per answer that came back today", log(0.075, 0.3))
    strain_constraint: float = number(0.0, 0, 10, "strain", "per unit of missing autonomy",
        fixed("retired: control would count twice; for knock-outs"), source="lee2013")
    strain_pivot: float = number(0.5, 0, 10, "strain", "on the day one hears of a pivot", log(0.25, 1))
    relief_support: float = number(0.6, 0, 10, "strain", "taken off by full support",
        log(0.3, 1.2, "the sign is measured, not the size: half to twice", source="lee2013"), source="lee2013")
    support_trust: float = number(0.35, 0, 1, "share", "of support per unit of either trust",
        linear(0.2, 0.4, "two trusts and empathy together stay near 1"))
    support_empathy: float = number(0.3, 0, 1, "share", "of support per unit of empathy",
        linear(0.2, 0.4, "two trusts and empathy together stay near 1"))
    strain_load_days: float = number(2.0, 0, 100, "days", "of work waiting; more strains no further",
        fixed("acts with strain_load alone"))
    strain_isolation: float = number(0.2, 0, 10, "strain", "per unit of isolation", log(0.1, 0.4))
    community_practices: float = number(1.0, 0, 1, "share", "of a point's mixing, for teams' practices",
        LAW, strength="theory")
    isolation_ties: float = number(2.0, 0.01, 100, "ties", "peers that halve isolation", log(1, 4))
    voice_load_days: float = number(2.0, 0.01, 100, "days", "of work waiting that silence somebody", log(1, 4))
    care_load_days: float = number(0.5, 0, 100, "days", "of work waiting from which leaders step in", log(0.25, 1))
    care_hours: float = number(0.25, 0, 8, "h", "of a leader, to ease one report's load for a day", log(0.125, 0.5))
    postpone_days: float = number(5.0, 0, 1000, "days", "by which what has low stakes is put off", log(2.5, 10))
    resistance_loss: float = number(0.02, 0, 1, "a day", "resistance, when all one decided is lost", log(0.01, 0.04))
    resistance_doubt: float = number(0.01, 0, 1, "0 to 1", "resistance from a refusal or pull-back", log(0.005, 0.02))
    resisted_sessions: float = number(1.0, 0, 1, "share", "of a session's hours while a change drags on",
        LAW, strength="theory")
    power_memory: float = number(0.05, 0, 1, "a day", "weight of today in how much one decides", log(0.025, 0.1))
    power_habit: float = number(0.005, 0, 1, "a day", "weight of today in what one is used to", log(0.0025, 0.01))
    influence_days: float = number(60.0, 1, 10_000, "days", "over which lived influence is counted",
        fixed("a definition: what a mirror shows"), strength="theory")
    gap_loss: float = number(0.005, 0, 1, "a day", "clarity and trust lost to a full gap", log(0.0025, 0.01))
    steered_hours: float = number(0.5, 0, 1, "share", "of uneven load, moved by a head who only steers", ANY_SHARE)
    steered_links: float = number(0.3, 0, 1, "share", "of courses made known by a head who only steers",
        linear(0, 0.6, "no measurement known: none to twice"))
    community_initiative: float = number(0.2, 0, 1, "share", "of rights not free: linked managers' teams",
        linear(0, 0.4, "no measurement known: none to twice"))
    coaching_hours: float = number(0.5, 0, 40, "h a week", "of each side, to coach one report", log(0.25, 1))
    coaching_gain: float = number(0.01, 0, 1, "around 1", "skill a week from full coaching", log(0.005, 0.02))
    coaching_replaces: float = number(1.0, 0, 1, "share", "of hours on reports, orders, visas that coaching can use",
        LAW, strength="theory")
    orchestration_hours: float = number(2.0, 0, 24, "h a day", "of the head, for steering alone",
        log(1, 2.5, "from half to a fourth more than the start: above it steering alone fills the head's day at "
                    "many points"))
    expert_skill: float = number(0.3, 0, 10, "around 1", "more skill of the head in the old domain", log(0.15, 0.6))
    transition_slowing: float = number(0.375, 0, 1, "share", "slower without support: 400 for 250 days",
        linear(0.2, 0.55, "a share; around the start value"), strength="theory")
    leave_rate: float = number(0.00026, 0, 1, "a day", "chance to leave at exhaustion 0.2",
        log(0.00025, 0.001), strength="calibrated")
    leave_slope: float = number(4.0, 0, 50, "per unit of E", "growth of that chance with E",
        linear(2, 6, "sign and size of exhaustion to turnover; half again either way", source="swider2010"),
        source="swider2010")
    leave_engagement: float = number(1.0, 0, 10, "per unit", "l: fall of that chance with engagement",
        linear(0, 2, "from none to twice the start"))
    newcomer_clarity: float = number(0.5, 0, 1, "share", "of the culture's clarity on arrival",
        linear(0.25, 0.75, "a share; around the start value"))
    newcomer_skill: float = number(0.7, 0.05, 2, "around 1", "skill on arrival",
        linear(0.5, 0.9, "a share; around the start value"))
    welcome_hours: float = number(4.0, 0, 100, "h", "of the team together, for each newcomer", log(2, 8))
    handed_over: float = number(0.0, 0, 1, "share", "of leavers whose inbox goes to their manager",
        fixed("a law, off for everybody: an inbox stays with the seat; for knock-outs"), strength="theory")
    newcomer_loss: float = number(0.01, 0, 1, "share", "of a team's clarity lost with a newcomer", log(0.005, 0.02))
    # fmt: on

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, laws in (("work_law", WORK_LAWS), ("refuse_law", REFUSE_LAWS)):
            given = getattr(self, name)
            if given not in laws:
                raise InputError("unknown_law", name, (given, laws), name=given)


WORK_LAWS = ("constant", "lognormal", "exponential")
REFUSE_LAWS = ("constant", "exponential")
