"""What tools write, in their shapes; every text was written for this."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from workbench.corpus import read
from workbench.corpus.edit import Edit
from workbench.corpus.format import Destination
from workbench.corpus.rewrite import rewrite

CORE = "urn:oasis:names:tc:xliff:document:1.2"


def document(body: str, *, root: str = "", file: str = "", header: str = "", before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<xliff xmlns="{CORE}" version="1.2" {root}>{before}'
        f'<file original="a.txt" source-language="en" target-language="de" datatype="plaintext" {file}>{header}'
        f"<body>{body}</body></file></xliff>"
    )


TRADOS = document(
    """
<trans-unit id="0f-1" translate="no"><source><x id="0"/></source></trans-unit>
<trans-unit id="0f-2"><source><g id="7">Lift the lid. Stir twice. Serve at <x id="locked1" xid="lockTU_9"/>.</g
></source>
<seg-source><g id="7"><mrk mtype="seg" mid="11">Lift the lid.</mrk> <mrk mtype="seg" mid="12">Stir twice.</mrk> <mrk
mtype="seg" mid="13">Serve at <x id="locked1" xid="lockTU_9"/>.</mrk></g></seg-source>
<target><g id="7"><mrk mtype="seg" mid="11"><g id="8" sdl:start="false">Heben</g> Sie den <mrk mtype="x-sdl-comment"
sdl:cid="c1"><mrk mtype="x-sdl-comment" sdl:cid="c2"><mrk mtype="x-sdl-added">Deckel</mrk><mrk
mtype="x-sdl-deleted">Topf</mrk></mrk></mrk>.</mrk>
  <mrk mtype="seg" mid="12"/>
  <mrk mtype="seg" mid="13">Um <x id="locked1" xid="lockTU_9"/> servieren.</mrk></g></target>
<sdl:seg-defs><sdl:seg id="11" conf="ApprovedTranslation" origin="mt" percent="88"><sdl:prev-origin origin="tm"
/></sdl:seg>
<sdl:seg id="12" conf="Translated" origin="not-translated"/><sdl:seg id="13" locked="true" origin="tm"/></sdl:seg-defs>
</trans-unit>
<trans-unit id="lockTU_9" translate="no"><source>Inn <g id="1">Nine</g></source></trans-unit>""",
    root='xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0"',
    before="""<doc-info xmlns="http://sdl.com/FileTypes/SdlXliff/1.0"><cmt-defs><cmt-def id="c1"
><Comments><Comment>Which
lid?</Comment></Comments></cmt-def><cmt-def id="c2"><Comments><Comment>The red one</Comment></Comments></cmt-def>
</cmt-defs></doc-info>""",
    header='<header><reference><internal-file form="base64">QUJD</internal-file></reference></header>',
)
MEMOQ = document(
    """
<trans-unit id="1" mq:status="ConfirmedProofread" mq:locked="locked"><source><ph id="1">&lt;mq:ch val="\\t" /&gt;</ph
>Two
<bpt id="2">{}</bpt>eggs<ept id="2">{}</ept></source><target><ph id="1">&lt;mq:ch val="\\t" /&gt;</ph>Zwei
<bpt id="2">{}</bpt>Eier<ept id="2">{}</ept></target><mq:comments11><mq:comment>Hens' eggs</mq:comment></mq:comments11>
<mq:minorversions><mq:historical-unit><source>Two eggs</source><target>Zwo Eier</target></mq:historical-unit>
</mq:minorversions></trans-unit>
<trans-unit id="2" mq:status="NotStarted" mq:locked="false"><source>Salt</source><target/></trans-unit>
<trans-unit id="3" mq:status="Rejected"><source>Pay <ph id="1">&lt;mq:rxt displaytext="%d" val="%d" /&gt;</ph></source
><target
>Zahlen <ph id="1">&lt;mq:rxt displaytext="%d" val="%d" /&gt;</ph></target></trans-unit>
<trans-unit id="4" mq:status="ConfirmedTranslator"><source>Rye</source><target>Roggen</target></trans-unit>
<trans-unit id="5" mq:status="Pretranslated" mq:percent="71"><source>Oats</source><target>Hafer</target></trans-unit
>""",
    root='xmlns:mq="MQXliff"',
)
PHRASE = document(
    """
<group id="0"><trans-unit id="s:0" m:confirmed="2" m:locked="true" m:trans-origin="tm"
><source>Set {1} to {2>on&lt;2}.</source
><target>{1} auf {2>ein&lt;2} stellen.</target><alt-trans origin="machine-trans"><target>Setze.</target></alt-trans>
<m:tunit-metadata><m:mark id="1"><m:content>%s</m:content></m:mark><m:mark id="2"><m:content>&lt;i&gt;</m:content>
</m:mark></m:tunit-metadata></trans-unit></group>
<group id="1"><trans-unit id="s:1" m:confirmed="0" m:locked="false" m:trans-origin="null"><source>Use {1}.</source
><target
>{1} nutzen.</target></trans-unit></group>
<group id="2"><trans-unit id="s:2" m:confirmed="1"><source>Stop.</source><target/><alt-trans><target>Halt.</target
></alt-trans
></trans-unit></group>""",
    root='xmlns:m="http://www.memsource.com/mxlf/2.0" m:version="2.4"',
)
ANGULAR = document(
    """
<trans-unit id="77"><source>
   Bring
   <x id="START_BOLD_TEXT" ctype="x-b" equiv-text="&lt;b&gt;"/>warm<x id="CLOSE_BOLD_TEXT" ctype="x-b"
   equiv-text="&lt;/b&gt;"/>   socks, <x id="INTERPOLATION" equiv-text="{{ you }}"/>!
 </source><target>Bring <x id="START_BOLD_TEXT"/>warme<x id="CLOSE_BOLD_TEXT"/> Socken, {{ you }}!</target>
<note from="description">On the packing list</note><note from="meaning">advice</note></trans-unit>
<trans-unit id="inn.open"><source>Open</source><target></target></trans-unit>""",
    file='tool-id="x"',
).replace('original="a.txt"', 'original="ng2.template"')
XCODE = document(
    """
<trans-unit id="Rain today?&#10;Stay in."><source>Rain today?
Stay in.</source><note>No comment provided by engineer.</note></trans-unit>
<trans-unit id="/n:dict/NSStringLocalizedFormatKey:dict/:string"><source>%#@h@</source><target>%#@h@</target
></trans-unit>
<trans-unit id="/n:dict/h:dict/NSStringFormatSpecTypeKey:dict/:string"><source>NSStringPluralRuleType</source
></trans-unit>
<trans-unit id="/n:dict/h:dict/few:dict/:string"><source>%d hens</source><target>%d Hühner</target></trans-unit>
<trans-unit id="%lld eggs|==|device.iphone"><source>%lld eggs</source><target state="translated">%lld Eier</target>
</trans-unit>
<trans-unit id="%lld eggs|==|substitutions.n.plural.one"><source>%arg egg</source><target state="new">%arg egg</target>
<note>In the list</note></trans-unit>""",
    header='<header><tool tool-id="com.apple.dt.xcode" tool-name="Xcode" tool-version="16.0" build-num="1"/></header>',
)
KEYS = document(
    """
<trans-unit id="q1" resname="cart.pay"><source>cart.pay</source><target state="final">Zahlen</target></trans-unit>
<trans-unit id="q2" resname="cart.send"><source>cart.send</source><target state="needs-translation">cart.send</target>
</trans-unit><trans-unit id="q3" resname="cart.back"><source>cart.back</source></trans-unit>""",
    file='tool-id="lokalise.com"',
)
SENTENCES = document(
    """
<trans-unit id="a1" resname="Pay now."><source>Pay now.</source><target>Jetzt zahlen.</target></trans-unit>
<trans-unit id="a2" resname="Go back."><source>Go back.</source><target>Zurück.</target></trans-unit>"""
)
CENTRAL = document(
    """<group id="body">
<trans-unit id="Table 1"><source>Vendor</source><target>[NAB: NOT TRANSLATED]</target><note from="Developer"/><note
from="Xliff Generator">Table Vendor - Property Caption</note></trans-unit>
<trans-unit id="Table 2"><source>Item</source><target>[NAB: REVIEW]Artikel</target><note from="Developer">Short!</note
></trans-unit>
<trans-unit id="Table 3"><source>Bin</source><target>[NAB: SUGGESTION]Lagerplatz</target><target
>[NAB: SUGGESTION][NAB: REVIEW]Behälter</target></trans-unit>
<trans-unit id="Table 4"><source>Unit</source><target>Einheit</target></trans-unit></group>"""
)
GETTEXT = document(
    """<trans-unit id="0" restype="x-gettext-domain-header"><source>Project-Id: x</source><target>Project-Id: x</target
></trans-unit><group restype="x-gettext-plurals"><trans-unit id="3[0]"><source>%d cow</source><target>%d Kuh</target
></trans-unit><trans-unit id="3[1]"><source>%d cows</source><target>%d Kühe</target></trans-unit></group>"""
)
WPML = document(
    """<trans-unit id="body" restype="string" datatype="html"
><source><![CDATA[One<br class="xliff-newline" />two]]></source
><target><![CDATA[Eins<br class="xliff-newline" />zwei]]></target></trans-unit>"""
)
MATECAT = document(
    """<trans-unit id="tu1"><source>Moss. Fern.</source><seg-source><mrk mtype="seg" mid="0">Moss.</mrk
> <mrk mtype="seg"
mid="1">Fern.</mrk><mrk mtype="seg" mid="2"> </mrk></seg-source><target><mrk mtype="seg" mid="0">Moss.</mrk> <mrk
mtype="seg" mid="1">Fern.</mrk><mrk mtype="seg" mid="2"> </mrk></target></trans-unit>""",
    file='tool-id="matecat-converter 1.0"',
).replace("</xliff>", '<file original="b.txt" source-language="en" datatype="x"><header/><body/></file></xliff>')
SYMFONY = document(
    """<trans-unit id="1"><source>Too long.</source><target state="needs-translation">Too long.</target></trans-unit>
<trans-unit id="2"><source>Too short.</source><target state="needs-review-translation">Zu kurz.</target><note
appliesTo="target">Sure?</note></trans-unit><trans-unit id="3" resname="e"><source/><target><![CDATA[<b>]]></target>
</trans-unit>"""
)
SWORDFISH = document(
    """<trans-unit id="1" approved="yes"><source>Ash</source><?keep it?><target>Esche</target></trans-unit>
<trans-unit id="2" approved="yes"><source>Elm</source><target state="needs-review-translation">Ulme</target
></trans-unit>
<trans-unit id="3" approved="yes"><source>Oak</source><target/><alt-trans><target>Eiche</target></alt-trans
></trans-unit>
<trans-unit id="4" approved="no"><source>Fir</source><target>Tanne</target></trans-unit>
<trans-unit id="5"><source>Yew</source><target state-qualifier="leveraged-mt">Eibe</target></trans-unit>
<trans-unit id="6"><source>12</source><target state-qualifier="x-manual-notrans">12</target></trans-unit>"""
)
BARE = """<xliff version="1.0"><file><trans-unit><source>&amp;New\tCtrl+N</source><target>&amp;Neu\tStrg+N</target>
</trans-unit><group><group><trans-unit id="7"><source>Cut</source></trans-unit></group></group></file></xliff>"""
PREFIXED = f"""<xlf:xliff xmlns:xlf="{CORE}" version="1.2"><xlf:file original="x" source-language="en" datatype="x"
><xlf:body>
<xlf:trans-unit id="a"><xlf:source>Dawn <xlf:x id="1"/></xlf:source></xlf:trans-unit></xlf:body></xlf:file></xlf:xliff
>"""

# name: text, kind, segments (id, source without codes, target, state, further metadata), left out
FILES = {
    "trados.sdlxliff": (
        TRADOS,
        "Trados Studio, XLIFF 1.2",
        [
            ("11", "Lift the lid.", "Heben Sie den Deckel.", "approved", {"origin": "mt", "percent": 88,
             "note": "Which\nlid?\nThe red one"}),
            ("12", "Stir twice.", None, "untranslated", {}),
            ("13", "Serve at .", "Um  servieren.", "draft", {"locked": True, "origin": "tm"}),
        ],
        {"unit without text": 1, "locked words": 1},
    ),
    "memoq.mqxliff": (
        MEMOQ,
        "memoQ, XLIFF 1.2",
        [
            ("1", "\tTwo\neggs", "\tZwei\nEier", "approved", {"locked": True, "note": "Hens' eggs"}),
            ("2", "Salt", None, "untranslated", {}),
            ("3", "Pay ", "Zahlen ", "rejected", {}),
            ("4", "Rye", "Roggen", "translated", {}),
            ("5", "Oats", "Hafer", "draft", {"percent": 71}),
        ],
        {},
    ),
    "phrase.mxliff": (
        PHRASE,
        "Phrase TMS (Memsource), XLIFF 1.2",
        [
            ("s:0", "Set  to on.", " auf ein stellen.", "approved", {"locked": True, "confirmed_level": 2,
             "origin": "tm"}),
            ("s:1", "Use {1}.", "{1} nutzen.", "draft", {"locked": False, "confirmed_level": 0}),
            ("s:2", "Stop.", None, "untranslated", {"confirmed_level": 1}),
        ],
        {},
    ),
    "messages.xlf": (
        ANGULAR,
        "Angular, XLIFF 1.2",
        [
            ("77", "Bring warm socks, !", "Bring warme Socken, {{ you }}!", None,
             {"note": "On the packing list", "meaning": "advice"}),
            ("inn.open", "Open", None, "untranslated", {}),
        ],
        {},
    ),
    "de.xliff": (
        XCODE,
        "Xcode, XLIFF 1.2",
        [
            ("Rain today?\nStay in.", "Rain today?\nStay in.", None, "untranslated", {}),
            ("/n:dict/h:dict/few:dict/:string", "%d hens", "%d Hühner", None, {"plural": "few"}),
            ("%lld eggs|==|device.iphone", "%lld eggs", "%lld Eier", "translated", {}),
            ("%lld eggs|==|substitutions.n.plural.one", "%arg egg", "%arg egg", "untranslated",
             {"plural": "one", "copy_of_source": True, "note": "In the list"}),
        ],
        {"technical string": 2},
    ),
    "keys.xlf": (
        KEYS,
        "Lokalise, XLIFF 1.2",
        [
            ("cart.pay", "", "Zahlen", "approved", {}),
            ("cart.send", "", None, "untranslated", {}),
            ("cart.back", "", None, "untranslated", {}),
        ],
        {},
    ),
    "sentences.xlf": (
        SENTENCES,
        "XLIFF 1.2",
        [
            ("a1", "Pay now.", "Jetzt zahlen.", None, {"resname": "Pay now."}),
            ("a2", "Go back.", "Zurück.", None, {"resname": "Go back."}),
        ],
        {},
    ),
    "central.xlf": (
        CENTRAL,
        "Business Central, XLIFF 1.2",
        [
            ("Table 1", "Vendor", None, "untranslated", {}),
            ("Table 2", "Item", "Artikel", "draft", {"note": "Short!"}),
            ("Table 3", "Bin", None, "suggested", {"suggestions": "Lagerplatz\nBehälter"}),
            ("Table 4", "Unit", "Einheit", None, {}),
        ],
        {},
    ),
    "po.poxliff": (
        GETTEXT,
        "PO as XLIFF, XLIFF 1.2",
        [("3[0]", "%d cow", "%d Kuh", None, {"plural": "0"}), ("3[1]", "%d cows", "%d Kühe", None, {"plural": "1"})],
        {"header": 1},
    ),
    "wpml.xliff": (WPML, "WPML (WordPress), XLIFF 1.2", [("body", "One\ntwo", "Eins\nzwei", None, {})], {}),
    "matecat.xlf": (
        MATECAT,
        "Matecat, XLIFF 1.2",
        [
            ("a.txt/tu1/0", "Moss.", "Moss.", None, {"copy_of_source": True}),
            ("a.txt/tu1/1", "Fern.", "Fern.", None, {"copy_of_source": True}),
        ],
        {"unit without text": 1},
    ),
    "symfony.xlf": (
        SYMFONY,
        "XLIFF 1.2",
        [
            ("1", "Too long.", "Too long.", "untranslated", {"copy_of_source": True}),
            ("2", "Too short.", "Zu kurz.", "draft", {"note": "Sure?"}),
            ("3", "", "<b>", None, {"resname": "e"}),
        ],
        {},
    ),
    "swordfish.xlf": (
        SWORDFISH,
        "XLIFF 1.2",
        [
            ("1", "Ash", "Esche", "approved", {}),
            ("2", "Elm", "Ulme", "draft", {}),
            ("3", "Oak", None, "untranslated", {}),
            ("4", "Fir", "Tanne", None, {}),
            ("5", "Yew", "Eibe", "draft", {"origin": "mt"}),
            ("6", "12", "12", None, {"copy_of_source": True, "locked": True, "state_qualifier": "x-manual-notrans"}),
        ],
        {},
    ),
    "bare.xlf": (
        BARE,
        "XLIFF 1.0",
        [("1", "&New\tCtrl+N", "&Neu\tStrg+N", None, {}), ("7", "Cut", None, "untranslated", {})],
        {},
    ),
    "prefixed.xlf": (PREFIXED, "XLIFF 1.2", [("a", "Dawn ", None, "untranslated", {})], {}),
}  # fmt: skip


@pytest.fixture(params=FILES, scope="module")
def file(request, tmp_path_factory):
    text, kind, segments, left_out = FILES[request.param]
    path = tmp_path_factory.mktemp("dialects") / request.param
    path.write_text(text, encoding="utf-8", newline="")
    return path, kind, segments, left_out


def told(segment):
    bare = segment.without_codes()
    facts = dict(bare.metadata)
    return (bare.id, bare.source, bare.references[0] if bare.references else None, facts.pop("state", None), facts)


def test_a_dialect_is_known_and_read_as_it_is_meant(file):
    path, kind, segments, left_out = file
    corpus = read(path)
    assert [told(segment) for segment in corpus] == segments
    assert corpus.description.kind == kind
    assert corpus.survey().left_out == left_out
    assert corpus.survey().renamed_ids == 0


def test_written_again_unchanged_every_byte_is_the_same(file, tmp_path):
    rewrite(read(file[0]), Destination(tmp_path / "again"), lambda _: Edit())
    assert (tmp_path / "again").read_bytes() == file[0].read_bytes()


def test_every_target_can_be_changed_alone(file, tmp_path):
    corpus, out = read(file[0]), tmp_path / file[0].name
    before = [*corpus]
    for changed in before:
        text = (changed.references or (changed.source,))[0] + " +"
        edit = {changed.id: Edit(target=text)}
        rewrite(corpus, Destination(out), lambda segment, edit=edit: edit.get(segment.id, Edit()))
        for old, new in zip(before, read(out), strict=True):
            if old.id == changed.id:
                assert (new.source, new.source_codes, new.references) == (old.source, old.source_codes, (text,))
            else:
                assert replace(new, line=old.line) == old


def test_each_segment_can_go_alone_and_the_rest_stays_as_it_was(file, tmp_path):
    corpus, out = read(file[0]), tmp_path / file[0].name
    before = [*corpus]
    for gone in before if len(before) > 1 else []:
        rewrite(corpus, Destination(out), lambda segment, id=gone.id: Edit(keep=segment.id != id))
        # A unit without an id is called by its place.
        assert [told(segment)[1:] for segment in read(out)] == [
            told(segment)[1:] for segment in before if segment.id != gone.id
        ]


def test_a_note_is_added_behind_what_stands_there(file, tmp_path):
    corpus, out = read(file[0]), tmp_path / file[0].name
    rewrite(corpus, Destination(out), lambda _: Edit(notes=("Look at <this>",)))
    for old, new in zip(corpus, read(out), strict=True):
        assert "Look at <this>" in new.metadata["note"]
        assert (new.source, new.references) == (old.source, old.references)
    order = ["source", "seg-source", "target", "note"]
    for unit in etree.parse(out).iter("{*}trans-unit"):
        names = [etree.QName(child).localname for child in unit if isinstance(child.tag, str)]
        places = [order.index(name) for name in names if name in order]
        assert places == sorted(places)
