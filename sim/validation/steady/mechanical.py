"""The mechanical form by itself, default world.

Source  ours
"""

from __future__ import annotations

from functools import partial

from sim.validation.steadiness import prices_of_one, rows_of_one

rows = partial(rows_of_one, "mechanical")
prices = partial(prices_of_one, "mechanical")
