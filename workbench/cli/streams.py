"""Stdout and stderr that take any text, and say in one line when what they lead to takes no more.

Whatever writes (commands, their help, libraries) does so through them. Stdout that cannot be written to is told, and
ends a command with 2. A reader that has gone, as ``head`` does, ends it quietly with 1: not everything was written.
Stderr carries remarks alone; one that it does not take is lost.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Any, TextIO

from workbench.errors import WorkbenchError

READER_GONE = 1


class ReaderGone(Exception):
    """Who read our stdout does so no more."""


class _Results(io.FileIO):
    def write(self, data: Any) -> int:
        """Raises `WorkbenchError` or `ReaderGone` where the file takes no more, once: the rest is thrown away."""
        try:
            return super().write(data)
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            if isinstance(error, BrokenPipeError):
                raise ReaderGone from error
            why = "it is closed" if error.errno == errno.EBADF else error.strerror
            raise WorkbenchError(
                f"stdout cannot be written to: {why}; results go there, so send it to a file or a program that "
                "takes them, or to /dev/null"
            ) from error


class _Remarks(io.FileIO):
    def write(self, data: Any) -> int:
        """What cannot be written is lost."""
        try:
            return super().write(data)
        except OSError:
            return len(data)


def prepare_streams() -> None:
    """Put ours in place of the process's own. Characters that an encoding has not are written as escapes."""
    sys.stdout = _prepared(sys.stdout, sys.__stdout__, _Results)
    sys.stderr = _prepared(sys.stderr, sys.__stderr__, _Remarks)


def _prepared(stream: TextIO | None, own: TextIO | None, kind: type[io.FileIO]) -> TextIO:
    """``stream``: None where the process was started with it closed. What a program has put there itself is kept."""
    if stream is None:
        # Its place is taken, so that no file is opened there and gets what is printed; writing to it fails.
        raw = kind(os.open(os.devnull, os.O_RDONLY), "w")
        return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", "backslashreplace")
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    stream.reconfigure(errors="backslashreplace")
    if stream is not own or not isinstance(getattr(stream.buffer, "raw", stream.buffer), io.FileIO):
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(kind(stream.fileno(), "w", closefd=False)),
        stream.encoding,
        "backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def line_by_line() -> None:
    """From now on every line is written when it is whole: somebody follows what a server says."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
