"""Files that somebody uploads, kept in a folder of their own and read as a corpus."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from workbench.app.serving.hosting import Limits
from workbench.corpus import Corpus, read
from workbench.errors import WorkbenchError
from workbench.files.text_file import check_unpacked

UNPACKED = 10
"""How many times what may be uploaded a compressed file may unpack to."""
_NAME = re.compile(r"[^\w.-]+")


def read_uploaded(
    folder: Path,
    files: Sequence[str],
    limits: Limits,
    *,
    most: int | None,
    languages: tuple[str | None, str | None],
    skip_bad_rows: bool = False,
) -> Corpus:
    """One file in any format, told by its content, or a source and a target file; copied into ``folder``.

    Raises `WorkbenchError` for another number of files, for more than ``limits`` allow, and for what is no corpus.
    """
    if not files:
        raise WorkbenchError("no file was chosen; choose one table, or a source and a target file")
    if len(files) > 2:
        raise WorkbenchError(f"{len(files)} files received; expected one table, or a source and a target file")
    own = []
    for place, path in enumerate(map(Path, files)):
        limits.check_upload(path.stat().st_size, path.name)
        (folder / str(place)).mkdir()
        if limits.upload is not None:
            check_unpacked(path, UNPACKED * limits.upload)
        own.append(Path(shutil.copy(path, folder / str(place) / (_NAME.sub("_", path.name) or "corpus.tsv"))))
    return read(
        own[0],
        target=own[1] if len(own) > 1 else None,
        limit=most,
        source_language=languages[0],
        target_language=languages[1],
        skip_bad_rows=skip_bad_rows,
    )


def without_uploads(error: WorkbenchError) -> str:
    """The message without the folders that uploads are kept in: names are what the person knows."""
    return re.sub(r"\S*/upload-[0-9a-f]+/(?:\d/)?", "", str(error))
