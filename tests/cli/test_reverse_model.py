"""The model that reads the other direction, and the words it wants."""

from __future__ import annotations

import pytest
import typer

from tests.models.tiny_families import BUILDERS
from workbench.cli import options
from workbench.models import Translator


def test_the_reverse_model_reads_its_own_words_before_its_sources(translator: Translator, tmp_path):
    folder = str(BUILDERS["t5"](tmp_path))
    plain, told = (
        options.load_reverse(folder, translator, "cpu", None, False, prefix) for prefix in (None, "the cat: ")
    )
    assert plain is not None and told is not None
    assert (plain.source_prefix, told.source_prefix) == ("", "the cat: ")
    assert (told.source_language, told.target_language) == ("de", "en")
    assert told.signature()["source_prefix"] == "the cat: "


def test_words_for_no_model_are_refused():
    options.check_reverse(None, None)
    options.check_reverse("demo", "Do: ")
    with pytest.raises(typer.BadParameter, match="--reverse-prefix is for the model of --reverse-model"):
        options.check_reverse(None, "Do: ")
