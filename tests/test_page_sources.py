"""The page's own source: both languages say the same things, nothing is inline, no other host."""

from __future__ import annotations

import re

from conftest import ROOT

PAGE = ROOT / "sim" / "web" / "page"
MODULES = sorted(PAGE.glob("*.js"))
PLACE = re.compile(r"\{(\w+)\}")


def unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def words() -> dict[str, tuple[str, str]]:
    """Return every string of the page: key, French, English."""
    text = (PAGE / "words.js").read_text()
    found = re.findall(r'^  (\w+): \[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\],$', text, re.MULTILINE)
    return {key: (unquoted(fr), unquoted(en)) for key, fr, en in found}


def test_every_string_has_both_languages_and_the_same_places():
    text = (PAGE / "words.js").read_text()
    assert len(words()) == len(re.findall(r"^  \w+: \[", text, re.MULTILINE)) > 100
    for key, (fr, en) in words().items():
        assert fr.strip(), key
        assert en.strip(), key
        assert sorted(PLACE.findall(fr)) == sorted(PLACE.findall(en)), key


def test_every_string_is_used_and_every_use_has_a_string():
    sources = "\n".join(each.read_text() for each in [*MODULES, PAGE / "index.html"] if each.name != "words.js")
    known = words()
    said = set(re.findall(r'\bt\(\s*"(\w+)"', sources)) | set(re.findall(r'data-(?:say|hint|label)="(\w+)"', sources))
    assert said <= set(known)
    built = set(re.findall(r"\bt\(`(\w+_)\$\{", sources))
    unused = [key for key in known if f'"{key}"' not in sources and not any(key.startswith(each) for each in built)]
    assert unused == []


def test_no_word_for_illness_and_no_name_for_a_person():
    said = " ".join(" ".join(each) for each in words().values()).lower()
    assert not re.search(r"burn-?\s?out|burnt|épuis|exhaust", said)


def test_page_has_no_inline_script_style_or_handler_and_names_no_other_host():
    html = (PAGE / "index.html").read_text()
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", html)
    assert re.findall(r"<script(?! type=\"module\" src=\"page/main.js\"></script>)", html) == []
    for path in [*MODULES, *PAGE.glob("*.css"), PAGE / "index.html"]:
        hosts = set(re.findall(r"(?:https?:)?//([\w.-]+\.\w+)", path.read_text())) - {"www.w3.org"}
        assert hosts == set(), path.name


def test_form_colours_and_strain_scale_are_those_of_the_design():
    text = (PAGE / "colour.js").read_text()
    for colour in ("#1E3A8A", "#0D8B7D", "#FFF3C4", "#FDB863", "#E8601C", "#A01010"):
        assert colour in text
