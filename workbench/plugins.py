"""Registries, and what other packages add to them: families, formats, views, scores and symptoms.

A package names what it adds as an entry point, ``name = "package.module:DECLARATION"`` in one of `GROUPS`; what stands
there is a declaration of the registry's kind, or a tuple of several. Its metadata alone are read until somebody looks
for more than is ours. What cannot be loaded is named in a warning (on stderr, unless logging is set up), and all else
works; nothing of ours can be replaced.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from workbench.errors import PluginError, WorkbenchError, first_line

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

FAMILIES = "workbench.families"
FORMATS = "workbench.formats"
VIEWS = "workbench.views"
SCORES = "workbench.scores"
SYMPTOMS = "workbench.symptoms"
GROUPS = (FAMILIES, FORMATS, VIEWS, SCORES, SYMPTOMS)

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""Names become columns, options and choices of a menu."""

_registries: dict[str, Registry[Any]] = {}

_log = logging.getLogger("workbench")


class Declaration(Protocol):
    """Whatever has a name of its own."""

    @property
    def name(self) -> str: ...


Declared = TypeVar("Declared", bound=Declaration)


class Registry(MutableMapping[str, Declared], Generic[Declared]):
    """Declarations by name: ours in their order, then those of other packages.

    ``group``: one of `GROUPS`; ``kind``: what an entry point of it must lead to. ``reserved``: further names that mean
    something else where these are used; ``beside``: the group of another registry whose names stand next to these.
    """

    def __init__(
        self,
        group: str,
        kind: type[Declared],
        ours: Iterable[Declared],
        reserved: Collection[str] = (),
        beside: str | None = None,
    ):
        self._group, self._kind, self._reserved, self._beside = group, kind, frozenset(reserved), beside
        _registries[group] = self
        self._found = {one.name: one for one in ours}
        self._origins: dict[str, str] = {}
        self._told: set[str] = set()
        self._complete = False
        self._lock = RLock()

    def __getitem__(self, name: str) -> Declared:
        # Who asks for one of ours does not wait for what others have installed.
        if name not in self._found:
            self._complete_once()
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        self._complete_once()
        return iter(self._found)

    def __len__(self) -> int:
        self._complete_once()
        return len(self._found)

    def __setitem__(self, name: str, one: Declared) -> None:
        self._found[name] = one

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __repr__(self) -> str:
        return f"<{self._group}: {', '.join(self)}>"

    def origin(self, name: str) -> str | None:
        """The package and version that a declaration comes from; None for ours."""
        return self._origins.get(name)

    @property
    def origins(self) -> dict[str, str]:
        """Of all that is not ours, by name."""
        self._complete_once()
        return dict(self._origins)

    @contextmanager
    def spared(self, name: str) -> Iterator[None]:
        """A fault in what another package declares is named, once, and ends nothing else; one of ours is raised."""
        try:
            yield
        except Exception as error:
            ours = name not in self._origins
            if ours or (isinstance(error, WorkbenchError) and not isinstance(error, PluginError)):
                raise
            if name not in self._told:
                self._told.add(name)
                _log.warning("plug-in %s of %s failed and has no say: %s", name, self._origins[name], _why(error))

    def _complete_once(self) -> None:
        with self._lock:
            if not self._complete:
                # Before they are loaded: a plug-in may look into the registry that it adds to.
                self._complete = True
                for point in entry_points().get(self._group, ()):
                    self._load(point)

    def _load(self, point: EntryPoint) -> None:
        origin = _origin(point)
        try:
            loaded = point.load()
            several = loaded if isinstance(loaded, tuple | list) else (loaded,)
            for one in several:
                self._check(one)
            if len({one.name for one in several}) < len(several):
                raise PluginError("two of its declarations have the same name")
        except (Exception, SystemExit) as error:
            _log.warning("plug-in %s of %s (%s) is left out: %s", point.name, origin, self._group, _why(error))
            return
        for one in several:
            self._found[one.name] = one
            self._origins[one.name] = origin

    def _check(self, one: object) -> None:
        if not isinstance(one, self._kind):
            raise PluginError(f"a {type(one).__name__} received; expected a {self._kind.__name__}")
        if not (isinstance(one.name, str) and NAME.fullmatch(one.name)):
            raise PluginError(f"its name is {one.name!r}; expected small letters, digits and _")
        if one.name in self._found:
            raise PluginError(f"its name {one.name!r} is that of {self._origins.get(one.name, 'one of ours')}")
        beside = _registries.get(self._beside or "")
        if one.name in self._reserved or (beside is not None and one.name in beside._found):
            raise PluginError(f"its name {one.name!r} means something else in a record; choose another")


@cache
def entry_points() -> dict[str, list[EntryPoint]]:
    """What other packages add, by group, as their metadata have it; nothing of it is loaded."""
    from importlib.metadata import entry_points

    found = entry_points()
    return {group: sorted(found.select(group=group), key=lambda point: point.name) for group in GROUPS}


def installed(groups: Iterable[str] = GROUPS) -> dict[str, str]:
    """Package and version of everything that `entry_points` found, for the signature of a number."""
    found = entry_points()
    return {
        f"{group.removeprefix('workbench.')}.{point.name}": _origin(point) for group in groups for point in found[group]
    }


def resolved(function: Callable[..., Any] | str) -> Callable[..., Any]:
    """A function, or what is named by ``"package.module:function"``. Raises `PluginError` where nothing is."""
    if not isinstance(function, str):
        return function
    module, _, name = function.partition(":")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise PluginError(f"{function!r} is declared and cannot be loaded: {first_line(error)}") from error


def _origin(point: EntryPoint) -> str:
    return "an unknown package" if point.dist is None else f"{point.dist.name} {point.dist.version}"


def _why(error: BaseException) -> str:
    return str(error) if isinstance(error, PluginError) else f"{type(error).__name__}: {first_line(error)}"
