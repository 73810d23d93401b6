"""Models in memory: each loaded once, whoever asks and for whatever languages; what was used longest ago goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.app.serving.hosting import Limits

if TYPE_CHECKING:
    from workbench.models import Translator

MOST = 3
"""Models."""
DIRECTIONS = 30
"""Of all models together; each costs next to nothing."""


@dataclass(frozen=True)
class Pinned:
    """What else the model of a run was loaded with, so that it is the same again."""

    revision: str | None = None
    longest: int | None = None
    tie_embeddings: bool = False

    @classmethod
    def of(cls, signature: Mapping[str, Any]) -> Pinned:
        """As a run has it."""
        return cls(signature.get("revision"), signature.get("longest"), bool(signature.get("tie_embeddings")))


AS_IT_COMES = Pinned()
Key = tuple[str, str | None, str | None, str | None, Pinned]


class Translators:
    """``translators("demo", "en", "de")``: loaded at the first call. Raises `ModelError` as loading does."""

    def __init__(self, limits: Limits, most: int = MOST):
        self._limits, self._most = limits, most
        self._found: OrderedDict[Key, Translator] = OrderedDict()
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def __call__(
        self,
        name: str,
        source: str | None = None,
        target: str | None = None,
        prefix: str | None = None,
        pinned: Pinned = AS_IT_COMES,
    ) -> Translator:
        """``prefix``: text that the model wants before each source; None for what its configuration says."""
        name = name.strip()
        self._limits.check_model(name)
        key = (name, source or None, target or None, prefix or None, pinned)
        with self._lock:
            loading = self._locks.setdefault(name, threading.Lock())
        with loading:  # two people who ask for the same model wait for one copy of it
            with self._lock:
                if key in self._found:
                    self._found.move_to_end(key)
                    return self._found[key]
                alike = (found for known, found in self._found.items() if (known[0], known[4]) == (name, pinned))
                loaded = next(alike, None)
            from workbench.models import load, redirected

            if loaded is None:
                translator = load(
                    name,
                    source_language=key[1],
                    target_language=key[2],
                    source_prefix=key[3],
                    revision=pinned.revision,
                    longest=pinned.longest,
                    tie_embeddings=pinned.tie_embeddings,
                )
            else:
                translator = redirected(loaded, *key[1:4])
            with self._lock:
                self._found[key] = translator
                while len({(one[0], one[4]) for one in self._found}) > self._most or len(self._found) > DIRECTIONS:
                    self._found.popitem(last=False)
            return translator

    def forget(self) -> None:
        """Load anew what is asked for from now on: a preset has changed."""
        with self._lock:
            self._found.clear()
