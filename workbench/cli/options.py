"""Options that several commands share, and how a command loads its model."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench import bundled
from workbench.cli.escaping import SafeConsole
from workbench.errors import UnknownNameError

if TYPE_CHECKING:
    from workbench.calibration.sample import Sample
    from workbench.corpus import Corpus
    from workbench.jobs.engine import Engine
    from workbench.models import Translator
    from workbench.runs import Run

ENGINES = ("process", "ray")

out = SafeConsole()
err = SafeConsole(stderr=True)

CorpusFile = Annotated[
    str | None, typer.Argument(metavar="CORPUS", help="{formats} file, 'demo', or a URL (s3, gs, hf, file).")
]
# As text: typer makes a plain path of whatever is declared as one.
RunPlace = Annotated[
    str, typer.Argument(metavar="RUN", help="Run folder written by 'workbench score', or its URL (s3, gs, hf).")
]
Source = Annotated[str | None, typer.Option(help="Source file, or the source column of CORPUS.")]
Target = Annotated[str | None, typer.Option(help="Reference file, or the reference column of CORPUS.")]
Format = Annotated[str | None, typer.Option(help="{format_names} (default: by file name).")]
Header = Annotated[bool | None, typer.Option("--header/--no-header", help="Whether the first line names the columns.")]
SkipBadRows = Annotated[
    bool, typer.Option("--skip-bad-rows", help="Go on without the rows that cannot be read; each is told.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first N segments.")]
Model = Annotated[
    str, typer.Option("--model", "-m", help="'demo' (bundled), a folder, or a hub name (owner/name@revision).")
]
SourceLang = Annotated[str | None, typer.Option("--source-lang", help="Source language, by code or name (de, German).")]
TargetLang = Annotated[
    str | None, typer.Option("--target-lang", help="Target language, by code or name (de, deu_Latn, pt-BR, German).")
]
SourcePrefix = Annotated[
    str | None,
    typer.Option(help="Text that the model wants before each source, such as 'translate English to German: '."),
]
Device = Annotated[str | None, typer.Option("--device", help="cpu, cuda, cuda:1 … (default: a GPU when there is one).")]
Dtype = Annotated[
    str | None,
    typer.Option("--dtype", help="float32, float16 or bfloat16 (default: float32; on a GPU bfloat16)."),
]
Precision = Annotated[
    str | None,
    typer.Option(
        "--precision",
        help="How texts are read: float32 (default); bfloat16, faster and a little less exact, on processors that have "
        "instructions for it; or auto, the faster one here.",
    ),
]
AllowPickle = Annotated[
    bool, typer.Option("--allow-pickle", help="Also load weights from pickle files, which can run code.")
]
Revision = Annotated[
    str | None,
    typer.Option("--revision", help="Branch, tag, commit or refs/pr/N of a hub name (default: its main branch)."),
]
Longest = Annotated[
    int | None,
    typer.Option("--longest", min=16, help="Tokens of the longest text that is read (default: the model's positions)."),
]
TieEmbeddings = Annotated[
    bool,
    typer.Option("--tie-embeddings", help="Make embeddings one that the configuration ties and the weights do not."),
]
Decoder = Annotated[
    str,
    typer.Option(
        help="Who writes translations: transformers; ctranslate2 (extra 'fast': several times as fast on a CPU, and a "
        "share of them differs), converted into the cache at first use; or auto, the latter where it can be had.",
    ),
]

EngineName = Annotated[
    str,
    typer.Option("--engine", help="process: this one. ray: many, on this machine or on a cluster, to the same bytes."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        help="Processes that Ray starts, with one thread each or what OMP_NUM_THREADS says (default: as many as there "
        "are CPUs for).",
    ),
]
Address = Annotated[
    str | None,
    typer.Option(help="HOST:PORT of a Ray cluster, or auto (default: Ray is started on this machine, for this alone)."),
]

FORMATS = "tsv, pharaoh, talp, ids or naacl (default: told by the content)."
GoldFormat = Annotated[str | None, typer.Option(help=FORMATS)]
IndexBase = Annotated[
    int | None, typer.Option(min=0, max=1, help="What the gold counts words from, 0 or 1 (default: told by it).")
]
SkipFaulty = Annotated[
    bool, typer.Option("--skip-faulty", help="Leave out pairs of the gold with a link out of range.")
]
ReverseModel = Annotated[
    str | None, typer.Option(help="Model of the other direction (default: the same one, languages exchanged).")
]
ReversePrefix = Annotated[
    str | None, typer.Option(help="Text that the model of --reverse-model wants before each of its sources.")
]


def layer_asked(text: str | None) -> int | str | None:
    """A typed layer: a number, or ``all``."""
    if text is None or text == "all":
        return text
    return _number(text, "a number from 0, or all")


def heads_asked(texts: list[str] | None) -> list[int | str] | None:
    """Typed heads: numbers, or one word alone."""
    found = [one if one in ("all", "max") else _number(one, "a number from 0, all or max") for one in texts or ()]
    if len({*found}) > 1 and not all(isinstance(one, int) for one in found):
        raise typer.BadParameter(f"{' and '.join(map(str, found))}: all and max each stand alone")
    return found or None


def layer_option(help: str) -> Any:
    return typer.Option(callback=layer_asked, metavar="N|all", help=help)


def heads_option(help: str) -> Any:
    return typer.Option("--head", "--heads", callback=heads_asked, metavar="N|all|max", help=help)


def _number(text: str, expected: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not {expected}") from None


def load_model(
    name: str,
    source_lang: str | None,
    target_lang: str | None,
    device: str | None,
    dtype: str | None,
    allow_pickle: bool,
    source_prefix: str | None = None,
    revision: str | None = None,
    longest: int | None = None,
    tie_embeddings: bool = False,
    decoder: str = "transformers",
    precision: str | None = None,
) -> Translator:
    """Says on stderr, in a line, which of the model's own codes its languages are where others were asked for."""
    # What is fetched shows bars of its own.
    here = name == bundled.MODEL_NAME or Path(name).expanduser().is_dir()
    with err.status(f"loading {name}") if here else nullcontext():
        from workbench.models import load

        translator = load(
            name,
            source_language=source_lang,
            target_language=target_lang,
            source_prefix=source_prefix,
            device=device,
            dtype=dtype,
            allow_pickle=allow_pickle,
            revision=revision,
            longest=longest,
            tie_embeddings=tie_embeddings,
            decoder=decoder,
            precision=precision,
            tell=partial(err.print, markup=False, highlight=False, soft_wrap=True),
        )
    for note in translator.setting_notes:
        err.print(f"note: {name}: {note}", style="yellow", markup=False, highlight=False, soft_wrap=True)
    if translator.language_notes:
        err.print(f"{name}: {', '.join(translator.language_notes)}", markup=False, highlight=False, soft_wrap=True)
    return translator


def check_engine(name: str, workers: int | None, address: str | None) -> None:
    """Before any work. Raises `UnknownNameError`, `RunError` where Ray is not installed."""
    if name not in ENGINES:
        raise UnknownNameError("engine", name, ENGINES)
    if name == "ray":
        from workbench.jobs.ray import installed

        installed()
    elif workers is not None or address is not None:
        raise typer.BadParameter("--workers and --address are for --engine ray; give that too")


def engine(name: str, workers: int | None, address: str | None, translator: Translator) -> Engine | None:
    """The engine for a job with ``translator``, None for this process.

    Threads bear on the last digits of figures: this process takes as many as each worker has.
    """
    if name != "ray":
        return None
    import torch

    from workbench.jobs.ray import Ray

    threads = int(os.environ.get("OMP_NUM_THREADS") or 1)
    torch.set_num_threads(threads)
    return Ray(
        workers=workers,
        address=address,
        threads=threads,
        gpus=int(translator.device.type == "cuda"),
        tell=partial(err.print, style="yellow", markup=False, highlight=False, soft_wrap=True),
    )


def model_of_run(run: Run) -> Translator:
    """The model that a run was scored with; a note on stderr where it is no longer the same."""
    signature = run.manifest.signature
    languages = signature.get("source_language"), signature.get("target_language")
    translator = load_model(
        *(signature.get("model") or bundled.MODEL_NAME, *languages, None, signature.get("dtype") or "float32", False),
        source_prefix=signature.get("source_prefix"),
        revision=signature.get("revision"),
        longest=signature.get("longest"),
        tie_embeddings=bool(signature.get("tie_embeddings")),
    )
    if not translator.weights_hash.startswith(signature.get("weights") or "unknown"):
        err.print("note: the model has changed since the run was scored", style="yellow")
    return translator


def check_reverse(name: str | None, source_prefix: str | None) -> None:
    """Before any work: words for a model that is not named would go nowhere."""
    if name is None and source_prefix is not None:
        raise typer.BadParameter("--reverse-prefix is for the model of --reverse-model; give one")


def load_reverse(
    name: str | None,
    translator: Translator,
    device: str | None,
    dtype: str | None,
    allow_pickle: bool,
    source_prefix: str | None = None,
    precision: str | None = None,
) -> Translator | None:
    """The model ``name``, from the target's language into the source's; None without a name."""
    if name is None:
        return None
    return load_model(
        *(name, translator.target_language, translator.source_language, device, dtype, allow_pickle),
        source_prefix=source_prefix,
        precision=precision,
    )


def open_gold(path: Path, source: str | None, target: str | None, limit: int | None, **reading: Any) -> Sample:
    """Gold pairs with their sentences, in the file itself or in files of their own; ``reading``: see `read_gold`.

    At most ``limit`` of them, None for all.
    """
    from workbench.alignment.gold import read_gold
    from workbench.calibration.sample import Sample
    from workbench.corpus.naming import languages_of_name
    from workbench.files.kind import check_file

    check_file(path)
    found = read_gold(path, source=Path(source) if source else None, target=Path(target) if target else None, **reading)
    most = len(found.pairs) if limit is None else limit
    return Sample.of_gold(path.name, found.pairs, most, languages_of_name(path), found.faults.values())


def tell_left_out(faults: Iterable[str]) -> None:
    """Pairs of a gold file that are not looked at, on stderr."""
    for fault in faults:
        err.print(f"left out: {fault}", markup=False, highlight=False, soft_wrap=True)


def open_corpus(
    corpus: str | None,
    source: str | None = None,
    target: str | None = None,
    hypothesis: str | None = None,
    identifier: str | None = None,
    format: str | None = None,
    header: bool | None = None,
    limit: int | None = None,
    source_lang: str | None = None,
    target_lang: str | None = None,
    skip_bad_rows: bool = False,
) -> Corpus:
    """CORPUS, whose columns the other options name, or the line-aligned files that they are."""
    from workbench.corpus import Columns, read

    further: dict[str, Any] = {
        "limit": limit,
        "source_language": source_lang,
        "target_language": target_lang,
        "skip_bad_rows": skip_bad_rows,
    }

    if corpus is None:
        if source is None:
            raise typer.BadParameter("give a CORPUS file, or --source FILE and --target FILE")
        return read(source, target=target, hypothesis=hypothesis, **further)
    columns = Columns(source=source, reference=target, hypothesis=hypothesis, id=identifier, header=header)
    return read(corpus, format=format, columns=columns, **further)


def tell_decided(corpus: Corpus) -> None:
    """On stderr, in a line, how a corpus is read, where that had to be decided: not of a table whose header says it."""
    found = corpus.description
    if found.kind != corpus.form.title or found.notes or any(found.languages):
        lines = [corpus.decided, *(f"note: {note}" for note in found.notes)]
        err.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def tell_bad_rows(corpus: Corpus) -> None:
    """Rows of a corpus that were skipped, on stderr."""
    if corpus.skip_bad_rows:
        for note in corpus.survey().bad_row_notes:
            err.print(f"note: {note}", style="yellow", markup=False, highlight=False, soft_wrap=True)
