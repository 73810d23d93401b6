"""The other side of `against_inseq`; it runs in an environment of Inseq's own and knows nothing of the workbench.

First line on stdin: a JSON object with ``model`` (folder), ``sources`` (tags included), ``targets``, ``batch_size``
and ``threads``. It answers ``{"ready": …}`` once the model is loaded. After that every line on stdin is one
repetition over all pairs, answered with ``{"seconds": …}``. Its own messages go to stderr.
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


def main() -> None:
    job = json.loads(sys.stdin.readline())

    import inseq
    import torch

    torch.set_num_threads(job["threads"])
    model = inseq.load_model(job["model"], "attention", model_kwargs={"dtype": torch.float32}, device="cpu")

    def attribute(count: int) -> object:
        return model.attribute(
            job["sources"][:count],
            generated_texts=job["targets"][:count],
            batch_size=job["batch_size"],
            attribute_target=False,
            step_scores=[],
            show_progress=False,
        )

    first = attribute(1).sequence_attributions[0]  # type: ignore[attr-defined]
    answer(
        ready=True,
        versions={name: version(name) for name in ("inseq", "captum", "torch", "transformers")},
        threads=torch.get_num_threads(),
        source_ids=[int(token.id) for token in first.source],
        target_ids=[int(token.id) for token in first.target],
        shape=list(first.source_attributions.shape),
    )
    for _ in sys.stdin:
        began = perf_counter()
        attribute(len(job["sources"]))
        answer(seconds=perf_counter() - began)


if __name__ == "__main__":
    main()
