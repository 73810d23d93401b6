from __future__ import annotations

import datetime
import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.segments import facts, segments
from workbench.corpus import FORMATS, Columns, Segment, read
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import write
from workbench.errors import CorpusError

LANGUAGES = pa.struct([("de", pa.string()), ("en", pa.string())])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("arrow")


def content(corpus):
    return [(s.source, *s.references, s.hypothesis) for s in corpus]


def stream(path, table):
    path.parent.mkdir(exist_ok=True)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=1)
    return path


def dataset(folder, split="train", table=None, shards=2, **info):
    """As `datasets.save_to_disk` writes one: Arrow streams, and JSON that names them."""
    pairs = [{"de": "drei", "en": "three"}, {"de": "vier", "en": "four"}, {"de": None, "en": "five"}]
    table = pa.table({"id": ["a", "b", "c"], "translation": pa.array(pairs, LANGUAGES)}) if table is None else table
    names = [f"data-{number:05}-of-{shards:05}.arrow" for number in range(shards)]
    cut = len(table) // shards + 1
    for number, name in enumerate(names):
        stream(folder / name, table.slice(number * cut, cut))
    state = {"_data_files": [{"filename": name} for name in names], "_fingerprint": "f", "_split": split}
    (folder / "state.json").write_text(json.dumps(state))
    (folder / "dataset_info.json").write_text(json.dumps({"features": {}, **info}))
    return folder


@settings(deadline=None, max_examples=60)
@given(segments(), st.sampled_from(["parquet", "arrow"]))
def test_what_we_write_comes_back(folder, given_segments, name):
    write(given_segments, Destination(folder / f"x.{name}"), FORMATS[name])
    corpus = read(folder / f"x.{name}")
    assert (corpus.format, [*map(facts, corpus)]) == (name, [*map(facts, given_segments)])


def test_references_are_lists_for_other_programs(tmp_path):
    given_segments = [
        Segment(id="1", source="a", references=("b", "c"), metadata={"n": 1, "m": 1}),
        Segment(id="2", source="d", metadata={"n": 2, "m": "x"}),
    ]
    write(given_segments, Destination(tmp_path / "x.parquet"), FORMATS["parquet"])
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == [
        {"id": "1", "source": "a", "hypothesis": None, "references": ["b", "c"], "n": 1, "m": "1"},
        {"id": "2", "source": "d", "hypothesis": None, "references": [], "n": 2, "m": '"x"'},
    ]


@pytest.mark.parametrize("name", ["x.parquet", "x.arrow", "x.feather", "x", "x.parquet.gz", "x.arrow.gz", "x.tsv"])
def test_files_are_told_by_their_content_packed_or_not(tmp_path, name):
    table = pa.table({"source": ["a", "b"], "target": [["c", "d"], None], "when": [datetime.date(2020, 1, 2), None]})
    path = tmp_path / "plain"
    if "parquet" in name:
        pq.write_table(table, path)
    elif "arrow" in name or name == "x":
        stream(path, table)
    else:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    data = path.read_bytes()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    corpus = read(tmp_path / name)
    assert corpus.format == ("parquet" if "parquet" in name else "arrow")
    assert content(corpus) == [("a", "c", "d", None), ("b", None)]
    assert [s.metadata for s in corpus] == [{"when": "2020-01-02"}, {"when": None}]
    assert [s.line for s in corpus] == [1, 2]


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        (pa.array([b"a"]), "a", None),
        (pa.array(["a"]).dictionary_encode(), "a", None),
        (pa.array(["a"], pa.large_string()), "a", None),
        (pa.array([3]), None, "'source' is 3; expected text"),
        (pa.array([None], pa.string()), "", None),
        (pa.array(["a\0"]), None, "a NUL character"),
    ],
)
def test_texts_of_any_type_are_texts_and_nothing_else_is(tmp_path, column, value, expected):
    pq.write_table(pa.table({"source": column}), tmp_path / "x.parquet")
    corpus = read(tmp_path / "x.parquet")
    if expected is None:
        assert content(corpus) == [(value, None)]
        return
    with pytest.raises(CorpusError, match=rf"x\.parquet:1: {expected}"):
        list(corpus)


def test_nested_translations_are_read_by_the_languages_stated_or_named(tmp_path):
    table = pa.table({"translation": pa.array([{"de": "b", "en": "a"}], LANGUAGES)})
    for name in ("x.parquet", "x.en-de.parquet"):
        pq.write_table(table, tmp_path / name)
    assert content(read(tmp_path / "x.en-de.parquet")) == [("a", "b", None)]
    assert content(read(tmp_path / "x.parquet", source_language="de", target_language="en")) == [("b", "a", None)]
    assert content(read(tmp_path / "x.parquet", columns=Columns("en", "de"))) == [("a", "b", None)]
    assert read(tmp_path / "x.parquet").description.all_languages == ("de", "en")
    assert content(read(tmp_path / "x.parquet")) == [("a", "b", None)]


@pytest.mark.parametrize(
    ("columns", "pair", "order"),
    [
        (("de", "en"), ("en", "de"), "order of the alphabet, so English goes first"),
        (("en", "fr"), ("en", "fr"), "the first goes first"),
        (("en", "de"), ("en", "de"), "the first goes first"),
        (("de", "fr"), ("de", "fr"), "the first goes first"),
        (("fr", "de"), ("fr", "de"), "the first goes first"),
        (("sentence_deu_Latn", "sentence_fra_Latn"), ("deu_Latn", "fra_Latn"), "the first goes first"),
        (("zho_Hans", "zho_Hant"), ("zho_Hans", "zho_Hant"), "the first goes first"),
    ],
)
@pytest.mark.parametrize("nested", [True, False])
def test_of_texts_in_two_languages_the_source_is_told_and_can_be_turned_round(tmp_path, columns, pair, order, nested):
    first, second = columns
    kind = pa.struct([(name, pa.string()) for name in columns])
    row = {first: first, second: second}
    texts = {"translation": pa.array([row], kind)} if nested else {name: [text] for name, text in row.items()}
    pq.write_table(pa.table({"id": [7], **texts}), tmp_path / "x.parquet")
    corpus = read(tmp_path / "x.parquet")
    assert corpus.languages == pair
    [segment] = corpus
    assert (segment.source.endswith(pair[0]), segment.reference.endswith(pair[1]), segment.id) == (True, True, "7")
    [note] = corpus.description.notes
    assert order in note and note.endswith(f"(--source-lang {pair[1]} --target-lang {pair[0]})")
    turned = read(tmp_path / "x.parquet", source_language=pair[1], target_language=pair[0])
    assert content(turned) == [(segment.reference, segment.source, None)]
    stated = read(tmp_path / "x.parquet", source_language=pair[0], target_language=pair[1])
    assert stated.fingerprint() == corpus.fingerprint() != turned.fingerprint()


def test_a_dataset_without_the_name_of_a_configuration_has_english_first(tmp_path):
    corpus = read(dataset(tmp_path / "x"))
    assert (content(corpus)[0], corpus.languages) == (("three", "drei", None), ("en", "de"))
    assert corpus.description.notes[0].endswith("(--source-lang de --target-lang en)")


def test_texts_in_more_than_two_languages_are_asked_for(tmp_path):
    kind = pa.struct([(name, pa.string()) for name in ("de", "en", "fr")])
    pq.write_table(
        pa.table({"translation": pa.array([{"de": "a", "en": "b", "fr": "c"}], kind)}), tmp_path / "x.parquet"
    )
    with pytest.raises(CorpusError, match=r"texts in 3 languages: de, en, fr; state the two .*--source-lang CODE"):
        list(read(tmp_path / "x.parquet"))
    assert content(read(tmp_path / "x.parquet", source_language="fr", target_language="de")) == [("c", "a", None)]


def test_a_dataset_of_hugging_face_is_a_folder(tmp_path):
    folder = dataset(tmp_path / "x.en-de")
    corpus = read(folder)
    assert (corpus.format, corpus.decided) == ("hf_dataset", "x.en-de: Hugging Face dataset, split train, en to de")
    assert content(corpus) == [("three", "drei", None), ("four", "vier", None), ("five", None)]
    assert [(s.id, s.line) for s in corpus] == [("a", 1), ("b", 2), ("c", 3)]
    before = corpus.fingerprint()
    assert before == read(folder).fingerprint()
    dataset(folder, shards=1)
    assert read(folder).fingerprint() != before


def test_the_name_of_a_configuration_says_which_language_is_the_source(tmp_path):
    corpus = read(dataset(tmp_path / "x", config_name="de-en"))
    assert content(corpus)[0] == ("drei", "three", None)
    [note] = corpus.description.notes
    assert note.endswith("(--source-lang en --target-lang de)")
    assert content(read(tmp_path / "x", source_language="en", target_language="de"))[0] == ("three", "drei", None)


def test_of_several_splits_one_is_named_and_a_single_one_is_taken(tmp_path):
    (tmp_path / "x").mkdir()
    for split in ("train", "test"):
        dataset(tmp_path / "x" / split, split, config_name="en-de")
    (tmp_path / "x" / "dataset_dict.json").write_text('{"splits": ["train", "test"]}')
    with pytest.raises(CorpusError, match=r"has several splits: train, test; give one of them: .*x/train"):
        list(read(tmp_path / "x"))
    assert len([*read(tmp_path / "x" / "test")]) == 3
    (tmp_path / "x" / "dataset_dict.json").write_text('{"splits": ["test"]}')
    assert read(tmp_path / "x").description.kind == "Hugging Face dataset, split test"


def test_several_translations_in_one_language_are_several_references(tmp_path):
    kind = pa.struct([("language", pa.list_(pa.string())), ("translation", pa.list_(pa.string()))])
    rows = [{"language": ["de", "de", "en"], "translation": ["b", "c", "a"]}]
    dataset(tmp_path / "x.en-de", table=pa.table({"translation": pa.array(rows, kind)}), shards=1)
    assert content(read(tmp_path / "x.en-de")) == [("a", "b", "c", None)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda folder: (folder / "data-00001-of-00002.arrow").unlink(), "data-00001-of-00002.arrow is missing"),
        (lambda folder: (folder / "state.json").write_text("{"), r"state\.json: cannot be read as JSON"),
        (lambda folder: (folder / "state.json").write_text("[]"), r"state\.json: a JSON object expected"),
        (lambda folder: (folder / "state.json").write_text("{}"), "names no files with data"),
        (
            lambda folder: (folder / "data-00000-of-00002.arrow").write_bytes(b"x" * 99),
            "cannot be read as Parquet or Arrow",
        ),
        (
            lambda folder: (folder / "state.json").write_text('{"_data_files": [{"filename": "../../etc/passwd"}]}'),
            "passwd is missing",
        ),
    ],
)
def test_a_dataset_that_is_not_whole_is_told(tmp_path, change, message):
    change(dataset(tmp_path / "x.en-de"))
    with pytest.raises(CorpusError, match=message):
        list(read(tmp_path / "x.en-de"))


@pytest.mark.parametrize("name", ["x.parquet", "x.arrow"])
@pytest.mark.parametrize("part", [0.3, 0.95])
def test_files_that_are_cut_off_are_told(tmp_path, name, part):
    given_segments = [Segment(id=str(n), source="a sentence " * n) for n in range(50)]
    write(given_segments, Destination(tmp_path / name), FORMATS[name[2:]])
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * part)])
    with pytest.raises(CorpusError, match=f"{name}: cannot be read"):
        list(read(tmp_path / name))


def test_other_folders_are_refused(tmp_path):
    with pytest.raises(CorpusError, match="is a folder; give a file"):
        read(tmp_path)
    with pytest.raises(CorpusError, match="a folder, which format 'tsv' is not in"):
        read(dataset(tmp_path / "x"), format="tsv")
