"""How long the server waits for whoever is at the other end: a whole request, or room for what it says, then no more.

Somebody who opens connections and stays silent would otherwise hold one for ever, and all there are in the end.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


class Patient(H11Protocol):
    """A connection with an end to waiting, whatever trickles in meanwhile."""

    REQUEST = 20.0
    """Seconds from the first word, or from an open connection, to a whole head of a request."""
    READER = 120.0
    """Seconds for which nobody reads what is sent."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._until_request: asyncio.TimerHandle | None = None
        self._until_read: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._until_request = self.loop.call_later(self.REQUEST, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Wait on, unless a request is whole; a few bytes more are no reason to begin again."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._until_request = _no_longer(self._until_request)
        elif self._until_request is None and not self.transport.is_closing():
            self._until_request = self.loop.call_later(self.REQUEST, self.transport.abort)

    def on_response_complete(self) -> None:
        """Wait for the next request as long as for any; what comes after an answer is the beginning of it."""
        self._until_request = _no_longer(self._until_request)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Begin to wait for whoever does not read."""
        super().pause_writing()
        self._until_read = self.loop.call_later(self.READER, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        self._until_read = _no_longer(self._until_read)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._until_request, self._until_read = _no_longer(self._until_request), _no_longer(self._until_read)
        super().connection_lost(exc)


def _no_longer(waiting: asyncio.TimerHandle | None) -> None:
    if waiting is not None:
        waiting.cancel()
