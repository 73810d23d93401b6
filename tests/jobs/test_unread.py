from __future__ import annotations

import numpy as np
import pytest
import sacrebleu

from tests.scored import write
from workbench.alignment.tokens import Tokens
from workbench.corpus import read
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.jobs.unread import missing, too_long
from workbench.runs import Filter
from workbench.scores import SCORES
from workbench.suspicion.shipped import default_suspicion
from workbench.suspicion.verdict import SUSPECTED
from workbench.symptoms import SYMPTOMS, Observed, known

EN_DE = "en", "de"
PARAGRAPH = "The market opens at eight and closes at six. Many people come from the villages around the town. "
ABSATZ = "Der Markt öffnet um acht und schließt um sechs. Viele Leute kommen aus den Dörfern rings um die Stadt. "


def tokens(text):
    return Tokens.of_words(text.split())


def looked_at(source, target, languages=EN_DE):
    return too_long(tokens(source), tokens(target), "too long", languages)


@pytest.mark.parametrize(
    ("source", "target", "symptom"),
    [
        ("He is here.", "Er ist " + "hier und " * 200, "repetition"),
        ("He is here.", "Er ist hier, " + "ja, ja, so ist es, " * 100, "repetition"),
        ("He is here.", "Er ist " + "ha" * 900, "length"),
        ("He is here.", "Er ist " + "!" * 900, "length"),
        (PARAGRAPH * 20, "Der Markt " + "ha" * 900, "repetition"),
        (PARAGRAPH * 20, ABSATZ * 18 + ". " * 600, "repetition"),
        (PARAGRAPH * 20, ABSATZ * 18 + "🙂" * 600, "repetition"),
        (PARAGRAPH * 20, PARAGRAPH * 20, "untranslated_copy"),
        (PARAGRAPH * 20, "Торговый день кончается в шесть часов вечера. " * 30, "wrong_language"),
        (PARAGRAPH * 20, ABSATZ * 20 + "Es kamen 4711 Leute.", "numbers"),
        (PARAGRAPH * 20 + "Hello {name}!", ABSATZ * 20 + "Hallo {person}!", "markup"),
    ],
)
def test_texts_that_no_model_reads_are_accused_by_what_they_show(source, target, symptom):
    found = looked_at(source, target)
    fitted = default_suspicion("hypothesis")
    assert found.symptoms[symptom].severity > 0.4
    if symptom != "numbers":  # one number alone is no proof
        assert found.accused(fitted)
        assert found.suspicion(fitted) > SUSPECTED


def test_a_long_text_with_nothing_against_it_accuses_nobody_and_is_not_called_harmless():
    found = looked_at(PARAGRAPH * 20, ABSATZ * 20)
    fitted = default_suspicion("reference")
    assert not found.accused(fitted)
    assert found.suspicion(fitted) == SUSPECTED


def test_a_side_that_is_missing_is_a_fault_beyond_doubt():
    found = missing("the target is empty")
    fitted = default_suspicion("hypothesis")
    assert found.suspicion(fitted) == 1.0
    assert found.accused(fitted)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("He is here.", "Er ist hier, " + " ".join(f"das {k}-mal erzählte er auch Leuten" for k in range(1, times)))
        for times in (10, 20, 60)
    ]
    + [(PARAGRAPH * times, "Der Markt öffnet um acht.") for times in (6, 12, 40)],
)
def test_a_side_far_longer_than_the_other_is_surely_wrong_by_so_much_as_has_no_counterpart(source, target):
    found = looked_at(source, target)
    lengths = found.symptoms["length"].figures
    extra = 1 - min(lengths["source"], lengths["target"]) / max(lengths["source"], lengths["target"])
    assert found.suspicion(default_suspicion("hypothesis")) >= extra > 0.9 * (1 - 1 / 10)


def test_twice_as_long_as_the_other_side_is_where_length_begins_to_accuse_by_itself():
    fitted = default_suspicion("reference")

    def alone(target):
        found = looked_at(PARAGRAPH * 20, target)
        return type(found)(found.why, {"length": found.symptoms["length"]}, looked=found.looked)

    assert [alone(ABSATZ * times).accused(fitted) for times in (45, 60)] == [True, True]
    assert alone(ABSATZ * 60).suspicion(fitted) > alone(ABSATZ * 45).suspicion(fitted)


@pytest.mark.parametrize("languages", [(None, None), ("xx", "yy"), EN_DE])
def test_only_symptoms_of_texts_are_looked_for(languages):
    looked = looked_at("a b", "c d " * 300, languages).looked
    assert {"repetition", "length", "markup"} <= {*looked} <= {name for name in SYMPTOMS if SYMPTOMS[name].of_texts}


@pytest.mark.parametrize("name", [name for name, symptom in SYMPTOMS.items() if symptom.of_texts])
def test_a_symptom_of_texts_finds_the_same_whatever_a_model_says(name):
    rng = np.random.default_rng(5)
    for source, target in [
        ("I have 12 dogs, {name}.", "Ich habe 13 Hunde, die Hunde die Hunde die Hunde"),
        ("He does not come.", "He does not come."),
        ("No.", "Ja"),
    ]:
        words = tokens(source), tokens(target)
        seen = [
            SYMPTOMS[name].find(
                Observed(
                    *words,
                    EN_DE,
                    weights=rng.dirichlet(np.ones(len(words[0])), len(words[1])).astype(np.float32),
                    dropped=rng.random(len(words[1])),
                    logprobs=-rng.random(len(words[1])) * 5,
                    gains=rng.random(len(words[1])),
                    end_logprob=float("nan"),
                    end_gain=0.0,
                    glossary=(("dogs", "Köter"),),
                )
            )
            for _ in range(2)
        ]
        assert seen[0] == seen[1]
        assert name in known(EN_DE)


def run_of(tmp_path, model, rows, **settings):
    corpus = write(tmp_path / "c.en-de.jsonl", rows)
    return score(read(corpus), model, tmp_path / "run", ScoreSettings(**settings))


CLEAN = {"source": "the cat sits", "reference": "die Katze sitzt", "hypothesis": "die Katze sitzt"}


def test_what_the_model_cannot_read_stands_above_what_was_read_without_a_finding(tmp_path, model):
    loops = [CLEAN | {"id": f"loop-{k}", "hypothesis": "die Katze " + unit * 300} for k, unit in enumerate(
        ["und ", "und so weiter ", "die, ", "ha", "? ", "1 ", ".", "- ", "🙂", "hA Ha ", "我", "いや", "()", "so_so_"]
    )]  # fmt: skip
    clean = [CLEAN | {"id": f"clean-{k}"} for k in range(12)]
    run = run_of(tmp_path, model, clean[:6] + loops + clean[6:], side="both")
    ranked = run.worst(top=None, side="hypothesis")
    first = ranked[: len(loops)]
    assert {row["id"] for row in first} == {row["id"] for row in loops}
    assert {row["status"] for row in first} == {"too_long"}
    assert all(row["suspicion"] > 0.95 for row in first)
    assert {row["verdict"] for row in first} == {"model error"}
    assert run.worst(where=Filter(status="too_long", least=0.5), side="reference") == []


def test_a_row_that_was_not_read_says_why_each_figure_is_missing(tmp_path, model):
    long = "the cat sits on the mat " * 100
    run = run_of(tmp_path, model, [CLEAN | {"hypothesis": long}, CLEAN, CLEAN | {"hypothesis": ""}])
    row = run.segment("1")
    missing_figures = {name for name in SCORES if row[name] is None}
    assert missing_figures == {*row["nulls"]} == {*SCORES} - {"suspicion", "bleu", "chrf", "ter"}
    assert f"the model has positions for {model.positions}, so only the texts were looked at" in row["nulls"]["scatter"]
    assert run.segment("3")["nulls"]["scatter"] == "the target is empty"


def test_corpus_figures_are_sacrebleus_over_every_hypothesis(tmp_path, model):
    long = "die Katze sitzt auf der Matte " * 60
    rows = [
        CLEAN,
        CLEAN | {"hypothesis": "ein Hund"},
        CLEAN | {"hypothesis": ""},
        CLEAN | {"hypothesis": " "},
        CLEAN | {"hypothesis": long},
        CLEAN | {"source": "the cat " * 300, "hypothesis": "die Katze"},
        CLEAN | {"source": "", "hypothesis": "die Katze"},
        CLEAN | {"reference": ""},
        CLEAN | {"reference": None},
    ]
    run = run_of(tmp_path, model, rows, shard_size=4)
    counted = [row for row in rows if (row["reference"] or "").strip()]
    texts = [row["hypothesis"] for row in counted], [[row["reference"] for row in counted]]
    quality = run.manifest.quality
    assert quality["bleu"] == round(sacrebleu.corpus_bleu(*texts).score, 4)
    assert quality["chrf"] == round(sacrebleu.corpus_chrf(*texts).score, 4)
    assert quality["ter"] == round(sacrebleu.corpus_ter(*texts).score, 4)
    assert (quality["segments"], quality["empty"], quality["left_out_without_reference"]) == (7, 2, 2)
    assert all(one.endswith("|empty:2|left_out_without_reference:2") for one in quality["signatures"].values())
    assert [run.segment(str(k))["bleu"] for k in (3, 4)] == [0.0, 0.0]
    assert run.segment("5")["ter"] > 1000


def test_a_translation_that_the_model_could_not_make_counts_as_an_empty_line(tmp_path, model):
    rows = [CLEAN | {"hypothesis": None}, CLEAN | {"source": "the cat " * 300, "hypothesis": None}]
    run = run_of(tmp_path, model, rows)
    row = run.segment("2")
    assert (row["status"], row["hypothesis"], row["suspicion"], row["verdict"]) == (
        "too_long",
        None,
        1.0,
        "model error",
    )
    assert (row["bleu"], row["chrf"], row["ter"]) == (0.0, 0.0, 100.0)
    assert [one["name"] for one in row["symptoms"]] == ["length"]
    own = [run.segment("1")["hypothesis"], ""]
    assert run.manifest.quality["bleu"] == round(sacrebleu.corpus_bleu(own, [["die Katze sitzt"] * 2]).score, 4)
