"""What a scenario is: two slots, one world, dated changes, words in two languages, and what it promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sim.checked import Checked, number
from sim.errors import InputError
from sim.metrics import OUTCOMES
from sim.parameters import StagedShock

SLOTS = ("left", "right")
"""The two organisations on the screen; A and B in sentences."""
WHO = ("left", "right", "both")
LINE = 78
"""Characters of a line that fits the presenter's screen."""
SERIES = ("lead", "fit", "alert")
"""The outcomes every scenario shows."""
FIRST_SHOCK = "first_shock"


def lettered(text: str) -> str:
    """Write the letters of both organisations into a text; the page does so itself, since blind it shuffles them."""
    return text.replace("{A}", "A").replace("{B}", "B")


@dataclass(frozen=True)
class Both:
    """One text in both languages."""

    fr: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """Return it as the page reads it."""
        return {"fr": self.fr, "en": self.en}


@dataclass(frozen=True)
class Texts:
    """What a coach says and shows, in one language."""

    title: str
    story: str
    question: str
    watch: str
    attempt: str
    caveat: str

    def __post_init__(self) -> None:
        if len(lettered(self.story)) > LINE:
            raise InputError("story_too_long", "story", n=len(lettered(self.story)), line=LINE, story=self.story)


@dataclass(frozen=True)
class Slot:
    """One of the two organisations: a form, and what it has of its own."""

    form: str
    dials: Mapping[str, float] = field(default_factory=dict[str, float])
    culture: Mapping[str, float] = field(default_factory=dict[str, float])
    rule: str = ""
    """The rule people follow, where it is not the page's own."""
    label: Both | None = None


@dataclass(frozen=True)
class Planned(Checked):
    """A dated change that the scenario itself brings."""

    who: str
    what: str
    to: float | str
    day: int = number(60, 0, 100_000, "day", "on which it begins")
    over: int = number(1, 1, 100_000, "days", "it takes")
    hours: float = number(0.0, 0, 100, "h", "of each of those present, a session")
    every: int = number(5, 1, 10_000, "days", "between sessions")
    pays: str = "everybody"
    cost: Both | None = None
    label: Both | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.who not in WHO:
            raise InputError("not_one", "who", (self.who, WHO), got=self.who)


@dataclass(frozen=True)
class Promise(Checked):
    """What the text promises: a slot better on an outcome in at least a share of years, or none clearly ahead."""

    outcome: str
    better: str
    share: float = number(
        0.0, 0, 1, "share", "of years with somebody ahead, in which it is this slot", strength="theory"
    )
    since: int = number(0, 0, 100_000, "day", "from which it is measured; 0 for the whole year", strength="theory")
    until: int = number(0, 0, 100_000, "day", "up to which; 0 for the end", strength="theory")
    variant: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        names = [each.name for each in OUTCOMES]
        if self.outcome not in names:
            raise InputError("not_one", "outcome", (self.outcome, names), got=self.outcome)
        if self.better not in (*SLOTS, "none"):
            raise InputError("not_one", "better", (self.better, (*SLOTS, "none")), got=self.better)


@dataclass(frozen=True)
class Received:
    """A received idea: which slot it expects ahead on what, and how it is said."""

    outcome: str
    better: str
    fr: str
    en: str


@dataclass(frozen=True)
class When(Promise):
    """What a year must show for an answer to be the right one: a slot better on an outcome, perhaps so many times."""

    times: float = number(1.0, 1, 1000, "", "how many times the other's number, or the other way round")


@dataclass(frozen=True)
class Answer:
    """An answer to a bet: its words, and what must all hold in a year where no answer before it is right."""

    fr: str
    en: str
    when: tuple[When, ...] = ()


@dataclass(frozen=True)
class Bet:
    """What the room bets on before it sees the year; the last answer is right where no other is."""

    fr: str
    en: str
    answers: tuple[Answer, ...]

    def __post_init__(self) -> None:
        if not 2 <= len(self.answers) <= 4:
            raise InputError("answers_from_2", "answers", n=len(self.answers))
        if [bool(each.when) for each in self.answers] != [True] * (len(self.answers) - 1) + [False]:
            raise InputError("answers_say_when", "answers")


@dataclass(frozen=True)
class Attempt:
    """Something the coach lets the room try: parts to add to the recipe."""

    fr: str
    en: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """The same scenario with other staged shocks."""

    staged: tuple[StagedShock, ...]


@dataclass(frozen=True)
class Scenario(Checked):
    """One scenario, as its file says it."""

    left: Slot
    right: Slot
    fr: Texts
    en: Texts
    received: Received
    predict: Bet
    place: int = number(1, 1, 1000, "", "place in the list", strength="theory")
    minutes: int = number(10, 1, 240, "min", "how long the sequence takes")
    days: int = number(250, 60, 2_000, "days", "length of a run", strength="theory")
    shipped: bool = True
    """Whether the page lists it; one whose promise the years break waits for its restaging."""
    seed: int = number(1, 0, 2**53, "", "of the typical year", strength="measured")
    typical: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Of how many years the seed is the typical one, and the medians of each measure, left and right."""
    claims: tuple[str, ...] = ()
    sources: str = ""
    dials: Mapping[str, float] = field(default_factory=dict[str, float])
    culture: Mapping[str, float] = field(default_factory=dict[str, float])
    world: Mapping[str, float] = field(default_factory=dict[str, float])
    physics: Mapping[str, float] = field(default_factory=dict[str, float])
    staged: tuple[StagedShock, ...] = ()
    variants: Mapping[str, Variant] = field(default_factory=dict[str, Variant])
    changes: Mapping[str, Planned] = field(default_factory=dict[str, Planned])
    ghost: bool = False
    """Whether a pale line shows the left organisation without any change."""
    pause: tuple[int | str, ...] = ()
    show: str = "lead"
    strain: bool = True
    individuals: bool = True
    expect: tuple[Promise, ...] = ()
    tries: tuple[Attempt, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("claims", "pause"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        known = [*SERIES, *(each.name for each in OUTCOMES)]
        if self.show not in known:
            raise InputError("not_one", "show", (self.show, known), got=self.show)
        for each in self.pause:
            if each != FIRST_SHOCK and not (isinstance(each, int) and 0 <= each < self.days):
                raise InputError("days_before", f"pause: {each!r}", days=self.days, first_shock=FIRST_SHOCK)

    @property
    def compared(self) -> tuple[str, ...]:
        """What the last line compares: speed, fit, strain; where strain is not shown, engagement in its place."""
        return SERIES if self.strain else (*SERIES[:2], "engagement")

    @property
    def told(self) -> tuple[str, ...]:
        """What the last line tells: what is compared, and what the scenario shows."""
        return tuple(dict.fromkeys((*self.compared, self.show)))

    @property
    def charts(self) -> list[str]:
        """The measures with a chart, the one to show first; where strain is not shown, engagement comes next."""
        after = self.compared if self.strain else (*self.compared[2:], *self.compared[:2])
        return [self.show, *(each for each in after if each != self.show)]

    def slot(self, name: str) -> Slot:
        """Return one of the two organisations."""
        return self.left if name == "left" else self.right

    def texts(self, lang: str) -> dict[str, str]:
        """Return the texts of one language as the page reads them."""
        said = self.fr if lang == "fr" else self.en
        values: dict[str, Any] = {each.name: getattr(said, each.name) for each in fields(said)}
        return {("try" if name == "attempt" else name): text for name, text in values.items()}
