"""What each rule that comes with the laboratory does in which situation, and why: tables that read as the rules do."""

from __future__ import annotations

from sim.state import ANYTHING

SUPERVISOR = {"authority": 1, "height": 1, "waiting": 0, "exhaustion": 0.2, "skill": 1.0}
DIRECTOR = {**SUPERVISOR, "authority": 3, "height": 3}
CLERK = {**SUPERVISOR, "authority": 0, "height": 0}
LOCAL = {
    **dict.fromkeys(("plan_covers", "ambiguous", "novel", "coupled", "consulted"), False),
    **dict.fromkeys(("scope", "attempts", "rejections", "hops"), 0),
    "stakes": 0.5,
    "waited_days": 0.0,
}
"""An issue of one's own, clear and new on the desk; situations say in what they differ."""

HIERARCHICAL = [
    (CLERK, {"plan_covers": True}, "APPLY_PLAN", "the plan is there to be applied"),
    (
        CLERK,
        {"plan_covers": True, "scope": 3, "ambiguous": True},
        "APPLY_PLAN",
        "and nobody above is needed",
    ),
    (CLERK, {"scope": 1}, "ESCALATE", "it reaches further than a clerk may decide"),
    (CLERK, {"ambiguous": True}, "ESCALATE", "whose it is, is settled above"),
    (DIRECTOR, {"ambiguous": True}, "ESCALATE", "unclear stays unclear at any level"),
    (CLERK, {}, "DECIDE", "within authority, and nobody below"),
    (SUPERVISOR, {"scope": 1}, "DECIDE", "it belongs on this very level"),
    (SUPERVISOR, {"scope": 0}, "SHARE", "it belongs below: a report does it"),
    (DIRECTOR, {"scope": 2}, "SHARE", "a level below is wide enough"),
    (DIRECTOR, {"scope": 3}, "DECIDE", "only this level is wide enough"),
    (DIRECTOR, {"scope": 4}, "ESCALATE", "wider than the director's own authority"),
]
DISTRIBUTED = [
    (CLERK, {}, "DECIDE", "who holds the role decides"),
    (CLERK, {"scope": 3}, "DECIDE", "however far it reaches"),
    (CLERK, {"plan_covers": True}, "DECIDE", "and whether or not there is a plan"),
    (CLERK, {"ambiguous": True}, "SHARE", "whose it is, is settled among peers"),
    (CLERK, {"coupled": True}, "CONVENE", "what touches another team is fixed together"),
    (CLERK, {"coupled": True, "attempts": 1}, "DECIDE", "once met, the rest is corrected alone"),
    ({**CLERK, "waiting": 60}, {}, "DECIDE", "what is too much is the engine's, not the rule's"),
    ({**DIRECTOR, "waiting": 60}, {"scope": 3}, "DECIDE", "for a manager as for anybody"),
]
BY_EXCEPTION = [
    (CLERK, {"plan_covers": True, "ambiguous": True}, "APPLY_PLAN", "the plan comes first"),
    (CLERK, {"scope": 1}, "ESCALATE", "an exception beyond one's authority goes up"),
    (CLERK, {"ambiguous": True}, "ESCALATE", "the unclear goes up too"),
    (SUPERVISOR, {"scope": 1}, "DECIDE", "within one's authority one decides"),
    (SUPERVISOR, {"scope": 0}, "DECIDE", "and hands nothing down"),
]
MIXED = [(me, issue, action, f"bounded: {why}") for me, issue, action, why in HIERARCHICAL] + [
    ({**me, "authority": ANYTHING}, issue, action, f"free: {why}") for me, issue, action, why in DISTRIBUTED
]
ADVICE = [
    (CLERK, {}, "DECIDE", "what touches nobody else needs no advice"),
    (CLERK, {"scope": 1}, "CONSULT", "it reaches further: those it touches are asked"),
    (CLERK, {"coupled": True}, "CONSULT", "another team is asked as well"),
    (CLERK, {"scope": 1, "consulted": True}, "DECIDE", "advice was given; whoever asked decides"),
    (CLERK, {"scope": 3, "stakes": 0.1}, "DECIDE", "a small matter is no matter for advice"),
    (CLERK, {"plan_covers": True}, "DECIDE", "a plan is no advice"),
    (CLERK, {"ambiguous": True}, "SHARE", "whose it is, is settled among peers"),
    (DIRECTOR, {"scope": 1}, "CONSULT", "a director asks as anybody does"),
]
CONSENT = [
    (CLERK, {}, "DECIDE", "within one's own domain one goes ahead"),
    (CLERK, {"scope": 1}, "CONSULT", "those concerned may object"),
    (CLERK, {"scope": 1, "consulted": True}, "DECIDE", "nobody objected"),
    (CLERK, {"coupled": True}, "CONVENE", "two circles meet"),
    (CLERK, {"coupled": True, "attempts": 1}, "CONSULT", "they met, and it did not hold: an objection is heard"),
    (CLERK, {"attempts": 1}, "CONSULT", "a failure is an objection, in one's own domain too"),
    (CLERK, {"rejections": 1}, "CONSULT", "so is a visa refused"),
    (CLERK, {"attempts": 1, "consulted": True}, "DECIDE", "heard once, settled"),
    (CLERK, {"ambiguous": True}, "SHARE", "whose it is, is settled among peers"),
]
EXPERT = [
    (CLERK, {"plan_covers": True, "novel": True}, "APPLY_PLAN", "the plan is there to be applied"),
    (CLERK, {}, "DECIDE", "the easy ones stay at the base"),
    (CLERK, {"novel": True}, "ESCALATE", "the expert knows better"),
    (CLERK, {"attempts": 1}, "ESCALATE", "it went wrong once: the expert takes it"),
    ({**CLERK, "skill": 1.5}, {"novel": True}, "DECIDE", "unless the base knows better still"),
    (CLERK, {"scope": 1}, "ESCALATE", "it reaches further than a clerk may decide"),
    (CLERK, {"ambiguous": True}, "ESCALATE", "whose it is, is settled above"),
    (SUPERVISOR, {"novel": True, "attempts": 2}, "DECIDE", "the expert decides, and goes on deciding"),
    (SUPERVISOR, {"scope": 0}, "DECIDE", "and hands nothing down"),
]
GARBAGE = [
    (CLERK, {}, "DECIDE", "somebody's mind is on it"),
    ({**CLERK, "luck": 0.1}, {}, "WAIT", "nobody's mind is on it"),
    ({**CLERK, "luck": 0.1}, {"waited_days": 4.0}, "DECIDE", "oversight: the day has come"),
    ({**CLERK, "waiting": 4}, {}, "SHARE", "flight: it drifts to where there is room"),
    ({**CLERK, "waiting": 4}, {"waited_days": 5.0}, "DECIDE", "the day has come all the same"),
    ({**CLERK, "waiting": 4}, {"waited_days": 5.0, "ambiguous": True}, "SHARE", "unclear, it cannot be decided"),
    (DIRECTOR, {"scope": 3}, "DECIDE", "rank does not matter"),
]
CHAIN = [
    (CLERK, {"plan_covers": True}, "APPLY_PLAN", "the plan was approved beforehand"),
    (CLERK, {}, "ESCALATE", "no desk has seen it yet"),
    (SUPERVISOR, {"hops": 1}, "DECIDE", "one desk above the origin is enough"),
    (SUPERVISOR, {"hops": 1, "scope": 2}, "ESCALATE", "unless it reaches further"),
    (SUPERVISOR, {}, "ESCALATE", "what comes to a manager climbs as well"),
    (SUPERVISOR, {"hops": 1, "ambiguous": True}, "ESCALATE", "whose it is, is settled above"),
]
PEERS = [
    (CLERK, {}, "DECIDE", "there is room: do it"),
    ({**CLERK, "waiting": 2}, {}, "DECIDE", "two waiting can be borne"),
    ({**CLERK, "waiting": 3}, {}, "SHARE", "three are a peer's to help with"),
    ({**CLERK, "waiting": 2, "exhaustion": 0.6}, {}, "SHARE", "one who is tired is helped earlier"),
    (CLERK, {"attempts": 1}, "CONSULT", "after a failure one asks"),
    (CLERK, {"attempts": 1, "consulted": True}, "DECIDE", "and then tries again"),
    (CLERK, {"ambiguous": True}, "SHARE", "whose it is, is settled among peers"),
    (CLERK, {"scope": 3, "coupled": True}, "DECIDE", "neither level nor other teams matter"),
]
NULL = [
    (CLERK, {}, "DECIDE", "whatever it is"),
    (CLERK, {"scope": 4, "ambiguous": True, "plan_covers": True}, "DECIDE", "whoever's it is, plan or not"),
    (DIRECTOR, {"novel": True, "coupled": True}, "DECIDE", "at any level"),
]
SITUATIONS = {
    "hierarchical": HIERARCHICAL,
    "distributed": DISTRIBUTED,
    "management_by_exception": BY_EXCEPTION,
    "mixed": MIXED,
    "advice_process": ADVICE,
    "consent": CONSENT,
    "expert_manager": EXPERT,
    "garbage_can": GARBAGE,
    "chain_of_approvals": CHAIN,
    "helpful_peers": PEERS,
    "only_decide": NULL,
}
