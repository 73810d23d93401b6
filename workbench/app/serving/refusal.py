"""Errors made for people, as Gradio tells them where there is no place on the page for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import gradio as gr

from workbench.app.parts.markup import without_places
from workbench.errors import WorkbenchError


@contextmanager
def refusal() -> Iterator[None]:
    """Raises `gr.Error` in place of `WorkbenchError`, without a traceback in the log."""
    try:
        yield
    except WorkbenchError as error:
        raise gr.Error(without_places(error), print_exception=False) from error
