from __future__ import annotations

import gzip
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.segments import facts, segments
from workbench.corpus import FORMATS, Columns, Segment, read
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import write
from workbench.errors import CorpusError
from workbench.files.text_file import LONGEST_LINE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("json")


def written(folder, name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def content(corpus):
    return [(s.line, s.source, *s.references) for s in corpus]


@settings(deadline=None, max_examples=60)
@given(segments(), st.sampled_from(["json", "jsonl"]))
def test_what_we_write_comes_back(folder, given_segments, name):
    write(given_segments, Destination(folder / f"x.{name}"), FORMATS[name])
    assert json.loads((folder / "x.json").read_text()) if name == "json" else True
    corpus = read(folder / f"x.{name}")
    assert (corpus.format, [*map(facts, corpus)]) == (name, [*map(facts, given_segments)])


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.json", '[{"source": "a", "target": "b"}, {"source": "c"}]', [(1, "a", "b"), (1, "c")]),
        (
            "x.json",
            '\ufeff[\n  {\n    "source": "a",\n    "target": "b"\n  },\n  {"source": "c"}\n]\n',
            [(2, "a", "b"), (6, "c")],
        ),
        ("x.jsonl", '[{"source": "a"}]', [(1, "a")]),
        ("x.txt", '[{"source": "a"}]', [(1, "a")]),
        ("x.json", '{"data": [{"source": "a"}, {"source": "b"}], "n": 2}', [(1, "a"), (1, "b")]),
        ("x.json", '{\n"version": [1, 2],\n"about": {"rows": 1},\n"rows":\n [\n{"source": "a"}\n]}', [(6, "a")]),
        ("x.json", '{\n "source": "a",\n "target": "b"\n}\n{\n "source": "c"\n}\n', [(1, "a", "b"), (5, "c")]),
        ("x.json", '{"source": "a",\n "references": ["b", "c"]}', [(1, "a", "b", "c")]),
        ("x.json", '{"source": "a"}', [(1, "a")]),
        ("x.en-de.json", '[{"translation": {"de": "b", "en": "a"}}]', [(1, "a", "b")]),
        (
            "x.en-de.json",
            '[{"translation": {"language": ["de", "en", "de"], "translation": ["b", "a", "c"]}}]',
            [(1, "a", "b", "c")],
        ),
        (
            "x.en-de.jsonl",
            '{"translation": {"language": ["de", "en", "en"], "translation": ["b", "a", "c"]}}',
            [(1, "a", "b")],
        ),
    ],
)
def test_lists_objects_that_have_one_and_objects_over_several_lines_are_read_with_their_lines(
    tmp_path, name, text, expected
):
    assert content(read(written(tmp_path, name, text))) == expected


def test_where_the_list_was_found_is_said(tmp_path):
    corpus = read(written(tmp_path, "x.json", '{"n": 1, "translations": [{"source": "a"}]}'))
    assert corpus.description.kind == "JSON, the list under 'translations'"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"source": "a"},\n{"source": }]', r"x\.json:2: not valid JSON \(Expecting value\)"),
        ('[{"source": "a"}\n{"source": "b"}]', r"x\.json:2: not valid JSON: '\{' received, ',' expected"),
        ('[{"source": "a"}', r"x\.json:1: not valid JSON: the end of the file received, ',' expected"),
        ('[{"source": "a"},\n', r"x\.json:2: not valid JSON \(Expecting value\)"),
        ('[{"source": "a"}] 1', r"x\.json:1: not valid JSON: '1' follows"),
        ('[{"source": "a"},\n 3]', r"x\.json:2: a JSON int received; expected a list of objects"),
        ('[{"source": "a"},\n {"text": "b"}]', r"x\.json:2: no column is recognised as the source among: 1 'text'"),
        ('[\n{"source": "a\\u0000"}]', r"x\.json:2: a NUL character"),
        ('[\n{"source": "a\\ud800"}]', r"x\.json:2: half of a surrogate pair"),
        ("[]", r"x\.json: there are no segments"),
        (
            '[{"source": "' + "a" * (LONGEST_LINE + 1) + "}]",
            r"x\.json:1: an object is longer than 1,000,000 characters",
        ),
        ('[{"source": ' + "[" * 100_000, r"x\.json:1: not valid JSON: nested too deeply"),
        ('{"a": 1,\n "b": [{"source": "a"}]', r"x\.json:2: not valid JSON: the end of the file received"),
        ('{"source": ["a", "b"],\n "target": ["c", "d"]}', r"x\.json:1: 'source' is \['a', 'b'\]; expected text"),
        (
            '[{"LengthFilter": [3, 4], "LangID": {"cld2": [0.9, 1.0]}}]',
            "no text: a file of scores, as OpusFilter writes it",
        ),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_line(tmp_path, text, message):
    with pytest.raises(CorpusError, match=message):
        list(read(written(tmp_path, "x.json", text)))


def test_a_row_that_is_no_record_is_left_out_if_asked_for(tmp_path):
    path = written(tmp_path, "x.json", '[3,\n{"text": "b"},\n{"source": "c"}]')
    corpus = read(path, skip_bad_rows=True)
    assert (content(corpus), corpus.survey().bad_rows) == ([(3, "c")], 2)


def test_lists_are_read_in_constant_memory(tmp_path):
    def peak(count):
        path = tmp_path / f"x{count}.json.gz"
        path.write_bytes(
            gzip.compress(b"[" + b'{"source": "a sentence",\n "target": "ein Satz"},' * count + b'{"source": "a"}]', 1)
        )
        tracemalloc.start()
        assert sum(1 for _ in read(path)) == count + 1
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return high

    peak(10)
    assert peak(9_000) < 1.3 * peak(3_000) < 5_000_000


def test_columns_are_chosen_as_everywhere(tmp_path):
    path = written(tmp_path, "x.json", '[{"a": "1", "b": "2", "c": "3"}]')
    [segment] = read(path, columns=Columns(source="b", reference=("c", 1)))
    assert (segment.source, segment.references) == ("2", ("3", "1"))


def test_several_references_and_none_are_told_apart(tmp_path):
    given_segments = [Segment(id="1", source="a", references=("b", "c")), Segment(id="2", source="", hypothesis="")]
    write(given_segments, Destination(tmp_path / "x.json"), FORMATS["json"])
    assert [*map(facts, read(tmp_path / "x.json"))] == [*map(facts, given_segments)]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"translation": {"de": "b", "en": "a"}}, ("a", "b", ("en", "de"))),
        ({"translation": {"de": "b", "en": "a"}, "id": 3}, ("a", "b", ("en", "de"))),
        ({"translation": {"zh": "a", "en": "b"}}, ("a", "b", ("zh", "en"))),
        ({"translation": {"en": "a", "id": "b"}}, ("a", "b", ("en", "id"))),
        ({"en": "a", "de": "b"}, ("a", "b", ("en", "de"))),
        ({"english": "a", "german": "b", "note": "c"}, ("a", "b", ("en", "de"))),
        ({"id": "x", "sentence_eng_Latn": "a", "sentence_deu_Latn": "b"}, ("a", "b", ("eng_Latn", "deu_Latn"))),
        ({"url": "c", "no": 1, "eng": "a", "deu": "b"}, ("a", "b", ("eng", "deu"))),
        ({"sourceString": "a", "targetString": "b"}, ("a", "b", None)),
    ],
)
@pytest.mark.parametrize("name", ["x.jsonl", "x.json"])
def test_keys_named_after_two_languages_are_the_pair(tmp_path, name, record, expected):
    path = tmp_path / name
    path.write_text(json.dumps(record) if name == "x.jsonl" else json.dumps([record]))
    corpus = read(path)
    [segment] = corpus
    assert (segment.source, segment.reference, corpus.languages) == expected
    assert bool(corpus.description.notes) is (expected[2] is not None)


@pytest.mark.parametrize(
    "record", [{"translation": {"en": "a", "de": "b", "fr": "c"}}, {"en": "a", "de": "b", "fr": "c"}]
)
def test_keys_named_after_three_languages_are_listed(tmp_path, record):
    (tmp_path / "x.jsonl").write_text(json.dumps(record))
    with pytest.raises(CorpusError, match=r"x\.jsonl:1: has texts in 3 languages: en, de, fr; state the two"):
        list(read(tmp_path / "x.jsonl"))
