"""How often each symptom speaks of text that nobody spoilt: human references, and translations by machines.

Alarms are counted by severity, at least 0.9 and at least 0.5, per 1,000 pairs. On ``human`` sets (20,000 Tatoeba pairs,
NTREX news) nearly all are false; on ``machine`` sets (NTREX by the model itself, medical abstracts by eleven systems,
WMT21 web text of the training part) they have to be read: ``--sheet`` writes so many of each symptom, drawn at random,
with their texts and an empty column for a verdict. What looks at the texts alone is run over the whole sets without the
model, what looks at how the model read them over ``--sample`` pairs of each. The model's translations are kept in
``--translations``, one a line, and taken from there the next time.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from sacremoses import MosesDetokenizer

from tests.benchmarks.common import CORPORA, SEED, finish, grid, load_translator, machine, model_parser, say
from tests.symptoms.evidence import observed
from workbench.alignment.tokens import Tokens
from workbench.corpus import read
from workbench.language.markup import whole_words
from workbench.language.segmentation import word_spans
from workbench.models import Translator
from workbench.symptoms import SYMPTOMS, Observed, known, look

SEVERITIES = (0.9, 0.5)
HUMAN, MACHINE = "human", "machine"
COLUMNS = ("set", "symptom", "severity", "message", "source", "target", "verdict")

Texts = tuple[str, str]


@dataclass(frozen=True)
class Alarm:
    """What one symptom says of one pair."""

    symptom: str
    severity: float
    message: str
    pair: Texts


def human_sets(options: argparse.Namespace) -> Iterator[tuple[str, list[Texts]]]:
    turned = slice(None, None, -1) if options.source_lang == "de" else slice(None)
    found = [
        (segment.source, segment.references[0])[turned]
        for segment in read(options.corpora / "tatoeba-en-de/train.tsv.gz")
    ]
    yield "Tatoeba", random.Random(SEED).sample(found, min(options.count, len(found)))
    sides = (_lines(_ntrex(options, code)) for code in (options.source_lang, options.target_lang))
    yield "NTREX", [*zip(*sides, strict=True)]


def machine_sets(options: argparse.Namespace, translator: Translator) -> Iterator[tuple[str, list[Texts]]]:
    sources = _lines(_ntrex(options, options.source_lang))
    yield "NTREX, own", [*zip(sources, _translated(sources, options, translator), strict=True)]
    name = f"{options.source_lang}2{options.target_lang}.jsonl"
    rows = map(json.loads, _lines(options.corpora / "bio-mqm-en-de" / name))
    yield "abstracts", [(row["source"], row["target"]) for row in rows if not row["system"].startswith("reference")]
    if options.source_lang == "en":
        join = MosesDetokenizer(lang="de")
        cells = (line.split("\t") for line in _lines(options.corpora / "critical-errors-en-de/train.tsv"))
        yield "web", [(source, join.detokenize(target.split())) for _, source, target, *_ in cells]


def _ntrex(options: argparse.Namespace, code: str) -> Path:
    return Path(options.corpora / f"ntrex-en-de/newstest2019.{code}")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def _translated(sources: Sequence[str], options: argparse.Namespace, translator: Translator) -> list[str]:
    path: Path = options.translations / f"ntrex.{options.source_lang}-{options.target_lang}.txt"
    if not path.is_file():
        say(f"{len(sources)} sentences are translated into {path}")
        texts = [" ".join((one.text or "").split()) for one in translator.translate(sources)]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return _lines(path)


def unread(pairs: Iterable[Texts], languages: tuple[str, str]) -> Iterator[Observed]:
    """The texts alone, as what is too long for the model is looked at."""
    for texts in pairs:
        source, target = map(_tokens, texts)
        yield Observed.of_texts(source, target, languages)


def _tokens(text: str) -> Tokens:
    spans = whole_words(text, word_spans(text))
    return Tokens.from_offsets(text, [text[start:end] for start, end in spans], spans)


def alarms(pairs: Sequence[Texts], seen: Iterable[Observed], names: Sequence[str]) -> list[Alarm]:
    return [
        Alarm(name, found.severity, found.message, pair)
        for pair, one in zip(pairs, seen, strict=True)
        for name, found in look(one, names).items()
        if found.severity >= min(SEVERITIES)
    ]


def rates(found: Sequence[Alarm], names: Sequence[str], pairs: int) -> dict[str, Any]:
    """Alarms of each symptom by severity, and per 1,000 pairs."""
    told: dict[str, Any] = {}
    for name in names:
        counts = {str(least): sum(a.symptom == name and a.severity >= least for a in found) for least in SEVERITIES}
        per_1000 = {least: round(1000 * count / pairs, 2) for least, count in counts.items()}
        told[name] = {"pairs": pairs, "alarms": counts, "per_1000": per_1000}
    return told


def write_sheet(path: Path, found: Mapping[str, Sequence[Alarm]], count: int, least: float) -> None:
    """Up to ``count`` alarms of each symptom, of all sets together, shuffled."""
    draw, rows = random.Random(SEED), []
    for name in SYMPTOMS:
        some = [(of, one) for of, alarms in found.items() for one in alarms if one.symptom == name]
        some = [(of, one) for of, one in some if one.severity >= least]
        rows += draw.sample(some, min(count, len(some)))
    with open(path, "w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
        sheet.writerow(COLUMNS)
        for of, one in rows:
            texts = (" ".join(text.split()) for text in (one.message, *one.pair))
            sheet.writerow([of, one.symptom, one.severity, *texts, ""])
    say(f"{path}: {len(rows)} alarms")


def markdown(result: Mapping[str, Any]) -> str:
    """Per 1,000 pairs, at 0.9 and, in brackets, at 0.5."""
    sets = result["sets"]
    names = [name for name in SYMPTOMS if any(name in one["symptoms"] for one in sets.values())]

    def cell(of: Mapping[str, Any]) -> str:
        sure, likely = (of["per_1000"][str(least)] for least in SEVERITIES)
        return f"{sure:g} ({likely:g})" if likely else "·"

    rows = []
    for name in names:
        cells = (cell(one["symptoms"][name]) if name in one["symptoms"] else "" for one in sets.values())
        rows.append([name.replace("_", " "), *cells])
    head = ["alarms per 1,000", *(f"{name} ({one['by']}, {one['pairs']:,})" for name, one in sets.items())]
    return grid(head, rows)


def main() -> None:
    parser = model_parser(__doc__)
    parser.add_argument("--corpora", type=Path, default=CORPORA, help="where the sets lie (%(default)s)")
    parser.add_argument("--count", type=int, default=20_000, help="pairs drawn from Tatoeba (%(default)s)")
    parser.add_argument("--sample", type=int, default=1000, help="pairs of each set for the model (%(default)s)")
    parser.add_argument("--translations", type=Path, default=Path("runs"), help="folder (%(default)s)")
    parser.add_argument("--symptom", action="append", help="only this one; may be repeated")
    parser.add_argument("--by", choices=[HUMAN, MACHINE], help="only these sets")
    parser.add_argument("--sheet", type=Path, help="TSV of alarms to write, for reading by hand")
    parser.add_argument("--alarms", type=int, default=100, help="of each symptom in the sheet (%(default)s)")
    parser.add_argument("--least", type=float, default=0.9, help="severity of those in the sheet (%(default)s)")
    options = parser.parse_args()
    languages = options.source_lang, options.target_lang
    translator = load_translator(options)
    names = [name for name in known(languages) if name in (options.symptom or SYMPTOMS)]
    of_texts = [name for name in names if SYMPTOMS[name].of_texts]
    of_reading = [name for name in names if not SYMPTOMS[name].of_texts]
    sets = chain(
        ((HUMAN, *one) for one in (human_sets(options) if options.by != MACHINE else ())),
        ((MACHINE, *one) for one in (machine_sets(options, translator) if options.by != HUMAN else ())),
    )
    told: dict[str, Any] = {}
    found: dict[str, list[Alarm]] = {}
    for by, name, pairs in sets:
        found[name] = alarms(pairs, unread(pairs, languages), of_texts)
        symptoms = rates(found[name], of_texts, len(pairs))
        if of_reading:
            some = random.Random(SEED).sample(pairs, min(options.sample, len(pairs)))
            some = [pair for pair in some if translator.fits(translator.encode_pairs(*([text] for text in pair))[0])]
            read_by_model = alarms(some, observed(translator, some), of_reading)
            symptoms |= rates(read_by_model, of_reading, len(some))
            found[name] += read_by_model
        told[name] = {"by": by, "pairs": len(pairs), "symptoms": symptoms}
        say(f"{name}: " + ", ".join(f"{of} {one['per_1000']}" for of, one in symptoms.items()))
    if options.sheet:
        write_sheet(options.sheet, found, options.alarms, options.least)
    finish({"benchmark": "alarms", "languages": languages, "sets": told, "machine": machine(translator)})


if __name__ == "__main__":
    main()
