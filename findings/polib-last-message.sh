#!/bin/bash
# polib 1.2.0 loses the last message of a PO file that ends with an empty reference ("#:") or flag comment ("#,"), and
# says nothing: the last entry is taken up when another one begins, or when the last line is no comment; a comment line
# with something in it begins one, an empty one is passed over before it does. Saved again, the file has one message
# less. msgfmt 0.21 counts both messages. Expected: an empty comment changes nothing.
# Output seen (2026-11-30):
#   Python 3.11.7 polib 1.2.0
#   '' at the end: ['ewe', 'hay']
#   '# note' at the end: ['ewe', 'hay']
#   '#: barn.c:1' at the end: ['ewe', 'hay']
#   '#:' at the end: ['ewe']
#   '#,' at the end: ['ewe']
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q polib==1.2.0

"$folder/venv/bin/python" - "$folder" <<'PYTHON' || exit 1
import platform
import sys
from pathlib import Path

import polib

print("Python", platform.python_version(), "polib", polib.__version__)
begin = 'msgid "ewe"\nmsgstr "Schaf"\n\nmsgid "hay"\nmsgstr "Heu"\n'
seen = {}
for end in ("", "# note\n", "#: barn.c:1\n", "#:\n", "#,\n"):
    path = Path(sys.argv[1]) / "file.po"
    path.write_text(begin + end, encoding="utf-8")
    seen[end.strip()] = [entry.msgid for entry in polib.pofile(str(path))]
    print(f"{end.strip()!r} at the end: {seen[end.strip()]}")
both = ["ewe", "hay"]
as_stated = seen == {"": both, "# note": both, "#: barn.c:1": both, "#:": ["ewe"], "#,": ["ewe"]}
print("as stated" if as_stated else "it has changed")
sys.exit(0 if as_stated else 1)
PYTHON
