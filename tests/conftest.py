"""Shared fixtures: nothing reaches the network, caches are temporary, models are tiny but of the real architecture."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.stores import base, s3

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadFileScheduling

    from tests.views.reference import Plain
    from workbench.models import Pair, Translator

__all__ = ["base", "s3"]

# Processors are shared: an example that takes long once says nothing.
settings.register_profile("workbench", deadline=None)
settings.load_profile("workbench")

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# Tests run side by side, a process on each core.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ENGLISH = (
    "the cat sits on the mat",
    "a small dog runs home",
    "we bought twelve apples in the old market",
    "she does not know who called on Monday",
    "my brother gets up at six and makes coffee",
)
GERMAN = (
    "die Katze sitzt auf der Matte",
    "ein kleiner Hund läuft nach Hause",
    "wir haben zwölf Äpfel auf dem alten Markt gekauft",
    "sie weiß nicht, wer am Montag angerufen hat",
    "mein Bruder steht um sechs auf und macht Kaffee",
)
VIEW_KEYS = (
    *("weights", "dropped", "dropped_by", "prefix", "source_share", "error"),
    *("faithfulness", "not_measured", "trust", "provenance"),
)
"""What an explanation's record says of a view."""


IN_A_BROWSER = ("test_browser", "test_app.py", "test_drawer.py", "test_steer.py")
"""How the names of the files begin that ask for a browser or the app's server: one of each will do, so they are one
process's. Several at once wait for one another, until a test has waited too long."""

BEHIND = 5
"""How nice a process is that has no browser."""

LONGEST = (*IN_A_BROWSER, "test_code_quality.py", "test_commands.py", "test_score_and_resume.py", "test_demo.py")
LONGEST += ("test_families.py", "test_align.py", "test_check.py", "test_hostile.py", "test_space.py")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests of the app wait for a server or a browser most of the time."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    from xdist.scheduler import LoadFileScheduling

    class ByBrowser(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "in a browser" if Path(file).name.startswith(IN_A_BROWSER) else file

    return ByBrowser(config, log)


def _place(file: str) -> int:
    return next((place for place, name in enumerate(LONGEST) if file.startswith(name)), len(LONGEST))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """A million objects come with the tests and the libraries, and stay. The garbage collector would go through them
    again and again: for a quarter of the time that collecting tests takes, and then while tests run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, and is not waited for at the end. What is slow by nature is marked by what it
    asks for, and can be left out."""
    for item in items:
        asked = {*getattr(item, "fixturenames", ())}
        if asked & {"browser", "serve"}:
            item.add_marker("browser")
            assert item.path.name.startswith((*IN_A_BROWSER, "test_mcp.py")), f"{item.path}: not in IN_A_BROWSER"
        if "bundled_model" in asked:
            item.add_marker("bundled_model")
    items.sort(key=lambda item: _place(item.path.name))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What waits for a page goes first: processes that have no browser step back, where a machine is CI's."""
    if "CI" in os.environ and "PYTEST_XDIST_WORKER" in os.environ and _place(item.path.name) >= len(IN_A_BROWSER):
        os.nice(max(0, BEHIND - os.getpriority(os.PRIO_PROCESS, 0)))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes by their number: compressed ones hold the time, and a test has the same name in every process."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def temporary_caches(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("caches")
    os.environ["XDG_CACHE_HOME"] = str(home)
    os.environ["HF_HOME"] = str(home / "huggingface")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run by its name: shards, manifest, and whatever should not be there."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def of_one_direction(translator: Translator) -> Translator:
    """The same model without any language tags."""
    family, template = translator.family, replace(translator.template, before_source=())
    text = replace(family.text, tags=lambda _tokenizer: {})
    return replace(translator, family=replace(family, text=text), template=template)


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Threads are part of a run's signature, and a process that has started some cannot be forked."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def tiny_marian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random two-way Marian model (three decoder layers, four heads, tags ``>>en<<`` and ``>>de<<``) as a folder."""
    from workbench.recipe.train import Recipe, build_model, save_snapshot
    from workbench.recipe.vocabulary import train_vocabulary

    folder = tmp_path_factory.mktemp("models")
    tokenizer = train_vocabulary((*ENGLISH, *GERMAN) * 4, ("en", "de"), folder / "tokenizer", size=400)
    recipe = Recipe(width=32, feed_forward=64, encoder_layers=2, decoder_layers=3)
    save_snapshot(build_model(recipe, tokenizer), tokenizer, folder / "tiny")
    return folder / "tiny"


@pytest.fixture(scope="session")
def translator(tiny_marian: Path) -> Translator:
    """The tiny model to German after it has learnt the sentences above by heart; shared, so leave it as it is.

    Attention of a random model is all but uniform: no layer, head or row could be told from another.
    """
    import torch
    from torch.nn.functional import cross_entropy

    from workbench.models import load
    from workbench.models.forced import padded

    translator = load(str(tiny_marian), source_language="en", target_language="de", device="cpu")
    model, tags = translator.model, translator.family.text.tags(translator.tokenizer)
    pad, start = model.config.pad_token_id, model.config.decoder_start_token_id
    lessons = [(tags["de"], pair) for pair in translator.encode_pairs(ENGLISH, GERMAN)]
    lessons += [(tags["en"], pair) for pair in translator.encode_pairs(GERMAN, ENGLISH)]
    sources = padded([[*tag, *pair.source.ids, translator.template.end] for tag, pair in lessons], pad)
    lesson = {
        "input_ids": sources,
        "attention_mask": (sources != pad).long(),
        "decoder_input_ids": padded([[start, *pair.target.ids] for _, pair in lessons], pad),
    }
    labels = padded([[*pair.target.ids, translator.template.end] for _, pair in lessons], -100)
    # A bias that is not zero, as in many published checkpoints.
    model.final_logits_bias.copy_(torch.linspace(-1, 1, model.final_logits_bias.shape[1]))
    model.requires_grad_(True)
    # Sinusoids are not saved with a model: had they learnt anything, it would be lost on loading.
    for half in (model.model.encoder, model.model.decoder):
        half.embed_positions.requires_grad_(False)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(120):
        cross_entropy(model(**lesson, use_cache=False).logits.transpose(1, 2), labels).backward()
        optimizer.step()
        optimizer.zero_grad()
    model.requires_grad_(False)
    return translator


@pytest.fixture(scope="module")
def pairs(translator: Translator) -> list[Pair]:
    """What the views, and the objective below them, are tried on."""
    from tests.views.reference import SOURCES, TARGETS

    return translator.encode_pairs(SOURCES, TARGETS)


@pytest.fixture(scope="module")
def plain(translator: Translator) -> Plain:
    """The same model without the workbench, which they are compared with."""
    from tests.views.reference import Plain

    return Plain(translator)


@pytest.fixture(scope="session")
def bundled_model() -> Callable[[str, str], Translator]:
    """The model that comes along, by its source and target language; shared, so leave it as it is."""
    from workbench.models import load

    return cache(lambda source, target: load("demo", source_language=source, target_language=target, device="cpu"))


@pytest.fixture(scope="session")
def taught_marian(translator: Translator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of ``translator`` as a folder, for what loads a model by name or in another process."""
    folder = tmp_path_factory.mktemp("models") / "taught"
    translator.tokenizer.save_pretrained(folder)
    translator.model.save_pretrained(folder)
    return folder
