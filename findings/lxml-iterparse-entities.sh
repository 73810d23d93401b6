#!/bin/bash
# lxml 6.1.3: where the DOCTYPE names a DTD, which is not loaded, `iterparse` gives out every element of the file with the
# entities that the DTD may declare left out of the text, and raises only after the last one, or, with
# resolve_entities=False, never; `fromstring` raises at once. Expected: an error before the element, as without a DOCTYPE.
# Output seen (2026-11-30):
#   lxml 6.1.3, libxml2 (2, 14, 6)
#   fromstring → Entity 'nbsp' not defined, line 1, column 52
#   iterparse → ['10km', 'b'], then Entity 'nbsp' not defined, line 1, column 52
#   iterparse, no DOCTYPE → [], then Entity 'nbsp' not defined, line 1, column 19
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q lxml==6.1.3
cat > "$folder/show.py" <<'PYTHON'
import io
import sys

from lxml import etree

print(f"lxml {etree.__version__}, libxml2 {etree.LIBXML_VERSION}")
body = "<tmx><seg>10&nbsp;km</seg><seg>b</seg></tmx>"
named = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">' + body


def given_out(text):
    texts, told = [], "no error"
    try:
        for _, element in etree.iterparse(io.BytesIO(text.encode()), tag="seg"):
            texts.append(element.text)
    except etree.XMLSyntaxError as error:
        told = error.msg
    return texts, told


try:
    etree.fromstring(named)
    at_once = "no error"
except etree.XMLSyntaxError as error:
    at_once = error.msg
print("fromstring →", at_once)
streamed, plain = given_out(named), given_out(body)
print(f"iterparse → {streamed[0]}, then {streamed[1]}")
print(f"iterparse, no DOCTYPE → {plain[0]}, then {plain[1]}")
sys.exit(not ("nbsp" in at_once and streamed[0] == ["10km", "b"] and "nbsp" in streamed[1] and plain[0] == []))
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
