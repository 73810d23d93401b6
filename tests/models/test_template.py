"""Special tokens are counted in one place, and architectures asked for in one room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import torch

from workbench.models.template import Template

PACKAGE = Path(__file__).parents[2] / "workbench"

START, END, PAD, UNKNOWN, EN, DE = 90, 91, 92, 93, 94, 95
# How families lay out a source ``[7, 8, 9]`` and what the decoder is fed before a target ``[5, 6]``.
LAYOUTS = {
    "Marian, many targets": ((DE,), (END,), (PAD,)),
    "Marian, one target; T5": ((), (END,), (PAD,)),
    "M2M100, NLLB, mBART-50": ((EN,), (END,), (END, DE)),
    "mBART": ((), (END, EN), (DE,)),
    "BART": ((START,), (END,), (END, START)),
    "Gemma": ((), (), (START,)),
    "a prompt of three pieces": ((11, 12, 13), (END,), (PAD,)),
}


@pytest.fixture(params=LAYOUTS)
def template(request) -> Template:
    return Template(*LAYOUTS[request.param], end=END, pad=PAD, unknown=UNKNOWN)


@pytest.mark.parametrize("ids", [[], [7], [7, 8, 9]])
def test_the_own_positions_of_a_source_are_where_its_ids_stand(template, ids):
    read = template.source(ids)
    assert read == [*template.before_source, *ids, *template.after_source]
    assert read[template.own(ids)] == ids


@pytest.mark.parametrize("ids", [[], [5], [5, 6]])
def test_the_step_that_predicts_a_token_is_the_one_before_the_step_that_consumes_it(template, ids):
    fed, labels = template.fed(ids), template.labels(ids)
    assert labels == [*ids, END]
    assert fed[template.steps(ids, "input")] == ids
    for step, label in enumerate(labels, start=template.first_step):
        if step + 1 < len(fed):
            assert fed[step + 1] == label
        else:
            assert label == END
    predicting = range(len(fed))[template.steps(ids, "output")]
    assert [labels[step - template.first_step] for step in predicting] == ids


def test_every_label_of_a_padded_batch_comes_after_one_real_position(template):
    targets = [[5, 6, 7], [], [5]]
    widths = [len(template.fed(ids)) for ids in targets]
    real = torch.arange(max(widths))[None, :] < torch.tensor(widths)[:, None]
    labelled = template.labelled(real)
    assert labelled.sum(1).tolist() == [len(template.labels(ids)) for ids in targets]
    assert not (labelled & ~real).any()
    assert not labelled[:, : template.first_step].any() and labelled[:, template.first_step].all()


ARCHITECTURE = {
    *("decoder_layers", "encoder_layers", "num_layers", "num_decoder_layers", "num_hidden_layers", "num_heads"),
    *("encoder_attention_heads", "decoder_attention_heads", "num_attention_heads", "max_position_embeddings"),
    *("d_model", "vocab_size", "lm_head", "final_logits_bias", "embed_tokens", "embed_scale", "shared"),
    *("get_encoder", "get_decoder", "get_input_embeddings", "get_output_embeddings"),
    *("decoder_start_token_id", "forced_bos_token_id", "tie_word_embeddings", "get_expanded_tied_weights_keys"),
}
TOKENIZER = {
    *("pad_token_id", "eos_token_id", "bos_token_id", "unk_token_id", "all_special_ids"),
    *("convert_tokens_to_ids", "convert_ids_to_tokens", "lang_code_to_id"),
}


def of_an_architecture(path: Path, tree: ast.AST) -> list[str]:
    """Where a file asks for a part of an architecture or tokenizer, or counts special tokens beside ids."""
    # The recipe makes a tokenizer; what it calls layers are fields of its own.
    tokenizer = set() if path.parts[-2] == "recipe" else TOKENIZER
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            of = ast.unparse(node.value)
            inner = node.attr == "model" and (of == "model" or of.endswith(".model"))
            if inner or node.attr in tokenizer or (node.attr in ARCHITECTURE and of != "recipe"):
                found.append(f"{path.name}:{node.lineno}: {of}.{node.attr}")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            sides = ast.unparse(node.left), ast.unparse(node.right)
            if any(a.startswith("len(") and a.endswith(".ids)") and b.isdecimal() for a, b in (sides, sides[::-1])):
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    return found


def test_nothing_but_families_asks_for_an_architecture_or_counts_special_tokens():
    rooms = [path for path in PACKAGE.rglob("*.py") if PACKAGE / "models" / "families" not in path.parents]
    assert len(rooms) > 100
    assert [line for path in rooms for line in of_an_architecture(path, ast.parse(path.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    "line",
    [
        "model.config.decoder_layers",
        "heads = self.model.config.encoder_attention_heads",
        "network.model.config.pad_token_id",
        "model.model(input_ids=ids)",
        "translator.model.model.encoder",
        "start = model.config.decoder_start_token_id",
        "model.lm_head.weight",
        "tokenizer.eos_token_id",
        "len(pair.target.ids) + 1",
        "2 + len(source.ids)",
        "len(row.ids) - 1",
    ],
)
def test_what_is_asked_for_elsewhere_is_found(line):
    assert of_an_architecture(Path("views/x.py"), ast.parse(line))
