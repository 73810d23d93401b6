"""Languages that are stated, and those that a file says: the same in all formats."""

from __future__ import annotations

import pytest

from workbench.corpus import read
from workbench.errors import CorpusError

XLIFF = '<xliff version="1.2"><file original="a" {} datatype="x"><body>{}</body></file></xliff>'
XLIFF_2 = '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" {}><file id="f">{}</file></xliff>'
PAIR = "<source>Ant</source><target>Ameise</target>"
TMX = (
    '<tmx version="1.4"><header srclang="{0}"/><body><tu><tuv xml:lang="{0}"><seg>Ant</seg></tuv>'
    '<tuv xml:lang="{1}"><seg>Ameise</seg></tuv></tu></body></tmx>'
)
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n{}"\n\nmsgid "Ant"\nmsgstr "Ameise"\n'
TS = '<TS version="2.1" {}><context><name>A</name><message>{}</message></context></TS>'
TXML = '<txml {}><translatable blockId="1"><segment segmentId="1">' + PAIR + "</segment></translatable></txml>"


def said(first, second):
    return lambda source, target: f'{first}="{source}" {second}="{target}"'


FORMATS = {
    "x.xlf": lambda s, t: XLIFF.format(
        said("source-language", "target-language")(s, t), f"<trans-unit>{PAIR}</trans-unit>"
    ),
    "x2.xlf": lambda s, t: XLIFF_2.format(
        said("srcLang", "trgLang")(s, t), f'<unit id="u"><segment>{PAIR}</segment></unit>'
    ),
    "x.tmx": TMX.format,
    "x.po": lambda s, t: PO.format(f"Language: {t}\\nX-Source-Language: {s}\\n"),
    "x.ts": lambda s, t: TS.format(said("sourcelanguage", "language")(s, t), PAIR.replace("target", "translation")),
    "x.txml": lambda s, t: TXML.format(said("locale", "targetlocale")(s, t)),
}


def opened(tmp_path, name, languages, stated):
    path = tmp_path / name
    path.write_text(FORMATS[name](*languages), encoding="utf-8")
    return read(path, source_language=stated[0], target_language=stated[1])


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("languages", "stated"),
    [
        (("en", "de"), ("en", "de")),
        (("en-US", "pt-BR"), ("EN_us", "pt")),
        (("en", "de-DE"), (None, "German")),
        (("en", "de"), ("English", None)),
        (("en_GB", "de"), ("en", "deu_Latn")),
    ],
)
def test_what_fits_the_file_is_taken(tmp_path, name, languages, stated):
    (found,) = opened(tmp_path, name, languages, stated)
    assert (found.source, found.references) == ("Ant", ("Ameise",))


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "x.tmx"])
@pytest.mark.parametrize(
    ("stated", "told"),
    [(("de", None), "en"), ((None, "fr"), "de-AT"), (("de", "fr"), "en"), ((None, "de-CH"), "de-AT")],
)
def test_what_the_file_does_not_have_is_refused_with_what_it_has(tmp_path, name, stated, told):
    with pytest.raises(CorpusError, match=f"none of its languages.*it has {told}"):
        [*opened(tmp_path, name, ("en", "de-AT"), stated)]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "x.tmx"])
def test_where_the_file_says_nothing_the_stated_one_is_taken(tmp_path, name):
    corpus = opened(tmp_path, name, ("", ""), ("nl", "pl"))
    assert len([*corpus]) == 1
    assert corpus.languages == ("nl", "pl")
