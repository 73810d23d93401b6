"""XML as people's tools write it, and as somebody who means harm writes it."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import CorpusError
from workbench.files import xml
from workbench.files.xml import XML_LANG, elements, local, namespace
from workbench.files.xml_text import LIMITS, Limits, root_name, xml_text

DECLARED = '<?xml version="1.0" encoding="{}"?>'
PLAIN = "<memory>\n<unit>Käse</unit> and <unit>Brot</unit></memory>"


@pytest.fixture
def found(tmp_path):
    """The texts of the units of a file, with their lines; last what is wrong with it, if something is."""
    path = tmp_path / "x.xml"

    def read(data: bytes | str, whole=("unit",)) -> list[str]:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        texts = []
        try:
            for _, element in elements(path, whole):
                texts.append(f"{element.sourceline} {''.join(element.itertext())}")
        except CorpusError as error:
            texts.append(str(error).removeprefix(f"{tmp_path}/"))
        return texts

    return read


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        (PLAIN, "utf-8"),
        (PLAIN, "utf-8-sig"),
        ("\n  \n" + PLAIN, "utf-8"),
        ("\n  \n" + DECLARED.format("utf-8") + PLAIN, "utf-8"),
        ("\ufeff" + DECLARED.format("utf-8") + PLAIN, "utf-8-sig"),
        (DECLARED.format("UTF-8") + PLAIN, "utf-8-sig"),
        (PLAIN, "utf-16"),
        (DECLARED.format("UTF-16") + PLAIN, "utf-16"),
        (DECLARED.format("UTF-8") + PLAIN, "utf-16"),
        (PLAIN, "utf-16-le"),
        (DECLARED.format("UTF-16") + PLAIN, "utf-16-be"),
        ("\n" + PLAIN, "utf-16-be"),
        (DECLARED.format("UTF-16") + PLAIN, "utf-8"),
        (DECLARED.format("utf-16le") + PLAIN, "utf-8-sig"),
        (DECLARED.format("windows-1252") + PLAIN, "utf-8-sig"),
        (DECLARED.format("windows-1252") + PLAIN, "cp1252"),
        (DECLARED.format("ISO-8859-15") + PLAIN, "iso-8859-15"),
        (DECLARED.format("GB18030") + PLAIN, "gb18030"),
        ("<?xml version='1.0' encoding = 'iso-8859-1' standalone='yes'?>" + PLAIN, "latin-1"),
        (PLAIN, "utf-32"),
    ],
)
def test_the_encoding_is_that_of_the_mark_else_as_declared_if_that_can_be(found, written, encoding):
    lines = written[: written.index("<unit>")].count("\n") + 1
    assert found(written.encode(encoding)) == [f"{lines} Käse", f"{lines} Brot"]


@pytest.mark.parametrize(
    ("begin", "texts"),
    [
        ("<!DOCTYPE memory>", ["a b", "c"]),
        ('<!DOCTYPE memory SYSTEM "memory.dtd">', ["a b", "c"]),
        ("<!DOCTYPE memory PUBLIC '-//X//Y' 'http://localhost:1/memory.dtd' [ ]>", ["a b", "c"]),
        ('<!DOCTYPE memory [<!ELEMENT unit ANY><!ATTLIST unit x CDATA "> &unknown;">]>', ["a b", "c"]),
        ("<!DOCTYPE memory [<!-- <!ENTITY gap '&x;'> --><?x ]> ?>]>", ["a b", "c"]),
        ("<!DOCTYPE memory [<!ENTITY % more SYSTEM 'file:///etc/passwd'> %more; ]>", ["a b", "c"]),
        ("<!DOCTYPE memory [<!ENTITY gap SYSTEM 'file:///etc/passwd'>]>", ["a b", "c"]),
        ("<!DOCTYPE memory [<!ENTITY amp '&#38;#38;'><!ENTITY lt '&#38;#60;'>]>", ["a b", "c"]),
        ("<!-- <!DOCTYPE x [ --><?style <x> ?>", ["a b", "c"]),
    ],
)
def test_of_a_dtd_nothing_is_heeded(found, begin, texts):
    assert found(begin + "<memory><unit>a b</unit><unit>c</unit></memory>") == [f"1 {text}" for text in texts]


def test_an_entity_that_stands_for_a_few_characters_is_what_it_stands_for(found):
    begin = "<!DOCTYPE m [\n<!ENTITY nbsp '&#160;'><!ENTITY firm \"Käse's\" >\n<!ENTITY hellip '&#x2026;'>]>"
    text = "<m><unit x='&firm;'>a&nbsp;b&hellip;<![CDATA[&nbsp;]]>&lt;&firm;</unit></m>"
    assert found(begin + text) == ["3 a\u00a0b…&nbsp;<Käse's"]
    assert found((begin + text).encode("utf-16")) == ["3 a\u00a0b…&nbsp;<Käse's"]


def test_texts_are_whole_whatever_stands_in_them(found):
    text = "a<!-- no -->b<?no ?>c<![CDATA[<d>]]>&amp;e&#102;<x>g<y/>h</x>i"
    assert found(f"<m>1<unit>{text}</unit>2<other><unit>j</unit></other>3</m>") == ["1 abc<d>&efghi", "1 j"]


def test_units_stand_at_any_depth_and_in_one_another(found):
    text = "<m><unit>a<unit>b<unit>c</unit></unit>d</unit><x><y><unit>e</unit></y></x><unit/></m>"
    assert found(text) == ["1 c", "1 bc", "1 abcd", "1 e", "1 "]


def test_starts_come_before_what_is_in_them_and_names_have_no_namespace(tmp_path):
    path = tmp_path / "x.xml"
    path.write_text('<m xmlns="Bare" xmlns:y="urn:y"><y:file xml:lang="de"><unit/></y:file><file/></m>')
    seen = [(event, local(one), namespace(one), one.get(XML_LANG)) for event, one in elements(path, {"unit"}, {"file"})]
    assert seen == [
        ("start", "file", "urn:y", "de"),
        ("end", "unit", "Bare", None),
        ("start", "file", "Bare", None),
    ]


BOMB = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
REFUSED = [
    ("", "x.xml: the file is empty"),
    (" \n\ufeff", "x.xml: the file is empty"),
    ("not XML at all", "x.xml:1: no XML"),
    ("{}", "x.xml:1: no XML"),
    ("<m><unit>a\n&nbsp;b</unit></m>", "x.xml:2: the entity &nbsp; is not declared"),
    ("<!DOCTYPE m SYSTEM 'm.dtd'><m>\n<unit>a&nbsp;b</unit></m>", "x.xml:2: the entity &nbsp; is not declared"),
    ("<!DOCTYPE m SYSTEM 'm.dtd'><m>\n<unit a='&nbsp;'>b</unit></m>", "x.xml:2: the entity &nbsp; is not declared"),
    ("<!DOCTYPE m [<!ENTITY x SYSTEM '/etc/passwd'>]><m><unit>&x;</unit></m>", "x.xml:1: the entity &x; is not"),
    (f"<!DOCTYPE m [<!ENTITY e0 'ha'>\n{BOMB}]><m><unit>&e9;</unit></m>", "x.xml:2: the entity &e1; is declared"),
    ("<!DOCTYPE m [<!ENTITY a '&#60;unit>'>]><m>&a;</m>", "x.xml:1: the entity &a; is declared"),
    ("<!DOCTYPE m [<!ENTITY a '&#38;b;'>]><m>&a;</m>", "x.xml:1: the entity &a; is declared"),
    (f"<!DOCTYPE m [<!ENTITY a '{'x' * 101}'>]><m>&a;</m>", "x.xml:1: the entity &a; is declared"),
    ("<!DOCTYPE m [<!ENTITY a 'x'", "x.xml:1: not well-formed XML: the DOCTYPE does not end"),
    ("<!DOCTYPE m>\n<!DOCTYPE m [<!ENTITY a 'x'>]><m/>", "x.xml:2: a second DOCTYPE"),
    ("<!DOCTYPE m [ \nENTITY ]><m/>", "x.xml:2: not well-formed XML: 'ENTITY ]><m/>' in its DOCTYPE"),
    ("<m><unit>\x03</unit></m>", "x.xml:1: the character U+0003"),
    ("<m>\n<unit>&#8;</unit></m>", "x.xml:2: the character U+0008"),
    ("<m>\n<unit>\0</unit></m>", "x.xml:2: the character U+0000"),
    ("<m>\n<unit>\ufffe</unit></m>", "x.xml:2: the character U+FFFE"),
    ("<m>\n<unit>a</unit>", "x.xml:2: the file is cut off"),
    ("<m><unit>a</uni", "x.xml:1: the file is cut off"),
    ("<m><unit>a", "x.xml:1: the file is cut off"),
    ("<m>\n<x:unit>a</x:unit></m>", "x.xml:2: the prefix x: is declared nowhere"),
    ("<m>\n<unit x:a='1'>a</unit></m>", "x.xml:2: the prefix x: is declared nowhere"),
    ("<m>\n<unit>a</units></m>", "x.xml:2: not well-formed XML: Opening and ending tag mismatch"),
    ("<m><unit>a & b</unit></m>", "x.xml:1: not well-formed XML: & begins no entity here"),
    ("<m><unit>a < b</unit></m>", "x.xml:1: not well-formed XML: < begins no tag here"),
    ("<m></m>\n<m></m>", "x.xml:2: not well-formed XML: Extra content"),
    ("<m a='1' a='2'/>", "x.xml:1: not well-formed XML: Attribute a redefined"),
    (b"<m>\n<unit>K\xe4se</unit></m>", "x.xml:2: byte 0xe4 is not UTF-8, which XML is in when it declares no other"),
    (b"<?xml version='1.0' encoding='cp1252'?>\n<m>\x81</m>", "x.xml:2: byte 0x81 is not CP1252, as its beginning"),
    (b"\xff\xfe<\0m\0>\0\0\xd8", "x.xml:1: byte 0x00 is not UTF-16-LE"),
    (DECLARED.format("zip") + PLAIN, "x.xml:1: encoding 'zip' is declared, which is not known"),
    ("\n" + DECLARED.format("unicode_escape") + PLAIN, "x.xml:2: encoding 'unicode_escape' is declared"),
    ("<a>" * 100_000, f"x.xml:1: elements within elements, more than {LIMITS.depth} deep"),
    ("<m><unit>" + "<a>" * 100_000, f"x.xml:1: elements within elements, more than {LIMITS.depth} deep"),
    ("<m>" + "x" * 11_000_000, "x.xml:1: a text, a comment or a tag of more than 10 MB"),
    ("<m a='" + "x" * 11_000_000, "x.xml:1: a text, a comment or a tag of more than 10 MB"),
    ("<m><!--" + "x>" * 6_000_000, "x.xml:1: a text, a comment or a tag of more than 10 MB"),
    ("<!--" + "x" * 2_000_000, "x.xml:1: no element in the first 1,048,576 characters"),
    ("<!DOCTYPE m [" + "<!ELEMENT a ANY>" * 100_000, "x.xml:1: no element in the first 1,048,576 characters"),
    ("<!DOCTYPE m [<!ENTITY a '" + "x" * 2_000_000, "x.xml:1: no element in the first 1,048,576 characters"),
]


@pytest.mark.parametrize(("written", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_what_cannot_be_read_is_told_with_its_line(found, written, told):
    began = time.process_time()
    assert found(written)[-1].startswith(told)
    assert time.process_time() - began < 20


def test_limits_can_be_set(found, monkeypatch):
    unit = "<m>\n<unit>" + "<a/>" * 400_000
    assert found(unit + "</unit></m>") == ["2 "]
    monkeypatch.setattr(xml, "LIMITS", Limits(unit=1 << 20))
    assert found(unit) == ["x.xml:2: <unit> is larger than 1 MB; is its end missing?"]


def test_what_comes_before_a_fault_is_given_out_and_nothing_of_its_unit(found):
    assert found("<!DOCTYPE m SYSTEM 'd'><m><unit>a</unit>\n<unit>b&nbsp;</unit><unit>c</unit></m>")[:-1] == ["1 a"]
    assert found("<m><unit>a</unit><unit>b\0</unit></m>")[:-1] == ["1 a"]


def test_lines_are_counted_beyond_what_16_bits_hold(found):
    assert found("<m>" + "\n" * 70_000 + "<unit>a</unit>\n<unit><x>b</x></unit></m>") == ["70001 a", "70002 b"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?><!DOCTYPE tmx [<!ENTITY a '&b;'>]>\n<x:tmx version='1'>", "tmx"),
        ("<?xml version='1.0'?><TS>".encode("utf-16"), "TS"),
        (b"  <!-- <no/> --><xliff\nversion='1.2'>\xff\xfe", "xliff"),
        (b"<?xml version='1.0' encoding='nonsense'?><a>", ""),
        (b"a\tb\n<c>", ""),
        (b"", ""),
        (b"<", ""),
    ],
)
def test_the_first_element_has_a_name(data, name):
    assert root_name(data) == name


@given(head=st.text(alphabet="<>!-[]?%&;'\"ENTITYDOCPa \n\ufeffé", max_size=60), end=st.text(max_size=9))
def test_what_is_left_out_of_a_beginning_keeps_its_length_and_its_lines(tmp_path_factory, head, end):
    path = tmp_path_factory.getbasetemp() / "beginning.xml"
    data = f"<!DOCTYPE m SYSTEM 'é' [{head}]>\n<m>{end}</m>".encode("utf-8", "replace")
    path.write_bytes(data)
    try:
        with xml_text(path) as text:
            safe = b"".join(text)
    except CorpusError:
        return
    assert len(safe) == len(data) and safe.count(b"\n") == data.count(b"\n")
    assert text.head.encode() + safe[len(text.head.encode()) :] == data


MANY = """
import resource, sys
from pathlib import Path
from lxml import etree
from workbench.files.xml import elements
import encodings.utf_8
path = Path(sys.argv[1])
list(elements(Path(sys.argv[2]), {"unit"}))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = 0
try:
    for _ in elements(path, {"unit"}):
        count += 1
finally:
    print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("depth", [0, 3])
@pytest.mark.parametrize("between", ["\n", "<other><deep>text</deep></other>text"])
def test_memory_does_not_grow_with_units_or_with_what_stands_between_them(tmp_path, depth, between):
    small, large = tmp_path / "small.xml", tmp_path / "large.xml"
    for path, count in ((small, 10), (large, 60_000)):
        path.write_text("<m>" + ("<x>" * depth + "<unit>a</unit>" + "</x>" * depth + between) * count + "</m>")
    done = subprocess.run([sys.executable, "-c", MANY, large, small], capture_output=True, text=True, check=True)
    count, grown = map(int, done.stdout.split())
    kilobytes = 1024 if sys.platform == "darwin" else 1
    assert count == 60_000 and grown / kilobytes < 4_000


@pytest.mark.parametrize("begin", ["<m>", "<m><unit>", "<m a='", "<m><!--", "<m><![CDATA[", "<!DOCTYPE m [", "<m><?x "])
def test_memory_is_bounded_where_nothing_ends(tmp_path, begin):
    path, small = tmp_path / "x.xml", tmp_path / "small.xml"
    path.write_text(begin + "x> " * 13_000_000)
    small.write_text("<m/>")
    done = subprocess.run([sys.executable, "-c", MANY, path, small], capture_output=True, text=True, check=False)
    *_, grown = done.stdout.split()
    assert "CorpusError" in done.stderr and int(grown) / (1024 if sys.platform == "darwin" else 1) < 100_000
