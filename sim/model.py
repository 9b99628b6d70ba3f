"""The organisation as a Mesa model: the engine's own day, with the work of each person as an agent's step.

A person is a view of one row of the engine's table. What a person decides can be written in Python (`Person.decide`):
the engine then asks the agent, where it otherwise calls the compiled rule.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar

import mesa
import numpy as np
import pandas as pd
from mesa.discrete_space import Network

from sim.engine import day
from sim.engine.binding import BoundRule, bind
from sim.engine.binding.call import Callback, Interpreted
from sim.engine.compiled import INTERPRETED
from sim.engine.run import live, plain_tables, stop_if_failed, turned, with_room, write_back
from sim.errors import InputError, Said
from sim.experiment.compose import compose_run, overrides_of
from sim.metrics import OUTCOMES
from sim.parameters import Settings
from sim.record import DAY
from sim.run import Scene, begin, conclude, set_scene, turns_of
from sim.state import PERSON, UNSEEN, Issue

logging.getLogger("mesa").setLevel(logging.WARNING)  # Mesa logs every step at INFO

COLUMNS = tuple(name for name in PERSON.names or () if name not in UNSEEN)
"""What is told of a person."""
SHARES = (
    *("clarity", "trust_up", "trust_peers", "exhaustion", "commitment", "engagement", "credit", "autonomy"),
    *("trusted", "isolation", "carried", "resistance"),
)
LIMITS: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(SHARES, (0.0, 1.0)),
    "skill": (0.01, 100.0),
    **dict.fromkeys(("g", "own", "l"), (-100.0, 100.0)),
}
"""The states of a person that a model may set, each with its range; the engine itself keeps all others."""
ENTROPY = 2**53
"""Seeds of which one is drawn when none is given."""


@dataclass(frozen=True)
class Moment:
    """What somebody looks at while deciding: rows as a rule receives them, the draw, and the rule itself."""

    rule: BoundRule
    me: Any
    boss: Any
    org: Any
    luck: float


class Person(mesa.Agent):
    """Somebody in a seat of the organisation; a newcomer to the seat is another agent.

    Every one of the `COLUMNS` reads as an attribute: ``person.exhaustion``, ``person.waiting``,
    ``person.trust_up``. The numbers live in the engine's table: setting one of `LIMITS` writes there, and setting
    another column raises. Any other attribute is the agent's own, as in every Mesa model: its memory.

    Parameters
    ----------
    model : Organisation
        The organisation this person works in.
    row : int
        Row of the seat.
    """

    model: Organisation  # type: ignore[assignment]
    moment: Moment | None = None

    def __init__(self, model: Organisation, row: int) -> None:
        # not `mesa.Agent.__init__`: Mesa 3.3 keeps every model for which that counts agents, for ever
        if not 0 <= row < len(model.people) or model.people[row] is not None:
            raise InputError("one_person_a_seat", type(self).__name__, seat=_seat(model, row))
        self.model = model  # type: ignore[assignment]
        self.row, self.pos = row, None
        self.identity = int(model.tables.people.id[row])
        model.people[row] = self
        model.register_agent(self)

    def __getattr__(self, name: str) -> Any:
        if name not in COLUMNS:
            raise AttributeError(f"a person has no {name!r}; columns are {', '.join(COLUMNS)}")
        if self.moment is not None:
            return getattr(self.moment.me, name)
        return getattr(self._seat_row(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in COLUMNS:
            object.__setattr__(self, name, value)
            return
        if name not in LIMITS:
            raise AttributeError(f"{name}: the engine keeps it; a model sets {', '.join(LIMITS)}")
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise InputError("is_outside", name, value=value, low=low, high=high)
        _write(self._seat_row(), name, value)
        self.model.note_set(self.row, name, value)
        if self.moment is not None:
            setattr(self.moment.me, name, value)

    def _seat_row(self) -> Any:
        if self.model.people[self.row] is not self:
            raise AttributeError(f"person {self.identity} has left; {_seat(self.model, self.row).text()} by another")
        return self.model.rows.people[self.row]

    @property
    def name(self) -> str:
        """The seat's name in the chart."""
        return self.model.scene.chart.names[self.row]

    @property
    def boss(self) -> Person:
        """The manager; at the top, oneself."""
        manager = int(self._seat_row().manager)
        return self if manager < 0 else self.model.person_at(manager)

    @property
    def colleagues(self) -> np.ndarray:
        """Rows of the peers this person turns to."""
        tables = self.model.tables
        return tables.ties[tables.ties_first[self.row] : tables.ties_first[self.row + 1]]

    @property
    def cell(self) -> Any:
        """The node of the chart (`Organisation.network`) where this person sits."""
        return self.model.network[self.row]

    @property
    def luck(self) -> float:
        """The one draw, from 0 to 1, for the decision in hand; between decisions, one half."""
        return 0.5 if self.moment is None else self.moment.luck

    def decide(self, issue: Issue) -> int:
        """Return an action of `sim.state` for the issue in hand: what the rule answers, unless overridden.

        In a subclass, plain Python with a memory: attributes of ``self`` stay, columns of ``self`` and ``self.boss``
        read as they are now, ``self.luck`` is the draw. `issue` is a copy; a rule's fields are its fields.
        """
        if self.moment is None:
            raise InputError("nothing_in_hand", "decide")
        now = self.moment
        return now.rule.plain(now.me, now.boss, issue, now.org, now.luck, **now.rule.args)

    def step(self) -> None:
        """Work through today's inbox: the very function the compiled loop runs."""
        rule = self.model.caller(self.model.rule)
        day.step(self.model.rows, rule.address, day.WORK, self.row)
        stop_if_failed(self.model.rows, rule)

    def remove(self) -> None:
        """Refuse: a seat is never empty; who leaves (`leave_rate`) is followed by a newcomer."""
        raise InputError("no_seat_empty", "remove", seat=_seat(self.model, self.row))


def _write(row: Any, name: str, value: float) -> None:
    """Write a state into a row; exhaustion that is given need not find its level on the first evening."""
    setattr(row, name, value)
    if name == "exhaustion":
        row.settled = True


def _seat(model: Organisation, row: int) -> Said:
    names = model.scene.chart.names
    there = 0 <= row < len(names)
    return Said.of("seat_taken", row=row, name=names[row]) if there else Said.of("no_seat", row=row)


class Asked:
    """What the engine calls where people decide in Python; called again it repeats its last answer, or its error."""

    def __init__(self, model: Organisation, rule: BoundRule) -> None:
        self.model, self.rule, self.last = model, rule, lambda: 0
        self.__code__ = model.person.decide.__code__

    def ask(self, me: Any, boss: Any, issue: Any, org: Any, luck: float) -> int:
        """Let the person whose row this is decide."""
        person = self.model.person_at(me.id % len(self.model.people), me.id)
        person.moment = Moment(self.rule, me, boss, org, luck)
        try:
            answer = person.decide(type(issue).from_buffer_copy(issue))
        except Exception as error:
            self.last = partial(_raise, error)
            raise
        finally:
            person.moment = None
        self.last = lambda: answer
        return answer

    def __call__(self, *rows: Any, **args: float) -> Any:
        """Say once more what was answered last, for a message: to decide again could change a memory."""
        return self.last()


def _raise(error: Exception) -> None:
    raise error


class Organisation(mesa.Model):
    """One organisation, a day at a step; numbers are those of a compiled run, to the last bit.

    Agents of other kinds may be added: each morning they `step`, each evening they `advance` (where they can).

    Parameters
    ----------
    settings : Settings, optional
        All that determines the numbers; without, they are composed from `form`, `rule` and `kwargs`.
    scene : Scene, optional
        Structure and trace to share with other organisations; made from the settings when absent.
    seed, rng : int, optional
        As in every Mesa model, one of the two, or neither: then `settings.seed`, or, without settings, a seed by
        chance. `rng` may be a generator, from which a seed is drawn.
    person : type of Person
        The class of its people; a subclass decides in plain Python, with memory.
    form : str, optional
        A file of ``configs/form``; ``mechanical`` when absent.
    rule : str, optional
        A rule by name, or the path of one's own; the form's when absent.
    **kwargs : number, text or mapping
        Settings: ``days=60``, ``organisation="pyramid_156"``, ``culture={"trust": 0.3}``, ``**{"culture.trust": 0.3}``.

    Attributes
    ----------
    datacollector : mesa.DataCollector
        A row a day: the columns of `sim.record.DAY`; replace it to collect something else.
    batch : type of Organisation
        The same organisation, whose one step is its whole life, compiled, and whose reporters are its outcomes: for
        ``mesa.batch_run(Organisation.batch, {...})``.
    people : list of Person
        Who sits in each seat, in the order of the chart.

    Examples
    --------
    >>> small = {"span": 3, "depth": 1}
    >>> organisation = Organisation(seed=1, rule="distributed", days=50, organisation=small)
    >>> organisation.step()
    >>> organisation.day, len(organisation.agents)
    (1, 4)
    """

    batch: ClassVar[type[Organisation]]

    def __init__(
        self,
        settings: Settings | None = None,
        scene: Scene | None = None,
        *,
        seed: int | None = None,
        rng: Any = None,
        person: type[Person] = Person,
        form: str | None = None,
        rule: str | None = None,
        **kwargs: Any,
    ) -> None:
        chosen = {name: value for name, value in {"form": form, "rule": rule, **kwargs}.items() if value is not None}
        if settings is not None and chosen:
            raise InputError("settings_or_composed", next(iter(chosen)))
        drawn = _seed_of(seed, rng, settings)
        self.settings = replace(settings or _composed(tuple(overrides_of((), chosen))), seed=drawn)
        super().__init__(rng=drawn)
        self.person, self._agents_so_far = person, 0
        self.scene = scene or set_scene(self.settings)
        self.rule = bind(self.settings.rule, self.settings.rule_args)
        self.turns = turns_of(self.settings, self.scene, self.rule)
        self.rows = self.tables = begin(self.settings, self.scene, self.rule, self.turns)
        self._first: dict[tuple[int, str], float] = {}
        self.people: list[Any] = [None] * self.scene.chart.size
        self._callers: dict[BoundRule, BoundRule] = {}
        for row in range(self.scene.chart.size):
            person(self, row)
        self.datacollector = mesa.DataCollector(self.reporters())

    def reporters(self) -> dict[str, Any]:
        """Return what the data collector collects of the model: the last day's columns."""
        return {name: partial(_last_day, name=name) for name in DAY.names or ()}

    @property
    def day(self) -> int:
        """The day about to be lived, from 0."""
        return int(self.tables.org[0].day)

    @property
    def days(self) -> pd.DataFrame:
        """The days lived so far, a row each (`sim.record.DAY`)."""
        return pd.DataFrame(np.asarray(self.tables.days)[: self.day])

    @cached_property
    def network(self) -> Any:
        """The lines between people as Mesa's discrete space, for drawing: a node a seat, an edge to each report."""
        try:
            from networkx import Graph
        except ImportError:
            raise InputError("needs_networkx") from None
        lines = Graph()
        lines.add_nodes_from(range(len(self.people)))
        managers = enumerate(self.tables.people.manager.tolist())
        lines.add_edges_from((manager, row) for row, manager in managers if manager >= 0)
        network: Any = Network(lines, random=self.random)
        for person in self.people:
            network[person.row].add_agent(person)
        return network

    @property
    def grid(self) -> Any:
        """The same, under the name by which Mesa's drawing looks for a space."""
        return self.network

    def register_agent(self, agent: mesa.Agent) -> None:
        """Let Mesa know of an agent, with a number no other agent of this model has."""
        self._agents_so_far += 1
        agent.unique_id = self._agents_so_far
        super().register_agent(agent)

    def person_at(self, row: int, identity: int | None = None) -> Person:
        """Return who sits in a seat; where a newcomer has taken it, a new agent replaces the one who left."""
        identity = int(self.rows.people[row].id) if identity is None else identity
        before = self.people[row]
        if before.identity != identity:
            self.deregister_agent(before)
            self.people[row] = None
            newcomer = self.person(self, row)
            newcomer.identity = identity
            if "network" in self.__dict__:
                self.network[row].remove_agent(before)
                self.network[row].add_agent(newcomer)
        return self.people[row]

    def note_set(self, row: int, name: str, value: float) -> None:
        """Keep what is set before the first day: on its morning the engine draws who people are, and would undo it."""
        if self.day == 0 and self.rows is self.tables:
            self._first[row, name] = value

    def caller(self, rule: BoundRule) -> BoundRule:
        """Return what the engine calls in the place of a rule: the rule, or people who decide in Python."""
        if self.person.decide is Person.decide:
            return rule
        if rule not in self._callers:
            asked = Asked(self, rule)
            call = (Interpreted if INTERPRETED else Callback)(asked.ask, ())
            self._callers[rule] = replace(
                rule, call=call, plain=asked, args={}, path=Path(self.person.decide.__code__.co_filename)
            )
        return self._callers[rule]

    def step(self) -> None:
        """Live one day; after the last one, stop running and do nothing."""
        if self.day < self.settings.days:
            self.live_day()
            self.datacollector.collect(self)
        self.running = self.day < self.settings.days

    def live_day(self) -> None:
        """Live one day, agents of other kinds around it."""
        others = [agent for agent in self.agents if not isinstance(agent, Person)]
        for agent in others:
            agent.step()
        before = self.tables.people.manager.copy()
        tables, self.rule = turned(self.tables, self.rule, self.turns)
        self.tables = with_room(tables)
        if (self.tables.people.manager != before).any():
            self.__dict__.pop("network", None)
        self.rows = plain_tables(self.tables) if INTERPRETED else self.tables
        day.step(self.rows, self.rule.address, day.MORNING)
        for (row, name), value in self._first.items():
            _write(self.rows.people[row], name, value)
        self._first = {}
        with self.caller(self.rule).interruptible():
            for row in [*self.rows.order]:  # drawn by the engine: Mesa's shuffle would use another generator
                self.people[row].step()
        day.step(self.rows, self.rule.address, day.EVENING)
        if INTERPRETED:
            write_back(self.tables, self.rows)
        self.rows = self.tables
        self.seat_newcomers()
        for agent in others:
            getattr(agent, "advance", int)()

    def seat_newcomers(self) -> None:
        """Replace the agents of those who have left."""
        for row in range(len(self.people)):
            self.person_at(row)

    def live(self) -> dict[str, float]:
        """Live all remaining days and return the outcomes."""
        while self.day < self.settings.days:
            self.step()
        return self.outcomes()

    def outcomes(self) -> dict[str, float]:
        """Compute the outcomes of a life that is over."""
        return conclude(self.settings, self.tables, self.scene)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what belongs to this process: compiled rules, and what can be made again."""
        gone = {"rule", "turns", "rows", "_callers", "network"}
        return {name: value for name, value in self.__dict__.items() if name not in gone}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._callers = {}
        law = np.asarray(self.tables.law)  # the same numbers under two names, which a copy would part
        self.rows = self.tables = self.tables._replace(law_values=law.view(np.float64))
        self.rule = bind(self.settings.rule, self.settings.rule_args)
        self.turns = turns_of(self.settings, self.scene, self.rule)
        for turn in sorted(self.turns, key=lambda turn: turn.day):
            self.rule = turn.rule if turn.rule is not None and turn.day < self.day else self.rule


class Life(Organisation):
    """An organisation whose one step is its whole life; its reporters are its outcomes."""

    def reporters(self) -> dict[str, Any]:
        """Return what the data collector collects of the model: each outcome."""
        return {outcome.name: partial(_outcome, name=outcome.name) for outcome in OUTCOMES}

    def step(self) -> None:
        """Live all days: compiled, or, as plain Python, one by one."""
        if any(not isinstance(agent, Person) for agent in self.agents):
            raise InputError("other_kinds_by_day", "batch")
        while self.day < self.settings.days and (INTERPRETED or self._first):
            self.live_day()
        turns = [replace(each, rule=each.rule and self.caller(each.rule)) for each in self.turns]
        self.rows = self.tables = live(self.tables, self.caller(self.rule), turns=turns)
        self.seat_newcomers()
        self.running, self.lived = False, self.outcomes()
        self.datacollector.collect(self)


Organisation.batch = Life


def _last_day(model: Organisation, name: str) -> float:
    return np.asarray(model.tables.days)[model.day - 1][name].item()


def _outcome(model: Life, name: str) -> float:
    return model.lived[name]


def _seed_of(seed: Any, rng: Any, settings: Settings | None) -> int:
    """Return the seed of a model by Mesa's conventions."""
    if seed is not None and rng is not None:
        raise InputError("seed_or_rng", "seed")
    given = rng if seed is None else seed
    if given is None and settings is not None:
        return settings.seed
    if isinstance(given, int | float | np.number):
        if given != int(given):
            raise InputError("a_whole_number", "seed", given=given)
        return int(given)
    return int(np.random.default_rng(given).integers(ENTROPY))


@lru_cache(maxsize=256)
def _composed(words: tuple[str, ...]) -> Settings:
    return compose_run(words)
