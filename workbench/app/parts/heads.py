"""The heads of a model as they stand on the Model page: all as thumbnails, and one of them in words and large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from workbench.app.parts.grid import grid
from workbench.app.parts.markup import safe
from workbench.app.parts.preset_change import Reader
from workbench.app.parts.snippet import snippet
from workbench.app.parts.thumbs import Thumb, Value, thumbs
from workbench.app.subject import Asked, ShownView, Subject
from workbench.calibration.head import LABELS
from workbench.calibration.head_gallery import HeadGallery, HeadPicture, stored_gallery
from workbench.language.codes import language_code
from workbench.language.identification import name_of

WHAT_A_HEAD_IS = (
    "Before the model writes a word it looks back at the source: in each layer several <b>heads</b> at once, each "
    "dividing its attention among the source words in its own way. Some line words up, some rest on the end of the "
    "sentence, some look everywhere. None of them alone is what the model thinks."
)
_ROLES = {
    "aligner": "Lines words up: most of its strongest links are those that people draw.",
    "end-of-sentence sink": "Rests on the end of the sentence: it has nothing to look for.",
    "start-of-sentence sink": "Rests on what stands before the text: it has nothing to look for.",
    "punctuation": "Looks at punctuation.",
    "previous word": "Looks one word back.",
    "next word": "Looks one word ahead.",
    "same word": "Looks at the word itself.",
    "broad": "Looks at most words at once.",
    "mixed": "Does none of what has a name here.",
}
_MEAN = "The mean over {}: where the model looks as a whole. Single heads may look elsewhere."
_SHARES = {"start_mass": "what stands before the text", "end_mass": "the end token", "punctuation_mass": "punctuation"}


@dataclass(frozen=True)
class Opened:
    """``reader``: the model whose heads these are, as it was asked for."""

    gallery: HeadGallery
    reader: Reader

    @classmethod
    def stored(cls) -> Opened:
        """The bundled model's."""
        gallery = stored_gallery()
        return cls(gallery, Reader((gallery.model, *gallery.languages, None)))


def overview(gallery: HeadGallery, chosen: int, read: Mapping[str, Any] | None = None) -> Value:
    """The value of thumbnails: the mean over all, then layer by layer. ``read``: the preset of which alignments are
    read, where it is known."""
    rows = []
    for layer, members in groupby(gallery.pictures, key=lambda one: one.layer):
        name = "All layers" if layer == "all" else f"Layer {layer}"
        rows.append((name, [_thumb(one, read) for one in members]))
    return thumbs(rows, chosen)


def large(opened: Opened, place: int) -> Value:
    """The value of the grid for one of them."""
    gallery, reader = opened.gallery, opened.reader
    one = gallery.pictures[place]
    model, *languages, prefix = reader.asked
    subject = Subject(
        model=model or gallery.model,
        languages=(languages[0], languages[1]),
        source=gallery.source,
        target=gallery.target,
        source_prefix=prefix,
        pinned=reader.pinned,
    )
    code = snippet(subject, "attention", one.map, Asked())
    value = grid(
        {"attention": ShownView(one.map)}, language=gallery.languages[1], ended="", snippets={"attention": code}
    )
    role = one.label or "mean"
    value["maps"][0] |= {"name": one.name, "chip": ["grey", role, role]}
    return value


def told(gallery: HeadGallery, place: int) -> str:
    """What one of them does, as HTML."""
    one = gallery.pictures[place]
    if one.label is None:
        about = _MEAN.format("all layers and heads" if one.layer == "all" else f"the heads of layer {one.layer}")
        return f'<div class="wb-head"><h3>{safe(one.name)}</h3><p>{about}</p></div>'
    meaning = next((label.meaning for label in LABELS if label.name == one.label), "")
    facts = "".join(f"<li>{safe(fact)}</li>" for fact in _facts(one))
    return (
        f'<div class="wb-head"><h3>{safe(one.name)}: <span title="{safe(meaning)}">{safe(one.label)}</span></h3>'
        f"<p>{safe(_ROLES.get(one.label, meaning))}</p><ul>{facts}</ul>"
        f"<p>Means over {safe(gallery.measured)}.</p></div>"
    )


def title(gallery: HeadGallery) -> str:
    """Whose heads these are, and over which sentence, as HTML."""
    languages = " to ".join(map(_language, gallery.languages))
    return (
        f"<p>Model <b>{safe(gallery.model)}</b>, {safe(languages)}, on "
        f'<q dir="auto">{safe(gallery.source, 200)}</q> → <q dir="auto">{safe(gallery.target, 200)}</q>. '
        "Target words on top, source words down; press a picture to open it.</p>"
    )


def choice_of(gallery: HeadGallery, place: int) -> dict[str, Any]:
    """The record of the attention that is drawn there, as a preset."""
    one = gallery.pictures[place]
    aer = one.figures.get("aer")
    measured = "chosen in the app" + (f"; AER {aer:.3f} on {gallery.measured}" if aer is not None else "")
    heads = "all" if one.head is None else [one.head]
    return {"layer": one.layer, "heads": heads, "row": one.row, "measured": measured}


def _thumb(one: HeadPicture, read: Mapping[str, Any] | None) -> Thumb:
    short = "all heads" if one.head is None else f"head {one.head}"
    aer = one.figures.get("aer")
    parts = (one.label or "mean", *([f"AER {aer:.2f}"] if aer is not None else []))
    mark = "read for this corpus" if _is_read(one, read) else ""
    return Thumb(map=one.map, name=one.name, short=short, told=parts, mark=mark)


def _is_read(one: HeadPicture, read: Mapping[str, Any] | None) -> bool:
    if read is None or read.get("layer") != one.layer:
        return False
    heads = read.get("heads")
    return heads == "all" if one.head is None else isinstance(heads, (list, tuple)) and one.head in heads


def _facts(one: HeadPicture) -> list[str]:
    figures = one.figures
    found = []
    if (aer := figures.get("aer")) is not None:
        found.append(f"AER {aer:.2f}: links that differ from those that people drew; 0 is none")
    elif (agreement := figures.get("agreement")) is not None:
        found.append(f"agreement {agreement:.2f} of links by target and by source word: 0 is chance, 1 all of them")
    if (entropy := figures.get("entropy")) is not None:
        found.append(f"spread {entropy:.2f}: 0 looks at one word, 1 at all alike")
    found += [f"{share:.0%} on {where}" for name, where in _SHARES.items() if (share := figures.get(name)) is not None]
    step = "that writes the word" if one.row == "output" else "after the word was written: it aligns, it cannot explain"
    return [*found, f"read at the step {step}"]


def _language(code: str | None) -> str:
    known = language_code(code)
    return name_of(known) if known else code or "an unknown language"
