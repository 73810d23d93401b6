"""Options that several commands share, and how a command loads its model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from workbench.models import Translator

out = Console()
err = Console(stderr=True)

Model = Annotated[str, typer.Option("--model", "-m", help="'demo' (bundled), a folder, or a hub name.")]
SourceLang = Annotated[str | None, typer.Option("--source-lang", help="Source language code, such as en.")]
TargetLang = Annotated[str | None, typer.Option("--target-lang", help="Target language code, such as de.")]
Device = Annotated[str | None, typer.Option("--device", help="cpu, cuda, cuda:1 … (default: a GPU when there is one).")]
Dtype = Annotated[str, typer.Option("--dtype", help="float32, float16 or bfloat16.")]
AllowPickle = Annotated[
    bool, typer.Option("--allow-pickle", help="Also load weights from pickle files, which can run code.")
]


def load_model(
    name: str, source_lang: str | None, target_lang: str | None, device: str | None, dtype: str, allow_pickle: bool
) -> Translator:
    with err.status(f"loading {name}"):
        from workbench.models import load

        return load(
            name,
            source_language=source_lang,
            target_language=target_lang,
            device=device,
            dtype=dtype,
            allow_pickle=allow_pickle,
        )
