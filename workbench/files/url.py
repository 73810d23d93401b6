"""Places that are named by URL: which are allowed, and what of them is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from workbench.errors import WorkbenchError


@dataclass(frozen=True)
class Protocol:
    """``package``: what opens it, and how that is installed. ``writes``: whether single files may be written there."""

    package: str
    install: str
    writes: bool = True


PROTOCOLS: dict[str, Protocol] = {
    "s3": Protocol("s3fs", "pip install 'translation-workbench[cloud]'"),
    "gs": Protocol("gcsfs", "pip install 'translation-workbench[cloud]'"),
    # Every file would be a commit of its own, of which the hub takes some hundred an hour.
    "hf": Protocol("huggingface_hub", "pip install huggingface_hub", writes=False),
}
"""Those of object stores; ``file`` is a path. No others, and none inside another (``zip::s3://``): what a URL in a
file or a form can reach is this list."""

_URL = re.compile(r"(?P<protocol>[A-Za-z0-9+.:_-]+)://(?P<rest>.*)", re.DOTALL)
_UNFIT = re.compile("[\x00-\x1f\x7f?\\\\]")


class Url(type(Path())):  # type: ignore[misc]  # which class that is depends on the system
    """The URL of an object or of a folder of them, where code passes paths on: its name and parents are a path's. No
    such file is on the disk."""

    def __str__(self) -> str:
        return str(super().__str__()).replace(":/", "://", 1)

    @property
    def protocol(self) -> str:
        return str(self.parts[0]).removesuffix(":")


def place(given: str | Path) -> Path:
    """What a person names: a `Url` of one of `PROTOCOLS`, or a path; ``file:///x`` is the path ``/x``. A `Path` is one.

    Raises `WorkbenchError`, which holds no password that the URL may have, for one that is not allowed.
    """
    if isinstance(given, Path):
        return given
    found = _URL.fullmatch(given)
    if found is None:
        return Path(given)
    protocol, rest = found["protocol"].lower(), found["rest"].rstrip("/")
    known = f"{', '.join(f'{name}://' for name in PROTOCOLS)} or file://"
    if protocol == "file":
        return _local(rest)
    if protocol not in PROTOCOLS:
        raise WorkbenchError(
            f"{found['protocol']}:// is not read; expected {known}, or a file: download it and give that"
        )
    segments = rest.split("/")
    if "@" in segments[0]:
        raise WorkbenchError(
            f"{protocol}://…@{segments[0].rpartition('@')[2]}: no password stands in a URL here; give it as "
            f"{PROTOCOLS[protocol].package} reads it, in the environment or its own file"
        )
    if len(segments) < 2 or _UNFIT.search(rest) or {"", ".", ".."} & {*segments}:
        raise WorkbenchError(
            f"{protocol}://{rest!r} received; expected {protocol}://BUCKET/NAME, with no part empty, . or .."
        )
    return Url(f"{protocol}:/{rest}")


def _local(rest: str) -> Path:
    split = urlsplit(f"file://{rest}")
    if split.netloc not in ("", "localhost") or not split.path or split.query or split.fragment:
        raise WorkbenchError(f"file://{rest} received; expected file:///PATH, of this machine")
    return Path(unquote(split.path))
