"""From which language into which, as one choice, and a button that turns it round."""

from __future__ import annotations

import re

import gradio as gr

from workbench import bundled
from workbench.app.parts.model_box import LONGEST_LANGUAGE
from workbench.errors import LanguageError
from workbench.language.codes import language_named
from workbench.language.identification import name_of

ARROW = "→"
_PARTS = re.compile(r"\s*(?:→|->|>)\s*|\s+to\s+")
_ONE_WAY = re.compile(r"(?P<before>.*opus-mt-)(?P<source>[a-z]{2,3})-(?P<target>[a-z]{2,3})")
Languages = tuple[str | None, str | None]


def direction_box() -> gr.Dropdown:
    """``en → de``; any other may be typed, and nothing where the model itself says it."""
    return gr.Dropdown(
        directions(bundled.MODEL_NAME),
        value=written(("en", "de")),
        label="Direction",
        show_label=False,
        container=False,
        allow_custom_value=True,
        elem_id="direction",
        min_width=190,
    )


def directions(model: str) -> list[tuple[str, str]]:
    """Titles and values of those that a model is known to have by its name."""
    if model == bundled.MODEL_NAME:
        pairs = [("en", "de"), ("de", "en")]
    else:
        found = _ONE_WAY.fullmatch(model)
        pairs = [(found["source"], found["target"])] if found else []
    return [(f"{_named(source)} {ARROW} {_named(target)}", f"{source} {ARROW} {target}") for source, target in pairs]


def written(languages: Languages) -> str:
    """As the box has it; empty where neither is named."""
    return f"{languages[0] or ''} {ARROW} {languages[1] or ''}".strip() if any(languages) else ""


def read_direction(text: str | None) -> Languages:
    """Of what stands in the box; two times None for nothing. Raises `LanguageError`."""
    text = (text or "").strip()
    if not text:
        return None, None
    parts = [part.strip() for part in _PARTS.split(text)]
    if len(parts) != 2 or not all(parts) or len(text) > 2 * LONGEST_LANGUAGE:
        raise LanguageError(f"direction {text[:80]!r} received; expected two languages with an arrow: 'en {ARROW} de'")
    return parts[0], parts[1]


def turned(model: str, languages: Languages) -> tuple[str, Languages]:
    """The model and the languages of the other direction: of models that read one alone, the one of the other."""
    found = _ONE_WAY.fullmatch(model)
    if found is None:
        return model, languages[::-1]
    other = f"{found['before']}{found['target']}-{found['source']}"
    return other, (languages[1] or found["target"], languages[0] or found["source"])


def _named(code: str) -> str:
    return name_of(language_named(code) or code)
