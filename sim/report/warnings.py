"""What was set and cannot act, in one line each: on the command line, and in a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.experiment.compose import FORMS, chosen
from sim.experiment.lives import measured_issues
from sim.parameters import Settings
from sim.parameters.acting import in_vain
from sim.report.words import words


def warnings_of(
    slots: Mapping[str, Settings], lang: str, overrides: Sequence[str] = (), names: Mapping[str, str] | None = None
) -> list[str]:
    """Say of each setting that was set and cannot act why not, and in which organisation, if not in all.

    Parameters
    ----------
    slots : mapping of str to Settings
        The organisations.
    lang : str
        ``en`` or ``fr``.
    overrides : sequence of str
        What the user set.
    names : mapping, optional
        What to call the organisations.

    Returns
    -------
    list of str
        One sentence a setting and reason.
    """
    say, whose = words(lang), dict[tuple[str, str], list[str]]()
    first = next(iter(slots.values()))
    counted = measured_issues(first)
    days = {"first": first.warmup_days, "last": first.days - first.follow_days - 1}
    lines = [say["measured_issues"].format(n=counted[0], all=counted[1], **days)] if counted else []
    for slot, settings in slots.items():
        for path, why in in_vain(settings, _named(overrides, slot)).items():
            whose.setdefault((path, why), []).append((names or {}).get(slot, say.get(slot, slot)))
    return lines + [
        say["vain"].format(
            setting=path.partition(".")[2],
            whose=f" ({', '.join(mine)})" if len(mine) < len(slots) else "",
            why=say[f"idle_{why}"],
        )
        for (path, why), mine in whose.items()
    ]


def _named(overrides: Sequence[str], slot: str) -> set[str]:
    """Return the paths that were set in an organisation: in it alone, or in all."""
    keys = {key.lstrip("+") for key in chosen(overrides)}
    mine = {key.removeprefix(f"{slot}.") for key in keys if key.startswith(f"{slot}.")}
    return mine | {key for key in keys if key.partition(".")[0] not in FORMS}
