"""Sentences that somebody tried, each judged once, whoever tries it again."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from workbench.app.serving.library import Library
from workbench.app.serving.translators import Translators

if TYPE_CHECKING:
    from workbench.jobs.judge import Judged
    from workbench.models import Translator

KEPT = 300
"""Judgements in memory; each has a row of some kilobytes."""


@dataclass(frozen=True)
class Tried:
    """What was tried. ``target``: a translation, empty for the model's own, which begins with ``prefix``.
    ``source_prefix``: what the model wants before each source, empty for what its configuration says."""

    model: str
    languages: tuple[str | None, str | None]
    source: str
    target: str = ""
    prefix: str = ""
    source_prefix: str = ""

    @property
    def asked_of(self) -> tuple[str, str | None, str | None, str | None]:
        """What `Translators` are called with for its model."""
        return self.model, *self.languages, self.source_prefix or None


class Judgements:
    """Any thread may ask. What is made of a text lies beside uploads, in a folder that only who knows the text can
    name, and is deleted with them."""

    def __init__(self, translators: Translators, library: Library, kept: int = KEPT):
        self._translators, self._library, self._kept = translators, library, kept
        self._found: OrderedDict[str, Judged] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, tried: Tried) -> Judged:
        """Raises `WorkbenchError` for what cannot be translated or read."""
        from workbench.jobs.judge import judge

        translator = self._translators(*tried.asked_of)
        key = _key(tried, translator)
        with self._lock:
            found = self._found.get(key)
        if found is None or not found.run.folder.exists():
            target = tried.target if tried.target.strip() else None
            # Two people who try the same at once make it twice: nobody waits for a lock with others' turn in hand.
            folder = self._library.attempt(f"{key}-{secrets.token_hex(8)}")
            found = self._translators.result(judge, tried.asked_of, tried.source, target, tried.prefix, folder)
        with self._lock:
            self._found[key] = found
            self._found.move_to_end(key)
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
        return found

    def translator(self, tried: Tried) -> Translator:
        """Its model."""
        return self._translators(*tried.asked_of)


def _key(tried: Tried, translator: Translator) -> str:
    made_of = json.dumps([asdict(tried), translator.preset.record()], sort_keys=True, default=str)
    return hashlib.sha256(made_of.encode(errors="surrogatepass")).hexdigest()[:32]
