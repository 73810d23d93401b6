from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from workbench.alignment.links import links_of
from workbench.calibration.calibrate import calibrate
from workbench.calibration.criteria import against_gold, ratio
from workbench.calibration.sample import Sample
from workbench.calibration.scan import Scan
from workbench.corpus import read
from workbench.errors import AlignmentError, UnknownNameError
from workbench.models import AttentionChoice, exchanged


def made_by(translator, sample: Sample, choice: AttentionChoice) -> Sample:
    """The sample with the links of one choice for gold."""
    weights = Scan.of(translator, sample.pairs(translator)).weights(choice)
    linked = [frozenset(links_of(one)) for one in weights]
    gold = tuple(replace(g, sure=one, possible=one) for g, one in zip(sample.gold, linked, strict=True))
    return replace(sample, gold=gold)


@pytest.mark.parametrize(
    "choice",
    [
        AttentionChoice(1, None, "input"),
        AttentionChoice(0, (2,)),
        AttentionChoice(2, (3,), "input"),
        AttentionChoice(1, None, view="value_attention"),
    ],
    ids=str,
)
def test_gold_that_one_choice_made_is_found_by_that_choice(translator, sample, choice):
    found = calibrate(translator, made_by(translator, sample, choice))
    assert found.criterion == "gold"
    assert found.table[0].figure == 1
    ways = {one.choice for one in found.table if one.figure == 1}
    assert choice in {replace(one, measured=choice.measured) for one in ways}
    assert replace(found.choice, measured=choice.measured) in ways


def test_the_figure_is_of_pairs_that_took_no_part_in_choosing(translator, sample):
    found = calibrate(translator, sample)
    scan = Scan.of(translator, sample.pairs(translator))
    judge = against_gold(scan, sample.gold)
    fold = np.arange(len(sample)) % 5
    parts = []
    for number in range(5):
        rest = [place for place in range(len(sample)) if fold[place] != number]
        others = replace(
            sample,
            sources=tuple(sample.sources[p] for p in rest),
            targets=tuple(sample.targets[p] for p in rest),
            gold=tuple(sample.gold[p] for p in rest),
        )
        parts.append(judge(calibrate(translator, others).choice)[fold == number])
    assert found.held_out == pytest.approx(ratio(np.concatenate(parts)))
    assert found.aer == pytest.approx(1 - found.held_out)
    assert f"cross-validated {found.aer:.3f}" in found.choice.measured
    assert found.choice.measured.startswith(f"lowest AER on {len(sample)} pairs of words.tsv: ")


def test_a_single_pair_has_no_figure_on_others(translator, sample):
    one = replace(sample, sources=sample.sources[:1], targets=sample.targets[:1], gold=sample.gold[:1])
    found = calibrate(translator, one)
    assert found.held_out is None and found.aer is None
    assert "too few to check it on others" in found.choice.measured


@pytest.mark.parametrize(
    ("criterion", "turned", "used"),
    [(None, True, "agreement"), (None, False, "within"), ("diagonal", True, "diagonal"), ("erasure", False, "erasure")],
)
def test_without_gold_a_criterion_decides(translator, sample, criterion, turned, used):
    plain = replace(sample, gold=None)
    reverse = exchanged(translator) if turned else None
    found = calibrate(translator, plain, reverse=reverse, criterion=criterion)
    assert found.criterion == used and found.aer is None
    assert "no gold" in found.choice.measured
    figures = [one.figure for one in found.table]
    assert figures == sorted(figures, reverse=True)
    assert translator.preset.measured != found.choice.measured
    json.dumps(found.record(), allow_nan=False)


def test_what_cannot_be_measured_is_an_error(translator, sample):
    plain = replace(sample, gold=None)
    with pytest.raises(UnknownNameError, match="unknown criterion 'luck'; choose one of: agreement, diagonal"):
        calibrate(translator, plain, criterion="luck")
    with pytest.raises(AlignmentError, match="criterion agreement needs a model that translates back"):
        calibrate(translator, plain, criterion="agreement")
    with pytest.raises(AlignmentError, match="no pairs"):
        calibrate(translator, replace(plain, sources=(), targets=()))


def test_a_sample_is_spread_over_the_corpus(tmp_path):
    path = tmp_path / "many.en-de.tsv"
    path.write_text("source\treference\n" + "".join(f"s{n}\tt{n}\n" for n in range(10)), encoding="utf-8")
    sample = Sample.of_corpus(read(str(path)), limit=4)
    assert sample.sources == ("s0", "s3", "s6", "s9") and sample.targets == ("t0", "t3", "t6", "t9")
    assert sample.languages == ("en", "de") and sample.turned().languages == ("de", "en")
    assert len(Sample.of_corpus(read(str(path)), limit=50)) == 10
