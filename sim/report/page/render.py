"""Pages to HTML: one file, no outside request."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.report.page.parts import Page
from sim.report.words import words

NUMBERS = set("0123456789.,+-−–[]; %~/()nan×<>\u00a0")
SPACED = re.compile(" ([:;!?%»])")


def render(page: Page, lang: str) -> str:
    """Write a page as HTML.

    Parameters
    ----------
    page : Page
        What stands on it.
    lang : str
        ``en`` or ``fr``.

    Returns
    -------
    str
        A whole document with styles and figures inside; everything else is escaped.

    Raises
    ------
    InputError
        Where jinja2 is not installed.
    """
    jinja = _jinja()
    source = Path(__file__).with_name("page.html.j2").read_text(encoding="utf-8")
    environment = jinja.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=unbroken)
    template = environment.from_string(source)
    return template.render(page=page, lang=lang, say=words(lang), is_words=is_words)


def unbroken(said: Any) -> Any:
    r"""Keep what belongs together on one line: high punctuation, a per cent or guillemets with the word beside them.

    Markup, as figures are, stays as it is.

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


def _jinja() -> Any:
    try:
        return import_module("jinja2")
    except ImportError:
        raise InputError("report needs jinja2: pip install 'treillis[analysis]'") from None
