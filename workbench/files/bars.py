"""Lines ``source ||| target``, as fast_align reads them: told, not read."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from workbench.errors import CorpusError
from workbench.files.text_file import UNPACKED_BY

BARS = "|||"


def bars_note(path: Path, line: int) -> CorpusError:
    """What to say of a file whose lines are ``source ||| target``."""
    program = UNPACKED_BY.get(path.suffix.lower())
    unpack = f"{program} {quote(str(path))} | " if program else ""
    return CorpusError(
        "the line looks like 'source ||| target', the format of fast_align, which cannot be read yet; convert it: "
        f"{unpack}sed 's/ *||| */\\t/g'{'' if unpack else ' ' + quote(str(path))} > NEW.tsv",
        path,
        line,
    )
