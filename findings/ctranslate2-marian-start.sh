#!/bin/bash
# ctranslate2 4.8.5: the converter of Marian models drops the row of the pad token and starts the decoder from a zero
# embedding, as Marian's own models do. In transformers the decoder starts from that row, zero or not: a model that was
# trained or fine-tuned there, whose row is not zero, becomes another model. No message. Expected: the scores of the model,
# or an error.
# Output seen (2026-12-01):
#   ctranslate2 4.8.5, transformers 5.24.0
#   pad row zero:     first token, transformers -5.921, ctranslate2 -5.921
#   pad row not zero: first token, transformers -6.230, ctranslate2 -5.921
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q ctranslate2==4.8.5 transformers==5.24.0 torch==2.13.0 numpy==2.4.6 sentencepiece==0.2.3
cat > "$folder/show.py" <<'PYTHON'
import sys
from importlib.metadata import version
from pathlib import Path

import ctranslate2
import torch
from ctranslate2.converters import TransformersConverter
from transformers import MarianConfig, MarianMTModel

names = [*"abcdefghijklmnopqrstuvwxyz", "<unk>", "</s>", "<pad>"]
pad, end = len(names) - 1, len(names) - 2


class Tokenizer:
    eos_token, unk_token = "</s>", "<unk>"

    def get_vocab(self):
        return {name: i for i, name in enumerate(names)}


class Converter(TransformersConverter):
    def load_tokenizer(self, *_, **__):
        return Tokenizer()


def first(model, place):
    """Log-probability of the first token of a target, from either; without pad, which is not generated."""
    model.save_pretrained(place)
    with torch.inference_mode():
        logits = model(torch.tensor([[0, 1, 2, end]]), decoder_input_ids=torch.tensor([[pad, 5]])).logits[0, 0, :pad]
    engine = ctranslate2.Translator(Converter(str(place)).convert(str(place / "converted")), device="cpu")
    scored = engine.score_batch([["a", "b", "c", "</s>"]], [["f"]])[0].log_probs[0]
    return float(logits.log_softmax(-1)[5]), scored


torch.manual_seed(0)
sizes = dict(d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4)
config = MarianConfig(
    **sizes, vocab_size=len(names), encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=32, scale_embedding=True,
    pad_token_id=pad, eos_token_id=end, decoder_start_token_id=pad, forced_eos_token_id=end, init_std=0.3,
)
model, folder = MarianMTModel(config).eval(), Path(sys.argv[1])
print(f"ctranslate2 {version('ctranslate2')}, transformers {version('transformers')}")
row = model.model.shared.weight.data[pad]
row.zero_()
zero = first(model, folder / "zero")
print("pad row zero:     first token, transformers {:.3f}, ctranslate2 {:.3f}".format(*zero))
row.copy_(torch.randn(len(row)))
other = first(model, folder / "other")
print("pad row not zero: first token, transformers {:.3f}, ctranslate2 {:.3f}".format(*other))
sys.exit(0 if abs(zero[0] - zero[1]) < 1e-3 and abs(other[0] - other[1]) > 0.1 else 1)
PYTHON
"$folder/venv/bin/python" "$folder/show.py" "$folder" || exit 1
