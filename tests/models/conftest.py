from __future__ import annotations

from functools import cache

import pytest

from tests.models.eager import MODELS, Eager
from tests.models.tiny_families import BUILDERS
from tests.views.reference import SOURCES, TARGETS


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory):
    """The folder of a tiny model by its name in `BUILDERS`, each built once."""
    return cache(lambda name: str(BUILDERS[name](tmp_path_factory.mktemp("family"))))


@pytest.fixture(scope="session", params=MODELS)
def eager(request, translator, tiny_folder) -> Eager:
    return Eager.of(request.param, translator, tiny_folder)


@pytest.fixture(scope="module")
def batch(eager):
    """Pairs of unlike lengths: one batch of them is padded on both sides."""
    return eager.translator.encode_pairs(SOURCES, TARGETS)
