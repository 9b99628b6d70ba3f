"""Who may ask: only a page whose Host is the server's own, so that no site on the web can reach into this machine."""

from __future__ import annotations

import ipaddress
import json

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sim.web.policy import FIXED, live_policy

METHODS = ("GET", "HEAD", "POST")


class Guard:
    """ASGI middleware: checks Host and Origin, caps addresses, and puts the policy on every answer.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    hosts : frozenset of str
        Host headers that are the server's own.
    any_address : bool
        Whether a plain address is one too; a name never is, or any site could borrow ours (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], any_address: bool = False) -> None:
        self._app, self._hosts, self._any_address = app, hosts, any_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**FIXED, "Content-Security-Policy": live_policy()}.items():
                    headers[name] = value
            await send(message)

        wrong = self._refused(scope)
        if wrong is None:
            await self._app(scope, receive, with_policy)
        else:
            await _refuse(with_policy, *wrong)

    def _refused(self, scope: Scope) -> tuple[int, str, str] | None:
        """Say why a request is not answered, None if it is."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        if not self._is_own(host):
            return 400, "this is not the host of this server", "ce n'est pas l'hôte de ce serveur"
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return 403, "asked from another site", "demandé depuis un autre site"
        if scope["path"].startswith("/api/") and headers.get(b"sec-fetch-site", "none") not in ("same-origin", "none"):
            return 403, "asked from another site", "demandé depuis un autre site"
        if scope["method"] not in METHODS:
            return 405, "nothing to do that way", "rien à faire ainsi"
        if len(scope.get("raw_path", b"")) + len(scope.get("query_string", b"")) > 6_000:
            return 414, "the address is too long", "l'adresse est trop longue"
        return None

    def _is_own(self, host: str) -> bool:
        return host in self._hosts or (self._any_address and _is_address(host))


def _is_address(host: str) -> bool:
    """Say whether a Host header is an address and no name.

    Examples
    --------
    >>> _is_address("192.168.1.7:8765"), _is_address("[::1]:8765"), _is_address("evil.example:8765")
    (True, True, False)
    """
    name = host.rpartition("]")[0][1:] if host.startswith("[") else host.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _refuse(send: Send, status: int, en: str, fr: str) -> None:
    body = json.dumps({"error": {"fr": fr, "en": en}}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
