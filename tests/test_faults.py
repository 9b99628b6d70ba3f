"""Bad luck of a machine: killed at any touch of a file, full, read-only, a wild clock, two at once, a cut cache."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from conftest import ROOT
from dying import Touches, command, forked
from sweeping import RUNS, SWEEP, bytes_of, passport_of

from sim.engine import compiled

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
SERIAL = "executor=serial"


@pytest.fixture(scope="module")
def whole(tmp_path_factory, warm_engine):
    """Run the small experiment undisturbed; return its bytes."""
    folder = tmp_path_factory.mktemp("whole") / "r"
    assert forked(command(*SWEEP, SERIAL, "--out", str(folder))) == 0
    return bytes_of(folder)


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines()


def test_a_sweep_killed_every_few_touches_comes_to_the_same_end(whole, tmp_path):
    """`tests/nightly/kills.py` draws hundreds of such moments; here are some at equal distances."""
    step, kills = 17, 0
    folder, at = tmp_path / "r", step
    while True:
        begun = (folder / "passport.json").exists()
        words = ("resume", str(folder), SERIAL) if begun else (*SWEEP, SERIAL, "--out", str(folder))
        code = forked(command(*words, setup=partial(Touches, folder, at)))
        if code == 0:
            break
        assert code == -9
        kills, at = kills + 1, at + step
    assert kills >= 2
    assert bytes_of(folder) == whole
    assert passport_of(folder)["runs"] == RUNS
    assert not list(folder.rglob("*.partial"))


def test_an_export_that_is_killed_is_whole_or_not_there(whole, tmp_path):
    assert forked(command(*SWEEP, SERIAL, "--out", str(tmp_path / "r"))) == 0
    words = ("export", str(tmp_path / "r"), "--csv", "--out")
    assert forked(command(*words, str(tmp_path / "good"))) == 0
    for at in range(1, 6):
        out = tmp_path / f"out{at}"
        forked(command(*words, str(out), setup=partial(Touches, out, at)))
        there = out / "runs.csv"
        assert not there.exists() or there.read_bytes() == (tmp_path / "good" / "runs.csv").read_bytes()


def test_two_sweeps_in_one_folder_do_not_mix(whole, tmp_path):
    """One waits at its first row until the other has been turned away."""
    folder, said, turned = tmp_path / "r", tmp_path / "said", tmp_path / "turned away"
    other = command(*SWEEP, SERIAL, "--out", str(folder), said=said)

    def meets_the_other():
        import sim.experiment.store as runner

        write = runner.write_part

        def writes(*given):
            if not turned.exists():
                turned.write_text(str(forked(other)))
            return write(*given)

        runner.write_part = writes

    assert forked(command(*SWEEP, SERIAL, "--out", str(folder), setup=meets_the_other)) == 0
    assert turned.read_text() == "2"
    assert lines(said)[-1] == f"treillis: {folder}: another sweep is writing there; wait for it, or stop it"
    assert bytes_of(folder) == whole


def test_a_lock_whose_file_was_removed_is_no_lock(tmp_path):
    from sim.experiment.store import LOCK, _is_there

    with (tmp_path / LOCK).open("w") as file:
        assert _is_there(file, tmp_path / LOCK)
        (tmp_path / LOCK).unlink()
        assert not _is_there(file, tmp_path / LOCK)
        (tmp_path / LOCK).touch()
        assert not _is_there(file, tmp_path / LOCK)


def test_a_clock_that_jumps_changes_nothing(whole, tmp_path):
    def wild_clock():
        jumps = iter(range(10**6))
        time.time = lambda: (-1) ** next(jumps) * 1e9

    assert forked(command(*SWEEP, SERIAL, "--out", str(tmp_path / "r"), setup=wild_clock)) == 0
    assert bytes_of(tmp_path / "r") == whole


# ------------------------------------------------------------------------------------------- full and read-only disks
@pytest.fixture
def small_disk(tmp_path):
    """Mount a disk of 120 kB; return its folder, and what makes it larger."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=120k", "none", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"cannot mount a small disk: {mounted.stderr.strip()}")
    yield disk, lambda: subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True)
    subprocess.run(["umount", "-l", disk], check=True)


def test_a_full_disk_is_one_line_and_the_sweep_goes_on_when_there_is_room(whole, tmp_path, small_disk):
    disk, make_room = small_disk
    said, sweep = tmp_path / "said", (*SWEEP, SERIAL, "--out", str(disk / "r"))

    def often():
        import sim.experiment.store as runner

        runner.FLUSH_SECONDS = 0.0

    assert forked(command(*sweep, said=said, setup=often)) == 2
    assert lines(said)[-1].startswith("treillis: cannot write")
    assert lines(said)[-1].endswith("No space left on device")
    assert not [each for each in disk.rglob("*.partial")]
    make_room()
    assert forked(command("resume", str(disk / "r"), SERIAL)) == 0
    assert bytes_of(disk / "r") == whole


def test_a_disk_one_may_only_read_is_one_line_and_can_be_read(tmp_path, whole, small_disk):
    disk, make_room = small_disk
    make_room()
    folder, said = disk / "r", tmp_path / "said"
    assert forked(command(*SWEEP, "replicates=1", SERIAL, "--out", str(folder))) == 0
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    for words, place in (
        ((*SWEEP, "replicates=1", SERIAL, "--out", str(disk / "new")), disk / "new"),
        (("resume", str(folder), SERIAL), folder),
        (("export", str(folder), "--csv"), folder),
    ):
        assert forked(command(*words, said=said)) == 2
        assert lines(said)[-1] == f"treillis: --out: cannot write to {place}: Read-only file system"
    assert forked(command("results", str(folder), said=said)) == 0


# --------------------------------------------------------------------------------------------------- compiled code
KEPT = """
from sim.engine.compiled import compiled

@compiled
def twice(x):
    return x + x

print(twice(21), sum(twice.dispatcher._cache_hits.values()))
"""


@pytest.fixture
def compiles(tmp_path):
    """Return what compiles a small function in a process of its own, with the folder in which that is kept."""
    script = tmp_path / "small.py"
    script.write_text(KEPT)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache"), "NUMBA_DISABLE_JIT": "0"}

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, script], capture_output=True, text=True, env=env, check=False)

    return run, tmp_path / "cache"


def test_compiled_code_that_was_cut_short_is_compiled_again(compiles):
    run, cache = compiles
    assert run().stdout == "42 0\n"
    assert run().stdout == "42 1\n"  # it is kept
    for ending in ("*.nbi", "*.nbc"):
        for keep in (0, 40):
            for file in cache.rglob(ending):
                os.truncate(file, min(keep, file.stat().st_size - 1))
            said = run()
            assert (said.stdout, said.stderr) == ("42 0\n", ""), (ending, keep)
    assert run().stdout == "42 1\n"  # and kept again


def test_compiled_code_that_cannot_be_kept_is_said_in_a_line_and_used(compiles, monkeypatch):
    run, cache = compiles
    assert run().returncode == 0
    for file in [*cache.rglob("*.nbi"), *cache.rglob("*.nbc")]:
        file.unlink()
        file.mkdir()  # nothing can take its place
    said = run()
    assert said.stdout == "42 0\n"
    assert said.stderr.startswith("treillis: compiled code cannot be kept in")
    assert said.stderr.count("\n") == 1


def test_a_cache_that_is_somebody_elses_is_not_used(tmp_path, monkeypatch):
    assert compiled.writable(tmp_path / "mine")
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert not compiled.writable(tmp_path / "mine")


def test_the_key_in_use_is_never_forgotten_whatever_the_clock_says(tmp_path):
    keys = [tmp_path / f"key{k}" for k in range(9)]
    for k, each in enumerate(keys):
        each.mkdir()
        os.utime(each, (1000 + k, 1000 + k))
    compiled._forget_old(tmp_path, keys[0])
    assert sorted(tmp_path.iterdir()) == [keys[0], *keys[5:]]
