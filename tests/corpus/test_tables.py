from __future__ import annotations

import csv
import io
import sys
import zipfile

import pytest
from hypothesis import given, settings

from tests.corpus.segments import facts, segments
from workbench.corpus import FORMATS, Columns, Segment, read
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import write
from workbench.errors import CorpusError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENGLISH = [
    "The old bridge was closed again.",
    "She forgot her umbrella at the station.",
    "Nobody knows why it happened.",
]
GERMAN = [
    "Die alte Brücke war wieder gesperrt.",
    "Sie vergaß ihren Schirm am Bahnhof.",
    "Niemand weiß, warum es geschah.",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


def written(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def content(corpus):
    return [(s.source, *s.references) for s in corpus]


@settings(deadline=None, max_examples=60)
@given(segments(breaks=False))
def test_tsv_that_we_write_comes_back(folder, given_segments):
    write(given_segments, Destination(folder / "x.tsv"), FORMATS["tsv"])
    assert [*map(facts, read(folder / "x.tsv"))] == [*map(facts, given_segments)]


@settings(deadline=None, max_examples=60)
@given(segments())
def test_csv_that_we_write_comes_back(folder, given_segments):
    write(given_segments, Destination(folder / "x.csv"), FORMATS["csv"])
    assert [*map(facts, read(folder / "x.csv"))] == [*map(facts, given_segments)]


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\r"])
def test_what_tsv_cannot_hold_is_refused_and_nothing_is_left(tmp_path, text):
    segment = Segment(id="7", source="x", references=(text,))
    with pytest.raises(
        CorpusError, match=r"x\.tsv: segment '7' has a tab or the end of a line inside.*choose csv or j"
    ):
        write([segment], Destination(tmp_path / "x.tsv"), FORMATS["tsv"])
    with pytest.raises(CorpusError, match="the names of the columns have a tab"):
        write([Segment(id="7", source="x", metadata={text: 1})], Destination(tmp_path / "x.tsv"), FORMATS["tsv"])
    assert not [*tmp_path.iterdir()]


def test_no_cell_of_a_csv_that_we_write_is_a_formula(tmp_path):
    write(
        [Segment(id="=1", source="@x", metadata={"=n": "+a", "m": -5})], Destination(tmp_path / "x.csv"), FORMATS["csv"]
    )
    text = (tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    assert [*csv.reader(io.StringIO(text))] == [["segment id", "source", "'=n", "m"], ["'=1", "'@x", "'+a", "-5"]]


@pytest.mark.parametrize(
    ("name", "text", "kind", "expected"),
    [
        ("x.csv", 'source;target\n"a;1";b\n', "CSV with semicolons", [("a;1", "b")]),
        ("x.csv", "source|target\na|b\n", "CSV with bars", [("a", "b")]),
        ("x.csv", "sep=;\nsource;target\na,1;b,2\n", "CSV with semicolons", [("a,1", "b,2")]),
        ("x.csv", 'sep=\t\r\nsource\ttarget\r\n"a"\tb\r\n', "CSV with tabs", [("a", "b")]),
        (
            "x.csv",
            "Well, yes, it is so;Ja\nGood;Gut, ja\n",
            "CSV with semicolons",
            [("Well, yes, it is so", "Ja"), ("Good", "Gut, ja")],
        ),
        ("x.csv", '\ufeffsource,target\r\n"a\r\nb",c\r\n', "CSV with commas", [("a\r\nb", "c")]),
        ("x.txt", "source;target\na;b\n", "CSV with semicolons", [("a", "b")]),
        ("x.tsv", "source;target\na;b\n", "CSV with semicolons", [("a", "b")]),
        ("x", '"a","b"\n"c, d","e"\n', "CSV with commas", [("a", "b"), ("c, d", "e")]),
        (
            "x.csv",
            '1\t"a\n2\tb" c\n3\td\n',
            "CSV with tabs, quotation marks are text",
            [("1", '"a'), ("2", 'b" c'), ("3", "d")],
        ),
        ("x.tsv", 'source\ttarget\n"a ""b"" c"\td\n', "TSV, quoted as in CSV", [('a "b" c', "d")]),
        ("x.tsv", 'source\ttarget\n"a ""b"" c"\td"\n', "TSV", [('"a ""b"" c"', 'd"')]),
        ("x.tsv", 'source\ttarget\n"a\nb"\tc\nd\te\n', "TSV, quoted as in CSV", [("a\nb", "c"), ("d", "e")]),
        ("x.tsv", '"source"\t"target"\n"a"\t"b"\n', "TSV, quoted as in CSV", [("a", "b")]),
        ("x.tsv", 'source\ttarget\n"a"\t"b"\n', "TSV", [('"a"', '"b"')]),
        ("x.tsv", 'source\ttarget\n"Who?\tx\n5" more\ty\n', "TSV", [('"Who?', "x"), ('5" more', "y")]),
        ("x.txt", "source\ttarget\na\tb\n".encode("utf-16"), "TSV", [("a", "b")]),
    ],
)
def test_what_separates_cells_and_what_quotes_them_is_told_by_content(tmp_path, name, text, kind, expected):
    corpus = read(written(tmp_path, name, text))
    assert (corpus.description.kind, [row[:2] for row in content(corpus)]) == (kind, expected)


def rows(*columns):
    return "".join("\t".join(row) + "\n" for row in zip(*columns, strict=True))


IDS, OTHER_IDS, SCORES = ["901", "902", "902"], ["77", "78", "79"], ["1.21", "1.084", "1.05"]
URLS = ["https://a.example/1", "https://a.example/2", "http://a.example/3"]
SUMS = ["4f5c90aa12", "77b01fe2d9", "0a0b1c2d3e"]


@pytest.mark.parametrize(
    ("text", "pair", "ids", "names"),
    [
        (rows(IDS, ENGLISH, OTHER_IDS, GERMAN), (2, 4), ["901-77", "902-78", "902-79"], []),
        (rows(SCORES, ENGLISH, GERMAN), (2, 3), ["1", "2", "3"], ["score"]),
        (rows(URLS, URLS, ENGLISH, GERMAN, SCORES), (3, 4), ["1", "2", "3"], ["source_url", "target_url", "score"]),
        (
            rows(URLS, URLS, ENGLISH, GERMAN, SCORES, SUMS, SCORES),
            (3, 4),
            ["1", "2", "3"],
            ["source_url", "target_url", "column5", "column6", "column7"],
        ),
        (rows(OTHER_IDS, ENGLISH, GERMAN), (2, 3), OTHER_IDS, []),
        (rows(["menu.open", "menu_close", "dialogTitle"], ENGLISH, GERMAN), (2, 3), ["1", "2", "3"], ["column1"]),
        (rows(OTHER_IDS, ["eng"] * 3, ENGLISH), (3, None), OTHER_IDS, ["column2"]),
        (
            rows(OTHER_IDS, ["eng"] * 3, ENGLISH, ["CK"] * 3, ["2010-05-18 12:00:00"] * 3),
            (3, None),
            OTHER_IDS,
            ["column2", "column4", "column5"],
        ),
        (rows(OTHER_IDS, ENGLISH), (2, None), OTHER_IDS, []),
        (rows(ENGLISH, SCORES), (1, None), ["1", "2", "3"], ["score"]),
        (rows(["id", *OTHER_IDS], ["a", *ENGLISH], ["b", *GERMAN]), (2, 3), OTHER_IDS, []),
    ],
)
def test_columns_without_names_are_told_by_what_is_in_them_and_that_is_said(tmp_path, text, pair, ids, names):
    corpus = read(written(tmp_path, "x.tsv", text))
    source, target = pair
    expected = [(e, g) for e, g in zip(ENGLISH, GERMAN, strict=True)] if target else [(e,) for e in ENGLISH]
    assert content(corpus) == expected
    assert [s.id for s in corpus] == ids
    assert [*next(iter(corpus)).metadata] == names
    places = f"columns {source} and {target} by what is in them" if target else f"column {source} as source by what is"
    assert places in corpus.decided
    [note] = corpus.description.notes
    override = f"--source {source} --target {target}" if target else f"--source {source}"
    assert f"column {source} is the source" in note and note.endswith(override)
    if target:
        assert content(read(corpus.path, columns=Columns(source=target, reference=source)))[-1] == expected[-1][::-1]


@pytest.mark.parametrize(
    "text",
    [
        "3\tdrei\n4\tvier\n5\tfünf\n",
        "a\tb\t0.5\n",
        "a\t7\n",
        "1\t2\n",
        "a\t\n",
        "\ta\n",
        "x y\thttp://a.example\n",
        "2024\tzwei Wörter\n",
    ],
)
def test_two_columns_that_may_be_a_pair_stay_one(tmp_path, text):
    corpus = read(written(tmp_path, "x.tsv", text))
    assert content(corpus) == [tuple(line.split("\t")[:2]) for line in text.splitlines()]
    assert not corpus.description.notes or "no text in its first rows" in corpus.description.notes[0]


def test_a_table_without_any_text_is_told(tmp_path):
    corpus = read(written(tmp_path, "links.csv", "1\t1276\n2\t77\n3\t2481\n"))
    assert content(corpus)[0] == ("1", "1276")
    [note] = corpus.description.notes
    assert note.startswith("there are numbers and codes alone")


@pytest.mark.parametrize(
    ("name", "stated", "swapped"),
    [
        ("WikiMatrix.de-en.tsv", (None, None), False),
        ("WikiMatrix.de-en.tsv", ("en", "de"), True),
        ("x.tsv", ("en", "de"), True),
        ("x.tsv", ("de", "en"), False),
        ("x.tsv", (None, None), False),
    ],
)
def test_of_a_mined_pair_the_source_is_the_text_in_the_source_language(tmp_path, name, stated, swapped):
    path = written(tmp_path, name, rows(SCORES, GERMAN, ENGLISH))
    corpus = read(path, source_language=stated[0], target_language=stated[1])
    pair = (ENGLISH[0], GERMAN[0]) if swapped else (GERMAN[0], ENGLISH[0])
    assert content(corpus)[0] == pair
    assert ("the languages of the texts" in corpus.description.notes[0]) is swapped


def test_languages_stated_the_other_way_round_than_in_the_name_turn_the_columns_round(tmp_path):
    path = written(tmp_path, "x.en-de.tsv", rows(ENGLISH, GERMAN))
    assert content(read(path))[0] == (ENGLISH[0], GERMAN[0])
    assert content(read(path, source_language="de", target_language="en"))[0] == (GERMAN[0], ENGLISH[0])


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("url1,url2,src_text,trg_text", ("c", "d")),
        ("Source text,Target text,x,y", ("a", "b")),
        ("sentence_eng_Latn,n,sentence_deu_Latn,y", ("a", "c")),
        ("text_de,text_en,x,y", ("b", "a")),
        ("original,x,machine translation,human translation", ("a", "d")),
    ],
)
def test_more_names_of_columns_are_known(tmp_path, header, expected):
    corpus = read(written(tmp_path, "x.en-de.csv", f"{header}\na,b,c,d\n"))
    assert content(corpus) == [expected]


def test_a_row_far_behind_that_cannot_be_read_does_not_keep_the_first_ones_from_being_read(tmp_path):
    path = written(tmp_path, "x.csv", 'a,b\nc,"d\n')
    assert content(read(path, limit=1)) == [("a", "b")]


def test_references_of_several_columns_come_back_as_several(tmp_path):
    segments = [Segment(id="1", source="a", references=("b", "c")), Segment(id="2", source="d")]
    for name in ("tsv", "csv", "xlsx"):
        write(segments, Destination(tmp_path / f"x.{name}"), FORMATS[name])
        assert [s.references for s in read(tmp_path / f"x.{name}")] == [("b", "c"), ()]


@pytest.mark.parametrize(
    "inner", ["x.en-de.csv", "folder/x.en-de.csv", "x.en-de.xlsx", "x.en-de.parquet", "x.en-de.json"]
)
@pytest.mark.parametrize("pack", ["zip", "zst"])
def test_a_zip_with_one_file_and_a_compressed_one_are_read_as_what_is_in_them(tmp_path, inner, pack):
    path = tmp_path / "inner"
    write([Segment(id="1", source="a", references=("b",))], Destination(path), FORMATS[inner.rpartition(".")[2]])
    packed = tmp_path / ("x.zip" if pack == "zip" else f"{inner.replace('folder/', '')}.zst")
    if pack == "zip":
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, inner)
    else:
        packed.write_bytes(zstd.compress(path.read_bytes()))
    corpus = read(packed)
    assert (content(corpus), corpus.languages) == ([("a", "b")], ("en", "de"))
    assert corpus.format == inner.rpartition(".")[2]


BOTH = [*zip(ENGLISH, GERMAN, strict=True)]


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        ("English\tGerman", ("en", "de")),
        ("en\tde", ("en", "de")),
        ("EN\tDE", ("EN", "DE")),
        ("en-US\tde-DE", ("en-US", "de-DE")),
        ("eng\tdeu", ("eng", "deu")),
        ("eng_Latn\tdeu_Latn", ("eng_Latn", "deu_Latn")),
        ("Englisch\tDeutsch", ("en", "de")),
        ("anglais\tallemand", ("en", "de")),
        ("English (UK)\tGerman (Austria)", ("en", "de")),
        ("English sentences\tGerman sentences", ("en", "de")),
        ("text_en\ttext_de", ("en", "de")),
        ("Source\tTarget", None),
        ("Source (en)\tTarget (de)", None),
        ("Source\tCible", None),
        ("Texte source\tTexte cible", None),
        ("Ausgangstext\tZieltext", None),
        ("QUELLE\tZIEL", None),
        ("Origen\tDestino", None),
        ("Fuente\tTraducción", None),
        ("Исходный текст\tПеревод", None),
        ("原文\t译文", None),
        ("Source string\tTarget string", None),
        ("original\ttarget text", None),
        ("source_segment\ttarget_segment", None),
    ],
)
@pytest.mark.parametrize("key", [None, "key"])
def test_a_header_of_languages_or_of_words_of_the_trade_is_no_sentence(tmp_path, header, languages, key):
    keys = ["menu.file.open", "menu.file.close", "dialogTitle"]
    columns = [ENGLISH, GERMAN] if key is None else [keys, ENGLISH, GERMAN]
    first = header if key is None else f"{key}\t{header}"
    corpus = read(written(tmp_path, "x.tsv", f"{first}\n{rows(*columns)}"))
    assert (content(corpus), corpus.languages) == (BOTH, languages)
    assert [s.metadata for s in corpus] == [{} if key is None else {key: value} for value in keys]
    assert corpus.survey().doubtful_header == ()
    if languages:
        [note] = corpus.description.notes
        assert note.endswith(f"(--source-lang {languages[1]} --target-lang {languages[0]})")
        turned = read(corpus.path, source_language=languages[1], target_language=languages[0])
        assert content(turned) == [pair[::-1] for pair in BOTH]
        stated = read(corpus.path, source_language=languages[0], target_language=languages[1])
        assert (content(stated), stated.fingerprint()) == (BOTH, corpus.fingerprint())


@pytest.mark.parametrize(
    "text",
    [
        "No\tNein\nSo\tAlso\nIt\tEs\n",
        "It\tEs\nSo\tAlso\nNo\tNein\n",
        "English\tGerman\nFrench\tPolish\nCzech\tDanish\n",
        "English\tGerman\n",
        "en\tde\nbye\tciao\n",
        "English\tenglisch\nThe old bridge\tDie alte Brücke\n",
        "Source\tQuelle\nThe old bridge\tDie alte Brücke\n",
        "English!\tGerman!\nThe old bridge\tDie alte Brücke\n",
        "key\turl\nThe old bridge\tDie alte Brücke\n",
        "source is\ttarget was\nThe old bridge\tDie alte Brücke\n",
    ],
)
def test_a_first_row_of_words_that_may_be_texts_is_one(tmp_path, text):
    corpus = read(written(tmp_path, "x.tsv", text))
    assert content(corpus) == [tuple(line.split("\t")) for line in text.splitlines()]


def test_columns_in_more_than_two_languages_are_asked_for_unless_two_are_stated(tmp_path):
    path = written(tmp_path, "x.tsv", "key\ten\tde\tfr\n" + rows(["a.b", "a.c", "a.d"], ENGLISH, GERMAN, ENGLISH))
    with pytest.raises(CorpusError, match=r"x\.tsv:1: has texts in 3 languages: en, de, fr; state the two"):
        list(read(path))
    assert content(read(path, source_language="de", target_language="en")) == [pair[::-1] for pair in BOTH]


@pytest.mark.parametrize("stated", [("de", None), (None, "en")])
def test_of_two_languages_one_that_is_stated_says_which_is_the_source(tmp_path, stated):
    path = written(tmp_path, "x.csv", "en\tde\n" + rows(ENGLISH, GERMAN))
    corpus = read(path, source_language=stated[0], target_language=stated[1])
    assert (content(corpus), corpus.languages) == ([pair[::-1] for pair in BOTH], ("de", "en"))


def test_the_name_of_the_file_does_not_have_to_say_that_a_header_of_languages_is_csv(tmp_path):
    corpus = read(written(tmp_path, "x.txt", "English;German\n" + "".join(f"{e};{g}\n" for e, g in BOTH)))
    assert (corpus.format, content(corpus)) == ("csv", BOTH)


def test_columns_that_say_the_languages_of_each_row_are_no_header(tmp_path):
    corpus = read(written(tmp_path, "x.tsv", rows(["en"] * 3, ["de"] * 3, ENGLISH, GERMAN)))
    assert (content(corpus), corpus.survey().header_note) == (BOTH, None)
