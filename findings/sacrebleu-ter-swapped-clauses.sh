#!/bin/bash
# sacrebleu 2.6.0: TER counts a moved phrase as one edit. Of two clauses in exchanged order it finds that up to 26 different
# words (TER 7.7: two shifts), and from 30 words on nothing: every word is counted as wrong, TER 100, as for a translation
# that shares no word. The search looks only near the diagonal, and moves ten words at most. Expected: a figure that grows
# with what was moved, not one that jumps from 8 to 100 within four words.
# Output seen (2026-11-30):
#   sacrebleu 2.6.0
#   20 words, halves exchanged: TER 5.0
#   26 words, halves exchanged: TER 7.7
#   30 words, halves exchanged: TER 100.0
#   50 words, halves exchanged: TER 100.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q sacrebleu==2.6.0
cat > "$folder/show.py" <<'PYTHON'
import sys

import sacrebleu

found = {}
for half in (10, 13, 15, 25):
    words = [f"word{place}" for place in range(2 * half)]
    exchanged = words[half:] + words[:half]
    found[2 * half] = round(sacrebleu.sentence_ter(" ".join(exchanged), [" ".join(words)]).score, 1)
print("sacrebleu", sacrebleu.__version__)
for words, ter in found.items():
    print(f"{words} words, halves exchanged: TER {ter}")
sys.exit(found != {20: 5.0, 26: 7.7, 30: 100.0, 50: 100.0})
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
