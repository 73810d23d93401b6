"""What a list can be narrowed by, with counts: pressed once a group is shown alone, pressed again it is not.

In: HTML. Out: ``select`` with ``{field, value}``, a field of `Address` and what it becomes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from workbench.app.parts.address import Address
from workbench.app.parts.markup import safe
from workbench.runs.facets import Facets
from workbench.runs.query import REVIEWED, UNREVIEWED
from workbench.suspicion.verdict import NOTHING, SUSPECTED

NEEDS_A_LOOK = f"suspicion>={SUSPECTED:g}"
WHOSE = {
    "model error": "the translation",
    "reference error": "the reference",
    "both": "both",
    "source noise": "the source",
    "not read": "too long to read",
    NOTHING: "nobody's, as far as was seen",
}

SCRIPT = """
// On a narrow page the list comes first.
watch('value', () => {
  if (innerWidth <= 1020) element.querySelector('.wb-facets').open = false;
});
element.addEventListener('click', event => {
  const facet = event.target.closest('button[data-field]');
  if (facet) trigger('select', {field: facet.dataset.field, value: facet.dataset.value});
});
"""


def facet_list(found: Facets, address: Address) -> str:
    """``address``: says which are pressed."""
    at_first = [
        _facet(address, "where", NEEDS_A_LOOK, "Needs a look", found.suspected, found.total, alarm=True),
        _facet(address, "flag", UNREVIEWED, "Unreviewed", max(0, found.total - found.reviewed), found.total),
    ]
    if found.reviewed:
        at_first.append(_facet(address, "flag", REVIEWED, "Reviewed", found.reviewed, found.total))
    groups = [_group("", at_first)]
    symptoms = [
        _facet(address, "symptom", name, name.replace("_", " "), count, found.total)
        for name, count in found.symptoms.items()
    ]
    groups.append(_group("What is wrong", symptoms))
    verdicts = {name: count for name, count in found.verdicts.items() if name != NOTHING}
    whose = [
        _facet(address, "whose", name, WHOSE.get(name, name), count, found.total) for name, count in verdicts.items()
    ]
    groups.append(_group("Whose", whose))
    if len(found.statuses) > 1:
        read = [
            _facet(address, "status", name, "read" if name == "ok" else name.replace("_", " "), count, found.total)
            for name, count in found.statuses.items()
        ]
        groups.append(_group("Read by the model", read))
    for column, values in found.columns.items():
        own = [
            _facet(address, "where", f"{column}={value}", value, count, found.total)
            for value, count in values.items()
            if "\n" not in f"{column}{value}"
        ]
        groups.append(_group(column, own, folded=not any(_pressed(address, "where", f"{column}={v}") for v in values)))
    listed = f'<nav aria-label="Narrow the list">{"".join(groups)}</nav>'
    return f'<details class="wb-facets" open><summary>Narrow the list</summary>{listed}</details>'


def pressed_facets(address: Address) -> Iterator[tuple[str, str, str]]:
    """What narrows the list: field, what it would be without that, and how it is told."""
    for line in _lines(address.where):
        yield "where", line, "needs a look" if line == NEEDS_A_LOOK else line
    for field in ("symptom", "whose", "status", "flag", "text"):
        if value := getattr(address, field):
            yield field, value, f"“{value}”" if field == "text" else WHOSE.get(value, value).replace("_", " ")


def toggled(address: Address, field: str, value: str) -> Mapping[str, str]:
    """What becomes of the address when a facet is pressed."""
    if field == "where":
        lines = _lines(address.where)
        lines = [line for line in lines if line != value] if value in lines else [*lines, value]
        return {"where": "\n".join(lines)}
    return {field: "" if getattr(address, field) == value else value}


def _lines(where: str) -> list[str]:
    return [line.strip() for line in where.split("\n") if line.strip()]


def _pressed(address: Address, field: str, value: str) -> bool:
    return value in _lines(address.where) if field == "where" else getattr(address, field) == value


def _facet(address: Address, field: str, value: str, name: str, count: int, total: int, alarm: bool = False) -> str:
    pressed = "true" if _pressed(address, field, value) else "false"
    share = count / total if total else 0
    return (
        f'<li><button type="button" data-field="{field}" data-value="{escape(value, quote=True)}" '
        f'aria-pressed="{pressed}" style="--share:{share:.3f}"{" class=wb-alarm" if alarm and count else ""}>'
        f'<span dir="auto">{safe(name, 60)}</span><b>{count:,}</b></button></li>'
    )


def _group(title: str, facets: list[str], folded: bool = False) -> str:
    if not facets:
        return ""
    listed = f"<ul>{''.join(facets)}</ul>"
    if not title:
        return listed
    return f"<details{'' if folded else ' open'}><summary>{safe(title, 60)}</summary>{listed}</details>"
