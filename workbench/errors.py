"""Exceptions written for the person who reads them.

Every message says what was received, what was expected, where (file:line when there is one) and what to do.
The command line prints the message alone and exits with 2; library users catch `WorkbenchError`.
"""

from __future__ import annotations


def first_line(error: BaseException) -> str:
    """The first line of another library's message that says anything; its kind where it has none."""
    return next((line.strip() for line in str(error).split("\n") if line.strip()), type(error).__name__)


class WorkbenchError(Exception):
    """Anything a person can mend: bad input, a model that cannot be used, a run that does not fit."""

    def __reduce__(self) -> tuple[object, ...]:
        """In another process it is what it was, however it is built."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[WorkbenchError], given: tuple[object, ...], fields: dict[str, object]) -> WorkbenchError:
    error = kind.__new__(kind, *given)
    error.__dict__.update(fields)
    return error


class CorpusError(WorkbenchError):
    """A corpus file that cannot be read as it was asked to."""

    def __init__(self, message: str, path: object = None, line: int | None = None):
        place = "" if path is None else f"{path}: " if line is None else f"{path}:{line}: "
        super().__init__(place + message)
        self.reason, self.path, self.line = message, path, line


class BadRow(CorpusError):
    """One row of a corpus that cannot be read, where those after it can."""


class AlignmentError(WorkbenchError):
    """Tokens, words or links that do not fit each other."""


class ModelError(WorkbenchError):
    """A checkpoint that cannot be loaded, or does not pass its checks."""


class LanguageError(WorkbenchError):
    """A language that is none, that a model does not have, or that may be several of its own."""


class RunError(WorkbenchError):
    """A run folder that cannot be opened, resumed or queried as asked."""


class ChartError(WorkbenchError):
    """A picture that cannot be drawn from what was given, or not written where it was asked to be."""


class PluginError(WorkbenchError):
    """Something that another package declares and that cannot be used."""


class UnknownNameError(WorkbenchError):
    """A name that is not in its registry."""

    def __init__(self, kind: str, received: str, known: object):
        names = ", ".join(sorted(map(str, known)))  # type: ignore[call-overload]
        super().__init__(f"unknown {kind} {received!r}; choose one of: {names}")
