"""The other side of the benchmarks against Inseq; it runs in an environment of Inseq's own, without the workbench.

First line on stdin: a JSON object with ``model`` (folder), ``method``, ``options`` (of ``attribute``), ``sources``
(tags included), ``tags`` (how many tokens of each source are tags), ``targets`` and ``threads``. It answers
``{"ready": …}`` once the model is loaded. After that every line on stdin is one repetition over all pairs, answered
with ``{"seconds": …}``; the line ``convergence`` is answered, for each pair, with the sums of the attributions of all
target pieces and the gains that they should add up to. Its own messages go to stderr.

Two things are put right, so that both sides look at one function along one path. Tags keep their place in a baseline,
as the end token does: Inseq itself would turn them into unknown tokens, and explain the loss of the language too. And
decoder embeddings are given unscaled to a decoder that scales them: Inseq 0.7.1 scales them for Marian, whose decoder
in transformers 5 does so again.
"""

import json
import os
import sys
from importlib.metadata import version
from time import perf_counter

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # What libraries print must not get among the answers.


def answer(**fields: object) -> None:
    print(json.dumps(fields), file=answers, flush=True)


def scales_embeddings(decoder: object) -> bool:
    """Whether embeddings given to this decoder are scaled like those that it looks up: then they must be bare ones."""
    import torch

    ids = torch.tensor([[1, 2]])
    with torch.inference_mode():
        by_ids = decoder(input_ids=ids).last_hidden_state  # type: ignore[operator]
        bare = decoder.embed_tokens(ids)  # type: ignore[attr-defined]
        by_embeddings = decoder(inputs_embeds=bare).last_hidden_state  # type: ignore[operator]
    return torch.allclose(by_ids, by_embeddings, atol=1e-4)


def main() -> None:
    job = json.loads(sys.stdin.readline())

    import inseq
    import torch

    torch.set_num_threads(job["threads"])
    model = inseq.load_model(job["model"], job["method"], model_kwargs={"dtype": torch.float32}, device="cpu")
    encode, tags = model.encode, job["tags"]

    def encode_keeping_tags(texts: object, as_targets: bool = False, **options: object) -> object:
        encoded = encode(texts, as_targets, **options)
        if not as_targets and encoded.baseline_ids is not None:
            encoded.baseline_ids[:, :tags] = encoded.input_ids[:, :tags]
        return encoded

    model.encode = encode_keeping_tags
    embed_ids, decoder = model.embed_ids, model.get_decoder()
    scale = model.embed_scale if scales_embeddings(decoder) else 1.0

    def embed_ids_once_scaled(ids: object, as_targets: bool = False) -> object:
        return embed_ids(ids, as_targets) / (scale if as_targets else 1.0)

    model.embed_ids = embed_ids_once_scaled

    def attribute(count: int, **options: object) -> list:
        found = model.attribute(
            job["sources"][:count],
            generated_texts=job["targets"][:count],
            attribute_target=False,
            step_scores=[],
            show_progress=False,
            **job["options"],
            **options,
        )
        return found.sequence_attributions

    def convergence() -> dict[str, list]:
        """``sums[pair piece]``, ``gains[pair piece]``, ``target_ids[pair piece]`` (start and end token included)."""
        sums, gains, ids = [], [], []
        for found in attribute(len(job["sources"]), return_convergence_delta=True):
            total = found.source_attributions.double().sum(dim=(0, 2))
            sums.append(total.tolist())
            gains.append((total - found.step_scores["deltas"].double().flatten()).tolist())
            ids.append([int(token.id) for token in found.target])
        return {"sums": sums, "gains": gains, "target_ids": ids}

    first = attribute(1)[0]
    answer(
        ready=True,
        versions={name: version(name) for name in ("inseq", "captum", "torch", "transformers")},
        threads=torch.get_num_threads(),
        source_ids=[int(token.id) for token in first.source],
        target_ids=[int(token.id) for token in first.target],
        shape=list(first.source_attributions.shape),
    )
    for line in sys.stdin:
        if line.strip() == "convergence":
            answer(**convergence())
            continue
        began = perf_counter()
        attribute(len(job["sources"]))
        answer(seconds=perf_counter() - began)


if __name__ == "__main__":
    main()
