"""Translations that professionals looked at, as the corpora have them: what is wrong, and what is not."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sacremoses import MosesDetokenizer

from workbench.recipe.corrections import read_corrected
from workbench.suspicion.corrections import HEAVY

Judgement = Literal["wrong", "sound", "between"]
SLIGHT = 0.0
"""Share of the words that were changed (HTER) up to which a translation counts as sound."""


@dataclass(frozen=True)
class Judged:
    """``judgement``: ``between`` for small flaws. ``reference``: somebody's own translation, None without one."""

    source: str
    target: str
    judgement: Judgement
    reference: str | None = None


def talks(path: Path) -> Iterator[Judged]:
    """TED talks in MQM: one row for each error, its span marked inside the text; human references left out."""
    texts: dict[tuple[str, str, str], tuple[str, str]] = {}
    severities: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    with open(path, encoding="utf-8", newline="\n") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            key = row["system"], row["doc"], row["seg_id"]
            source, target = (row[name].replace("<v>", "").replace("</v>", "") for name in ("source", "target"))
            texts[key] = source, target
            severities[key].add(row["severity"].lower())
    references = {key[1:]: target for key, (_, target) in texts.items() if key[0] == "ref"}
    for key, (source, target) in texts.items():
        if key[0] != "ref":
            yield Judged(source, target, _by_severity(severities[key] - {"no-error"}), references.get(key[1:]))


def abstracts(path: Path) -> Iterator[Judged]:
    """Medical abstracts in MQM; human references left out."""
    with open(path, encoding="utf-8", newline="\n") as lines:
        rows = [json.loads(line) for line in lines]
    places = [row["id"].removesuffix(row["system"]) for row in rows]
    human = [row["system"].startswith("reference") for row in rows]
    references = {place: row["target"] for place, row, by in zip(places, rows, human, strict=True) if by}
    for place, row, by in zip(places, rows, human, strict=True):
        if not by:
            found = {error["severity"].lower() for error in row["errors"]}
            yield Judged(row["source"], row["target"], _by_severity(found), references.get(place))


def web(path: Path) -> Iterator[Judged]:
    """WMT21 critical errors, by majority of three; translations are tokenized there."""
    join = MosesDetokenizer(lang="de")
    with open(path, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            _, source, target, votes, told = line.rstrip("\n").split("\t")
            sound: Judgement = "between" if any(map(int, json.loads(votes))) else "sound"
            yield Judged(source, join.detokenize(target.split()), "wrong" if told == "ERR" else sound)


def post_edited(folder: Path, languages: tuple[str, str] = ("en", "de")) -> Iterator[Judged]:
    """Wrong is what was changed heavily, sound what was left as it is. A post-edit is no reference: whatever it differs
    in was wrong."""
    joins = [MosesDetokenizer(lang=language) for language in languages]
    for one in read_corrected(folder):
        source, target = (
            join.detokenize(text.split()) for join, text in zip(joins, (one.source, one.target), strict=True)
        )
        yield Judged(source, target, "wrong" if one.share >= HEAVY else "sound" if one.share <= SLIGHT else "between")


def _by_severity(found: Iterable[str]) -> Judgement:
    return "wrong" if {*found} & {"major", "critical"} else "between" if found else "sound"
