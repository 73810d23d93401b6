"""A small package that adds one of each to the registries: a format, a view, scores and a symptom."""

from __future__ import annotations

from pathlib import Path

CODE = {
    "piped": '''
"""Lines ``source | target``."""
from workbench.corpus.format import Format
from workbench.corpus.segment import Segment


def read(corpus):
    lines = corpus.path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        source, target = line.split(" | ")
        yield Segment("", source, (target,), line=number)


PIPED = Format(name="piped", title="Piped", meaning="source | target", endings=(".piped",), read=read)
''',
    "even": '''
"""Every source word has the same share."""
import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.views.view import View


def even(translator, pairs, *, by_word=True):
    for pair in pairs:
        source, target = pair.source.tokens.by_word(), pair.target.tokens.by_word()
        mass = np.full((len(target), len(source)), 1 / max(len(source), 1), np.float32)
        yield AlignmentMap.from_mass(source, target, mass, {"view": "even"})


EVEN = View(
    name="even",
    shows="the same for all",
    hides="anything",
    source="nobody",
    cost="nothing",
    signed=False,
    options=("by_word",),
    function=even,
)
''',
    "letters": '''
"""How many letters a target has for each of its source's."""
import numpy as np

from workbench.scores.score import Score, ScoreGroup


def letter_figures(sources, targets):
    lengths = [[len(text) for text in texts] for texts in (sources, targets)]
    return {"letter_ratio": np.array(lengths[1]) / np.array(lengths[0])}


LETTERS = Score(
    name="letter_ratio",
    higher_is="worse",
    range=(0.0, None),
    unit="unitless",
    formula="letters of the target / letters of the source",
    source="nobody",
    null_when="the source has no letters",
    group=ScoreGroup(("sources", "targets"), letter_figures),
    suspected=True,
)
''',
    "shouting": '''
"""A target in capitals."""
from workbench.symptoms.symptom import Found, Symptom


def find(seen):
    return Found(0.9, "all in capitals") if seen.target.text.isupper() else None


SHOUTING = Symptom(
    name="shouting",
    meaning="The target is all in capitals.",
    formula="0.9",
    source="nobody",
    hypothesis="The model shouts.",
    reference="A person shouts.",
    find=find,
    of_texts=True,
)
''',
    "marian_kin": '''
"""Marian's anatomy under another name."""
from dataclasses import replace

from workbench.models.families.marian import MARIAN

MARIAN_KIN = replace(MARIAN, name="marian_kin")
''',
}
"""Files, each with one declaration: as a package of its own has them, or as they stand among ours."""
MORE = """
import numpy as np

from workbench.scores.score import Score, ScoreGroup
from workbench.views.view import View


def declared(name, group):
    return Score(name, "worse", (None, None), "unitless", "made up", "nobody", "it is null", group)


def of_model(translator, pairs):
    return {"positions_left": np.array([translator.positions - len(pair.target.ids) for pair in pairs])}


def same(targets, references):
    return {"same_as_reference": [float(target in given) for target, given in zip(targets, references)]}


def clumsy(maps):
    raise ZeroDivisionError("no time for this")


def stumble(translator, pairs, *, by_word=True):
    yield pairs[0].nothing


STUMBLING = View("stumbling", "nothing", "anything", "nobody", "nothing", False, ("by_word",), stumble)
MORE = (
    declared("positions_left", ScoreGroup(("translator", "pairs"), "small_plugin.more:of_model", on_demand=True)),
    declared("same_as_reference", ScoreGroup(("targets", "references"), same)),
    declared("clumsy", ScoreGroup(("maps",), clumsy)),
    declared("elsewhere", ScoreGroup(("gains",), "small_plugin.nowhere:figures")),
)
"""
ENTRY_POINTS = """
[workbench.families]
marian_kin = small_plugin.marian_kin:MARIAN_KIN
[workbench.formats]
piped = small_plugin.piped:PIPED
[workbench.views]
even = small_plugin.even:EVEN
stumbling = small_plugin.more:STUMBLING
[workbench.scores]
letters = small_plugin.letters:LETTERS
more = small_plugin.more:MORE
[workbench.symptoms]
shouting = small_plugin.shouting:SHOUTING
"""


def install(site: Path, entry_points: str = ENTRY_POINTS, name: str = "small-plugin", **files: str) -> Path:
    """Put a package, its modules and its metadata into a folder for the path of Python."""
    package = site / name.replace("-", "_")
    package.mkdir(parents=True)
    for module, text in {"__init__": "", **files}.items():
        (package / f"{module}.py").write_text(text, encoding="utf-8")
    metadata = site / f"{package.name}-1.2.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    return site
