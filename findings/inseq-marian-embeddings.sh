#!/bin/bash
# Inseq 0.7.1 with transformers 5.24.0: Inseq multiplies the embeddings that it hands to Marian's decoder by the square root
# of the width (`embed_scale`), and Marian's decoder multiplies `inputs_embeds` by it once more; the encoder does not. So the
# function that Inseq attributes is not the model: probabilities that it tells of a forced target differ from the model's,
# from the second piece on (the first step sees the start token, whose embedding is zero). Attributions explain that other
# function. Expected: the model's own probabilities. The model here is a tiny random one, made on the spot.
# Output seen (2026-11-30):
#   inseq 0.7.1, transformers 5.24.0, torch 2.13.0+cpu
#   scale of the embeddings: 8.0
#   probabilities, Inseq:     0.0048 0.0107 0.0110 0.0026 0.0223 0.0003 …
#   probabilities, the model: 0.0048 0.0105 0.0137 0.0025 0.0195 0.0003 …
#   greatest difference: with Inseq's vectors 0.1767, with the same unscaled 0.0e+00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.13.0 transformers==5.24.0 inseq==0.7.1 sentencepiece==0.2.3 sacremoses==0.1.1
cat > "$folder/show.py" <<'PYTHON'
import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import inseq
import torch
from sentencepiece import SentencePieceProcessor, SentencePieceTrainer
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

folder = Path(sys.argv[1])
lines = [f"the {a} sees the {b}" for a in ("cat", "dog", "man") for b in ("bird", "fish", "tree", "house")]
(folder / "text").write_text("\n".join(lines))
SentencePieceTrainer.train(
    input=str(folder / "text"), model_prefix=str(folder / "source"), vocab_size=50, hard_vocab_limit=False, minloglevel=2
)
for side in ("source", "target"):
    shutil.copy(folder / "source.model", folder / f"{side}.spm")
processor = SentencePieceProcessor(model_file=str(folder / "source.spm"))
learned = [processor.id_to_piece(place) for place in range(3, processor.get_piece_size())]
pieces = ["</s>", "<unk>", *learned, "<pad>"]
(folder / "vocab.json").write_text(json.dumps({piece: place for place, piece in enumerate(pieces)}))
pad = len(pieces) - 1
names = (str(folder / name) for name in ("source.spm", "target.spm", "vocab.json"))
tokenizer = MarianTokenizer(*names, source_lang="en", target_lang="de")
torch.manual_seed(0)
sizes = {f"{side}_{name}": value for side in ("encoder", "decoder") for name, value in
         (("layers", 2), ("attention_heads", 4), ("ffn_dim", 64))}
ends = {"pad_token_id": pad, "decoder_start_token_id": pad, "eos_token_id": 0}
config = MarianConfig(vocab_size=len(pieces), d_model=64, scale_embedding=True, init_std=0.2, **ends, **sizes)
MarianMTModel(config).eval().save_pretrained(folder)
tokenizer.save_pretrained(folder)

source, target = "the cat sees the fish", "the dog sees the man"
options = {"model_kwargs": {"dtype": torch.float32}, "device": "cpu"}
explainer = inseq.load_model(str(folder), "saliency", **options)
out = explainer.attribute(
    source, generated_texts=target, attribute_target=False, step_scores=["probability"], show_progress=False
)
told = out.sequence_attributions[0].step_scores["probability"].flatten()
model = explainer.model
inputs, labels = tokenizer(source, return_tensors="pt"), tokenizer(text_target=target, return_tensors="pt").input_ids
with torch.inference_mode():
    started = torch.cat([torch.tensor([[pad]]), labels[:, :-1]], dim=1)
    by_ids = model(**inputs, decoder_input_ids=started).logits.softmax(-1)[0]
    true = by_ids.gather(1, labels[0][:, None])[:, 0]
    vectors = explainer.embed_ids(started, as_targets=True)
    by_inseq = model(**inputs, decoder_inputs_embeds=vectors).logits.softmax(-1)[0]
    once = model(**inputs, decoder_inputs_embeds=vectors / explainer.embed_scale).logits.softmax(-1)[0]
print(", ".join(f"{name} {version(name)}" for name in ("inseq", "transformers", "torch")))
print("scale of the embeddings:", explainer.embed_scale)
print("probabilities, Inseq:    ", " ".join(f"{value:.4f}" for value in told[:6]), "…")
print("probabilities, the model:", " ".join(f"{value:.4f}" for value in true[:6]), "…")
apart = [float((found - by_ids).abs().max()) for found in (by_inseq, once)]
print(f"greatest difference: with Inseq's vectors {apart[0]:.4f}, with the same unscaled {apart[1]:.1e}")
first_same = abs(float(told[0] - true[0])) < 1e-5
sys.exit(not (first_same and apart[0] > 1e-3 and apart[1] < 1e-5 and float((told - true).abs().max()) > 1e-3))
PYTHON
HF_HUB_OFFLINE=1 "$folder/venv/bin/python" "$folder/show.py" "$folder" 2> "$folder/err" && echo "as stated" ||
    { tail -5 "$folder/err" >&2; echo "this has changed"; exit 1; }
