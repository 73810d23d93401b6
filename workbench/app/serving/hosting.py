"""What a shared machine allows: limits that are stated on the page, and a GPU that is lent by the call."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from workbench import bundled
from workbench.errors import WorkbenchError

KNOWN_MODELS = (
    bundled.MODEL_NAME,
    "Helsinki-NLP/opus-mt-en-de",
    "Helsinki-NLP/opus-mt-de-en",
    "Helsinki-NLP/opus-mt-en-fr",
    "Helsinki-NLP/opus-mt-fr-en",
    "Helsinki-NLP/opus-mt-en-es",
    "Helsinki-NLP/opus-mt-es-en",
    "Helsinki-NLP/opus-mt-en-ru",
    "Helsinki-NLP/opus-mt-en-zh",
)
"""Offered by name; where nothing is limited, any other name or folder can be typed."""

Function = TypeVar("Function", bound=Callable[..., Any])


class LimitError(WorkbenchError):
    """More was asked for than a shared machine gives."""


@dataclass(frozen=True)
class Limits:
    """``hosted``: several people share the machine. ``models``: may be loaded, None for any. ``segments`` of a corpus,
    ``characters`` of one text, ``upload`` in bytes, pasted text too, ``queue`` of waiting jobs, ``seconds`` that a job
    may take, ``tokens`` that it may send through the model, forwards and backwards, ``requests`` that one client may
    have under way, ``kept`` in seconds until an upload and what was made of it are deleted; None where there is no
    limit.
    """

    hosted: bool = False
    models: tuple[str, ...] | None = None
    segments: int | None = None
    characters: int | None = None
    upload: int | None = None
    queue: int | None = None
    seconds: float | None = None
    tokens: int | None = None
    requests: int | None = None
    kept: float | None = None

    def check_model(self, name: str) -> None:
        if self.models is not None and name not in self.models:
            raise LimitError(f"model {name!r} is not offered here; choose one of: {', '.join(self.models)}")

    def check_text(self, *texts: str | None) -> None:
        """Raises `LimitError` for a text that is longer than one may be here."""
        longest = max((len(text) for text in texts if text), default=0)
        if self.characters is not None and longest > self.characters:
            raise LimitError(f"a text of {longest:,} characters; at most {self.characters:,} can be looked at here")

    def check_upload(self, size: int, what: str) -> None:
        """Raises `LimitError` for more bytes than can be given here, in a file or as text."""
        if self.upload is not None and size > self.upload:
            raise LimitError(
                f"{what}: {size / 2**20:.1f} MB received; at most {self.upload / 2**20:.0f} MB can be given here"
            )

    def segments_of(self, asked: float | None) -> int | None:
        """How many segments of a corpus are read. Raises `LimitError` for a number that is none."""
        if not asked:
            return self.segments
        if asked < 1 or asked != int(asked):
            raise LimitError(f"limit {asked} received; expected a whole number of segments, 1 or more")
        return int(asked) if self.segments is None else min(int(asked), self.segments)

    def __str__(self) -> str:
        """As it stands on the page; empty where nothing is limited."""
        if not self.hosted:
            return ""
        return (
            f"This is a shared demo: {len(self.models or ())} models, {self.segments:,} segments a run, "
            f"{self.characters:,} characters a text, {(self.upload or 0) // 2**20} MB an upload, "
            f"{self.seconds:.0f} seconds and {self.tokens or 0:,} tokens a job, {self.requests} jobs "
            f"of one address at once, {self.queue} jobs waiting. What you upload is yours alone and deleted "
            "within an hour. Run it yourself for no limits."
        )


SHARED = Limits(
    hosted=True,
    models=KNOWN_MODELS,
    segments=500,
    characters=1000,
    upload=5 * 2**20,
    queue=20,
    seconds=300,
    # Three views of 84 words, measured on the bundled model, take 170,000.
    tokens=3_000_000,
    requests=8,
    # With the time between two looks for what is old, and Gradio's own copies, within the hour.
    kept=3000,
)


def limits() -> Limits:
    """Those of a Hugging Face Space where this is one."""
    return SHARED if os.environ.get("SPACE_ID") else Limits()


def behind_a_proxy() -> bool:
    """Whether requests come through a Space's proxy, which names the client."""
    return bool(os.environ.get("SPACE_ID"))


def lends_gpus() -> bool:
    """Whether this is ZeroGPU hardware."""
    return bool(os.environ.get("SPACES_ZERO_GPU"))


def on_gpu(function: Function) -> Function:
    """On ZeroGPU hardware, with a GPU for as long as the call lasts; elsewhere the function itself.

    The call runs in a process of its own there: what it takes and returns is pickled, nothing it changes stays, and a
    meter of the caller does not reach it. It ends when the GPU is taken away.
    """
    if not lends_gpus():
        return function
    try:
        import spaces
    except ImportError:
        return function
    return spaces.GPU(duration=120)(function)
