from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sacrebleu
from scipy.stats import spearmanr

from tests.conftest import ENGLISH, GERMAN, of_one_direction
from tests.scored import ROWS, SETTINGS, write
from workbench.corpus import read
from workbench.errors import ModelError, RunError, UnknownNameError
from workbench.jobs import suspicion_fit
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.language.stopwords import is_content
from workbench.models import AttentionChoice, BeamSettings, exchanged
from workbench.runs.evidence import doubts
from workbench.scores import in_full, on_demand
from workbench.suspicion.shipped import default_suspicion
from workbench.views import VIEWS
from workbench.views.decomposition import decomposition

DEFAULT = default_suspicion("reference", "too_few")
FULL = ScoreSettings(side="reference", shard_size=2, on_demand=on_demand())


@pytest.fixture(scope="module")
def full(corpus_file, model, tmp_path_factory):
    return score(read(corpus_file), model, tmp_path_factory.mktemp("full") / "run", FULL)


def test_source_contribution_is_the_mean_share_of_the_decomposition(full, model):
    records = list(full.records())
    pairs = model.encode_pairs([r["source"] for r in records], [r["references"][0] for r in records])
    expected = [float(found.source_share.mean()) for found in decomposition(model, pairs)]
    assert [r["source_contribution"] for r in records] == pytest.approx(expected, abs=1e-5)
    assert all(0 < value < 1 for value in expected)


def test_reverse_logprob_is_the_mean_of_a_forced_pass_the_other_way(full, model):
    back = exchanged(model)
    for record in full.records():
        pairs = back.encode_pairs([record["references"][0]], [record["source"]])
        (forced,) = back.forced_pass(pairs)
        assert record["reverse_logprob"] == pytest.approx(float(forced.logprobs.mean()), abs=1e-5)


@pytest.mark.parametrize("name", on_demand())
def test_a_score_on_demand_ranks_like_any_other(full, name):
    records = list(full.records())
    worst = full.worst(name, top=len(records))
    assert [r[name] for r in worst] == sorted(r[name] for r in records)


@pytest.mark.parametrize("name", on_demand())
def test_what_was_not_asked_for_is_null_with_a_reason(corpus_file, model, tmp_path, name):
    run = score(read(corpus_file), model, tmp_path / "without", SETTINGS)
    assert all(record[name] is None for record in run.records())
    told = "--signals full" if name in in_full() else f"--with {name}"
    assert told in run.segment("a", "reference")["nulls"][name]


def test_another_model_may_read_backwards_and_the_run_says_which(corpus_file, model, full, tmp_path):
    other = replace(exchanged(model), template=model.template)
    run = score(read(corpus_file), model, tmp_path / "other", FULL, reverse=other)
    values = [[record["reverse_logprob"] for record in one.records()] for one in (run, full)]
    assert values[0] != pytest.approx(values[1], abs=1e-3)
    assert run.manifest.signature["reverse"]["weights"] == model.signature()["weights"]
    with pytest.raises(RunError, match="on_demand"):
        score(read(corpus_file), model, tmp_path / "other", replace(FULL, on_demand=()))


def test_a_model_of_one_direction_says_what_to_give_before_anything_is_written(corpus_file, model, tmp_path):
    with pytest.raises(ModelError, match="--reverse-model"):
        score(read(corpus_file), of_one_direction(model), tmp_path / "run", FULL)
    assert not (tmp_path / "run").exists()


def test_a_pair_too_long_backwards_is_null_and_the_others_are_not(corpus_file, model, tmp_path):
    other = exchanged(model)
    longest = max(len(one.ids) for one in other.encode_sources([row["reference"] for row in ROWS]))
    # The limit that `fits` reads: one token too few for the longest.
    other.__dict__["positions"] = longest + len(other.template.before_source)
    run = score(read(corpus_file), model, tmp_path / "short", FULL, reverse=other)
    nulls = [record["reverse_logprob"] is None for record in run.records()]
    assert any(nulls) and not all(nulls)


def test_a_score_that_cannot_be_asked_for_is_named():
    names = "influence_agreement, own_chrf, own_logprob, reverse_logprob, source_contribution"
    with pytest.raises(UnknownNameError, match=names):
        ScoreSettings(on_demand=("comet",))


def test_own_scores_are_those_of_a_greedy_translation_that_the_run_keeps(full, model):
    greedy = BeamSettings(1, scores=False)
    for record in full.records():
        (own,) = model.translate([record["source"]], settings=greedy)
        assert record["own_translation"] == own.text
        written = model.irreplaceable([own.text], [own.ids])
        (forced,) = model.forced_pass(model.encode_pairs([record["source"]], [own.text], written=written))
        assert record["own_logprob"] == pytest.approx(float(forced.logprobs.mean()), abs=1e-5)
        expected = sacrebleu.sentence_chrf(record["references"][0], [own.text]).score
        assert record["own_chrf"] == pytest.approx(expected)


def test_the_models_own_translation_takes_part_in_doubt(full):
    changed = []
    for record in full.records():
        row = full.segment(record["id"], "reference")
        with_own, without = (doubts(full, row | {"own_translation": own}) for own in (row["own_translation"], None))
        assert [len(one) for one in with_own] == [len(row["target_words"]), len(row["source_words"])]
        changed.append(not np.allclose(with_own[0], without[0]))
    assert any(changed)


def test_what_the_model_translated_itself_is_not_compared_with_itself(tmp_path, model):
    rows = [{"source": "the cat sits", "reference": "die Katze sitzt"}] * 2
    run = score(read(write(tmp_path / "c.en-de.jsonl", rows)), model, tmp_path / "run", replace(FULL, side="both"))
    found = {(record["id"], record["side"]): record["own_chrf"] for record in run.records()}
    assert found["1", "hypothesis"] is None and found["2", "hypothesis"] is None
    assert None not in [found[id, "reference"] for id in "12"]
    assert "the model translated the target itself" in run.segment("1", "hypothesis")["nulls"]["own_chrf"]
    assert "the hypotheses are the model's own: there own_logprob and own_chrf are null" in run.manifest.notes


def test_scores_that_come_together_are_one_job_whichever_is_asked_for():
    one, other = (ScoreSettings(on_demand=(name,)) for name in ("own_chrf", "own_logprob"))
    assert one == other and one.on_demand == ("own_logprob", "own_chrf")
    assert ScoreSettings(on_demand=("reverse_logprob",)).on_demand == ("reverse_logprob",)


def test_planted_faults_are_not_known_by_the_difference_from_what_the_model_said(tmp_path, model, monkeypatch):
    seen = []
    monkeypatch.setattr(suspicion_fit, "FEWEST", 12)
    monkeypatch.setattr(suspicion_fit, "fit", lambda clean, planted, *_: seen.append((clean, planted)) or DEFAULT)
    rows = [{"source": english, "reference": german} for english, german in zip(ENGLISH, GERMAN, strict=True)] * 3
    corpus = read(write(tmp_path / "c.en-de.jsonl", rows))
    score(corpus, model, tmp_path / "run", replace(FULL, side="both", max_length=10, shard_size=64))
    (hypotheses, planted), (references, _) = seen
    assert all(signals["own_chrf"] is None for signals in [*hypotheses, *planted])
    assert not any(signals["own_chrf"] is None for signals in references)


def test_influence_agreement_is_the_rank_correlation_of_attention_with_integrated_gradients(full, model):
    records = list(full.records())
    for record in records:
        pairs = model.encode_pairs([record["source"]], [record["references"][0]])
        (looked,) = VIEWS["attention"](model, pairs, choice=AttentionChoice("all", None, "output"))
        (moved,) = VIEWS["integrated_gradients"](model, pairs)
        rows = [t for t, word in enumerate(looked.target.words) if is_content(word, "de")]
        expected = [spearmanr(looked.weights[t], moved.weights[t]).statistic for t in rows]
        if len(looked.source) < 3:
            assert record["influence_agreement"] is None
        else:
            assert record["influence_agreement"] == pytest.approx(np.mean(expected), abs=0.15)
    assert any(record["influence_agreement"] is not None for record in records)


def test_what_is_asked_for_by_name_alone_is_no_part_of_all_signals():
    assert "influence_agreement" in on_demand() and "influence_agreement" not in in_full()
    assert {*on_demand()} - {*in_full()} == {"influence_agreement"}
