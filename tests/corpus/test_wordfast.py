from __future__ import annotations

import contextlib

import pytest

from workbench.corpus import FORMATS, Segment, read
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import write
from workbench.errors import CorpusError


def written(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


TXML = """<?xml version="1.0" encoding="UTF-8"?>
<txml locale="EN-GB" version="1.0" segtype="sentence" targetlocale="DE-DE" file_extension="html">
<skeleton>&lt;p&gt;no text</skeleton>
<translatable blockId="1"><segment segmentId="1" gtmt="false"><source>The ewe.</source><ws> </ws></segment>\
<segment segmentId="2" gtmt="true"><source>A <ut x="1" type="b">&lt;b&gt;</ut>hen<ut x="2">&lt;/b&gt;</ut>.</source>\
<target score="0">Ein <ut x="1">&lt;b&gt;</ut>Huhn<ut x="2">&lt;/b&gt;</ut>.</target></segment></translatable>
<translatable blockId="2"><segment segmentId="1" modified="true" unconfirmed="true"><ws><ut x="1">&lt;i&gt;</ut> </ws>\
<source>A <ut x="2">&lt;img alt="<sub subId="1"/>"&gt;</ut> cow.</source><target>Eine <ut x="2">&lt;img&gt;</ut> Kuh.\
</target><comments><comment creationid="A" type="text">Which cow?</comment></comments></segment></translatable>
<translatable blockId="3" subId="1"><segment segmentId="1" modified="true"><source>Hay</source><target>Heu</target>\
</segment><segment segmentId="2"><source><ut x="1">&lt;br&gt;</ut></source><target> </target></segment></translatable>
</txml>
"""


def test_txml_gives_segments_with_codes_and_states(tmp_path):
    corpus = read(written(tmp_path, "x.txml", TXML))
    assert corpus.decided == "x.txml: Wordfast TXML, EN-GB to DE-DE"
    assert [(s.id, s.source, s.references, dict(s.metadata)) for s in corpus] == [
        ("1/1", "The ewe.", (), {"state": "untranslated"}),
        ("1/2", "A <c1/>hen<c2/>.", ("Ein <c1/>Huhn<c2/>.",), {"state": "draft", "origin": "mt"}),
        ("2/1", "A <c2/> cow.", ("Eine <c2/> Kuh.",), {"state": "draft", "note": "Which cow?"}),
        ("3/1", "Hay", ("Heu",), {"state": "translated"}),
    ]
    second = [*corpus][1].without_codes()
    assert (second.source, second.references) == ("A hen.", ("Ein Huhn.",))
    assert [(code.kind, code.id) for code in [*corpus][1].source_codes] == [("alone", "1"), ("alone", "2")]
    assert corpus.survey().left_out == {"segment without text": 1}


HEADER = (
    "%20260101~120000\t%User ID,A,Ann\t%TU=00000003\t%EN-GB\t%Wordfast TM v.546/00\t%DE-01\t%---0000001\t%Farm\t.\r\n"
)
ROW = "20260102~120000\tAnn\t3\tEN-GB\t{}\tDE-01\t{}\tbarn\r\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "cp1252", "utf-8-sig"])
def test_a_memory_is_told_by_its_header_and_read_without_quoting(tmp_path, encoding):
    text = (
        HEADER
        + ROW.format('The "ewe" &tA;sleeps&tB;.', "Das „Schaf“ &tA;schläft&tB;.")
        + "\r\n"
        + ROW.format("Hay", "")
    )
    corpus = read(written(tmp_path, "memory.txt", text, encoding))
    assert corpus.decided == "memory.txt: Wordfast translation memory (Wordfast TM v.546/00), EN-GB to DE"
    first, second = corpus
    assert (first.source, *first.references) == (
        'The "ewe" <A/>sleeps<B/>.',
        "Das „Schaf“ <A/>schläft<B/>.",
    )
    assert [code.id for code in first.source_codes] == ["A", "B"]
    assert first.metadata == {"date": "20260102~120000", "user": "Ann", "use_count": 3, "attribute1": "barn"}
    assert (second.source, second.references, second.metadata["state"]) == ("Hay", (), "untranslated")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("don&'92;t", "don’t"),
        ("a&'26;b&'26;'92;", "a&b&'92;"),
        ("a&'A0;b", "a\xa0b"),
        ("a&'B;b", "a\nb"),
        ("a &'81; &'0; &'zz; &t1; \\n", "a &'81; &'0; &'zz; &t1; \\n"),
    ],
)
def test_characters_written_as_numbers_are_those_of_windows(tmp_path, cell, text):
    [segment] = read(written(tmp_path, "memory.txt", HEADER + ROW.format(cell, cell)))
    assert (segment.source, *segment.references) == (text, text)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("20260102~120000\tAnn\t3\tEN-GB\tewe", "memory.txt:2: 5 columns received, at least 7 expected"),
        (ROW.format("a\0b", "c"), "memory.txt:2: a NUL character received"),
        ("", "there are no segments"),
        (ROW.format("", ""), "left out: 1 × unit without text"),
    ],
)
def test_rows_that_are_none_are_told_with_their_line(tmp_path, row, message):
    with pytest.raises(CorpusError) as caught:
        [*read(written(tmp_path, "memory.txt", HEADER + row))]
    assert message in str(caught.value)


def test_bytes_that_no_windows_has_are_told(tmp_path):
    path = tmp_path / "memory.txt"
    path.write_bytes((HEADER + ROW.format("ewe", "gr\xfc\x81n")).encode("latin-1"))
    with pytest.raises(CorpusError, match=r"memory\.txt:2: byte 0x81 is neither UTF-8 nor Windows-1252"):
        [*read(path)]


TTX = (
    "<?xml version='1.0'?>\n"
    '<TRADOStag Version="2.0"><FrontMatter><ToolSettings CreationTool="x"/><UserSettings DataType="HTML" '
    'SourceLanguage="EN-GB" TargetLanguage="DE-DE" TargetDefaultFont=""/></FrontMatter><Body><Raw>\n'
    '<ut Style="external" DisplayText="p">&lt;p&gt;</ut>{}<ut Style="external">&lt;/p&gt;</ut> not yet</Raw></Body>\n'
    "</TRADOStag>\n"
)
TU = '<Tu Origin="{}" MatchPercent="{}"><Tuv Lang="EN-GB">{}</Tuv>{}</Tu>'
TUV = '<Tuv Lang="DE-DE">{}</Tuv>'


def test_ttx_gives_the_pairs_that_are_segmented(tmp_path):
    bold = '<ut Type="start" DisplayText="b">&lt;b&gt;</ut>{}<ut Type="end" DisplayText="b">&lt;/b&gt;</ut>'
    units = [
        TU.format("manual", 0, f"The {bold.format('ewe')}.", TUV.format(f"Das {bold.format('Schaf')}.")),
        f"<df Size='12'>{TU.format('mt', 101, '<df>Hay</df>', TUV.format('Heu'))}</df>",
        TU.format("", "x", "A hen", ""),
        f'<Tu>{TUV.format("Kuh")}<Tuv Lang="EN-GB">Cow</Tuv></Tu>',
        TU.format("", "", "<ut>&lt;br&gt;</ut>", TUV.format(" ")),
    ]
    corpus = read(written(tmp_path, "x.ttx", TTX.format(" ".join(units)), "utf-16"))
    assert corpus.decided == "x.ttx: Trados TagEditor TTX, EN-GB to DE-DE"
    assert [(s.source, s.references, dict(s.metadata)) for s in corpus] == [
        ("The <b>ewe</b>.", ("Das <b>Schaf</b>.",), {"origin": "manual", "match_percent": 0}),
        ("Hay", ("Heu",), {"origin": "mt", "match_percent": 101, "state": "draft"}),
        ("A hen", (), {"state": "untranslated"}),
        ("Cow", ("Kuh",), {}),
    ]
    assert [code.kind for code in next(iter(corpus)).source_codes] == ["open", "close"]
    assert next(iter(corpus)).without_codes().source == "The ewe."


def test_a_document_that_is_not_segmented_says_what_to_do(tmp_path):
    with pytest.raises(CorpusError, match="has not been segmented yet; open it in TagEditor"):
        [*read(written(tmp_path, "x.ttx", TTX.format("text")))]


@pytest.mark.parametrize("name", ["txml", "ttx", "wordfast-tm"])
def test_what_is_only_read_says_so(tmp_path, name):
    with pytest.raises(CorpusError, match="is read, but not written; choose another format"):
        write([Segment(id="1", source="a")], Destination(tmp_path / "out"), FORMATS[name])
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", ["txml", "ttx", "wordfast-tm", "qt-ts", "po"])
@pytest.mark.parametrize("text", ["<tmx><body/></tmx>", "a\tb\n", "", "%a\n"])
def test_a_format_asked_for_by_name_refuses_what_is_in_another(tmp_path, name, text):
    corpus = read(written(tmp_path, "x.txt", text), format=name)
    with pytest.raises(CorpusError):
        list(corpus)
    with contextlib.suppress(CorpusError):
        assert corpus.description.kind
