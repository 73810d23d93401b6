"""What a shared machine allows: limits that are stated on the page, and a GPU that is lent by the call."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
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
    """``hosted``: several people share the machine. ``computes``: a model can be asked; without, what is stored is
    shown. ``model``: chosen at first. ``models``: may be loaded, None for any. ``segments`` of a corpus,
    ``characters`` of one text, ``upload`` in bytes, pasted text too, ``queue`` of waiting jobs, ``seconds`` that a job
    may take, ``tokens`` that it may send through the model, forwards and backwards, ``requests`` that one client may
    have under way, ``kept`` in seconds until an upload and what was made of it are deleted; None where there is no
    limit.
    """

    hosted: bool = False
    computes: bool = True
    model: str = bundled.MODEL_NAME
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
        """Raises `LimitError` for a model that cannot be asked here."""
        if not self.computes:
            raise LimitError("no model runs here, what was scored is shown; run the workbench yourself for more")
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
        if not self.computes:
            told = "A scored corpus to read: no model runs here. What you mark is yours alone"
        else:
            named = (
                (self.models and len(self.models), "models"),
                (self.segments, "segments a run"),
                (self.characters, "characters a text"),
                (self.upload and self.upload // 2**20, "MB an upload"),
                (self.seconds and round(self.seconds), "seconds a job"),
                (self.tokens, "tokens a job"),
                (self.requests, "jobs of one address at once"),
                (self.queue, "jobs waiting"),
            )
            limited = ", ".join(f"{value:,} {what}" for value, what in named if value)
            told = f"This is a shared demo: {limited}. What you upload is yours alone"
        return f"{told}{self._deleted}. Run it yourself for no limits."

    @property
    def _deleted(self) -> str:
        """With the time between two looks for what is old, and Gradio's own copies."""
        if self.kept is None:
            return ""
        minutes = math.ceil((self.kept + 600) / 60)
        return f" and deleted within {'an hour' if minutes <= 60 else f'{minutes:,} minutes'}"


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
    kept=3000,
)
REVIEW = Limits(hosted=True, computes=False, models=(), upload=2**16, queue=40, requests=8, kept=3000)
"""Of a run that is shown as it is: see `workbench.app.space`."""


@dataclass(frozen=True)
class Variable:
    """Of the environment: what it sets of `Limits`, in units of ``times`` of them."""

    name: str
    sets: str
    meaning: str
    times: int = 1


VARIABLES = (
    Variable("WORKBENCH_SEGMENTS", "segments", "segments of a corpus that are read"),
    Variable("WORKBENCH_CHARACTERS", "characters", "characters of one text"),
    Variable("WORKBENCH_UPLOAD_MB", "upload", "megabytes of an upload", 2**20),
    Variable("WORKBENCH_SECONDS", "seconds", "seconds that a job may take"),
    Variable("WORKBENCH_TOKENS", "tokens", "tokens that a job may send through the model"),
    Variable("WORKBENCH_REQUESTS", "requests", "jobs that one address may have under way"),
    Variable("WORKBENCH_QUEUE", "queue", "jobs that may wait"),
    Variable("WORKBENCH_KEPT_SECONDS", "kept", "seconds until an upload is deleted"),
)
MODEL, RUN, CORPUS = "WORKBENCH_MODEL", "WORKBENCH_RUN", "WORKBENCH_CORPUS"
"""Models that are offered, joined by commas, the first of them chosen at first; run folders that are shown, joined as
those of PATH are; a corpus file that is scored as the app starts."""
NO_LIMIT = "none"


def limits() -> Limits:
    """Those of a Hugging Face Space where this is one, as the environment has them. Raises `LimitError` for a value
    that cannot be understood."""
    found = SHARED if os.environ.get("SPACE_ID") else Limits()
    chosen: dict[str, Any] = {
        one.sets: _number(one, given) for one in VARIABLES if (given := os.environ.get(one.name, "").strip())
    }
    names = [name.strip() for name in os.environ.get(MODEL, "").split(",") if name.strip()]
    if names:
        # The bundled model too: the bundled run asks for it.
        offered = (*dict.fromkeys((*names, bundled.MODEL_NAME)),)
        chosen |= {"model": names[0], "models": offered if found.hosted else None}
    return replace(found, **chosen)


def _number(variable: Variable, given: str) -> int | None:
    if given.lower() == NO_LIMIT:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 16 and int(given)):
        raise LimitError(
            f"{variable.name} received: {given!r}; expected a whole number of 1 or more, {variable.meaning}, or "
            f"{NO_LIMIT!r} for no limit"
        )
    return int(given) * variable.times


def runs() -> list[Path]:
    """Run folders that the environment names. Raises `LimitError` for one that is not there."""
    found = [Path(name) for name in os.environ.get(RUN, "").split(os.pathsep) if name.strip()]
    for folder in found:
        if not folder.is_dir():
            raise LimitError(f"{RUN} received: {str(folder)!r}; expected a folder that 'workbench score --out' wrote")
    return found


def corpus() -> Path | None:
    """The corpus file that the environment names. Raises `LimitError` for one that is not there."""
    name = os.environ.get(CORPUS, "").strip()
    if name and not Path(name).exists():
        raise LimitError(f"{CORPUS} received: {name!r}; expected a corpus file, such as one in the app's own folder")
    return Path(name) if name else None


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
