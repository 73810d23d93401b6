from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import bundled
from workbench.alignment.gold import Gold, GoldPair, read_gold, read_links
from workbench.alignment.gold_formats import GOLD_FORMATS
from workbench.errors import AlignmentError, UnknownNameError

CORPORA = Path(__file__).parents[3] / "shared/corpora/alignment-gold"
ALIBI = "alibi-fr-en/LaVision_TheVision/ali_w2w_LaVision_TheVision.txt"

# Two pairs: three source and two target words with a sure link and a possible one, one word each without links,
# two words each with a sure link.
TEXTS = (("a b c", "x y"), ("d", "z"), ("e f", "v w"))
SURE = ({(0, 0)}, set(), {(1, 1)})
POSSIBLE = ({(0, 0), (2, 1)}, set(), {(1, 1)})
HEADER = "id\tsource\ttarget\tsure\tpossible\n"
TSV = HEADER + "p\ta b c\tx y\t0-0\t2-1\nq\td\tz\t\t\nr\te f\tv w\t1-1\t\n"
SENTENCES = {
    "plain": ("a b c\nd\ne f\n", "x y\nz\nv w\n"),
    "ids": ("p\ta b c\nq\td\nr\te f\n", "p\tx y\nq\tz\nr\tv w\n"),
    "numbers": ("7\ta b c\n8\td\n9\te f\n", "9\tv w\n7\tx y\n8\tz\n"),
    "snum": (
        "<s snum=7> a b c </s>\n<s snum=8> d </s>\n<s snum=9>e f</s>\n",
        "<s snum=9> v w </s>\n\n<s snum=7> x  y </s>\n<s snum=8> z </s>\n",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("gold")


@pytest.fixture
def read(folder):
    """Gold of a text, with the sentences of a name in `SENTENCES`."""

    def made(content: str | bytes, sentences: str | None = None, **options) -> Gold:
        path = folder / "gold"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if sentences is not None:
            for side, text in zip(("source", "target"), SENTENCES[sentences], strict=True):
                options[side] = folder / side
                options[side].write_text(text)
        return read_gold(path, **options)

    return made


@pytest.fixture
def compared(folder, read):
    """Links of a text against gold of another."""

    def made(links: str, gold: str, sentences: str | None = None, **options) -> list[set]:
        truth = read(gold, sentences)
        path = folder / "links"
        path.write_text(links)
        return [set(pair.possible) for pair in read_links(path, truth, **options).pairs]

    return made


@pytest.mark.parametrize(
    ("content", "sentences", "format", "base", "ids"),
    [
        (TSV, None, "tsv", 0, "pqr"),
        (TSV, "ids", "tsv", 0, "pqr"),
        ("0-0 2p1\n\n1-1\n", "plain", "talp", 0, "123"),
        ("0-0 2p1 0p0\n\n1-1\n", "ids", "talp", 0, "pqr"),
        ("1-1 3p2\n\n2-2\n", "snum", "talp", 1, "789"),
        ("p\t0-0 2p1\nq\t\nr\t1-1 1p1\n", "plain", "ids", 0, "pqr"),
        ("r\t1-1\np\t0-0 2p1\n\nq\t\n", "ids", "ids", 0, "pqr"),
        ("p\t1-1 3p2\nq\t\nr\t2-2 \n", "ids", "ids", 1, "pqr"),
        ("1 0 0 S\n1 2 1 P\n3 1 1 S\n", "plain", "naacl", 0, "123"),
        ("3 1 1 S \n1 2 1 P \n1 0 0 S \n\n", "plain", "naacl", 0, "123"),
        ("0 0 0 S\n0 2 1 P\n2 1 1 S\n", "plain", "naacl", 0, "123"),
        ("0007 1 1 S\n0007 1 1 P\n0007 3 2 P 0.5\n0009 2 2\n", "snum", "naacl", 1, "789"),
        ("7\t1\t1\tS\n7\t3\t2\tP\n9\t2\t2\tS\n", "numbers", "naacl", 1, "789"),
        ("1 1 1 S\n1 3 2 P\n3 2 2 S\n", "ids", "naacl", 1, "pqr"),
        ("1 1 1 S\n1 3 2 P\n1 2 0 S\n2 0 1 P\n3 2 2 S\n", "plain", "naacl", 1, "123"),
        ("7 1 1\n7 0 2 P 0.1\n7 3 2 P 0.5\n8 1 0 P\n9 2 2\n", "snum", "naacl", 1, "789"),
        ("0-0 2?1\n\n1-1\n", "plain", "talp", 0, "123"),
        ("1-1 3?2 1?1\n\n2-2\n", "snum", "talp", 1, "789"),
        ("p\t0-0 2?1\nq\t\nr\t1-1\n", "plain", "ids", 0, "pqr"),
    ],
)
def test_every_format_gives_the_same_links(read, content, sentences, format, base, ids):
    gold = read(content, sentences)
    assert (gold.format, gold.index_base, gold.faults) == (format, base, {})
    assert gold.pairs == tuple(map(GoldPair, ids, *zip(*TEXTS, strict=True), SURE, POSSIBLE))
    assert read(content, sentences, format=format).pairs == gold.pairs
    assert read(content.replace("\n", "\r\n"), sentences).pairs == gold.pairs
    assert read(content.replace("\n", "\r"), sentences).pairs == gold.pairs
    assert read(gzip.compress(content.encode()), sentences).pairs == gold.pairs
    assert read("\ufeff" + content, sentences).pairs == gold.pairs


@pytest.mark.parametrize(
    ("content", "options", "format", "ids", "sure"),
    [
        ("0-0 2-1\n\n1-1", {}, "pharaoh", "123", [{(0, 0), (2, 1)}, set(), {(1, 1)}]),
        ("1-1\n2p2\n", {"index_base": 1}, "talp", "12", [{(0, 0)}, set()]),
        ("1-1\n", {"index_base": 0}, "pharaoh", "1", [{(1, 1)}]),
        ("b\t0-0\na\t\n", {}, "ids", "ba", [{(0, 0)}, set()]),
        ("4 1 1\n2 3 2 S\n", {"index_base": 1}, "naacl", "1234", [set(), {(2, 1)}, set(), {(0, 0)}]),
        ("0 1 2\n2 3 2 P\n", {}, "naacl", "012", [{(0, 1)}, set(), set()]),
        ("1 0 0\n2 3 2 P\n", {}, "naacl", "12", [{(0, 0)}, set()]),
        ("\n\n", {}, "pharaoh", "12", [set(), set()]),
        ("1-1\t0-0 1-1\n1-2\t\n", {}, "ids", ["1-1", "1-2"], [{(0, 0), (1, 1)}, set()]),
        ("1-1\t0-0\n1-1\t0-1\n", {}, "pharaoh", "12", [{(1, 1), (0, 0)}, {(1, 1), (0, 1)}]),
        ("1001 0 0\n1003 1 1\n", {}, "naacl", ["1001", "1002", "1003"], [{(0, 0)}, set(), {(1, 1)}]),
        ("1 1 2 S\n1 2 1 S\n1 0 3 P\n", {}, "naacl", "1", [{(0, 1), (1, 0)}]),
        ("1 0 3\n1 2 0\n2 1 1\n", {}, "naacl", "12", [set(), {(0, 0)}]),
        ("1 0 1\n", {"index_base": 1}, "naacl", "1", [set()]),
        ("1 1 1\n1 0 0\n", {"index_base": 0}, "naacl", "1", [{(1, 1), (0, 0)}]),
        ("0?0 1-1\n", {}, "talp", "1", [{(1, 1)}]),
        ("", {}, "pharaoh", "", []),
        ("", {"format": "naacl"}, "naacl", "", []),
        ("", {"format": "ids"}, "ids", "", []),
    ],
)
def test_gold_without_sentences_has_links_alone(read, content, options, format, ids, sure):
    gold = read(content, **options)
    assert gold.format == format
    assert [(pair.id, pair.source, pair.target, pair.sure) for pair in gold.pairs] == [
        (id, None, None, links) for id, links in zip(ids, sure, strict=True)
    ]
    for pair in gold.pairs:
        with pytest.raises(AlignmentError, match=f"gold pair {pair.id} has links alone; its sentences are needed"):
            _ = pair.texts


@pytest.mark.parametrize(
    ("content", "sentences", "message"),
    [
        ("1-1\n", None, "gold: it cannot be told whether words are counted from 0 or from 1: no index is 0; state"),
        ("p\t1-1\n", None, "state --index-base 0 or --index-base 1 (the sentences, --source and --target, may tell"),
        ("1-1\n\n1-1\n", "plain", "no index is 0 and none is too large for counting from 0; state --index-base"),
    ],
)
def test_an_index_base_that_cannot_be_told_is_asked_for(read, content, sentences, message):
    with pytest.raises(AlignmentError, match=re.escape(message)):
        read(content, sentences)
    assert read(content, sentences, index_base=1).pairs[0].sure == {(0, 0)}


@pytest.mark.parametrize(
    ("content", "sentences", "message"),
    [
        ("id\tsource\ttarget\n", None, "gold:1: columns id source target sure possible expected, found 'id source"),
        (TSV + "s\te\tv\t0-0\n", None, "gold:5: 5 columns expected, found 4"),
        (TSV + "\n", None, "gold:5: 5 columns expected, found 1"),
        (TSV + "p\te\tv\t0-0\t\n", None, "gold:5: id 'p' is also in line 2; each pair needs its own"),
        (TSV.replace("2-1", "2p1"), None, "gold:2: '2p1' is no link; expected i-j, two word numbers such as 0-2"),
        (TSV.replace("2-1", "3-1"), None, "gold:2: link 3-1 is out of range; pair p has 3 source and 2 target words"),
        (TSV.replace("a b c", "a b d"), "ids", "gold:2: the words of pair p differ from those in "),
        (HEADER + "p\t\tx\t0-0\t\n", None, "gold:2: link 0-0 is out of range; pair p has 0 source and 1 target words"),
        ("0-0\n1:2\n", None, "gold:2: '1:2' is no link; expected i-j, two"),
        ("a b ||| c d\n", None, "gold:1: the line looks like 'source ||| target', the sentences that fast_align reads"),
        ("a|||c\n", None, "gold:1: the line looks like 'source ||| target', the sentences that fast_align reads"),
        ("0-0\na b|||c d\n", None, "gold:2: the line looks like 'source ||| target'"),
        ("x\t1 ||| 2\ny\t0-0\n", None, "gold:1: the line looks like 'source ||| target'"),
        ("0p0\n1:2\n", None, "gold:2: '1:2' is no link; expected i-j (sure) or ipj, i?j (possible), two"),
        (
            "0-0 2-2\n\n1-1\n",
            "plain",
            "gold:1: link 2-2 is out of range; pair 1 has 3 source and 2 target words, count",
        ),
        ("0-0\n\n1-2\n", "snum", "gold:3: link 1-2 is out of range; pair 9 has 2 source and 2 target words, counted"),
        ("0-0\n\n1-2\n", "snum", "from 0; correct it, check --index-base and which side is the source, or leave such"),
        ("0-0\n1-1\n", "plain", "gold has 2 pairs, "),
        ("0-0\n1-1\n", "plain", "source 3; expected as many in each"),
        ("p\t0-0\n1-1\n", None, "gold:2: expected an id, one tab and links; found 0 tabs"),
        ("p\t0-0\nq\t1-1\t\n", None, "gold:2: expected an id, one tab and links; found 2 tabs"),
        ("p\t0-0\n\t1-1\n", None, "gold:2: expected an id, one tab and links; found 1 tabs"),
        ("p\t0-0\nq\t\np\t0-1\n", None, "gold:3: id 'p' is also in line 1"),
        ("p\t0-0\ns\t0-0\n", "ids", "source has no pair with id 's'"),
        ("p\t0-0\nr\t0-0\n", "ids", "source 3; expected as many in each, but 'q' is not there"),
        (
            "1 0 0 S\n1 0 S\n",
            None,
            "gold:2: '1 0 S' received; expected sentence number, source word, target word and S",
        ),
        ("1 0 0 S\n1 0 0 X\n", None, "gold:2: '1 0 0 X' received"),
        ("1 0 0 S\n\n4 0 0 S\n", "plain", "gold:3: there is no sentence 4 in "),
        ("7 1 1 S\n1 1 1 S\n", "snum", "gold:2: there is no sentence 1 in "),
        ("1 1 1 S\n1 0 3 P\n", "plain", "gold:2: link 0-3 is out of range; pair 1 has 3 source and 2 target words"),
        ("7 1 1 S\n7 4 1 S\n7 3 1 P\n", "snum", "gold:2: link 4-1 is out of range; pair 7 has 3 source and 2 target"),
        ("1 0 0 S\n999999999 0 0 S\n", None, "sentence number 999999999 received, where only 2 sentences have links"),
        (b"0-0\n\n\xfc-1\n", None, "gold:3: byte 0xfc is not UTF-8 (invalid start byte); convert the file"),
    ],
)
def test_faults_of_a_gold_file_are_told_with_their_line(read, content, sentences, message):
    with pytest.raises(AlignmentError) as raised:
        read(content, sentences)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("a\nb\n", "x\n", "source has 2 sentences, "),
        ("1\ta\nb\n", "1\tx\n2\ty\n", "source:2: expected an id, one tab and the sentence, as in the first line"),
        ("1\ta\n1\tb\n", "1\tx\n2\ty\n", "source:2: id '1' is also in line 1"),
        ("1\ta\n3\tb\n", "1\tx\n2\ty\n", "target: there is no sentence '3', which "),
        ("<s snum=1> a </s>\nb\n", "x\ny\n", "source:2: expected <s snum=ID> words </s>, as in the first line"),
        (b"a\n\xff\n", "x\ny\n", "source:2: byte 0xff is not UTF-8"),
    ],
)
def test_faults_of_sentence_files_are_told_with_their_line(folder, source, target, message):
    for name, text in (("source", source), ("target", target), ("gold", "0-0\n\n")):
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(AlignmentError, match=re.escape(message)):
        read_gold(folder / "gold", source=folder / "source", target=folder / "target")


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("0-0\n", {"format": "giza"}, "unknown format of links 'giza'; choose one of: ids, naacl, pharaoh, talp, tsv"),
        ("0-0\n", {"index_base": 2}, "--index-base 2 received; words are counted from 0 or from 1"),
        (TSV, {"index_base": 1}, "--index-base 1 received; a TSV counts words from 0; leave the option out"),
        ("0-1\n", {"index_base": 1}, "gold:1: link 0-1 is out of range; words, counted from 1"),
        ("1 1 1\n", {"index_base": 0}, "--index-base 0 received; NAACL counts words from 1, and 0 is NULL, no word"),
        ("1 0 2 P\n", {"index_base": 0}, "--index-base 0 received; NAACL counts words from 1"),
        ("1 0 0\n", {"index_base": 1}, "--index-base 1 received; here they count from 0, for a link is 0 0"),
        ("0-1\n", {"source": Path("x")}, "one file of sentences received; give both"),
        ("0p1\n", {"format": "pharaoh"}, "gold:1: '0p1' is no link; expected i-j"),
        ("0-1\n", {"format": "tsv"}, "gold:1: columns id source target sure possible expected, found '0-1'"),
    ],
)
def test_options_that_do_not_fit_are_refused(read, content, options, message):
    with pytest.raises((AlignmentError, UnknownNameError), match=re.escape(message)):
        read(content, **options)


def test_faulty_pairs_may_be_left_out_and_are_told(read, folder):
    gold = read("0-0 4-0\n\n0-1 1-9\n", "ids", skip_faulty=True)
    assert [pair.id for pair in gold.pairs] == ["q"]
    assert list(gold.faults) == ["p", "r"]
    assert gold.faults["r"] == (
        f"{folder}/gold:3: link 1-9 is out of range; pair r has 2 source and 2 target words, counted from 0"
    )
    assert gold.sentences.count == 3
    links = folder / "links"
    links.write_text("4-0\n0-0\n1-9\n")
    assert [pair.possible for pair in read_links(links, gold).pairs] == [{(0, 0)}]
    links.write_text("4-0\n0-1\n1-9\n")
    with pytest.raises(AlignmentError, match="links:2: link 0-1 is out of range; pair q has 1 source and 1 target"):
        read_links(links, gold)


FOUND = [{(0, 0), (2, 1)}, set(), {(1, 1)}]


@pytest.mark.parametrize(
    ("links", "gold", "sentences"),
    [
        ("0-0 2-1\n\n1-1\n", TSV, None),
        ("0-0 2p1\n\n1-1\n", TSV, None),
        ("q\t\nr\t1-1\np\t0-0 2-1\n", TSV, None),
        ("1 0 0\n1 2 1\n3 1 1\n", TSV, None),
        ("1 1 1\n1 3 2\n3 2 2\n", TSV, None),
        (TSV, TSV, None),
        (TSV, "0-0\n\n\n", None),
        (TSV, "0-0\n\n\n", "plain"),
        ("x\t0-0 2-1\ny\t\nz\t1-1\n", "0-0\n\n\n", "plain"),
        ("9 2 2\n7 1 1\n7 3 2\n", "0-0\n\n\n", "snum"),
        ("9\t2-2\n7\t1-1 3p2\n8\t\n", "9 2 2 P\n7 3 2 S\n", "snum"),
        ("3 1 1\n1 0 0\n1 2 1\n", "3 1 0 P\n", None),
    ],
)
def test_links_are_matched_by_id_or_else_by_line(compared, links, gold, sentences):
    assert compared(links, gold, sentences) == FOUND


@pytest.mark.parametrize(
    ("links", "gold", "message"),
    [
        ("0-0\n", TSV, "links has 1 pair, "),
        ("0-0\n", TSV, "gold 3; expected as many in each"),
        (
            "0-0\n\n2-2\n",
            TSV,
            "links:3: link 2-2 is out of range; pair r has 2 source and 2 target words, counted from 0",
        ),
        (
            "1-1 3-2\n\n2-2\n",
            TSV,
            "counted from 0; check --links-index-base, and that these are links between the words",
        ),
        ("1p1\n\n\n", "0-0\n\n\n", "state --links-index-base 0 or --links-index-base 1"),
        ("s\t0-0\n", TSV, "links:1: "),
        ("s\t0-0\n", TSV, "gold has no pair with id 's'"),
        (TSV.replace("e f", "e g"), TSV, "links:4: the words of pair r differ from those in "),
        ("4 0 0\n", TSV, "links:1: there is no sentence 4 in "),
        ("0-0\n\n0-x\n", TSV, "links:3: '0-x' is no link"),
        ("a b|||c d\n", TSV, "links:1: the line looks like 'source ||| target', the sentences that fast_align reads"),
    ],
)
def test_links_that_do_not_fit_the_gold_are_told_with_their_line(compared, links, gold, message):
    with pytest.raises(AlignmentError, match=re.escape(message)):
        compared(links, gold)


def test_pharaoh_links_count_from_0_unless_stated(compared):
    assert compared("1-1\n", "0-0\n") == [{(1, 1)}]
    assert compared("1-1\n", "0-0\n", index_base=1) == [{(0, 0)}]


def test_the_bundled_gold_reads():
    gold = read_gold(bundled.dataset("gold.en-de.tsv"))
    assert (len(gold.pairs), gold.format, gold.index_base) == (91, "tsv", 0)
    assert sum(len(pair.sure) for pair in gold.pairs) == 919
    assert sum(len(pair.possible) for pair in gold.pairs) == 919 + 188


LINK = st.from_regex(r"[0-3][-p][0-3]", fullmatch=True)
PIECE = st.one_of(LINK, st.sampled_from(["\n", "\t", " ", "1 2 3 S", "id", "p", HEADER, "\r", "\ufeff", "9" * 30]))
CONTENT = st.one_of(st.binary(max_size=60), st.lists(PIECE, max_size=20).map(lambda parts: " ".join(parts).encode()))


@given(CONTENT, st.sampled_from([None, *GOLD_FORMATS]), st.sampled_from([None, 0, 1]))
def test_any_file_reads_or_is_refused_with_one_line(folder, content, format, index_base):
    path = folder / "any"
    path.write_bytes(content)
    refused = None
    try:
        gold = read_gold(path, format=format, index_base=index_base)
    except AlignmentError as error:
        refused = str(error)
    if refused is not None:
        assert refused.startswith(str(path)) and "\n" not in refused
        return
    assert all(pair.sure <= pair.possible for pair in gold.pairs)
    assert all(min(link) >= 0 for pair in gold.pairs for link in pair.possible)
    again = read_links(path, gold, format=gold.format, index_base=gold.index_base)
    assert [pair.possible for pair in again.pairs] == [pair.possible for pair in gold.pairs]


PAIRS = st.lists(st.tuples(st.frozensets(st.tuples(st.integers(0, 5), st.integers(0, 5))), st.booleans()), min_size=1)


@given(PAIRS, st.sampled_from([0, 1]))
def test_links_written_in_any_format_read_back(folder, pairs, base):
    def links(found, mark):
        return [f"{source + base}{mark}{target + base}" for source, target in found]

    talp = [" ".join(links(found, "-" if sure else "p")) for found, sure in pairs]
    written = {
        "talp": "\n".join([*talp, ""]),
        "ids": "".join(f"s{number}\t{line}\n" for number, line in enumerate(talp)),
        "naacl": "".join(
            f"{number} {source + base} {target + base} {'S' if sure else 'P'}\n"
            for number, (found, sure) in enumerate(pairs, start=1)
            for source, target in found
        ),
    }
    if base == 0 and not any((0, 0) in found for found, _ in pairs):
        # Without a link of 0 to 0, NAACL counts from 1.
        del written["naacl"]
    for format, content in written.items():
        path = folder / "written"
        path.write_text(content)
        read = [(pair.possible, pair.sure) for pair in read_gold(path, format=format, index_base=base).pairs]
        read += [(frozenset(), frozenset())] * (len(pairs) - len(read)) if format == "naacl" else []
        assert read == [(found, found if sure else frozenset()) for found, sure in pairs]


@pytest.mark.parametrize(
    ("links", "source", "target", "format", "base", "pairs", "sure", "possible", "faults"),
    [
        ("europarl-de-en-100/de-en.wa", "test.de", "test.en", "pharaoh", 0, 99, 1220, 1220, ["63"]),
        ("europarl-de-en-100/de-en.ref.wa", "test.de", "test.en", "naacl", 0, 99, 1220, 1220, ["63"]),
        ("hansards-fr-en-trial/trial.wa", "trial.e", "trial.f", "naacl", 1, 37, 338, 1784, []),
        (ALIBI, "LaVision_sents.txt", "TheVision_sents.txt", "ids", 0, 106, 1681, 4223, []),
    ],
)
def test_published_gold_loads_whole(links, source, target, format, base, pairs, sure, possible, faults):
    path = CORPORA / links
    if not path.is_file():
        pytest.skip("no published gold alignments here")
    texts = {"source": path.with_name(source), "target": path.with_name(target)}
    gold = read_gold(path, **texts, skip_faulty=True)
    assert (gold.format, gold.index_base, len(gold.pairs), list(gold.faults)) == (format, base, pairs, faults)
    assert sum(len(pair.sure) for pair in gold.pairs) == sure
    assert sum(len(pair.possible) for pair in gold.pairs) == possible
    assert all(pair.source and pair.target and "\ufeff" not in pair.source for pair in gold.pairs)
    found = read_links(path, gold)
    assert [pair.possible for pair in found.pairs] == [pair.possible for pair in gold.pairs]
    if faults:
        with pytest.raises(AlignmentError, match=r"wa:(63|776): link 12-16 is out of range; pair 63 has 13 source and"):
            read_gold(path, **texts)
