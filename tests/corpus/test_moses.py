from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings

from tests.corpus.segments import segments
from workbench.corpus import FORMATS, Segment, read
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import write
from workbench.errors import CorpusError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("moses")


@pytest.fixture
def files(tmp_path):
    def make(*names):
        for name in names:
            text = f"{name} one\n{name} two\n".encode()
            (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        return tmp_path

    return make


@pytest.mark.parametrize(
    ("names", "given_name", "stated", "expected"),
    [
        (["x.en", "x.de"], "x.en", (None, None), ("x.en", "x.de")),
        (["x.en", "x.de"], "x.de", (None, None), ("x.de", "x.en")),
        (["x.en", "x.de"], "x.en", ("de", "en"), ("x.de", "x.en")),
        (["x.en", "x.de", "x.fr"], "x.en", (None, "fr"), ("x.en", "x.fr")),
        (["x.en", "x.de", "x.fr"], "x.en", ("French", "English"), ("x.fr", "x.en")),
        (["x.en.gz", "x.de.gz"], "x.en.gz", (None, None), ("x.en.gz", "x.de.gz")),
        (["x.en", "x.de.gz"], "x.en", (None, None), ("x.en", "x.de.gz")),
        (["x.en", "x.de", "x.de.gz"], "x.en", (None, None), ("x.en", "x.de")),
        (["x.en-de.en", "x.en-de.de"], "x.en-de.de", (None, None), ("x.en-de.de", "x.en-de.en")),
        (["x.en-de.en", "x.en-de.de"], "x.en-de", (None, None), ("x.en-de.en", "x.en-de.de")),
        (["x.eng_Latn", "x.deu_Latn"], "x.eng_Latn", (None, None), ("x.eng_Latn", "x.deu_Latn")),
        (["x.en", "x.de"], "x", ("de", None), ("x.de", "x.en")),
        (["x.en", "x.de"], "x", (None, "de"), ("x.en", "x.de")),
        (["x.en", "x.de", "x.fr"], "x", ("en", "fr"), ("x.en", "x.fr")),
        (["x.en", "x.de"], "x", (None, None), ("x.de", "x.en")),
        (["x.en", "x.pt-BR"], "x", ("pt", "en"), ("x.pt-BR", "x.en")),
        (
            ["eng_Latn.dev", "deu_Latn.dev", "fra_Latn.devtest"],
            "eng_Latn.dev",
            (None, None),
            ("eng_Latn.dev", "deu_Latn.dev"),
        ),
        (["eng_Latn.dev", "deu_Latn.dev"], "deu_Latn.dev", ("en", "de"), ("eng_Latn.dev", "deu_Latn.dev")),
        (
            ["ces_Latn.devtest.gz", "pol_Latn.devtest"],
            "ces_Latn.devtest.gz",
            (None, None),
            ("ces_Latn.devtest.gz", "pol_Latn.devtest"),
        ),
        (["x.en", "x.de", "y.fr", "x.tok.fr", "x.txt"], "x.en", (None, None), ("x.en", "x.de")),
    ],
)
def test_both_files_are_found_from_one_name(files, names, given_name, stated, expected):
    folder = files(*names)
    corpus = read(folder / given_name, source_language=stated[0], target_language=stated[1])
    assert (corpus.format, tuple(path.name for path in corpus.paths)) == ("parallel", expected)
    assert [s.references for s in corpus] == [(f"{expected[1]} one",), (f"{expected[1]} two",)]
    assert all(name in corpus.decided for name in expected)
    named = read(folder / expected[0], target=folder / expected[1])
    assert corpus.fingerprint() == named.fingerprint()


@pytest.mark.parametrize(
    ("names", "given_name", "stated", "message"),
    [
        (["x.en", "x.de", "x.fr"], "x.en", (None, None), r"x\.en: beside it there are x\.de, x\.fr; name the target"),
        (["x.en", "x.de"], "x.en", (None, "fr"), r"beside it there are x\.de; name the target \(--target-lang CODE"),
        (["x.en", "x.de", "x.fr"], "x", (None, None), r"beside it there are x\.de, x\.en, x\.fr; say which is which"),
        (["x.en", "x.de", "x.fr"], "x", ("en", None), "say which is which"),
        (["x.en"], "x", (None, None), "no such file"),
        (["x.en"], "x.en", (None, None), "the format cannot be told"),
        (["x.de"], "x.en", (None, None), "no such file"),
    ],
)
def test_where_several_may_be_meant_it_is_asked(files, names, given_name, stated, message):
    with pytest.raises(CorpusError, match=message):
        read(files(*names) / given_name, source_language=stated[0], target_language=stated[1])


def test_a_format_that_is_named_and_columns_that_are_beat_the_sibling(files):
    folder = files("x.en", "x.de")
    assert read(folder / "x.en", format="tsv").paths == (folder / "x.en",)
    assert read(folder / "x.en", format="parallel").paths == (folder / "x.en",)


@settings(deadline=None, max_examples=60)
@given(segments(breaks=False, further=False))
def test_a_pair_that_we_write_comes_back(folder, given_segments):
    write(given_segments, Destination(folder / "x", ("en", "de")), FORMATS["parallel"])
    pairs = [(s.source, s.references[0] if s.references else "") for s in given_segments]
    assert [(s.source, *s.references) for s in read(folder / "x", source_language="en")] == pairs


@pytest.mark.parametrize(
    ("path", "languages", "expected"),
    [
        ("x.{lang}", ("en", "de"), ["x.de", "x.en"]),
        ("{lang}.txt", ("en", "de"), ["de.txt", "en.txt"]),
        ("x", ("en", "de"), ["x.de", "x.en"]),
        ("x.en-de", (None, None), ["x.en-de.de", "x.en-de.en"]),
        ("x", (None, None), ["x.source", "x.target"]),
    ],
)
def test_a_file_for_each_language_is_written(tmp_path, path, languages, expected):
    write(
        [Segment(id="1", source="a", hypothesis="b")],
        Destination(tmp_path / path, languages, hypotheses=True),
        FORMATS["parallel"],
    )
    assert sorted(file.name for file in tmp_path.iterdir()) == expected
    assert sorted(file.read_text() for file in tmp_path.iterdir()) == ["a\n", "b\n"]


@pytest.mark.parametrize("text", ["a\nb", "a\r"])
@pytest.mark.parametrize("format", ["parallel", "bars"])
def test_a_text_of_several_lines_is_refused_and_nothing_is_left(tmp_path, text, format):
    given_segments = [Segment(id="1", source="a"), Segment(id="7", source="b", references=(text,))]
    with pytest.raises(CorpusError, match="segment '7' has the end of a line in a text"):
        write(given_segments, Destination(tmp_path / "x", ("en", "de")), FORMATS[format])
    assert not [*tmp_path.iterdir()]


def test_two_files_of_the_same_name_are_refused(tmp_path):
    with pytest.raises(CorpusError, match="source and target language are both 'en'"):
        write([], Destination(tmp_path / "x", ("en", "en")), FORMATS["parallel"])


@settings(deadline=None, max_examples=60)
@given(segments(breaks=False, further=False))
def test_bars_that_we_write_come_back(folder, given_segments):
    pairs = [(s.source, s.references[0] if s.references else "") for s in given_segments]
    if any("|||" in text for pair in pairs for text in pair):
        with pytest.raises(CorpusError, match=r"has \|\|\| in a text"):
            write(given_segments, Destination(folder / "x.txt"), FORMATS["bars"])
        return
    write(given_segments, Destination(folder / "x.txt"), FORMATS["bars"])
    assert [(s.source, *s.references) for s in read(folder / "x.txt", format="bars")] == pairs


def test_a_list_of_the_best_translations_of_each_sentence_is_told(tmp_path):
    (tmp_path / "x.txt").write_text("0 ||| ein Satz ||| LM= -1 ||| -2.5\n0 ||| Sätze ||| LM= -2 ||| -3.5\n")
    with pytest.raises(CorpusError, match=r"\(n-best\), which cannot be read"):
        read(tmp_path / "x.txt")


def test_further_fields_behind_bars_are_columns(tmp_path):
    (tmp_path / "x.txt").write_text("a b ||| c d ||| 0-0 1-1\ne f ||| g h ||| 0-1\n")
    assert [(s.source, *s.references, s.metadata) for s in read(tmp_path / "x.txt")] == [
        ("a b", "c d", {"column3": "0-0 1-1"}),
        ("e f", "g h", {"column3": "0-1"}),
    ]


@pytest.mark.parametrize("texts", [("a\tb", "c"), ("a", "b\tc")])
def test_a_text_with_a_tab_is_not_written_between_bars(tmp_path, texts):
    with pytest.raises(CorpusError, match=r"segment '1' has a tab in a text, by which .* choose csv or jsonl"):
        write([Segment(id="1", source=texts[0], references=texts[1:])], Destination(tmp_path / "x"), FORMATS["bars"])
    assert not (tmp_path / "x").exists()
