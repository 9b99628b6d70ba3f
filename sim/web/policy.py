"""What a browser may do with the page: nothing but itself, live by its own origin, offline by hashes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Headers of every answer, beside the policy."""


def live_policy() -> str:
    """Return the policy of the served page: scripts and styles from the server's own files only, none inline."""
    return _policy("'self'", "'self'", "'self'") + "; frame-ancestors 'none'"


def offline_policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """Return the policy of a single file: its own scripts and styles by hashes, its engine in a worker, no network."""
    own = " ".join([*map(digest, scripts), "'wasm-unsafe-eval'"])
    return _policy(own, " ".join(map(digest, styles)), "'none'") + "; worker-src blob:"


def _policy(scripts: str, styles: str, connect: str) -> str:
    return "; ".join(
        (
            *("default-src 'none'", f"script-src {scripts}", f"style-src {styles}", "img-src 'self' data: blob:"),
            *(f"connect-src {connect}", "font-src 'self'", "base-uri 'none'", "form-action 'none'"),
        )
    )


def digest(text: str) -> str:
    """Return the hash of an inline script or style as a policy names it.

    Examples
    --------
    >>> digest("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
