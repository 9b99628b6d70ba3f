"""Pages to HTML: one file, no outside request."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.report.page.parts import Page
from sim.report.words import words

BEFORE = re.compile(" ([:;?!»%])")
"""A space before high punctuation."""
NUMBERS = set("0123456789.,+-−–[]; %~/()nan×")


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
    environment = jinja.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, finalize=_unbroken(lang))
    template = environment.from_string(source)
    return template.render(page=page, lang=lang, say=words(lang), is_words=is_words)


def _unbroken(lang: str) -> Callable[[Any], Any]:
    """Return what keeps a French text from ending a line before high punctuation, or within guillemets."""

    def keep(said: Any) -> Any:
        if lang != "fr" or type(said) is not str:  # markup, as figures are, stays as it is
            return said
        return BEFORE.sub("\u00a0\\1", said).replace("« ", "«\u00a0")

    return keep


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
