#!/bin/bash
# BertViz 1.4.1 with transformers 5.24.0: `head_view` takes encoder, decoder and cross-attention together, but asks all three
# for as many layers as the encoder has. Of a model with a deep encoder and a shallow decoder, as fast translation models are
# built, it raises an IndexError; of one with a shallow encoder it leaves the upper decoder layers out without a
# word. With `include_layers` of the smaller number it shows those alone. Expected: every layer of each.
# Output seen (2026-11-30):
#   bertviz 1.4.1 transformers 5.24.0
#   encoder and decoder layers 3 and 3: layers [0, 1, 2]
#   encoder and decoder layers 6 and 2: IndexError: tuple index out of range
#   encoder and decoder layers 2 and 6: layers [0, 1]
#   encoder and decoder layers 6 and 2, include_layers=[0, 1]: layers [0, 1]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 transformers==5.24.0 bertviz==1.4.1 ipython==9.6.0
cat > "$folder/show.py" <<'PYTHON'
import sys
from importlib.metadata import version

import torch
from bertviz import head_view
from transformers import MarianConfig, MarianMTModel

print("bertviz", version("bertviz"), "transformers", version("transformers"))
source, target = torch.tensor([[5, 6, 7, 0]]), torch.tensor([[1, 8, 9]])


def shown(encoder_layers: int, decoder_layers: int, **options: object) -> str:
    config = MarianConfig(
        vocab_size=20, d_model=8, encoder_layers=encoder_layers, decoder_layers=decoder_layers,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16,
        pad_token_id=1, eos_token_id=0, decoder_start_token_id=1, max_position_embeddings=16,
    )  # fmt: skip
    model = MarianMTModel(config).eval()
    model.set_attn_implementation("eager")
    with torch.no_grad():
        found = model(input_ids=source, decoder_input_ids=target, output_attentions=True)
    given = {
        "encoder_attention": found.encoder_attentions,
        "decoder_attention": found.decoder_attentions,
        "cross_attention": found.cross_attentions,
    }
    try:
        page = head_view(**given, encoder_tokens=list("abc."), decoder_tokens=list("<xy"), html_action="return", **options)
    except IndexError as error:
        return f"IndexError: {error}"
    return "layers " + page.data.split('"include_layers": ')[1].split("]")[0] + "]"


seen = [shown(3, 3), shown(6, 2), shown(2, 6), shown(6, 2, include_layers=[0, 1])]
for what, answer in zip(("3 and 3", "6 and 2", "2 and 6", "6 and 2, include_layers=[0, 1]"), seen, strict=True):
    print(f"encoder and decoder layers {what}: {answer}")
sys.exit(seen != ["layers [0, 1, 2]", "IndexError: tuple index out of range", "layers [0, 1]", "layers [0, 1]"])
PYTHON
"$folder/venv/bin/python" "$folder/show.py" && echo "as stated" || { echo "this has changed"; exit 1; }
