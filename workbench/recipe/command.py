"""``python -m workbench.recipe``: detokenize, train, release; and small models of a toy language."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Train a small translation model of your own.")

Codes = Annotated[tuple[str, str], typer.Option(help="Languages of the two columns.")]


@app.command()
def detokenize(source: Path, target: Path, languages: Codes = ("en", "de")) -> None:
    """Two line-aligned tokenised files to one TSV of running text on stdout."""
    from workbench.recipe.detokenize import detokenized

    for pair in detokenized(source, target, languages):
        sys.stdout.write("\t".join(pair) + "\n")


@app.command()
def train(
    pairs: Annotated[Path, typer.Argument(help="TSV of sentence pairs, plain or .gz.")],
    out: Annotated[Path, typer.Option(help="Folder of the training run; given again, it goes on.")],
    minutes: Annotated[float, typer.Option(min=0.01, max=525_600, help="Time budget, without pauses.")] = 100.0,
    longer: Annotated[Path | None, typer.Option(help="TSV of longer pairs, mixed in once the model aligns.")] = None,
    dev: Annotated[Path | None, typer.Option(help="TSV of held-out pairs to watch.")] = None,
    languages: Codes = ("en", "de"),
    seed: int = 13,
    vocabulary: Annotated[int, typer.Option(min=300, max=1_000_000, help="Pieces in the joint vocabulary.")] = 8000,
) -> None:
    """Train within a time budget, both directions in one model; killed and started again, it goes on."""
    from workbench.recipe.train import Recipe
    from workbench.recipe.train import train as run

    recipe = Recipe(languages=languages, minutes=minutes, seed=seed, vocabulary=vocabulary)
    print(run(pairs, out, recipe, longer, dev))


@app.command()
def release(
    run: Annotated[Path, typer.Argument(help="Folder that 'train' wrote.")],
    out: Annotated[Path, typer.Option(help="Model folder to write.")],
    test: Annotated[Path, typer.Option(help="TSV of test pairs.")],
    dev: Annotated[Path, typer.Option(help="TSV of development pairs.")],
    gold: Annotated[Path | None, typer.Option(help="Gold alignments (default: the bundled ones).")] = None,
    data: Annotated[str | None, typer.Option(help="What the training text is.")] = None,
    licence: Annotated[str | None, typer.Option(help="Licence of the model.")] = None,
    machine: Annotated[str | None, typer.Option(help="What it was trained on, such as 'two CPU cores'.")] = None,
    test_name: Annotated[str | None, typer.Option(help="What the test pairs are.")] = None,
    limits: Annotated[str | None, typer.Option(help="What the model cannot do.")] = None,
) -> None:
    """Measure every snapshot, choose the attention preset, write the model folder with its card.

    What is said of data, licence, machine, test and limits goes into the model card.
    """
    from workbench import bundled
    from workbench.alignment.gold import read_gold
    from workbench.recipe.examples import read_pairs
    from workbench.recipe.release import Described
    from workbench.recipe.release import release as make

    path = gold or bundled.dataset("gold.en-de.tsv")
    said = {"data": data, "licence": licence, "machine": machine, "test": test_name, "limits": limits}
    described = Described(**{name: text for name, text in said.items() if text is not None})
    print(make(run, out, read_pairs(test), read_pairs(dev), read_gold(path).pairs, path.name, described))


@app.command()
def suspicion(
    pairs: Annotated[Path, typer.Argument(help="TSV of clean pairs, held out from the training.")],
    out: Annotated[Path, typer.Option(help="File to write, such as suspicion.json in the model's folder.")],
    model: Annotated[str, typer.Option(help="Model folder, or 'demo'.")] = "demo",
    count: Annotated[int, typer.Option(min=50, help="Pairs to fit to.")] = 1000,
    languages: Codes = ("en", "de"),
) -> None:
    """Fit the suspicion that corpora too small for their own are scored with, on references and on translations."""
    from workbench.recipe.examples import read_pairs
    from workbench.recipe.suspicion import fit_both

    out.write_text(fit_both(read_pairs(pairs), model, languages, count), encoding="utf-8")


@app.command()
def corrections(
    folder: Annotated[Path, typer.Argument(help="Folder with NAME.src, .mt, .hter, .tags and .source_tags.")],
    clean: Annotated[Path, typer.Argument(help="TSV of clean pairs, held out from the training.")],
    out: Annotated[Path, typer.Option(help="File to write, 'corrections.json' in the bundled model's folder.")],
    made_from: Annotated[str, typer.Option(help="What the translations are, as it is told to people.")],
    model: Annotated[str, typer.Option(help="Model folder, or 'demo'.")] = "demo",
    languages: Codes = ("en", "de"),
) -> None:
    """Learn from post-edited translations, tokenized and with every changed word marked, what people correct."""
    from workbench.recipe.corrections import learn, read_corrected
    from workbench.recipe.examples import read_pairs

    out.write_text(learn(read_corrected(folder), read_pairs(clean), model, languages, made_from), encoding="utf-8")


@app.command()
def own(
    pairs: Annotated[Path, typer.Argument(help="TSV of clean pairs, held out from the training.")],
    out: Annotated[Path, typer.Option(help="File to write, 'own.json' in the bundled model's folder.")],
    made_from: Annotated[str, typer.Option(help="What the pairs are, as it is told to people.")],
    model: Annotated[str, typer.Option(help="Model folder, or 'demo'.")] = "demo",
    languages: Codes = ("en", "de"),
) -> None:
    """Learn from a model's own translations, in both directions, how its mistakes look to it."""
    from workbench.recipe.examples import read_pairs
    from workbench.recipe.own import learn_own

    out.write_text(learn_own(read_pairs(pairs), model, languages, made_from), encoding="utf-8")


@app.command()
def beside(
    corpora: Annotated[Path, typer.Argument(help="Folder of judged translations with references.")],
    out: Annotated[Path, typer.Option(help="File to write, 'beside.json' in the bundled model's folder.")],
) -> None:
    """Learn from translations that professionals judged what a difference from the reference says of them."""
    from workbench.recipe.beside import learn_beside

    out.write_text(learn_beside(corpora), encoding="utf-8")


@app.command()
def ratios(
    corpora: Annotated[Path, typer.Argument(help="Folder of judged translations and clean pairs.")],
    out: Annotated[Path, typer.Option(help="File to write, 'ratios.json' in the bundled model's folder.")],
    most: Annotated[int, typer.Option(min=50, help="Pairs of each corpus and sort that the model reads.")] = 800,
    model: Annotated[str, typer.Option(help="Model folder, or 'demo'.")] = "demo",
) -> None:
    """Measure how much more often each symptom speaks of wrong targets than of right ones."""
    from workbench.recipe.ratios import measure

    out.write_text(measure(corpora, model, most), encoding="utf-8")


@app.command()
def words(
    pairs: Annotated[list[Path], typer.Argument(help="TSVs of the pairs that it was trained on, plain or .gz.")],
    out: Annotated[Path, typer.Option(exists=True, file_okay=False, help="Model folder; 'words.tsv.gz' goes there.")],
    languages: Codes = ("en", "de"),
) -> None:
    """Count the words that a model has seen, so that words it makes up can be told from those it knows."""
    from workbench.recipe.words import count_words

    print(count_words(pairs, languages).save(out))


@app.command()
def scored_demo(
    out: Annotated[Path, typer.Option(help="Folder to write, 'scored-demo' in the bundled model's.")],
) -> None:
    """Score the bundled corpus with the bundled model: the run that the app opens at once."""
    from workbench.jobs.demo import ship_scored_demo
    from workbench.models import load

    ship_scored_demo(load("demo", source_language="en", target_language="de", device="cpu"), out)


@app.command()
def heads(
    out: Annotated[Path, typer.Option(help="File to write, 'heads.json' in the bundled model's folder.")],
    source: Annotated[str, typer.Option(help="Sentence to draw.")] = "In the evening we always walk to the river.",
) -> None:
    """Draw every head of the bundled model over one sentence, and measure what each does over the gold alignments."""
    import json

    from workbench import bundled
    from workbench.alignment.gold import read_gold
    from workbench.calibration.head_gallery import gallery_of_bundled
    from workbench.models import load

    translator = load("demo", source_language="en", target_language="de", device="cpu")
    path = bundled.dataset("gold.en-de.tsv")
    found = gallery_of_bundled(translator, source, read_gold(path).pairs, path.name)
    out.write_text(json.dumps(found.record(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


@app.command()
def toy(
    kind: Annotated[Literal["m2m100", "t5"], typer.Argument(help="Family of the model.")],
    out: Annotated[Path, typer.Option(help="Model folder to write.")],
    steps: Annotated[int, typer.Option(min=1, help="Batches to train on.")] = 3000,
    seed: int = 13,
) -> None:
    """Train a small model of a toy language in minutes, both directions, with gold alignments that it has not seen."""
    from workbench.recipe.toy_models import ToyRecipe, train_toy

    print(train_toy(kind, out, ToyRecipe(steps=steps, seed=seed)))
