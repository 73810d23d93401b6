"""Bytes compressed in every way that is read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zipfile

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def zst(content: bytes) -> bytes:
    """With a checksum, as the zstd program writes it."""
    return zstd.compress(content, options={zstd.CompressionParameter.checksum_flag: 1})


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of named files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content, compress_type=method)
    return packed.getvalue()


STREAMS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zst}
"""Those of which several may follow each other."""
COMPRESSIONS = {**STREAMS, ".zip": lambda content: zipped(("text.txt", content))}
