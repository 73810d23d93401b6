"""Options that several commands share, and how a command loads its model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from workbench.corpus import Corpus
    from workbench.models import Translator

out = Console()
err = Console(stderr=True)

CorpusFile = Annotated[str | None, typer.Argument(metavar="CORPUS", help="TSV, CSV or JSONL file, or 'demo'.")]
Source = Annotated[str | None, typer.Option(help="Source file, or the source column of CORPUS.")]
Target = Annotated[str | None, typer.Option(help="Reference file, or the reference column of CORPUS.")]
Format = Annotated[str | None, typer.Option(help="tsv, csv or jsonl (default: by file name).")]
Header = Annotated[bool | None, typer.Option("--header/--no-header", help="Whether the first line names the columns.")]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first N segments.")]
Model = Annotated[str, typer.Option("--model", "-m", help="'demo' (bundled), a folder, or a hub name.")]
SourceLang = Annotated[str | None, typer.Option("--source-lang", help="Source language code, such as en.")]
TargetLang = Annotated[str | None, typer.Option("--target-lang", help="Target language code, such as de.")]
Device = Annotated[str | None, typer.Option("--device", help="cpu, cuda, cuda:1 … (default: a GPU when there is one).")]
Dtype = Annotated[str, typer.Option("--dtype", help="float32, float16 or bfloat16.")]
AllowPickle = Annotated[
    bool, typer.Option("--allow-pickle", help="Also load weights from pickle files, which can run code.")
]


ReverseModel = Annotated[
    str | None, typer.Option(help="Model of the other direction (default: the same one, languages exchanged).")
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


def load_reverse(
    name: str | None, translator: Translator, device: str | None, dtype: str, allow_pickle: bool
) -> Translator | None:
    """The model ``name``, from the target's language into the source's; None without a name."""
    if name is None:
        return None
    return load_model(name, translator.target_language, translator.source_language, device, dtype, allow_pickle)


def open_corpus(
    corpus: str | None,
    source: str | None,
    target: str | None,
    hypothesis: str | None,
    identifier: str | None,
    format: str | None,
    header: bool | None,
    limit: int | None,
) -> Corpus:
    """CORPUS, whose columns the other options name, or the line-aligned files that they are."""
    from workbench.corpus import Columns, read

    if corpus is None:
        if source is None:
            raise typer.BadParameter("give a CORPUS file, or --source FILE and --target FILE")
        return read(source, target=target, hypothesis=hypothesis, limit=limit)
    columns = Columns(source=source, reference=target, hypothesis=hypothesis, id=identifier, header=header)
    return read(corpus, format=format, columns=columns, limit=limit)
