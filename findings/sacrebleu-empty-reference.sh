#!/bin/bash
# sacrebleu 2.6.0: where segments have different numbers of references, its README ("Variable Number of References") has
# a missing one replaced "with either `None` or the empty string", and the signature change to nrefs:var. BLEU and chrF
# give the same for either. TER takes '' for a reference of no words, which counts in the mean length that edits are
# divided by: one wrong word of four costs 50 in place of 25 beside one empty reference. In the signature '' counts as a
# reference for all three. Files of references, as the command takes them, can say '' alone. Expected: '' and None mean
# the same.
# Output seen (2026-11-30):
#   sacrebleu 2.6.0
#   BLEU: None 59.5 (nrefs:1), '' 59.5 (nrefs:2)
#   chrF2: None 72.0 (nrefs:1), '' 72.0 (nrefs:2)
#   TER: None 25.0 (nrefs:1), '' 50.0 (nrefs:2)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q sacrebleu==2.6.0
cat > "$folder/show.py" <<'PYTHON'
import sys

import sacrebleu
from sacrebleu.metrics import BLEU, CHRF, TER

found = {}
for metric in (BLEU(), CHRF(), TER()):
    for missing in (None, ""):
        score = metric.corpus_score(["the cat sat down"], [["the cat sat up"], [missing]])
        found[score.name, missing] = round(float(score.score), 1), str(metric.get_signature()).split("|")[0]
print("sacrebleu", sacrebleu.__version__)
for name in ("BLEU", "chrF2", "TER"):
    shown = {missing: "{} ({})".format(*found[name, missing]) for missing in (None, "")}
    print(f"{name}: None {shown[None]}, '' {shown['']}")
sys.exit(
    found["TER", None] != (25.0, "nrefs:1")
    or found["TER", ""] != (50.0, "nrefs:2")
    or any(found[name, None][0] != found[name, ""][0] for name in ("BLEU", "chrF2"))
)
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
