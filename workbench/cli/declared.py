"""Help that names what is declared, here or by other packages: looked up when help is asked for, not at every start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.markup import escape
from typer.core import TyperCommand

VIEWS = "{views}"
FORMATS = "{all_formats}"
NAMES = "Scores: {scores}.\n\nSymptoms: {symptoms}."


class DeclaredCommand(TyperCommand):
    """A command in whose help texts and epilog `FILLED` stands for what there is."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        for param in self.params:
            if getattr(param, "help", None):
                param.help = filled(param.help)  # type: ignore[attr-defined]
        self.epilog = self.epilog and filled(self.epilog)
        super().format_help(ctx, formatter)


def filled(text: str) -> str:
    """The text, with what is declared in the place of the names of `FILLED`."""
    for name, found in FILLED.items():
        if (place := f"{{{name}}}") in text:
            text = text.replace(place, escape(found()))
    return text


def _formats() -> str:
    from workbench.corpus.formats import either, titles

    return either(titles())


def _format_names() -> str:
    from workbench.corpus.formats import either, single

    return either([form.name for form in single()])


def _all_formats() -> str:
    from workbench.corpus import FORMATS

    lines = []
    for name, form in FORMATS.items():
        endings = f" ({', '.join(form.endings)})" if form.endings else ""
        lines.append(f"{name}: {form.title}{endings}, {form.meaning}{'' if form.write else '; read alone'}")
    return "\n\n".join(["Formats:", *lines])


def _written() -> str:
    from workbench.corpus.conversion import writable

    return ", ".join(form.endings[0] for form in writable() if form.endings)


def _written_names() -> str:
    from workbench.corpus.conversion import writable
    from workbench.corpus.formats import either

    return either([form.name for form in writable()])


def _on_demand() -> str:
    from workbench.scores import together

    *others, last = [" with ".join(reversed(names)) for names in together()]
    return f"{', '.join(others)}, or {last}"


def _views() -> str:
    from workbench.views import VIEWS

    return "\n\n".join(["Views:", *(f"{name}: {view.note} ({view.cost})" for name, view in VIEWS.items())])


def _scores() -> str:
    from workbench.scores import SCORES

    return ", ".join(SCORES)


def _symptoms() -> str:
    from workbench.symptoms import SYMPTOMS

    return ", ".join(SYMPTOMS)


FILLED: dict[str, Callable[[], str]] = {
    "formats": _formats,
    "format_names": _format_names,
    "all_formats": _all_formats,
    "written": _written,
    "written_names": _written_names,
    "on_demand": _on_demand,
    "views": _views,
    "scores": _scores,
    "symptoms": _symptoms,
}
