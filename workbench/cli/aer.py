"""``workbench aer``: links compared with a gold alignment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli import options
from workbench.cli.options import err, out
from workbench.cli.output import json_text

if TYPE_CHECKING:
    from workbench.alignment.gold import Gold


def aer(
    links: Annotated[Path, typer.Argument(help="Links to judge: Pharaoh as aligners write it, or any gold format.")],
    gold: Annotated[Path, typer.Argument(help="Gold alignment.")],
    gold_format: options.GoldFormat = None,
    links_format: Annotated[str | None, typer.Option(help=options.FORMATS)] = None,
    index_base: options.IndexBase = None,
    links_index_base: Annotated[
        int | None, typer.Option(min=0, max=1, help="What LINKS counts from (default: 0 for pharaoh, else told by it).")
    ] = None,
    source: Annotated[Path | None, typer.Option(help="Source sentences of GOLD, to check links and ids by.")] = None,
    target: Annotated[Path | None, typer.Option(help="Target sentences of GOLD.")] = None,
    skip_faulty: options.SkipFaulty = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Alignment error rate, precision and recall of links against a gold alignment.

    Pairs are matched by id where both files have ids, otherwise by line. Sentences are plain lines, ID<TAB>words, or
    <s snum=ID> words </s>.
    """
    from workbench.alignment.gold import read_gold, read_links

    truth = read_gold(
        gold, format=gold_format, index_base=index_base, source=source, target=target, skip_faulty=skip_faulty
    )
    found = read_links(links, truth, format=links_format, index_base=links_index_base)
    options.tell_left_out(truth.faults.values())
    for path, read in ((gold, truth), (links, found)):
        if read.format == "naacl" and read.index_base == 0:
            _tell(f"note: {path} has a link of 0 to 0, so words are counted from 0 there, not from 1 as in NAACL")
    if links_index_base is None and _may_count_from_1(found):
        _tell(f"note: no index in {links} is 0, as it would be from 0 on; if words count from 1, --links-index-base 1")
    record = _compared(found, truth)
    if as_json:
        print(json_text(record, indent=1))
    else:
        _print(record)


def _tell(message: str) -> None:
    err.print(message, markup=False, highlight=False, soft_wrap=True)


def _may_count_from_1(found: Gold) -> bool:
    indices = [index for pair in found.pairs for link in pair.possible for index in link]
    return found.format == "pharaoh" and bool(indices) and 0 not in indices


def _compared(found: Gold, truth: Gold) -> dict[str, Any]:
    from workbench.alignment.aer import LinkCounts, aer_interval

    counts = [
        LinkCounts.of(ours.possible, theirs.sure, theirs.possible)
        for ours, theirs in zip(found.pairs, truth.pairs, strict=True)
    ]
    total = sum(counts, LinkCounts())
    low, high = aer_interval(counts) or (None, None)
    return {
        "aer": total.aer,
        "low": low,
        "high": high,
        "precision": total.precision,
        "recall": total.recall,
        "found": total.found,
        "sure": total.sure,
        "possible": sum(len(pair.possible) for pair in truth.pairs),
        "found_sure": total.found_sure,
        "found_possible": total.found_possible,
        "sentences": total.sentences,
        "skipped": len(truth.faults),
        "gold_format": truth.format,
        "index_base": truth.index_base,
        "links_format": found.format,
        "links_index_base": found.index_base,
    }


def _print(record: dict[str, Any]) -> None:
    from workbench.language.display import number

    figure = {name: number(value) for name, value in record.items()}
    interval = "" if record["low"] is None else f"   95 % interval {figure['low']} to {figure['high']} (bootstrap)"
    skipped = f", {figure['skipped']} left out" if record["skipped"] else ""
    fit = f"{figure['found_possible']} of {figure['found']} links are sure or possible"
    lines = {
        "AER": f"{figure['aer']}{interval}",
        "precision": f"{figure['precision']}   {fit}",
        "recall": f"{figure['recall']}   {figure['found_sure']} of {figure['sure']} sure links are found",
        "sentences": f"{figure['sentences']}{skipped}",
        "gold": f"{record['gold_format']}, words counted from {figure['index_base']}; {figure['sure']} sure links, "
        f"{figure['possible']} sure or possible",
    }
    for name, text in lines.items():
        out.print(f"{name:<10} {text}", markup=False, highlight=False, soft_wrap=True)
