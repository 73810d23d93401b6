"""The list of a run: a headline, both sides, the whole ranking as a minimap, and a table of some of its segments.

In: HTML. Out: ``select`` with one of ``{open: id}``, ``{side}``, ``{by}`` (the order), ``{skip}`` (the page that begins
there), ``{undo: field, value}`` (a condition that is taken away).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from workbench.app.parts.address import Address
from workbench.app.parts.facets import pressed_facets
from workbench.app.parts.markup import about, rounded, safe
from workbench.corpus.segment import first_reference
from workbench.language.display import things
from workbench.runs.facets import Facets
from workbench.runs.ranks import Ranks
from workbench.runs.reason import reason
from workbench.runs.row import scored_target
from workbench.runs.span import SYMPTOM

PAGE = 50
BARS = 240
"""Of the minimap: as many as there is room for."""
LONGEST = 220
"""Characters of a text in a row, more than any screen shows in a line."""
SIDES = {"hypothesis": "Translations", "reference": "References"}
ORDERS = {"suspicion": "Most suspicious", "scatter": "Worst aligned", "bleu": "Worst BLEU"}
REVIEWED = {"fine": "✓", "unsure": "?"}


@dataclass(frozen=True)
class Listed:
    """``sides``: of the run, with the segments of each that need a look. ``records``: of
    one page, which begins after ``skip`` others. ``extra``: what else is said of a segment, by its id."""

    sides: Mapping[str, int]
    facets: Facets
    ranks: Ranks
    records: Sequence[Mapping[str, Any]]
    skip: int = 0
    extra: Mapping[str, Sequence[str]] | None = None


def segment_table(found: Listed, address: Address) -> str:
    """``address``: its side and order, what narrows the list, and the segment that is open."""
    return (
        f'<div class="wb-table">{_headline(found, address)}{_orders(found, address)}{_narrowed(address)}'
        + (_rows(found, address) if found.records else _nothing(address))
        + "</div>"
    )


def headline(found: Facets, side: str) -> str:
    """What is to be done, in a sentence."""
    what = "reference" if side == "reference" else "translation"
    if not found.suspected:
        told = f"Nothing found in {things(found.total, what)}."
        return f"{told} That is no acquittal."
    verb = "needs" if found.suspected == 1 else "need"
    told = f"{found.suspected:,} of {things(found.total, what)} {verb} a look."
    largest = next(iter(found.symptoms.items()), None)
    return told + (f" Largest group: {largest[0].replace('_', ' ')}." if largest and largest[1] > 1 else "")


def _headline(found: Listed, address: Address) -> str:
    tabs = "".join(
        f'<button type="button" role="tab" data-side="{side}" aria-selected="{_true(side == address.side)}">'
        f"{SIDES[side]} <b>{count:,}</b></button>"
        for side, count in found.sides.items()
    )
    return (
        f'<div class="wb-headline"><p role="status">{safe(headline(found.facets, address.side))}</p>'
        f'<div role="tablist" aria-label="Side">{tabs}</div></div>'
    )


def _orders(found: Listed, address: Address) -> str:
    chips = "".join(
        f'<button type="button" data-by="{by}" aria-pressed="{_true(address.by == by)}">{title}</button>'
        for by, title in ORDERS.items()
    )
    other = "" if address.by in ORDERS else f'<span class="wb-by">by {safe(address.by.replace("_", " "), 40)}</span>'
    bars = "".join("x" if height is None else f"{min(15, int(height * 16)):x}" for height in found.ranks.highest)
    last = found.skip + len(found.records)
    where = f"{found.skip + 1:,}–{last:,} of {found.ranks.total:,}" if found.records else "none"
    return (
        f'<div class="wb-orders" role="group" aria-label="Order">{chips}{other}</div>'
        f'<canvas class="wb-minimap" data-bars="{bars}" data-total="{found.ranks.total}" data-skip="{found.skip}" '
        f'data-last="{last}" role="img" aria-label="Suspicion along the list, first to last; segments {where} are '
        f'shown below"></canvas>'
    )


def _narrowed(address: Address) -> str:
    taken = "".join(
        f'<button type="button" data-undo="{field}" data-value="{escape(value, quote=True)}" '
        f'aria-label="Take away: {safe(told, 80)}">{safe(told, 80)} ×</button>'
        for field, value, told in pressed_facets(address)
    )
    return f'<div class="wb-narrowed">{taken}</div>' if taken else ""


def _nothing(address: Address) -> str:
    told = [told for _, _, told in pressed_facets(address)]
    if not told:
        return '<div class="wb-empty" role="status"><b>Nothing on this list.</b></div>'
    both = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    return (
        f'<div class="wb-empty" role="status"><b>No segment is {safe(both)}.</b>'
        "<span>Take a condition away above.</span></div>"
    )


def _rows(found: Listed, address: Address) -> str:
    columns = [("bleu", "BLEU"), ("scatter", "scatter")]
    if address.by not in (*dict(columns), "suspicion"):
        columns = [(address.by, address.by.replace("_", " ")), *columns[1:]]
    heads = "".join(
        f'<th scope="col" class="wb-number" aria-sort="{"other" if address.by == name else "none"}">'
        f'<button type="button" data-by="{escape(name, quote=True)}" title="{safe(about(name))}">{safe(title, 14)}'
        "</button></th>"
        for name, title in columns
    )
    rows = "".join(
        _row(record, address, [name for name, _ in columns], (found.extra or {}).get(record["id"], ()))
        for record in found.records
    )
    pages, last = "", found.skip + len(found.records)
    if found.skip or last < found.ranks.total:
        before, after = max(0, found.skip - PAGE), found.skip + PAGE
        at_first, at_last = not found.skip, after >= found.ranks.total
        pages = (
            f'<div class="wb-pages"><button type="button" data-skip="{before}"{" disabled" if at_first else ""}>'
            f"‹ Earlier</button><span>{found.skip + 1:,}–{last:,} of {found.ranks.total:,}</span>"
            f'<button type="button" data-skip="{after}"{" disabled" if at_last else ""}>Later ›</button></div>'
        )
    return (
        f'<div class="wb-scroll"><table role="grid" aria-label="Segments, press j and k to go through them" '
        f'data-after="{last if last < found.ranks.total else ""}" '
        f'data-before="{max(0, found.skip - PAGE) if found.skip else ""}">'
        '<thead><tr><th scope="col"><span class="wb-unseen">suspicion</span></th><th scope="col">Source</th>'
        f'<th scope="col">{SIDES[address.side].removesuffix("s")}</th><th scope="col">Why</th>{heads}'
        '<th scope="col"><span class="wb-unseen">review</span></th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{pages}"
    )


def _row(record: Mapping[str, Any], address: Address, columns: Sequence[str], extra: Sequence[str]) -> str:
    here = record["id"] == address.segment
    suspicion = record["suspicion"]
    dot = "wb-none" if suspicion is None else "wb-dot"
    told = "not read" if suspicion is None else f"suspicion {suspicion:.2f}"
    target = scored_target(record)
    judged = marked(target, record.get("spans") or (), "target") if target else "<i>empty</i>"
    why = " · ".join(extra) if extra else reason(record)
    if not why and record["status"] != "ok":
        why = record["status"].replace("_", " ")
    cells = "".join(f'<td class="wb-number">{rounded(name, record.get(name))}</td>' for name in columns)
    flag = record.get("flag")
    review = f'<span title="{safe(flag)}">{REVIEWED.get(flag, "✗")}</span>' if flag else ""
    reference = first_reference(record["references"] or ())
    hover = f"{record['id']}: {record['source']}\n→ {target}" + (f"\n= {reference}" if reference else "")
    return (
        f'<tr data-id="{escape(record["id"], quote=True)}" tabindex="{0 if here else -1}" '
        f'aria-selected="{_true(here)}" title="{safe(hover, 3 * LONGEST)}">'
        f'<td><span class="{dot}" style="--share:{suspicion or 0:.2f}"></span>'
        f'<span class="wb-unseen">{told}</span></td>'
        f'<td dir="auto">{safe(record["source"], LONGEST)}</td><td dir="auto">{judged}</td>'
        f'<td dir="auto" class="wb-reason">{safe(why, 80)}</td>{cells}<td class="wb-review">{review}</td></tr>'
    )


def marked(text: str, spans: Sequence[Mapping[str, Any]], side: str) -> str:
    """A text with what is claimed of its stretches underlined: sure symptoms before doubts."""
    claims = [one for one in spans if one["side"] == side and one["start"] < one["end"]]
    marks = [""] * len(text)
    for kind in ("doubt", SYMPTOM):
        for one in claims:
            if one["claimed_by"] == kind:
                marks[one["start"] : one["end"]] = [kind] * (min(one["end"], len(text)) - one["start"])
    parts, start = [], 0
    for end in range(1, min(len(text), LONGEST) + 1):
        if end == min(len(text), LONGEST) or marks[end] != marks[start]:
            piece = safe(text[start:end])
            parts.append(f'<mark class="wb-{marks[start]}">{piece}</mark>' if marks[start] else piece)
            start = end
    return "".join(parts) + (" …" if len(text) > LONGEST else "")


def _true(value: bool) -> str:
    return json.dumps(value)
