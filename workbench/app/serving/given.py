"""What programs send, checked: JSON comes as it is, whatever the signature of an endpoint says."""

from __future__ import annotations

import json
from inspect import signature
from typing import Any

import gradio as gr

from workbench.errors import UnknownNameError, WorkbenchError
from workbench.views import VIEWS

LONGEST_NAME = 200


class GivenError(WorkbenchError):
    """An argument of a call that is not what the endpoint takes."""

    def __init__(self, name: str, received: object, expected: str):
        shown = json.dumps(received, ensure_ascii=False, default=str)
        shown = shown if len(shown) <= 60 else f"{shown[:60]}…"
        super().__init__(f"{name} received: {shown}; expected {expected}")


def text(name: str, received: Any) -> str:
    if not isinstance(received, str):
        raise GivenError(name, received, "text")
    return received


def optional_text(name: str, received: Any) -> str:
    """Empty where nothing was given."""
    return "" if received is None else text(name, received)


def label(name: str, received: Any) -> str:
    """Text that names something."""
    if not isinstance(received, str) or not received.strip() or len(received) > LONGEST_NAME:
        raise GivenError(name, received, f"a name, text of 1 to {LONGEST_NAME} characters")
    return received


def optional_label(name: str, received: Any) -> str | None:
    return None if received is None or received == "" else label(name, received)


def whole_number(name: str, received: Any, least: int, most: int) -> int:
    """The nearest that is allowed."""
    whole = isinstance(received, int) or (isinstance(received, float) and received.is_integer())
    if isinstance(received, bool) or not whole:
        raise GivenError(name, received, f"a whole number from {least} to {most}")
    return max(least, min(int(received), most))


def switch(name: str, received: Any) -> bool:
    if not isinstance(received, bool):
        raise GivenError(name, received, "true or false")
    return received


def view_names(name: str, received: Any) -> list[str]:
    """Each once. Raises `UnknownNameError` for one that is no view."""
    if not isinstance(received, str):
        raise GivenError(name, received, f"text, names joined by commas: {', '.join(VIEWS)}")
    asked = [*dict.fromkeys(one.strip() for one in received.split(",") if one.strip())]
    if len(asked) > len(VIEWS):
        raise GivenError(name, f"{len(asked)} different names", f"at most {len(VIEWS)}: {', '.join(VIEWS)}")
    for view in asked:
        if view not in VIEWS:
            raise UnknownNameError("view", view[:LONGEST_NAME], VIEWS)
    return asked


class CheckedBlocks(gr.Blocks):
    """An app that tells a program how many values a function takes; Gradio would log a traceback and answer nothing."""

    def validate_inputs(self, block_fn: Any, inputs: list[Any]) -> None:
        """Raises `gr.Error` where there are too few."""
        if len(inputs) < len(block_fn.inputs):
            names = ", ".join(signature(block_fn.fn).parameters)
            raise gr.Error(
                f"{len(inputs)} values received; expected {len(block_fn.inputs)}: {names}", print_exception=False
            )
