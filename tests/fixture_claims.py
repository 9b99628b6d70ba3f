"""Claims to test with: what is registered may change with a new registration, these do not."""

from pathlib import Path

from sim.claims.registry import read_claim

CLAIMS = {path.stem: read_claim(path) for path in sorted(Path(__file__).with_name("claims").glob("*.yaml"))}
