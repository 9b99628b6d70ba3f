"""Live the same lives in every way this machine can compute, and compare what is left, byte for byte.

python tests/nightly/same_bits.py

The library that is shipped, the engine compiled for this processor, for a generic one without vectors, without
optimisation, numpy without this processor's instructions, and plain Python; each in a process of its own (three compile
the engine once, a minute).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

TESTS = Path(__file__).parents[1]
HERE = {"TREILLIS_COMPILE": "1"}
GENERIC = {**HERE, "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
SCALAR = {"NUMBA_LOOP_VECTORIZE": "0", "NUMBA_SLP_VECTORIZE": "0"}
WAYS = {
    "the library that is shipped": {},
    "compiled for this processor": HERE,
    "compiled for a generic one, without vectors": {**GENERIC, **SCALAR},
    "compiled without optimisation": {**HERE, "NUMBA_OPT": "1"},
    "numpy without this processor's instructions": {
        "NPY_DISABLE_CPU_FEATURES": " ".join(each for each in __cpu_dispatch__ if __cpu_features__[each])
    },
    "plain Python": {"NUMBA_DISABLE_JIT": "1"},
}


def lived(way: dict[str, str]) -> dict[str, str]:
    """Return the digests of all lives, lived in one way."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS)]), **way}
    code = "import json; from test_portable import digests; print(json.dumps(digests()))"
    done = subprocess.run([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def main() -> None:
    """Say of each way whether it gives the numbers of the first."""
    first, same = None, True
    for name, way in WAYS.items():
        found = lived(way)
        first = first or found
        differ = [each for each in found if found[each] != first[each]]
        print(f"{name}: {'the same' if not differ else f'differs in {differ}'}", flush=True)
        same = same and not differ
    sys.exit(not same)


if __name__ == "__main__":
    main()
