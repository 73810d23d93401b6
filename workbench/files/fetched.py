"""Files at a URL, copied to this machine: readers go through a corpus several times, and some back and forth in it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from workbench.errors import CorpusError
from workbench.files.kind import new_copy
from workbench.files.packed import allowance
from workbench.files.store import Store, StoreError
from workbench.files.url import Url


def fetched(url: Url) -> Path:
    """Where a copy of the object lies until this process ends. It is as large as what may come out of a compressed
    file at most.

    Raises `CorpusError` for one that is not there, cannot be read, is larger or finds no room.
    """
    most = allowance().most
    try:
        store = Store(url)
        size = store.size()
        if size is None:
            raise CorpusError("no such object, or a folder of them; give the URL of a file", url)
        if most and size > most:
            raise CorpusError(
                f"has {size >> 30:,} GB, more than the {most >> 30:,} GB that are read; take a part of it, or allow "
                "more: WORKBENCH_MAX_UNPACKED=200G (0 for no limit)",
                url,
            )
        descriptor, name = new_copy()
        with os.fdopen(descriptor, "wb") as copy:
            store.copy(copy)
    except StoreError as error:
        raise CorpusError(str(error)) from error
    except OSError as error:
        raise CorpusError(
            f"cannot be copied into {tempfile.gettempdir()}: {error.strerror or error}; free space there", url
        ) from error
    return Path(name)
