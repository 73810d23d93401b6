#!/bin/bash
# transformers 5.24.0: T5Tokenizer rebuilds a SentencePiece model with id 2 for the unknown piece and without byte fallback,
# whatever the file says. Where `</s>` is 2, as in MADLAD-400's vocabulary, a character that has no piece becomes the end of
# the source in its middle, although `unk_token_id` says 0. Where the file has byte pieces (mT5), the character becomes
# unknown and is gone after decoding. No message either way. Expected: what SentencePiece makes of the same file.
# Output seen (2026-11-30):
#   transformers 5.24.0, sentencepiece 0.2.3
#   SentencePiece:              ▁ a ▁ 🦙 ▁ d o g, ids 3 6 3 0 3 9 16 14
#   T5Tokenizer (unknown is 0): ids 3 6 3 2 3 9 16 14 2
#   SentencePiece, with bytes:              ▁ a ▁ <0xF0> <0x9F> <0xA6> <0x99> ▁ d o g, decoded 'a 🦙 dog'
#   T5Tokenizer, with bytes (unknown is 2): ▁ a ▁ 🦙 ▁ d o g </s>, decoded 'a  dog'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q transformers==5.24.0 sentencepiece==0.2.3 protobuf==7.36.2
cat > "$folder/show.py" <<'PYTHON'
import json
import sys
from importlib.metadata import version
from pathlib import Path

from sentencepiece import SentencePieceProcessor, SentencePieceTrainer
from transformers import T5Tokenizer

folder = Path(sys.argv[1])
lines = [f"a {one} sees the {other}" for one in ("cat", "dog", "man") for other in ("bird", "fish", "tree", "house")]


def made(name, written, **options):
    place = folder / name
    place.mkdir()
    SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=str(place / "spiece"), hard_vocab_limit=False, minloglevel=2, **options
    )
    (place / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "T5Tokenizer", "extra_ids": 0, **written}))
    return SentencePieceProcessor(model_file=str(place / "spiece.model")), T5Tokenizer.from_pretrained(place)


def shown(ids):
    return " ".join(map(str, ids))


text = "a 🦙 dog"
print(f"transformers {version('transformers')}, sentencepiece {version('sentencepiece')}")
file, tokenizer = made("madlad", {"pad_token": "<s>"}, vocab_size=40, unk_id=0, bos_id=1, eos_id=2, pad_id=-1)
ids, converted = file.encode(text), tokenizer(text).input_ids
print(f"SentencePiece:              {' '.join(file.encode(text, out_type=str))}, ids {shown(ids)}")
print(f"T5Tokenizer (unknown is {tokenizer.unk_token_id}): ids {shown(converted)}")
ends = 0 in ids and converted.count(tokenizer.eos_token_id) == 2 and tokenizer.unk_token_id == 0

file, tokenizer = made(
    "bytes", {}, vocab_size=300, byte_fallback=True, pad_id=0, eos_id=1, unk_id=2, bos_id=-1, pad_piece="<pad>"
)
pieces, converted = file.encode(text, out_type=str), tokenizer(text)
decoded = tokenizer.decode(converted.input_ids, skip_special_tokens=True)
print(f"SentencePiece, with bytes:              {' '.join(pieces)}, decoded {file.decode(file.encode(text))!r}")
print(f"T5Tokenizer, with bytes (unknown is 2): {' '.join(converted.tokens())}, decoded {decoded!r}")
loses = "<0xF0>" in pieces and tokenizer.unk_token_id in converted.input_ids and "🦙" not in decoded
sys.exit(0 if ends and loses else 1)
PYTHON
"$folder/venv/bin/python" "$folder/show.py" "$folder" || exit 1
