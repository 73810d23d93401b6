"""TMX: what its dialects say. Tools: OmegaT, Trados, memoQ, the EU, OPUS, Bitextor, Matecat."""

from __future__ import annotations

from time import process_time
from xml.sax.saxutils import escape

import pytest

from workbench.corpus import read
from workbench.corpus.formats import format_of
from workbench.corpus.formats.tmx.balance import Balanced
from workbench.errors import CorpusError
from workbench.files.xml_text import Limits


def memory(*units: str, version: str = "1.4", **header: str) -> str:
    stated = {"srclang": "en", **header}
    attributes = " ".join(f'{name.replace("_", "-")}="{escape(value)}"' for name, value in stated.items())
    body = "\n".join(units)
    return f'<?xml version="1.0"?>\n<tmx version="{version}"><header {attributes}/><body>\n{body}\n</body></tmx>\n'


def unit(*variants: str, before: str = "", **attributes: str) -> str:
    """Variants as ``en: text``, in XML."""
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    texts = (variant.split(": ", 1) for variant in variants)
    tuvs = "".join(f'<tuv xml:lang="{language}"><seg>{text}</seg></tuv>' for language, text in texts)
    return f"<tu{said}>{before}{tuvs}</tu>"


@pytest.fixture
def corpus(tmp_path):
    def made(text: str | bytes, name: str = "x.tmx", **options):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read(path, **options)

    return made


def texts(corpus) -> list[tuple]:
    return [(segment.source, *segment.references) for segment in corpus]


PAIR = unit("en: Tea", "de: Tee")
OMEGAT = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" srclang="en-GB"/>
  <body>
<!-- Default translations -->
    <tu>
      <note>Label on a jar</note>
      <tuv lang="en-GB"><seg>Close &lt;b0&gt;tight&lt;/b0&gt;&lt;br1/&gt;!</seg></tuv>
      <tuv lang="fr" changeid="me" changedate="20250102T030405Z">
        <seg>Bien &lt;b0&gt;fermer&lt;/b0&gt;&lt;br1/&gt;!</seg></tuv>
    </tu>
    <tu>
      <tuv lang="en-GB"><seg>1 &lt; 2 and 3 &lt;&lt; 4</seg></tuv>
    </tu>
    <tu>
      <tuv lang="fr"><seg>Sans source</seg></tuv>
    </tu>
<!-- Alternative translations -->
    <tu>
      <prop type="file">jar.xml</prop>
      <prop type="id">label</prop>
      <prop type="prev">Close.</prop>
      <tuv lang="en-GB"><seg>Close</seg></tuv>
      <tuv lang="fr"><seg>Fermer</seg></tuv>
    </tu>
  </body>
</tmx>
"""


def test_a_project_memory_of_omegat(corpus):
    found = corpus(OMEGAT, "project_save.tmx")
    assert found.description.kind == "OmegaT project memory, TMX 1.1"
    assert found.decided == "project_save.tmx: OmegaT project memory, TMX 1.1, en-GB to fr"
    first, second, third = found
    assert (first.source, first.references) == ("Close <b0>tight</b0><br1/>!", ("Bien <b0>fermer</b0><br1/>!",))
    assert first.without_codes().source == "Close tight!"
    assert [(code.kind, code.id) for code in first.source_codes] == [
        ("open", "b0"),
        ("close", "b0"),
        ("alone", "br1"),
    ]
    assert first.metadata == {"note": "Label on a jar", "changeid": "me", "changedate": "20250102T030405Z"}
    assert (second.source, second.references, second.source_codes) == ("1 < 2 and 3 << 4", (), ())
    assert second.metadata == {"state": "untranslated"}
    assert (third.source, third.references) == ("Close", ("Fermer",))
    assert third.metadata == {"file": "jar.xml", "id": "label", "prev": "Close.", "context": "jar.xml label"}
    assert found.survey().left_out == {"unit without text in the source language": 1}
    assert [one.line for one in (first, second, third)] == [7, 13, 20]


def test_a_memory_of_the_eu(corpus):
    def variant(language: str, text: str) -> str:
        return f'<tuv lang="{language}"><seg>{text}</seg></tuv>'

    number = '<prop type="Txt::Doc. No.">39991R0001</prop>'
    units = [
        f"<tu>{number}{variant('EN-GB', 'Bees')}{variant('BG-01', 'Пчели')}{variant('FR-FR', 'Abeilles')}</tu>",
        f"<tu>{number}{variant('FR-FR', 'Miel')}{variant('EN-GB', 'Honey')}</tu>",
    ]
    text = memory(*units, version="1.1", srclang="EN-GB").replace('<?xml version="1.0"?>', "").encode("utf-16")
    found = corpus(text, target_language="bg")
    assert found.description.kind == "EU translation memory (DGT), TMX 1.1"
    assert found.description.all_languages == ("en-GB", "bg", "fr-FR") and found.languages == ("en-GB", "bg")
    assert texts(found) == [("Bees", "Пчели"), ("Honey",)]
    assert [one.metadata.get("state") for one in found] == [None, "untranslated"]
    assert found.description.languages == ("en-GB", "bg")
    assert texts(corpus(text, target_language="French")) == [("Bees", "Abeilles"), ("Honey", "Miel")]
    assert texts(corpus(text, source_language="fr", target_language="en")) == [("Abeilles", "Bees"), ("Miel", "Honey")]
    with pytest.raises(CorpusError, match=r"3 languages: en-GB \(2\), fr-FR \(2\), bg \(1\) of the first 2 units; say"):
        list(corpus(text))
    with pytest.raises(CorpusError, match=r"none of its languages.*it has en-GB \(2\), fr-FR \(2\), bg \(1\)"):
        list(corpus(text, target_language="mt"))


@pytest.mark.parametrize(
    ("header", "units", "options", "expected"),
    [
        # The source is the header's whatever the order, the target the other one.
        ({}, [unit("de: Tee", "en: Tea")], {}, [("Tea", "Tee")]),
        ({"srclang": "EN-us"}, [unit("en-US: Tea", "DE: Tee")], {}, [("Tea", "Tee")]),
        ({"srclang": "en"}, [unit("DE_de: Tee", "en_GB: Tea")], {}, [("Tea", "Tee")]),
        ({"srclang": "en-GB"}, [unit("de: Tee", "en: Tea")], {}, [("Tea", "Tee")]),
        ({"srclang": "en-US"}, [unit("de: Tee", "en-GB: Tea")], {}, [("Tea", "Tee")]),
        # One that goes the other way.
        ({"srclang": "de"}, [unit("en: Tea", "de: Tee")], {"target_language": "de"}, [("Tea", "Tee")]),
        ({}, [unit("en: Tea", "de: Tee")], {"source_language": "de"}, [("Tee", "Tea")]),
        # No source is stated.
        ({"srclang": "*all*"}, [unit("de: Tee", "en: Tea")], {}, [("Tee", "Tea")]),
        ({"srclang": "*all*"}, [unit("de: Tee", "en: Tea")], {"target_language": "German"}, [("Tea", "Tee")]),
        ({"srclang": "*all*"}, [unit("de: Tee", "en: Tea", srclang="en")], {}, [("Tea", "Tee")]),
        ({"srclang": ""}, [unit("de: Tee", "en: Tea")], {"source_language": "en"}, [("Tea", "Tee")]),
        # Ranges.
        ({}, [unit("en: Tea", "pt-BR: Chá")], {"target_language": "pt"}, [("Tea", "Chá")]),
        ({}, [unit("en: Tea", "zh-Hant: 茶", "ja: お茶")], {"target_language": "zh-TW"}, [("Tea", "茶")]),
        ({}, [unit("en: Tea", "fr: Thé", "de: Tee")], {"target_language": "de"}, [("Tea", "Tee")]),
        # Another region of a side in some units.
        ({}, [unit("en: Tea", "de: Tee"), unit("en-GB: Cup", "de: Tasse")], {}, [("Tea", "Tee"), ("Cup", "Tasse")]),
        ({}, [unit("en-GB: Lift", "en: Elevator", "de: Aufzug")], {}, [("Elevator", "Aufzug")]),
        ({"srclang": "pt-BR"}, [unit("pt-PT: Comboio", "pt-BR: Trem")], {}, [("Trem", "Comboio")]),
        # All in one language: the first is the source.
        ({}, [unit("en: Tea", "en: Tea!")], {}, [("Tea", "Tea!")]),
        ({}, [unit("en: Tea"), unit("en: Cup")], {}, [("Tea",), ("Cup",)]),
        ({}, [unit("hbs_cyrillic: Чај", "en: Tea")], {}, [("Tea", "Чај")]),
        # Texts without a language.
        ({}, [unit(": Tea", ": Tee")], {}, [("Tea", "Tee")]),
        ({}, [unit(": Tee", "en: Tea")], {}, [("Tea", "Tee")]),
        ({}, [unit(": Tee", "en: Tea")], {"target_language": "de"}, [("Tea", "Tee")]),
    ],
)
def test_sides_are_told_by_language(corpus, header, units, options, expected):
    assert texts(corpus(memory(*units, **header), **options)) == expected


def test_languages_may_stand_in_the_name_of_the_file(corpus):
    text = memory(unit("en: Tea", "fr: Thé", "de: Tee"), srclang="*all*")
    assert texts(corpus(text, "x.de-fr.tmx")) == [("Tee", "Thé")]


def test_of_two_that_fit_it_is_asked_which_is_meant(corpus):
    text = memory(unit("en: Lift", "pt-BR: Elevador"), unit("en: Tea", "pt-PT: Chá"), unit("en: Cup", "pt-BR: Xícara"))
    with pytest.raises(CorpusError, match=r"'pt' may be pt-BR \(2\), pt-PT \(1\).*--target-lang"):
        list(corpus(text, target_language="pt"))
    assert [one for one in texts(corpus(text, target_language="pt-PT")) if len(one) > 1] == [("Tea", "Chá")]


def test_a_language_that_comes_late_is_found(corpus):
    text = memory(*[PAIR] * 1001, unit("en: Cup", "fr: Tasse"))
    assert [one for one in texts(corpus(text, target_language="fr")) if len(one) > 1] == [("Cup", "Tasse")]
    survey = corpus(text).survey()
    assert (survey.segments, survey.without_target) == (1002, 1)


CODES = [
    # What stands in a seg, its text without codes, and the codes: where, which kind, which id.
    ("a <hi>b <hi type='x'>c</hi> d</hi> e", "a b c d e", []),
    ('<bpt i="1">&lt;b&gt;</bpt>bold<ept i="1">&lt;/b&gt;</ept>!', "bold!", [(0, "open", "1"), (4, "close", "1")]),
    ('<bpt i="1" x="7"/>a<ept i="1"/>', "a", [(0, "open", "7"), (1, "close", "7")]),
    (
        'a<bpt i="1">{</bpt>b<bpt i="2">[</bpt>c<ept i="1">}</ept>d<ept i="2">]</ept>',
        "abcd",
        [(1, "open", "1"), (2, "open", "2"), (3, "close", "1"), (4, "close", "2")],
    ),
    ('<it pos="begin" x="1">&lt;i&gt;</it>a<it pos="end">&lt;/b&gt;</it>', "a", [(0, "open", "1"), (1, "close", "")]),
    ('a<ph x="3">%s</ph>b<ut>{\\f1}</ut>c', "abc", [(1, "alone", "3"), (2, "alone", "")]),
    ('<hi>a<ph x="1"/></hi>b', "ab", [(1, "alone", "1")]),
    ("a<!-- no --><?no?>b<![CDATA[<c>]]>&amp;&#100;", "ab<c>&d", []),
    ("<own>a</own>b", "ab", [(0, "open", "own"), (1, "close", "own")]),
    ("  a\n\t b ", "  a\n\t b ", []),
]


@pytest.mark.parametrize(("seg", "text", "codes"), CODES, ids=[text for _, text, _ in CODES])
def test_what_stands_in_a_seg(corpus, seg, text, codes):
    [segment] = corpus(memory(unit(f"en: {seg}", f"de: {seg}x")))
    assert segment.without_codes().source == text and segment.without_codes().references == (text + "x",)
    for found, shown in ((segment.source_codes, segment.source), ([*segment.reference_codes, ()][0], "")):
        before = 0
        placed = []
        for code in found:
            placed.append((code.start - before, code.kind, code.id))
            before += code.end - code.start
            assert not shown or shown[code.start : code.end] not in ("", "%s", "{", "<b>")
        assert placed == codes


def test_two_words_do_not_merge_where_a_code_stood(corpus):
    [segment] = corpus(memory(unit("en: tea<ph x='1'/>cup", "de: Tee<ph/>Tasse")))
    assert (segment.source, segment.references) == ("tea<c1/>cup", ("Tee<c/>Tasse",))


def test_a_text_inside_a_code_is_a_segment_of_its_own(corpus):
    note = '<ph x="1">\\footnote{{<sub>{}</sub>}}</ph>'
    inner = (
        note.format('See <ph x="2">[<sub>inside</sub>]</ph>'),
        note.format('Siehe <ph x="2">[<sub>innen</sub>]</ph>'),
    )
    found = corpus(
        memory(unit(f"en: Tea{inner[0]}.", f"de: Tee{inner[1]}.", tuid="t"), PAIR, unit(f"en: A{note.format('b')}"))
    )
    assert [(one.id, one.without_codes().source, *one.without_codes().references) for one in found] == [
        ("t", "Tea.", "Tee."),
        ("t.sub1", "See ", "Siehe "),
        ("t.sub1.sub1", "inside", "innen"),
        ("4", "Tea", "Tee"),
        ("5", "A"),
    ]
    assert found.survey().left_out == {"text inside a code without its translation": 1}


@pytest.mark.parametrize(
    ("units", "expected", "left_out"),
    [
        ([unit("en: Tea", "de: Tee", "de: Der Tee")], [("Tea", "Tee", "Der Tee")], {}),
        ([unit("en: Tea", "en: The tea", "de: Tee")], [("Tea", "Tee")], {"further text in the source language": 1}),
        ([unit("en: Tea", "de: ")], [("Tea",)], {}),
        ([unit("en: Tea", "de: ", "de: Tee")], [("Tea", "Tee")], {}),
        ([unit("en: ", "de: Tee")], [("", "Tee")], {}),
        ([PAIR, unit("en: ", "de:  \n")], [("Tea", "Tee")], {"unit without text": 1}),
        ([PAIR, unit("de: Tee")], [("Tea", "Tee")], {"unit without text in the source language": 1}),
        ([PAIR, "<tu/>", "<tu> </tu>"], [("Tea", "Tee")], {"unit without text in the two languages": 2}),
        (['<tu><tuv xml:lang="en"/><tuv xml:lang="de"><seg>a</seg></tuv></tu>'], [("", "a")], {}),
        (["<note>n</note>free text", PAIR, "more<prop type='x'>y</prop>"], [("Tea", "Tee")], {}),
        (
            [unit("en: A</seg><seg>B", "de: a</seg><seg>b"), unit("en: C", "de: c</seg><seg>d")],
            [("A", "a"), ("B", "b"), ("C", "c", "d")],
            {},
        ),
        (
            [unit("en: A</seg><seg>B", "de: a")],
            [("A", "a")],
            {"further text in the source language": 1},
        ),
    ],
)
def test_variants_of_a_unit(corpus, units, expected, left_out):
    found = corpus(memory(*units))
    assert texts(found) == expected
    assert found.survey().left_out == left_out


def test_text_that_is_withheld_is_not_untranslated(corpus):
    sums = '<tuv xml:lang="{}"><prop type="checksum-seg">ab12</prop><seg>{}</seg></tuv>'
    units = [
        f"<tu><prop type='score-bicleaner'>0.75</prop>{sums.format('en', '')}{sums.format('de', '')}</tu>",
        f"<tu><prop type='score-bicleaner'>0.5</prop>{sums.format('en', 'Tea')}{sums.format('de', 'Tee')}</tu>",
    ]
    found = corpus(memory(*units, creationtool="bitextor"))
    [segment] = found
    assert segment.metadata == {"score-bicleaner": 0.5, "source:checksum-seg": "ab12", "target:checksum-seg": "ab12"}
    assert found.survey().left_out == {"unit of which text is withheld": 1}
    assert found.description.kind == "Bitextor translation memory, TMX 1.4"


def test_notes_are_peoples_and_properties_are_columns(corpus):
    before = (
        "<note>first</note><prop type='domain'>tea</prop><prop type='score'>1.5</prop><prop>bare</prop>"
        "<note> second </note><prop type='url'>a</prop><prop type='url'>b</prop><prop type='empty'> </prop>"
    )
    german = '<tuv xml:lang="de" creationid="MT!"><note>third</note><prop type="q">3</prop><seg>Tee</seg></tuv>'
    text = f'<tu tuid="t1" creationdate="20250101T000000Z">{before}{german}<tuv xml:lang="en"><seg>Tea</seg></tuv></tu>'
    [segment] = corpus(memory(text))
    assert (segment.id, dict(segment.metadata)) == (
        "t1",
        {
            "domain": "tea",
            "score": 1.5,
            "prop": "bare",
            "url": "a\nb",
            "target:q": 3,
            "creationdate": "20250101T000000Z",
            "creationid": "MT!",
            "origin": "mt",
            "note": "first\nsecond\nthird",
        },
    )


@pytest.mark.parametrize(
    ("header", "version", "kind"),
    [
        ({}, "1.4", "translation memory, TMX 1.4"),
        (
            {"creationtool": "Uplug", "creationdate": "Tue Jan 2 1:00:00 2013"},
            "1.4.",
            "OPUS translation memory, TMX 1.4",
        ),
        ({"creationtool": "Matecat-Cattool"}, "1.4", "Matecat translation memory, TMX 1.4"),
        ({"o_tmf": "MyMemory"}, "1.4", "MyMemory translation memory, TMX 1.4"),
        ({"creationtool": "Apertium TMX Builder"}, "1.4", "Apertium translation memory, TMX 1.4"),
        ({"creationtool": "TRADOS Translator's Workbench"}, "1.1", "Trados translation memory, TMX 1.1"),
        ({"creationtool": "MemoQ"}, "1.4", "memoQ translation memory, TMX 1.4"),
        ({"creationtool": "Some Tool"}, "", "Some Tool translation memory, TMX"),
    ],
)
def test_the_dialect_is_named(corpus, header, version, kind):
    found = corpus(memory(PAIR, version=version, **header))
    assert found.description.kind == kind and texts(found) == [("Tea", "Tee")]


def test_content_tells_the_format_and_what_is_wrong_with_it(corpus):
    path = corpus("\ufeff<!DOCTYPE tmx [<!ENTITY a '&b;'>]>" + memory(PAIR)[21:], "x.txt").path
    assert format_of(path, path) == "tmx"
    with pytest.raises(CorpusError, match=r"x\.txt:1: the entity &a; is declared"):
        list(read(path))
    with pytest.raises(CorpusError, match=r"y\.tmx:1: the file is cut off"):
        list(corpus("<tmx><header", "y.tmx"))
    with pytest.raises(CorpusError, match="no TMX: it has no translation units"):
        list(corpus("<html/>", format="tmx"))


def test_units_that_begin_in_one_another_or_end_twice_are_left_out(corpus):
    first, second = "<tuv xml:lang='en'><seg>{}</seg></tuv>", "<tuv xml:lang='de'><seg>{}</seg></tuv>"
    broken = [
        "<tu>",
        first.format("Two"),
        "<tu>",
        first.format("for one"),
        second.format("Zwei für eins"),
        "</tu>",
    ]
    twice = ["<tu>", first.format("One"), second.format("eins"), "</tu>", second.format("zwei"), "</tu>"]
    good = [unit(f"en: a{n}", f"de: b{n}") for n in range(2_000)]
    found = corpus(memory(*good[:5], *broken, *good[5:7], *twice, *good[7:], *broken[:2], creationtool="Uplug"))
    assert texts(found) == [(f"a{n}", f"b{n}") for n in range(2_000)]
    assert found.survey().left_out == {"unit whose tags are not balanced": 4}
    found = corpus(memory(*twice, *good[:2]))
    assert texts(found) == [("a0", "b0"), ("a1", "b1")]
    with pytest.raises(CorpusError, match=r"x\.tmx:4: not well-formed XML: Opening and ending tag mismatch"):
        list(corpus(memory(*good[:1], "<tu><tuv xml:lang='en'><seg>a</tuv></tu>")))


SIMPLE = [
    unit("en: Tea", "de: Tee", tuid="1", creationid="MT!", creationdate="20250102T030405Z"),
    unit("de: Tee", "en: Tea", before='<prop type="score">0.5</prop><note>hot</note><note>not cold</note>'),
    unit("en: Tea", "de: Tee", "fr: thé"),
    unit("en: Tea", "de: Tee", "de: Der Tee"),
    unit("en: Tea", "en-GB: Tea!", "de: Tee"),
    unit("en: Tea", "de: "),
    unit("en: ", "de: Tee"),
    unit("en: ", "de:  "),
    unit("en: Tea"),
    unit("en: <bpt i='1' x='2'/>Tea<ept i='1'/>", "de: <ph x='3'/>"),
    unit("en: Tea <b>hot</b> <hi>or</hi> cold", "de: Tee &lt;b0&gt;heiß&lt;/b0&gt;"),
    unit("en: Tea<ph>a <sub>cup</sub></ph>", "de: Tee<ph>eine <sub>Tasse</sub></ph>"),
    '<tu><tuv xml:lang="en"><seg>Tea</seg><prop type="p">1</prop></tuv><tuv xml:lang="de"><seg>Tee</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>Tea</seg><seg>Pot</seg></tuv>'
    '<tuv xml:lang="de"><seg>Tee</seg><seg>Topf</seg></tuv></tu>',
    '<tu><tuv lang="EN"><seg>Tea</seg></tuv><tuv lang="de" changeid="me" x="1"><seg>Tee</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"/><tuv xml:lang="de"><seg>Tee</seg></tuv></tu>',
    '<tu><x:tuv xmlns:x="u" xml:lang="en"><seg>Tea</seg></x:tuv><tuv xml:lang="de"><seg>Tee</seg></tuv></tu>',
    '<tu><tuv xml:lang="en"><seg>Tea</seg></tuv><tuv xml:lang="de"><seg>Tee</seg></tuv><other type="t">a</other></tu>',
]


@pytest.mark.parametrize("tool", ["Any", "OmegaT TMX", "Translation Workbench"])
@pytest.mark.parametrize("source", ["en", "de"])
def test_units_of_two_texts_are_read_as_all_others_are(corpus, monkeypatch, tool, source):
    written = memory(*SIMPLE, creationtool=tool, o_tmf=tool)
    options = {"source_language": source, "target_language": {"en": "de", "de": "en"}[source]}
    quick, left_out = [*corpus(written, **options)], corpus(written, **options).survey().left_out
    assert len(quick) > 10
    monkeypatch.setattr("workbench.corpus.formats.tmx.unit.Units._simple", lambda *_: None)
    assert [*corpus(written, **options)] == quick
    assert corpus(written, **options).survey().left_out == left_out


@pytest.mark.parametrize(
    "aside",
    [
        "<!-- every <tu> has two texts -->",
        "<?tool <tu> ?>",
        "<!-- <tu><tuv> -->" * 3,
        "<tu><note><![CDATA[<tu>]]></note></tu>",
        "<?tool <tu?><!-- </tu> --><?tool </body> ?>",
    ],
)
def test_what_looks_like_a_unit_in_a_comment_is_none(corpus, aside):
    for units in ([PAIR, aside], [aside, PAIR], [PAIR, aside, PAIR]):
        assert texts(corpus(memory(*units))) == [("Tea", "Tee")] * units.count(PAIR)


UNBALANCED = "<body>" + PAIR[:-5] + PAIR + "</tu>" + "<!-- <tu> -->" + PAIR + "<?a <tu ?><tu/>" + PAIR[:-5] + "</body>"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 10_000])
def test_units_are_balanced_however_the_text_comes(size):
    data = UNBALANCED.encode()
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    balanced = Balanced()
    mended = b"".join(balanced(pieces)).decode()
    expected = "<body>" + PAIR + PAIR + "<!-- <tu> -->" + PAIR + "<?a <tu ?><tu/>" + PAIR + "</body>"
    assert (mended, balanced.broken) == (expected, {1, 2, 5})


@pytest.mark.parametrize("end", ["<", "</", "<se", "", " a", "&am"])
def test_a_memory_that_is_cut_off_is_told(corpus, end):
    text = memory(PAIR, PAIR).partition("Tee")[0] + end
    with pytest.raises(CorpusError, match=r"x\.tmx:3: the file is cut off"):
        list(corpus(text))


def test_a_unit_that_is_too_large_is_told_so(corpus, monkeypatch):
    monkeypatch.setattr("workbench.files.xml.LIMITS", Limits(unit=1 << 17))
    monkeypatch.setattr("workbench.corpus.formats.tmx.balance.LIMITS", Limits(unit=1 << 17))
    large = unit("en: Tea", "de: Tee", before='<prop type="x">leaf</prop>' * 20_000)
    with pytest.raises(CorpusError, match=r"x\.tmx:4: <tu> is larger than"):
        list(corpus(memory(PAIR, large)))


def test_any_number_of_attributes_is_read_past_quickly(corpus):
    many = " ".join(f'a{number}="1"' for number in range(20_000))
    text = memory(unit("en: Tea", "de: Tee", tuid="7", creationid="me"))
    started = process_time()
    (found,) = corpus(text.replace("<tu ", f"<tu {many} ").replace("<tuv ", f"<tuv {many} "))
    assert (found.id, found.metadata) == ("7", {"creationid": "me"})
    assert process_time() - started < 4
