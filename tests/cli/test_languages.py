"""Languages and words before each source, as commands take and tell them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.models.tiny_families import BUILDERS


@pytest.fixture(scope="module")
def t5(tmp_path_factory) -> Path:
    return BUILDERS["t5"](tmp_path_factory.mktemp("family"))


def explained(here, model, *options):
    given = ["explain", "the cat", "-m", model, "--target", "die Katze", "--view", "attention"]
    return here(*given, *options)


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("en", "de", ""),
        ("English", "de", "source language English is en"),
        ("en", "deu_Latn", "target language deu_Latn is de"),
        ("en-GB", "German", "source language en-GB is en, target language German is de"),
    ],
)
def test_the_models_own_codes_are_told_in_a_line_on_stderr(here, taught_marian, source, target, told):
    code, out, err = explained(here, taught_marian, "--source-lang", source, "--target-lang", target)
    assert code == 0 and "die Katze" in out and "is de" not in out
    assert [line for line in err.split("\n") if "language" in line] == ([f"{taught_marian}: {told}"] if told else [])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--target-lang", "Italian"], "target language 'Italian' is none of its languages; closest first: "),
        (["--target-lang", "de_AT_x!"], "is neither code nor name of a language"),
        (["--source-lang", "German", "--target-lang", "de"], "asked for de to de, which is one language"),
    ],
)
def test_languages_that_a_model_does_not_have_end_a_command_in_a_line(here, taught_marian, options, says):
    code, out, err = explained(here, taught_marian, *options)
    assert code == 2 and not out and says in err and "Traceback" not in err and err.count("error:") == 1


def test_a_corpus_and_a_model_may_call_languages_differently(here, taught_marian, tmp_path):
    corpus = tmp_path / "c.eng_Latn-deu_Latn.tsv"
    corpus.write_text("en-GB\tGerman\nthe cat sits on the mat\tdie Katze sitzt auf der Matte\n")
    given = ["score", corpus, "-m", taught_marian, "--side", "reference", "--json"]
    code, out, err = here(*given)
    assert code == 0 and "source language eng_latn is en, target language deu_latn is de" in err
    (named,) = json.loads(here(*given, "--source-lang", "English", "--target-lang", "German")[1])
    (record,) = json.loads(out)
    assert record == named and record["references"] == ["die Katze sitzt auf der Matte"]


def test_what_is_planted_does_not_depend_on_what_languages_are_called(here, tmp_path):
    corpus = tmp_path / "c.tsv"
    pairs = (f"she has {n} old books at home\tsie hat {n} alte Bücher zu Hause" for n in range(3, 40))
    corpus.write_text("\n".join(["source\treference", *pairs]) + "\n")
    found = [
        here("plant", corpus, "--share", "1", "--kind", "wrong_language", "--source-lang", *names)
        for names in (("en", "--target-lang", "de"), ("eng_Latn", "--target-lang", "German"))
    ]
    assert found[0] == found[1] and found[0][0] == 0 and "wrong_language" in found[0][1]


def test_words_before_each_source_are_read_and_belong_to_the_signature(here, t5, tmp_path):
    corpus = tmp_path / "c.tsv"
    corpus.write_text("source\treference\nthe cat sits\tdie Katze sitzt\n")
    given = ["heads", corpus, "-m", t5, "--no-importance", "--json"]
    plain, told = (json.loads(here(*given, *more)[1]) for more in ([], ["--source-prefix", "ein Hund: "]))
    assert "source_prefix" not in plain["signature"] and told["signature"]["source_prefix"] == "ein Hund: "
    assert plain["heads"] != told["heads"]


@pytest.mark.parametrize("command", ["score", "explain", "align", "calibrate", "heads"])
def test_every_command_that_takes_languages_takes_words_before_each_source(here, command):
    code, out, _ = here(command, "--help")
    assert code == 0 and "--source-prefix" in out and "--target-lang" in out
