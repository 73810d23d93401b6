"""Single bits flipped at random in the Parquet files of a run: how many are told, harmless and silent.

    python -m tests.bit_flips [HOW MANY] [SEED]

Silent is a run that opens and says something else than before; a flipped bit in the index is harmless, as that is made
again. Exits with 1 where there is one.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.mutate_runs import OLDER
from workbench.errors import RunError
from workbench.runs import open_run
from workbench.runs.upgrade import upgrade


def said(run: Path) -> object:
    """All that a run has to say."""
    opened = open_run(run)
    rows = [opened.segment(record["id"], record["side"]) for record in opened.records()]
    return rows, opened.worst("chrf"), opened.ranking("scatter"), opened.counts()


def main() -> None:
    many, seed = [*map(int, sys.argv[1:]), *(120, 1)[len(sys.argv) - 1 :]]
    chance, outcomes = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        shutil.copytree(OLDER, whole)
        upgrade(whole)
        before = repr(said(whole))
        for _ in range(many):
            run = shutil.copytree(whole, Path(folder) / "run")
            path = chance.choice(sorted(run.rglob("*.parquet")))
            content = bytearray(path.read_bytes())
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(content)
            try:
                outcome = "harmless" if repr(said(run)) == before else "silent"
            except RunError:
                outcome = "told"
            outcomes[f"{outcome}, in {'the index' if path.parent == run else 'a shard'}"] += 1
            shutil.rmtree(run)
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
    sys.exit(any("silent" in outcome for outcome in outcomes))


if __name__ == "__main__":
    main()
