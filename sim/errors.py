"""The one error a user can cause: it says what is wrong, where, and the nearest valid thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_WORD, LONGEST_LINE = 400, 1000
"""Characters of a message."""
MOST_NAMED = 12
"""Valid names a message lists when none is close."""
GONE = {
    "overload": "overload is the engine's now, the same under every rule: physics.overtime_hours, physics.refuse_days",
    "trust_gain": "physics.trust_step is gain + loss now, physics.trust_expected loss / (gain + loss)",
    "trust_loss": "physics.trust_step is gain + loss now, physics.trust_expected loss / (gain + loss)",
}
"""Names that recipes and commands of before may give, and what became of them."""


class InputError(ValueError):
    """Something the user gave cannot be used; the command line shows it as one line and exits with code 2.

    What the user wrote comes back in it, and may be of any length: longer words and lines than anybody reads are cut.

    Examples
    --------
    >>> len(str(InputError("x" * 10_000)))
    401
    """

    def __init__(self, says: str) -> None:
        words = re.sub(rf"\S{{{LONGEST_WORD + 1},}}", lambda word: word[0][:LONGEST_WORD] + "…", says)
        lines = (line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…" for line in words.split("\n"))
        super().__init__("\n".join(lines))


NEAR = {
    "en": (" (did you mean '{}'?)", " (valid: {})"),
    "fr": (" (vouliez-vous dire « {} » ?)", " (possibles : {})"),
}
"""How the nearest valid name is offered, and the valid names when none is close."""


def nearest(name: str, options: Iterable[str], lang: str = "en") -> str:
    """Say which valid name is closest to a wrong one.

    Parameters
    ----------
    name : str
        What the user wrote.
    options : iterable of str
        What would have been valid.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    str
        `` (did you mean 'x'?)``, or the valid names when none is close; of a name that is gone, what became of it.

    Examples
    --------
    >>> nearest("trst", ["trust", "clarity"])
    " (did you mean 'trust'?)"
    """
    if gone := GONE.get(name.rpartition(".")[2]):
        return f" ({gone})"
    close_to, among = NEAR[lang]
    valid = sorted(options)
    close = get_close_matches(name, valid, n=1, cutoff=0.6)
    if close:
        return close_to.format(close[0])
    some = ", ".join(valid[:MOST_NAMED]) + (", …" if len(valid) > MOST_NAMED else "")
    return among.format(some) if valid else ""
