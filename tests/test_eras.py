"""Eras: code that was proved to give the same numbers has one name, and what changed between two is said."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.experiment import identity
from sim.experiment.expand import model_names
from sim.experiment.identity import CLAIMS, ENTERED, MODEL, digests


@pytest.mark.parametrize("of", [*ENTERED, *model_names()])
def test_results_of_this_code_go_on_with_those_of_before(of):
    last = [each for each in identity.eras() if each.of == of][-1]
    assert digests()[of] in last.digests, (
        f"{of} {digests()[of]} is in no era of {identity.ERAS.name}: what is stored would be left behind. If no "
        "number changed: python scripts/harness.py prove FOLDER; if some did: begin an era there that says which"
    )


def test_results_of_the_first_commit_that_kept_any_are_known():
    assert identity.eras()[0].digests[0] == "0.1.0+e43e9a94ed6e"


ERAS = """\
# Only grows.
- of: model
  name: first
  why: the first
  digests:
    - "a"  # by its bytes
    - "b"

- of: model
  name: second
  why: luck is drawn otherwise
  digests:
    - "c"

- of: model
  name: third
  why: weeks have five days
  digests:
    - "d"
"""


@pytest.fixture
def three_eras(tmp_path, monkeypatch):
    """Put this code into the second of three eras, as its second version."""
    path = tmp_path / "models.yaml"
    path.write_text(ERAS.replace('    - "c"\n', f'    - "c"\n    - "{digests()[MODEL]}"\n'))
    eras = identity.eras(path)
    monkeypatch.setattr(identity, "eras", lambda _=None: eras)
    identity.model_version.cache_clear()
    yield path
    identity.model_version.cache_clear()


@pytest.mark.usefixtures("three_eras")
def test_a_model_is_named_after_the_first_that_was_proved_equal():
    assert identity.model_version() == "c"
    assert identity.same_model("c")
    assert identity.same_model(digests()[MODEL])
    assert not any(identity.same_model(each) for each in ("a", "b", "d", "e", "", None, 3, ["c"]))


@pytest.mark.usefixtures("three_eras")
def test_what_changed_in_the_numbers_is_said():
    said = {
        each: wrong and wrong.text() for each in ("c", "b", "d", "e", None) for wrong in [identity.what_changed(each)]
    }
    assert said["c"] is None
    assert said["b"] == ("the model was b (first), here it is c (second); since then: luck is drawn otherwise")
    assert said["d"] == ("the model was d (third), here it is c (second); not here yet: weeks have five days")
    assert said["e"] == "the model was e, here it is c (second)"
    assert said[None] == "the model was unknown, here it is c (second)"


def test_proofs_are_added_to_their_era_and_nothing_else_moves(tmp_path):
    path = tmp_path / "models.yaml"
    path.write_text(ERAS)
    assert identity.prove_equal("a", "new", path=path)
    assert not identity.prove_equal("b", "new", path=path)
    assert path.read_text() == ERAS.replace('    - "b"\n', '    - "b"\n    - "new"\n')
    assert identity.prove_equal("d", "newer", path=path)
    assert path.read_text().endswith('    - "d"\n    - "newer"\n')
    with pytest.raises(InputError, match="no era of model lists e"):
        identity.prove_equal("e", "f", path=path)
    with pytest.raises(InputError, match="c is of another era"):
        identity.prove_equal("a", "c", path=path)


def test_one_comparison_proves_all_of_the_code_equal(tmp_path):
    path = tmp_path / "models.yaml"
    path.write_text(ERAS + ERAS[ERAS.index("- of") :].replace("of: model", "of: claims"))
    with pytest.raises(InputError, match="b is not of the last era"):
        identity.prove_here("b", path)
    assert identity.prove_here("d", path) == [MODEL, CLAIMS]
    assert identity.prove_here("d", path) == []
    assert [each.digests[-1] for each in identity.eras(path)] == [
        "b",
        "c",
        digests()[MODEL],
        "b",
        "c",
        digests()[CLAIMS],
    ]
