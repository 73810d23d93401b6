"""The picture of alignment maps: one, or several of the same words beside each other on one grid of cells.

In: the value that `grid` makes. Out: Gradio's ``select`` with ``{"word": j}`` when a target word or a cell of it is
pressed, ``{"word": null}`` when that word was pinned already; and on ``document`` the events that all pictures of a
pair share and listen to, ``wb-hover`` with ``{source: i | null, target: j | null}`` and ``wb-pin`` with
``{target: j | null}``. Words are counted from 0. A value of None, or without words, empties the picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr
import numpy as np

from workbench.alignment.links import links
from workbench.alignment.map import LEAST_KEPT_MASS, AlignmentMap
from workbench.app.assets import script
from workbench.app.parts.cells import cells
from workbench.app.subject import ShownView
from workbench.explanation.trust import trust_in_words
from workbench.language.display import printable, things
from workbench.language.stopwords import is_content
from workbench.provenance import method_line, titled, whole_model
from workbench.views import VIEWS

if TYPE_CHECKING:
    from workbench.explanation.trust import Faithfulness, NotMeasured

Value = dict[str, Any]

_PLAIN = {"decomposition": "Contribution"}
_VERBS = {"attention": "looks mostly at", "value_attention": "looks mostly at", "encoder_similarity": "is most like"}
_CHIPS = {
    "better": ("good", "holds up on this sentence", "holds up"),
    "chance": ("poor", "does not hold up", "does not hold up"),
    "worse": ("poor", "does not hold up", "does not hold up"),
    "too_short": ("grey", "too short to measure", "too short"),
    "yardstick": ("grey", "the yardstick of the others", "the yardstick"),
    "not_comparable": ("grey", "not measured here", "not measured"),
}
"""State of trust → kind, words, and words for where there is little room."""
_LONGEST = 60
"""Characters of a word that are sent; no label has room for more."""


def grid_box(elem_id: str, value: Value | None = None) -> gr.HTML:
    """The component, empty unless told otherwise."""
    return gr.HTML(
        value,
        html_template='<div class="wb-grid"></div>',
        js_on_load=script("grid"),
        apply_default_css=False,
        elem_id=elem_id,
    )


def grid(
    views: Mapping[str, ShownView | None],
    source: Sequence[str] = (),
    target: Sequence[str] = (),
    *,
    pinned: int | None = None,
    transposed: bool = False,
    language: str | None = None,
    ended: str | None = None,
    snippets: Mapping[str, str] | None = None,
) -> Value:
    """The value for ``views`` by name, in their order; None for one that is still computed, which gets its place.

    ``source``, ``target``: the words, where no map is there yet to tell them. Target words are columns, ``transposed``
    makes them rows. ``pinned``: a target word that stays lit. ``language``: the target's, so that the finding is not
    about an article. ``ended``: what is not there will not come; why, or empty. ``snippets``: Python that makes the
    picture, by view.
    """
    first = next((one.map for one in views.values() if one is not None), None)
    if first is not None:
        source, target = first.source.words, first.target.words
    return {
        "source": [_label(word) for word in source],
        "target": [_label(word) for word in target],
        "pinned": pinned if pinned is not None and pinned < len(target) else None,
        "transposed": transposed,
        "maps": [
            {
                "view": view,
                "name": plain_name(view),
                "signed": VIEWS[view].signed,
                "chip": [*_chip(found, ended)],
                "about": [*_about(view, found)],
                "code": (snippets or {}).get(view, ""),
            }
            | (_ready(view, found.map, pinned, language) if found else {"alt": ended or ""})
            for view, found in views.items()
        ],
    }


def plain_name(view: str) -> str:
    """``integrated_gradients`` as people say it."""
    return _PLAIN.get(view) or view.replace("_x_", " × ").replace("_", " ").capitalize()


def finding(view: str, found: AlignmentMap, word: int | None = None, language: str | None = None) -> str:
    """What a picture shows, for who does not see it: of ``word``, or of the word that is tied to one the most.

    A target word is linked to nothing where it and its source word do not weigh each other most (the score
    ``unlinked_target``).
    """
    weights = np.nan_to_num(found.weights)
    if not weights.size or not np.abs(weights).max():
        return "no word has a value"
    sources, targets = found.source.words, found.target.words
    if word is None or not 0 <= word < len(targets):
        content = np.array([is_content(one, language) for one in targets])
        strength = np.abs(weights).max(axis=1)
        word = int((strength * content if (strength * content).any() else strength).argmax())
    at = int(np.abs(weights[word]).argmax())
    one, other, value = _quoted(targets[word]), _quoted(sources[at]), float(weights[word, at])
    if found.signed:
        told = f"{one} owes most to {other}" if value >= 0 else f"{other} speaks most against {one}"
        return f"{told} ({value:+.2f})" if value else f"{one} has no value"
    if not value:
        told = f"{one} has no value"
    else:
        told = f"{one} {_VERBS.get(view, 'rests mostly on')} {other} ({value:.2f})"
    alone = len(targets) - len(links(found, "mutual"))
    kept = "is" if alone == 1 else "are"
    return told + (f"; {alone} of {things(len(targets), 'word')} {kept} linked to nothing" if alone > 0 else "")


def _ready(view: str, found: AlignmentMap, word: int | None, language: str | None) -> Value:
    combined = whole_model(found.provenance)
    return {
        **cells(found),
        "alt": printable(finding(view, found, word, language)),
        "note": combined if titled("", found.provenance) else "",
    }


def _chip(found: ShownView | None, ended: str | None) -> tuple[str, str, str]:
    """As in `_CHIPS`, where there may be nothing yet."""
    if found is None:
        kind, told = ("busy", "computing …") if ended is None else ("grey", "not made")
    elif found.trust is None:
        kind, told = ("busy", "measuring …") if ended is None else ("grey", "not measured")
    else:
        return _CHIPS[found.trust.state]
    return kind, told, told


def _about(view: str, found: ShownView | None) -> list[tuple[str, str]]:
    """What stands behind ⓘ: headings and texts."""
    about = VIEWS[view]
    lines = [("Shows", about.shows), ("Not", about.hides)]
    if found is not None:
        lines += [("On this sentence", _trusted(found.trust))] if found.trust is not None else []
        lines += _figures(found.map)
        lines += [("How it was made", method_line(found.map.provenance))]
    lines += [("Method", about.source), ("Cost", about.cost)]
    return [(heading, printable(text)) for heading, text in lines if text]


def _trusted(trust: Faithfulness | NotMeasured) -> str:
    return trust_in_words(trust)


def _figures(found: AlignmentMap) -> list[tuple[str, str]]:
    told = []
    if not found.signed and found.dropped_by != {} and np.isfinite(found.dropped).any():
        kinds = found.dropped_in_words(".0%")
        where = f"special tokens ({kinds})" if kinds else "the end token and tags"
        told.append(("Not shown", f"{np.nanmean(found.dropped):.0%} of the mass fell on {where}"))
    if found.error is not None and np.isfinite(found.error).any():
        worst = f"median {np.nanmedian(found.error):.1%}, worst {np.nanmax(found.error):.1%}"
        told.append(("Completeness error", worst))
    if np.isnan(found.weights).any():
        told.append(("Hatched", f"no value: not computed, or under {LEAST_KEPT_MASS:.1%} of the mass kept"))
    return told


def _label(word: str) -> str:
    shown = printable(word)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _quoted(word: str) -> str:
    return f"‘{_label(word)}’"
