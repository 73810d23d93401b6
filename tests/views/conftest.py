"""What the views are tried on, and the plain model they are compared with."""

from __future__ import annotations

import pytest

from tests.views.reference import SOURCES, TARGETS, Plain
from workbench.models import Pair, Translator


@pytest.fixture(scope="module")
def pairs(translator: Translator) -> list[Pair]:
    return translator.encode_pairs(SOURCES, TARGETS)


@pytest.fixture(scope="module")
def plain(translator: Translator) -> Plain:
    return Plain(translator)
