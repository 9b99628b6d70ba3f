"""What texts of reports share: names, units, columns, plain values for JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from sim.locale import number, words
from sim.metrics import HEADLINE
from sim.organisation.generated import HEADQUARTERS

NUMBERS = set("0123456789.,+-−–[]; %~/()nan×<>\u00a0")
SPACED = re.compile(" ([:;!?%»])")
SCALE = {**dict.fromkeys(HEADLINE, 100), "decision_lead": 1}
"""Tables and figures show hundredths, and episodes in 100 person-years; files hold the units of `sim.metrics`."""


def team_name(name: str, lang: str) -> str:
    """Return the name of a team: its own, or what a generated one is called in a language."""
    say, number_of = words(lang), name.removeprefix("team ")
    if name == HEADQUARTERS:
        return say["flow_headquarters"]
    return say("flow_team", n=number_of) if number_of.isdigit() else name


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with None in place of what is not finite.

    Examples
    --------
    >>> plain({"mean": 0.5, "low": float("nan"), "n": 3})
    {'mean': 0.5, 'low': None, 'n': 3}
    """
    return {name: sayable(value) for name, value in values.items()}


def sayable(value: Any) -> Any:
    """Return a value, or None for a number that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def name_of(form: str, lang: str) -> str:
    """Return what an organisation, dial, outcome or factor is called, its own name where there is no better."""
    say = words(lang)
    bare = form.rpartition(".")[2]
    for key in (form, f"dial_{bare}", f"factor_{bare}", f"fig_{form}", f"arm_{form}"):
        if say.get(key):
            return say[key]
    return bare.replace("_", " ")


def short_name(factor: str, lang: str) -> str:
    """Return the word for a factor where there is little room."""
    return words(lang).get(f"short_{factor.rpartition('.')[2]}") or name_of(factor, lang)


def in_hundredths(value: float, outcome: str, lang: str, sign: bool = True) -> str:
    """Write a value of one of the headline outcomes in the unit of tables and figures."""
    return number(SCALE[outcome] * value, lang, 2, sign=sign)


def html(template: str, lang: str, **values: Any) -> str:
    """Fill a template of `templates`: one HTML file that asks for nothing from anywhere."""
    from jinja2 import Environment, PackageLoader

    loader = PackageLoader("sim.report")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=unbroken)
    return environment.get_template(f"{template}.html.j2").render(
        lang=lang, say=words(lang), is_words=is_words, **values
    )


def unbroken(said: Any) -> Any:
    r"""Keep high punctuation, a per cent or guillemets with the word beside them; markup, as figures are, stays.

    Examples
    --------
    >>> unbroken("contredite : 5 % ;") == "contredite\u00a0: 5\u00a0%\u00a0;"
    True
    """
    if type(said) is not str:
        return said
    return SPACED.sub("\u00a0\\1", said).replace("« ", "«\u00a0")


def is_words(cell: str) -> bool:
    """Say whether a cell holds words, to be set to the left.

    Examples
    --------
    >>> is_words("conditional"), is_words("[−0.1 ; +0.2]")
    (True, False)
    """
    return bool(set(str(cell)) - NUMBERS)
