#!/bin/bash
# Python 3.11 (standard library): an .xz file may end in zero bytes, a multiple of four ("stream padding" of the format).
# `xz` reads such a file without a word, and so does gzip's module with the zeros after its own format; `lzma.open` gives the
# data and then EOFError, "Compressed file ended before the end-of-stream marker was reached". Expected: the data.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'one line\n' | xz > "$folder/padded.xz"
printf '\0\0\0\0' >> "$folder/padded.xz"
echo "$(xz --version | head -1): $(xz -dc "$folder/padded.xz")"
cat > "$folder/show.py" <<'PYTHON'
import gzip
import io
import lzma
import platform
import sys

print("Python", platform.python_version())
print("gzip.open:", gzip.open(io.BytesIO(gzip.compress(b"one line\n") + bytes(4))).read())
try:
    print("lzma.open:", lzma.open(sys.argv[1]).read())
except EOFError as error:
    print("lzma.open: EOFError:", error)
    sys.exit(0)
sys.exit(1)
PYTHON
python3 "$folder/show.py" "$folder/padded.xz" && echo "as stated" || { echo "this has changed"; exit 1; }
