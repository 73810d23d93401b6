"""Who asked for what is being done, and whether anybody still waits for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from gradio.context import LocalContext

from workbench.app.serving.hosting import behind_a_proxy

GRACE = 10.0
"""Seconds for which messages to a client may lie unread: a program posts its call first and listens then."""


@dataclass
class Caller:
    """The event that Gradio answers in this thread; without one (a test, a call in the page's own time) nobody is known
    to have left.

    Gradio 6 marks an event dead when the stream that its client listens on is closed, forgets one that is cancelled,
    and keeps messages of one that nobody listens to.
    """

    event: str | None = None
    request: Any = None
    queue: Any = None
    _unread_since: float | None = field(default=None, repr=False)

    @classmethod
    def here(cls) -> Caller:
        blocks = LocalContext.blocks.get(None)
        return cls(LocalContext.event_id.get(None), LocalContext.request.get(None), getattr(blocks, "_queue", None))

    @property
    def client(self) -> str:
        """The address that the call came from; on a Space that which its proxy names."""
        headers = getattr(self.request, "headers", None) or {}
        named = headers.get("x-forwarded-for", "").split(",")[0].strip() if behind_a_proxy() else ""
        return named or getattr(getattr(self.request, "client", None), "host", None) or "here"

    def waits(self) -> bool:
        if self.event is None or self.queue is None:
            return True
        event = self.queue.event_ids_to_events.get(self.event)
        return event is not None and event.alive and not self._unread(event.session_hash)

    def _unread(self, session: str) -> bool:
        messages = self.queue.pending_messages_per_session.get(session)
        if messages is None or not messages.qsize():
            self._unread_since = None
            return False
        if self._unread_since is None:
            self._unread_since = time.monotonic()
        return time.monotonic() - self._unread_since > GRACE


def is_here(request: Any) -> bool:
    """Whether a request comes from this machine itself, as far as can be seen: not from behind a proxy."""
    host = getattr(getattr(request, "client", None), "host", None)
    forwarded = (getattr(request, "headers", None) or {}).get("x-forwarded-for")
    return not forwarded and (request is None or host in ("127.0.0.1", "::1"))
