"""Words are counted from the files that a model was trained on."""

from __future__ import annotations

import gzip

from typer.testing import CliRunner

from workbench.bundled import model_folder
from workbench.language.vocabulary import FILE, Vocabulary
from workbench.recipe.command import app


def test_both_columns_of_all_files_are_counted(tmp_path):
    plain, packed = tmp_path / "a.tsv", tmp_path / "b.tsv.gz"
    plain.write_text("The dog barks.\tDer Hund bellt.\n\tleer\n", encoding="utf-8")
    packed.write_bytes(gzip.compress(b"The 2 dogs.\tDie 2 Hunde; der Hund.\tmore\n"))
    done = CliRunner().invoke(app, ["words", str(plain), str(packed), "--out", str(tmp_path)])
    assert done.exit_code == 0 and done.output.strip() == str(tmp_path / FILE)
    found = Vocabulary.beside(tmp_path)
    assert found.counts == {
        "en": {"The": 2, "dog": 1, "dogs": 1, "barks": 1},
        "de": {"Der": 1, "der": 1, "Die": 1, "Hund": 2, "Hunde": 1, "bellt": 1},
    }


def test_a_folder_that_is_missing_is_refused(tmp_path):
    (tmp_path / "a.tsv").write_text("a\tb\n")
    assert CliRunner().invoke(app, ["words", str(tmp_path / "a.tsv"), "--out", str(tmp_path / "no")]).exit_code == 2


def test_the_bundled_models_words_are_as_its_card_says():
    path = model_folder() / FILE
    counts = Vocabulary.beside(model_folder()).counts
    forms = sum(map(len, counts.values()))
    assert set(counts) == {"de", "en"} and path.stat().st_size < 1_500_000
    assert f"{forms:,} word forms" in (model_folder() / "README.md").read_text(encoding="utf-8")
