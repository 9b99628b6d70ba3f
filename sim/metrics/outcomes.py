"""The outcomes there are: what each is called, in which unit, which way is better, and what it means."""

from __future__ import annotations

from typing import Final, NamedTuple

from sim.record import ROLES, SEVERE, THETAS


class Outcome(NamedTuple):
    """What an outcome is: its name, unit, which way is better (-1 lower, 1 higher, 0 neither), and its meaning."""

    name: str
    unit: str
    better: int
    says: str


JUDGED: Final = (
    Outcome("decision_lead", "days", -1, "from birth to the first answer in effect, at most H; H if none, or dropped"),
    Outcome("decision_lead_median", "days", -1, "its median over issues"),
    Outcome("decision_lead_p90", "days", -1, "what nine issues of ten do not exceed"),
    Outcome("never_answered", "share", -1, "of issues without a first answer in effect within H days"),
    Outcome("lead_waiting", "days", 0, "of the lead of answered issues: neither worked on nor on its way"),
    Outcome("lead_working", "days", 0, "of it: somebody has the issue in hand (advisers apart)"),
    Outcome("lead_travelling", "days", 0, "of it: handed on, and not to be opened yet"),
    Outcome("decision_lead_high_stakes", "days", -1, "the same over issues in the top quarter of stakes"),
    Outcome("late", "share", -1, "of issues decided later than 5 days, or not within H days, or dropped"),
    Outcome("resolution_lead", "days", -1, "the same as decision_lead to the first answer that held, rework included"),
    Outcome("fit", "0 to 1", 1, "exp(-error^2 / 2) of first answers, as they took effect; 0 for none"),
    Outcome("fit_in_effect", "0 to 1", 1, "the same over answers that took effect, apart from speed"),
    Outcome("alignment", "0 to 1", 1, "mean over people and days of exp(-(g - G)^2 / 2)"),
    Outcome("cohesion", "0 to 1", 1, "the same around the mean belief"),
    Outcome("coordination", "0 to 1", 1, "mean over interdependent issues of exp(-delta gap^2 / 2)"),
    Outcome("coordination_gap", "course", -1, "mean over interdependent issues of |gap| between both teams' courses"),
)
"""Speed, fit and agreement."""

COURSE: Final = (
    Outcome("direction_distance", "course", -1, "shared direction: mean over people of |g - announced direction|"),
    Outcome("direction_spread", "course", -1, "beside it: sd of beliefs among people"),
    Outcome("action_distance", "course", -1, "common action: mean over teams of |course in force - L - announced one|"),
    Outcome("action_spread", "course", -1, "beside it: sd among teams of course in force - L"),
    Outcome("truth_distance", "course", -1, "mean over people of |g - G|: beliefs to the true direction"),
    Outcome("action_truth_distance", "course", -1, "mean over teams of |course in force - L - G|: deeds to it"),
    Outcome("recovery_beliefs", "days", -1, "until beliefs have made up 80 % of the gap the largest shock of G tore"),
    Outcome("recovery_deeds", "days", -1, "until deeds have"),
)
"""Alignment in units of course, what is believed beside what is done: means over days, never one number of both."""

CUSTOMERS: Final = (
    Outcome(
        "cx_loss", "0 to 1", -1, "customer experience lost: mean of the four parts that follow; all of what was lost"
    ),
    Outcome("cx_delay", "0 to 1", -1, "min(R, H) / H, R the resolution lead"),
    Outcome(
        "cx_inconsistent",
        "share",
        -1,
        "of issues whose first answer is more than 1 off the same customer's last within 10 days, contexts apart",
    ),
    Outcome("cx_repeats", "0 to 1", -1, "min(repeats, 3) / 3: how often somebody new had to be told the story"),
    Outcome("cx_resets", "0 to 1", -1, "min(resets, 3) / 3: how often it had to start anew"),
    Outcome("customers_lost", "share", -1, "of issues, those of customers who had left: lead H, fit 0, full hours"),
    Outcome("customers_left", "a customer-year", -1, "times a customer left"),
    Outcome("customers_returned", "a leaving", 1, "times one came back, for each that left; 0 if none left"),
)
"""What customers live."""

PEOPLE: Final = (
    *(
        Outcome(f"exhausted_{who}", "share", -1, f"{says} person-days with E > {THETAS[1]}")
        for who, says in (("base", "of the base's"), ("middle", "of middle managers'"), ("head", "of the head's"))
    ),
    Outcome("severe", "share", -1, f"of all person-days with E > {SEVERE}"),
    *(
        Outcome(f"burnout_{int(100 * theta)}", "a person-year", -1, f"episodes of 20 days in a row with E > {theta}")
        for theta in THETAS
    ),
    Outcome("burnout_50_deepest", "a person-year", -1, "episodes with E > 0.5 at the deepest level"),
    Outcome("burnout_50_middle", "a person-year", -1, "the same at the levels between"),
    Outcome("burnout_50_top", "a person-year", -1, "the same at the top level"),
    Outcome("exhaustion", "0 to 1", -1, "mean exhaustion E over people and days"),
    Outcome("alert", "share", -1, f"share of people and days with E > {THETAS[1]}"),
    Outcome("departures", "a person-year", -1, "people who left"),
    Outcome("commitment", "0 to 1", 1, "mean over people and days: share of a full working time given"),
    Outcome("middle_commitment", "0 to 1", 1, "the same over managers below the top"),
    Outcome("engagement", "0 to 1", 1, "mean over people and days: how far one gives what the contract asks"),
    Outcome("satisfaction", "share", 1, "of lived events: one had a say, the answer was kept, and it held"),
    Outcome("clarity", "0 to 1", 1, "mean: how clear roles and purpose are"),
    Outcome("trust", "0 to 1", 1, "mean of trust in the line and in peers"),
    Outcome("isolation", "0 to 1", -1, "mean: lack of contact with equals"),
    Outcome("resistance", "0 to 1", -1, "mean: to changes, and to what others decided"),
    Outcome("frictions", "a person-year", -1, "times a dashboard began to show that too much waits for somebody"),
    Outcome("friction_named", "share", 1, "of those, named before by whoever it was"),
    Outcome("named_early", "days", 1, "by which they were named before a dashboard showed them; 0 if not named"),
    Outcome("voice", "0 to 1", 1, "mean: how far people say where it breaks"),
    Outcome("changing_days", "days", 0, "on which an intervention was under way: not yet complete, or not taken back"),
)
"""What people live."""

WORK: Final = (
    Outcome("backlog", "tasks a person", -1, "usable tasks waiting at the end of a day, 64 of one person at most"),
    Outcome("open_issues", "issues", -1, "issues not yet resolved or dropped at the end of a day"),
    Outcome("escalations", "an issue", 0, "times issues went up a level"),
    Outcome("handoffs", "an issue", 0, "times issues changed hands"),
    Outcome("rework", "an issue", -1, "answers that failed and came back"),
    Outcome("dropped", "share", -1, "issues of the cohort given up within H days, after too many failed answers"),
    Outcome("refused", "share", -1, "issues of the cohort refused within H days: they lay unopened for too long"),
    Outcome("declined", "share", 0, "issues of the cohort declined by policy within H days: low stakes, a full desk"),
    Outcome("lapsed", "share", -1, "of requests, those that nobody opened in time"),
    Outcome("overload", "0 or 1", -1, "1 where a role's load is above 1, or refused and lapsed together above 0.1"),
    Outcome("lapsed_issues", "an issue", -1, "issues passed on that nobody opened: they came back"),
    Outcome("lapsed_visas", "an issue", 0, "visas that nobody gave or refused: the answer took effect"),
    Outcome("lapsed_meetings", "an issue", -1, "meetings nobody came to"),
    Outcome("lapsed_advice", "an issue", -1, "advice asked for that nobody gave"),
    Outcome("withdrawn", "an issue", 0, "requests and news that nobody needed any more, thrown away unopened"),
    Outcome("consultations", "an issue", 0, "times advice was asked for"),
    Outcome("meetings", "an issue", 0, "times two teams met on it"),
    Outcome("visas", "an issue", 0, "visas asked for"),
    Outcome("refusals", "a visa", 0, "share of visas that were refused"),
    Outcome("collisions", "an issue", -1, "times a second desk took it too"),
    Outcome("conflicts", "an issue", -1, "times the second desk's answer was more than 1 apart"),
    Outcome("unfollowed", "an issue", -1, "times an answer was carried out in part only"),
    Outcome("resets", "an issue", -1, "times a pivot sent its answer back"),
    Outcome("resets_per_handoff", "a hand-off", -1, "visas refused, answers a pivot sent back, decisions taken back"),
    Outcome("bottlenecks_per_escalation", "an escalation", -1, "issues passed up that waited two days and more"),
    Outcome("eased", "an issue", 0, "tasks moved or put off for somebody overloaded"),
    Outcome("pivots", "a year", 0, "plans overturned before their date"),
    Outcome("owed_hours", "h a person", -1, "hours owed to tomorrow at the end of a day"),
)
"""How work flows."""

POWER: Final = (
    Outcome("decision_gini", "0 to 1", 0, "inequality of own decisions among seats: 0 all alike"),
    Outcome("decision_top2", "share", 0, "of own decisions, those of the two seats that decide most"),
    Outcome("power_total", "a person and day", 0, "own decisions in effect: total decision power"),
    Outcome("top2_influence", "share", 0, "of lived influence, that of the top two, less what any two would have"),
    Outcome("orchestration", "share", 0, "of the head's leading, what is steering"),
    Outcome("autonomy", "0 to 1", 0, "lived: how often people decided what came to hand, of late"),
    Outcome("middle_autonomy", "0 to 1", 0, "the same over managers below the top"),
    Outcome("trusted", "0 to 1", 0, "lived trust: how often an own answer went out without a visa, of late"),
    Outcome("declared_gap", "sum of 0 to 1", -1, "declared less lived: autonomy, trust, and spread of influence"),
    Outcome("declared_alignment", "0 to 1", 0, "of the course each was told with the one announced"),
    Outcome("lived_alignment", "0 to 1", 1, "of what each believes with the course announced"),
    Outcome("alignment_gap", "-1 to 1", 0, "declared less lived alignment"),
    Outcome("lived_own", "share", 0, "of lived events: decided by whoever the issue came to, not by the plan"),
    Outcome("lived_kept", "share", 0, "of lived events: never started anew, and followed"),
    Outcome("lived_held", "share", 1, "of lived events: the first answer held"),
    Outcome("lived_heard", "share", 0, "of those that others or the plan decided: advice was asked for, or teams met"),
    Outcome("pulled_back", "an issue", 0, "decisions that the owner of the right took back"),
    Outcome("overruled", "a person-year", -1, "times a view lost on a common question"),
    Outcome("consensus_rounds", "a question", 0, "rounds of consensus and of votes"),
    Outcome("procedures", "a year", 0, "questions of procedure raised by a contesting minority"),
    Outcome("minority", "share", -1, "of members who contest how it is run"),
    Outcome("onset", "day", 1, "the first on which more than a quarter contest; none if never"),
    Outcome("carried", "0 to 1", 0, "mean share known without asking of what only higher levels know: the charter"),
    Outcome("own_issues", "a person-year", 0, "issues that members opened of their own accord: counted apart"),
    Outcome("own_held", "a person-year", 0, "of these, the ones whose answer held"),
    Outcome("own_decided", "share", 0, "of first answers to these, those of whoever had opened them"),
    Outcome("joined", "a person-year", 0, "times somebody came late to a meeting and joined"),
    Outcome("left_out", "a person-year", -1, "times somebody came late to a meeting and could not"),
)
"""Who decides, and what is said of it."""

KNOWLEDGE: Final = (
    Outcome("knowledge", "0 to 1", 1, "mean over people and days of exp(-(l - L)^2 / 2)"),
    Outcome("skill", "around 1", 1, "mean over people and days"),
    *(
        Outcome(f"cell_{kind}", "0 to 1", 0, f"mean over teams of what debriefs added to the matrix: {says}")
        for kind, says in (
            ("narrow", "narrow issues"),
            ("wide", "issues that reach higher levels"),
            ("cross", "issues that touch another team"),
            ("new", "issues no plan can cover"),
        )
    ),
    Outcome("practice_fit", "0 to 1", 1, "mean over teams of exp(-(practice - best)^2 / 2)"),
    Outcome("practice_spread", "course", 0, "sd over teams of their practices"),
    Outcome("groups", "groups", 0, "task groups across teams at the end of a day"),
    Outcome("groups_founded", "a year", 0, "task groups founded"),
    Outcome("group_life", "days", 0, "that task groups which ended had lived; 0 if none did"),
    Outcome("groups_aimed", "share", 0, "of those, the ones that had done their work; 0 if none did"),
)
"""Knowledge, practices and groups."""

HOURS: Final = (
    Outcome("utilisation", "share", 0, "hours used of hours available, overtime included"),
    Outcome("meeting_share", "share", 0, "hours of meetings, mentoring, advice, groups and visas, of hours used"),
    *(
        Outcome(f"{kind}_hours", "h a person and day", 0, says)
        for kind, says in (
            ("operational", "operational work"),
            ("sensing", "sensing the direction and the own context"),
            ("meeting", "planning, reporting, circles, reviews, votes, instructing at the top, welcoming, and so on"),
            ("answering", "working out answers, planned ones included"),
            ("handoff", "sending and receiving, instructions included"),
            ("advising", "asking for advice and giving it"),
            ("convening", "meeting another team on an issue"),
            ("approving", "asking for visas and giving them"),
            ("contest", "holding rights against rivals, and questions of procedure"),
            ("mentoring", "mentoring, coaching and steering"),
            ("idle", "attention nobody asked for"),
            ("overtime", "worked beyond the day"),
            ("withheld", "for want of engagement, of contractual hours; below 0: given beyond them"),
            ("lapsed", "of meeting and what else a day asks first: beyond what anybody can owe, done by nobody"),
            ("forming", "of convening: to set meetings up"),
            ("procedure", "of contest: on questions of procedure"),
            ("upkeep", "of meeting: those of task groups"),
            ("consensus", "of meeting: votes and rounds of consensus"),
            ("community", "of meeting: the managers' community"),
            ("debrief", "of meeting: debriefs of teams"),
            ("translation", "of meeting: translating principles"),
            ("intervention", "of meeting: what interventions cost"),
            ("care", "of meeting, the next morning: easing the load of reports"),
        )
    ),
)
"""Where time goes; kinds up to mentoring add up to what is used and what lapsed, the last nine are parts of them."""

BY_ROLE: Final = tuple(
    Outcome(f"{what}_{role}", unit, better, f"{says}: {whose}")
    for what, unit, better, says in (
        ("utilisation", "share", 0, "hours used of hours available, overtime included"),
        ("hours", "h a person and day", 0, "hours used: who pays for a change"),
        ("joint_share", "share", 0, "hours with others of hours used: meetings, mentoring, advice, visas, hand-offs"),
        ("load", "share", 0, "hours of tasks, overtime included, of the hours that a day leaves for them"),
        ("overtime", "h a person and day", 0, "worked beyond the day"),
        ("inbox", "tasks a seat", -1, "in the inbox at the end of a day, those on their way included"),
        ("lapsed", "a person-year", -1, "requests that they let lapse"),
        ("refused", "a person-year", -1, "issues that lay with them for too long"),
        ("trust_up", "0 to 1", 1, "trust in the line"),
        ("engagement", "0 to 1", 1, "how far one gives what the contract asks"),
        ("satisfaction", "share", 1, "of lived events: one had a say, the answer was kept, and it held"),
    )
    for role, whose in zip(ROLES, ("who leads all", "who leads and is led", "who leads nobody"), strict=True)
)
"""The same by role: where it lands."""

OUTCOMES: Final = (*JUDGED, *COURSE, *CUSTOMERS, *PEOPLE, *WORK, *POWER, *KNOWLEDGE, *HOURS, *BY_ROLE)
"""Every outcome, in the order of tables and files."""

OF_FEW: Final = frozenset(
    each.name for each in OUTCOMES if each in BY_ROLE or each.name.startswith(("burnout_50_", "exhausted_"))
)
"""What is told of a role or level, at which there may be one person: never shown of people who can be recognised."""

HEADLINE: Final = ("decision_lead", "fit", "direction_distance", "action_distance", "burnout_50")
"""Speed, fit, alignment, burnout: the four that a comparison is about."""

BETTER: Final = {each.name: each.better for each in OUTCOMES}
