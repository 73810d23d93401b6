"""Run a script where no library of models can be imported, as where none is installed: ``without_torch.py SCRIPT``."""

from __future__ import annotations

import runpy
import sys

MODELS = ("torch", "transformers")


class Nowhere:
    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        if name.partition(".")[0] in MODELS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


if __name__ == "__main__":
    sys.meta_path.insert(0, Nowhere)  # type: ignore[arg-type]
    sys.path[0] = ""
    runpy.run_path(sys.argv[1], run_name="__main__")
