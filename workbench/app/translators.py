"""Models in memory: each loaded once, whoever asks, and the one that was used longest ago goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from workbench.app.hosting import Limits

if TYPE_CHECKING:
    from workbench.models import Translator

MOST = 3

Key = tuple[str, str | None, str | None]


class Translators:
    """``translators("demo", "en", "de")``: loaded at the first call. Raises `ModelError` as loading does."""

    def __init__(self, limits: Limits, most: int = MOST):
        self._limits, self._most = limits, most
        self._found: OrderedDict[Key, Translator] = OrderedDict()
        self._locks: dict[Key, threading.Lock] = {}
        self._lock = threading.Lock()

    def __call__(self, name: str, source: str | None = None, target: str | None = None) -> Translator:
        name = name.strip()
        self._limits.check_model(name)
        key = (name, source or None, target or None)
        with self._lock:
            loading = self._locks.setdefault(key, threading.Lock())
        with loading:  # two people who ask for the same model wait for one copy of it
            with self._lock:
                if key in self._found:
                    self._found.move_to_end(key)
                    return self._found[key]
            from workbench.models import load

            translator = load(name, source_language=key[1], target_language=key[2])
            with self._lock:
                self._found[key] = translator
                while len(self._found) > self._most:
                    self._found.popitem(last=False)
            return translator

    def forget(self) -> None:
        """Load anew what is asked for from now on: a preset has changed."""
        with self._lock:
            self._found.clear()
