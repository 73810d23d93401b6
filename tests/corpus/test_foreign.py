from __future__ import annotations

import io
import zipfile

import pytest

from workbench.corpus import read
from workbench.errors import CorpusError

XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def zipped(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.tbx", XML + '<!DOCTYPE martif SYSTEM "TBX.dtd">\n<martif type="TBX"/>', "is a glossary (TBX): terms"),
        ("x.tbx", '<!-- a -->\n<tbx style="dca"/>', "is a glossary (TBX): terms"),
        ("x.xml", (XML + "<martif/>").encode("utf-16"), "is a glossary (TBX): terms"),
        (
            "strings.xml",
            XML + "<resources><string name='a'>b</string></resources>",
            "is Android's file of texts of one",
        ),
        ("x.plist", XML + "<plist><dict/></plist>", "is Apple's file of texts of one language"),
        ("x.resx", XML + "<root><resheader name='a'/></root>", "is a .NET file of texts of one language"),
        ("x.xml", XML + "<root>\t<a/></root>", "is XML in which no translations are known to be"),
        ("x.html", "<!DOCTYPE html>\n<html>\t<p>", "is a web page"),
        ("x", "<html lang='en'>\n<body>", "is a web page"),
        ("x.png", b"\x89PNG\r\n\x1a\n\0\0", "is a picture, not a text file"),
        ("x.tsv", b"\xff\xd8\xff\xe0\0\x10JFIF\t", "is a picture, not a text file"),
        ("x.webp", b"RIFF\0\0\0\0WEBPVP8 ", "is a picture, not a text file"),
        ("x.mp4", b"\0\0\0\x20ftypisom", "is a sound or a film, not a text file"),
        ("x.pdf", b"%PDF-1.7\n%\xe2\xe3\t", "is a PDF"),
        ("x.tsv", b"%PDF-1.7\n%\xe2\xe3\t", "is a PDF"),
        ("x.sdltm", b"SQLite format 3\0" + bytes(90), "is a database (SQLite)"),
        ("x.mo", b"\xde\x12\x04\x95" + bytes(24), "is a compiled gettext file"),
        ("x.qm", b"\x3c\xb8\x64\x18\xca\xef\x9c\x95\xcd\x21", "is a compiled Qt file"),
        ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(24), "is an old Office document"),
        ("x.docx", zipped(**{"[Content_Types].xml": "<a/>"}, word__document_xml="<w/>"), "is an Office document"),
        ("x.odt", zipped(mimetype="application/vnd.oasis.opendocument.text", b_xml="<b/>"), "is an Office document"),
        ("x.epub", zipped(mimetype="application/epub+zip", b_xml="<b/>"), "is a book (EPUB)"),
        ("x.rtf", "{\\rtf1\\ansi\t}", "is an RTF document"),
        ("x.ts", "export const ewe = 1;\n", "is no Qt Linguist file"),
        *[(name, XML[:30], "the file is cut off: it ends before") for name in ("x.tmx", "x.xlf", "x.ts", "x")],
    ],
)
def test_what_is_no_corpus_is_named_with_what_to_do(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CorpusError) as caught:
        read(path)
    assert f"{name}: {message}" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.tsv", "<html><b>\t<html><i>\n"),
        ("x.tsv", "<?xml is text\tauch hier\n"),
        ("x.txt", "<p>one</p>\t<p>eins</p>\n"),
        ("x.ts", "one\teins\n"),
        ("x.csv", "{\\rt,a\n"),
    ],
)
def test_texts_that_look_like_markup_are_read_as_the_table_they_are_in(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    [segment] = read(path)
    assert [segment.source, *segment.references] == text.strip().replace(",", "\t").split("\t")


@pytest.mark.parametrize("name", ["x.tmx", "x.xlf", "x.sdlxliff", "x.ts", "x.ttx", "x.xml"])
@pytest.mark.parametrize("encoding", ["elvish", "utf-7", "rot13"])
def test_an_encoding_that_is_not_known_is_named_whatever_the_file_is(tmp_path, name, encoding):
    path = tmp_path / name
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?>\n<xliff version="1.2"/>')
    with pytest.raises(CorpusError, match=f"{name}:1: encoding '{encoding}' is declared, which is not known"):
        read(path)
