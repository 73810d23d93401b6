"""Models in memory: each loaded once, whoever asks and for whatever languages; what was used longest ago goes first.

What computes with one is a function of a module, and is called through `Translators.compute` or `result`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.app.serving.hosting import Limits, lends_gpus, on_gpu
from workbench.errors import WorkbenchError
from workbench.work import Stopped

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
Computing = Callable[..., Iterator[Any]]
"""Takes a translator first. On a GPU that is lent it runs in a process of its own: a function of a module, that is
given and gives what can be pickled, and leaves nothing behind."""


Result = TypeVar("Result")


def _once(translator: Translator, function: Callable[..., Result], *given: object) -> Iterator[Result]:
    yield function(translator, *given)


@dataclass(frozen=True)
class _Refused:
    """An error made for people on its way out of another process, where its kind is lost."""

    told: str


class Translators:
    """``translators("demo", "en", "de")``: loaded at the first call. Raises `ModelError` as loading does."""

    def __init__(self, limits: Limits, most: int = MOST):
        self._limits, self._most = limits, most
        # Now, not at the first call: ZeroGPU wants to know as the app starts.
        self._lent = on_gpu(self._computed)
        self._found: OrderedDict[Key, Translator] = OrderedDict()
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    @property
    def computes(self) -> bool:
        """Whether there is any model to ask."""
        return self._limits.computes

    def compute(self, function: Computing, asked: tuple[Any, ...], *given: object) -> Iterator[Any]:
        """What ``function(translator, *given)`` finds, as it finds it, with a GPU where one is lent. ``asked``: what
        `Translators` are called with. Raises `WorkbenchError` as loading and ``function`` do."""
        self._limits.check_model(asked[0].strip())
        for found in self._lent(function, asked, given):
            if isinstance(found, _Refused):
                raise WorkbenchError(found.told)
            yield found

    def result(self, function: Callable[..., Result], asked: tuple[Any, ...], *given: object) -> Result:
        """What ``function(translator, *given)`` returns, the same way."""
        [found] = self.compute(_once, asked, function, *given)
        return found

    def _computed(self, function: Computing, asked: tuple[Any, ...], given: tuple[Any, ...]) -> Iterator[Any]:
        if not lends_gpus():
            yield from function(self(*asked), *given)
            return
        try:
            translator = self(*asked)
            translator.model.to("cuda")  # type: ignore[arg-type]
            yield from function(translator, *given)
        except Stopped:
            raise
        except WorkbenchError as error:
            yield _Refused(str(error))

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
