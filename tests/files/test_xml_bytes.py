from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workbench.errors import CorpusError
from workbench.files import xml_text as reading
from workbench.files.xml import elements
from workbench.files.xml_bytes import copied
from workbench.files.xml_escape import escaped, forbidden, quoted

FILE = """\
<?xml version="1.0" encoding="{}"?>
<!DOCTYPE m SYSTEM 'nowhere.dtd' [<!ENTITY nbsp "&#160;">]>
<m xmlns:x='urn:x'>
\t<unit a='">"' x:b="é">Käse&nbsp;<x:code/><!-- <unit> --><![CDATA[<unit>]]></unit >
  <unit/>text<unit
    a="/"></unit>
  <other><unit>ö<in>ü</in></unit></other><?pi <unit> ?>
</m>
<!-- end -->
"""


def rewritten(tmp_path, data: bytes, change, whole=("unit",)) -> bytes:
    """The file with what ``change`` does to each element."""
    path, out = tmp_path / "x.xml", tmp_path / "out.xml"
    path.write_bytes(data)
    with copied(path, out) as copy:
        for place in copy.elements(whole):
            change(copy, place)
    return out.read_bytes()


def nothing(copy, place) -> None:
    pass


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "iso-8859-1", "cp1252", "utf-32"]


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_not_changed_is_the_same_byte_for_byte(tmp_path, monkeypatch, encoding, newline, size):
    monkeypatch.setattr(reading, "_BEGIN", max(size, 64))
    monkeypatch.setattr(reading, "_CHUNK", size)
    data = FILE.format(encoding.removesuffix("-sig")).replace("\n", newline).encode(encoding)
    assert rewritten(tmp_path, data, nothing) == data
    assert rewritten(tmp_path, data, nothing, ()) == data


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_places_are_those_of_the_elements_in_the_order_of_reading(tmp_path, encoding):
    seen = []

    def look(copy, place) -> None:
        inside = (place.inner, place.inner_end)
        seen.append((copy.raw(place.start, place.end), copy.raw(*inside), place.attributes, place.line, place.empty))

    rewritten(tmp_path, FILE.format(encoding.removesuffix("-sig")).encode(encoding), look)
    assert seen == [
        (
            '<unit a=\'">"\' x:b="é">Käse&nbsp;<x:code/><!-- <unit> --><![CDATA[<unit>]]></unit >',
            "Käse&nbsp;<x:code/><!-- <unit> --><![CDATA[<unit>]]>",
            {"a": '">"', "{urn:x}b": "é"},
            4,
            False,
        ),
        ("<unit/>", "", {}, 5, True),
        ('<unit\n    a="/"></unit>', "", {"a": "/"}, 5, False),
        ("<unit>ö<in>ü</in></unit>", "ö<in>ü</in>", {}, 7, False),
    ]
    path = tmp_path / "x.xml"
    assert [one.get("a") for _, one in elements(path, {"unit"})] == [one[2].get("a") for one in seen]


def test_children_know_their_names_and_places(tmp_path):
    seen = []

    def look(copy, place) -> None:
        seen.extend((one.name, one.namespace, one.tag, copy.raw(one.start, one.end)) for one in place.children)

    rewritten(tmp_path, FILE.format("utf-8").encode(), look)
    assert seen == [("code", "urn:x", "x:code", "<x:code/>"), ("in", "", "in", "<in>ü</in>")]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_elements_are_filled_removed_and_added_to(tmp_path, encoding):
    def change(copy, place) -> None:
        if place.children and place.line == 4:
            copy.delete(place)
        elif place.empty:
            copy.fill(place, "<b>ß</b>\n")
            copy.insert(place.end, "1")
            copy.insert(place.end, "2")
        else:
            copy.fill(place, escaped("日 & <x>"))

    data = FILE.format(encoding.removesuffix("-sig")).replace("\n", "\r\n").encode(encoding)
    kanji = "&#26085;" if encoding in ("iso-8859-1", "cp1252") else "日"
    before, rest = FILE.format(encoding.removesuffix("-sig")).split("\n\t<unit")
    after = rest.partition("</unit >")[2]
    expected = (
        (before + after)
        .replace("<unit/>", "<unit><b>ß</b>\n</unit>12")
        .replace('"/"></unit>', f'"/">{kanji} &amp; &lt;x&gt;</unit>')
        .replace("<unit>ö<in>ü</in></unit>", f"<unit>{kanji} &amp; &lt;x&gt;</unit>")
    )
    assert rewritten(tmp_path, data, change) == expected.replace("\n", "\r\n").encode(encoding)


def test_changes_of_inner_elements_wait_for_the_outer_one(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_BEGIN", 16)
    monkeypatch.setattr(reading, "_CHUNK", 16)
    text = "<m>\n <u>a<u>b</u>ccccccccccccccccccccccccccccccccccc<u>d</u></u>\n <u>e</u>\n</m>"

    def inner(copy, place) -> None:
        if not place.children:
            copy.fill(place, copy.raw(place.inner, place.inner_end) * 2)

    assert rewritten(tmp_path, text.encode(), inner, ("u",)).decode() == (
        text.replace("b", "bb").replace("d", "dd").replace("e", "ee")
    )

    def outer(copy, place) -> None:
        if place.children:
            copy.delete(place)

    assert rewritten(tmp_path, text.encode(), outer, ("u",)).decode() == "<m>\n <u>e</u>\n</m>"


def test_two_changes_of_one_place_are_refused_and_leave_no_file(tmp_path):
    def change(copy, place) -> None:
        copy.delete(place)
        copy.fill(place, "x")

    with pytest.raises(ValueError, match="two changes of one place"):
        rewritten(tmp_path, b"<m><unit>a</unit></m>", change)
    assert [path.name for path in tmp_path.iterdir()] == ["x.xml"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<m><unit></m>", r"x\.xml:1: not well-formed XML: mismatched tag"),
        (b"<!DOCTYPE m SYSTEM 'd'><m>\n<unit>&nbsp;</unit></m>", r"x\.xml:2: not well-formed XML: undefined entity"),
        (b"<!DOCTYPE m [<!ENTITY a '&b;'>]><m/>", r"x\.xml:1: the entity &a; is declared"),
        (b"<m>" + b"<a>" * 300, r"x\.xml:1: elements within elements, more than 255 deep"),
        (b"<m>" + b"x" * 30_000_000, r"x\.xml: an element, a text or a comment that is too large"),
        (b"<m>\n<x:unit/></m>", r"x\.xml:2: not well-formed XML: unbound prefix"),
    ],
)
def test_what_is_no_xml_is_told_and_nothing_is_written(tmp_path, data, told):
    with pytest.raises(CorpusError, match=told):
        rewritten(tmp_path, data, nothing)
    assert [path.name for path in tmp_path.iterdir()] == ["x.xml"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_escaped_is_read_back_and_what_no_xml_holds_is_found(text):
    if forbidden(text):
        with pytest.raises(etree.XMLSyntaxError):
            etree.parse(io.BytesIO(f"<a>{escaped(text)}</a>".encode()))
        return
    read = etree.parse(io.BytesIO(f"<a b={quoted(text)}>{escaped(text)}</a>".encode())).getroot()
    assert (read.text or "", read.get("b")) == (text, text)


@given(
    texts=st.lists(st.text(alphabet="aé日\U0001f600&<> \n", max_size=5), min_size=1, max_size=8),
    encoding=st.sampled_from(ENCODINGS),
    size=st.sampled_from([64, 100, 1 << 12]),
)
def test_every_other_element_is_changed_and_no_other_byte(tmp_path_factory, texts, encoding, size):
    folder = tmp_path_factory.getbasetemp()
    number = 0

    def change(copy, place) -> None:
        nonlocal number
        number += 1
        if number % 2:
            copy.fill(place, escaped(texts[number - 1] * 2))

    def file(times: int) -> bytes:
        units = "".join(
            f"<x>é</x>\n  <unit n='{at}'>{escaped(text * (1 if at % 2 else times))}</unit>日"
            for at, text in enumerate(texts)
        )
        head = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?>"
        return f"{head}<m>{units}</m>".encode(encoding, "xmlcharrefreplace")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_BEGIN", size)
        patch.setattr(reading, "_CHUNK", size)
        assert rewritten(folder, file(1), change) == file(2)
