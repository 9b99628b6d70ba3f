"""What is left out: nothing for want of a package, in CI nothing but for want of data."""

from __future__ import annotations

import os
import tomllib

import pytest
from conftest import ROOT, run_python

FILES = {
    "test_one.py": "import pytest\n@pytest.mark.skip(reason='no luck')\ndef test_it(): assert True\n",
    "test_whole.py": "import pytest\npytest.skip('no luck at all', allow_module_level=True)\n",
    "test_data.py": "import pytest\n@pytest.mark.skip(reason='needs ../shared')\ndef test_it(): assert True\n",
}


def test_to_install_the_tests_is_to_install_every_extra():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert extras["test"][0] == f"treillis[{','.join(sorted({*extras} - {'test'}))}]"


@pytest.mark.parametrize(("no_skips", "told"), [("1", "1 skipped, 2 errors in"), ("", "3 skipped in")])
def test_where_nothing_may_be_skipped_a_skip_fails_but_for_want_of_data(tmp_path, monkeypatch, no_skips, told):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("NO_SKIPS", no_skips)
    words = ("-p", "conftest", "-c", os.devnull, "--continue-on-collection-errors", str(tmp_path))
    ended = run_python("import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))", *words, cwd=tmp_path)
    assert told in ended.stdout
    assert (ended.returncode == 1) == bool(no_skips)
