"""Files that are made to do harm, or as broken as that: read or refused, in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import lzma
import multiprocessing
import os
import resource
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus.seed_files import FOLDER
from tests.corpus.test_fuzz import read_all
from workbench.corpus import read
from workbench.errors import CorpusError

MOST_SECONDS, MOST_MEGABYTES = 20, 300
"""Of processor time, and of memory above what the process had: generous; most take a tenth of a second and few MB."""

_MB = 1 << 20
_TMX = b'<?xml version="1.0"?>%s<tmx version="1.4"><header srclang="en"/><body>%s</body></tmx>'
_UNIT = b'<tu><tuv xml:lang="en"><seg>%s</seg></tuv><tuv xml:lang="de"><seg>Rad</seg></tuv></tu>'


def in_gzip(data: bytes, times: int) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        for _ in range(times):
            file.write(data)
    return packed.getvalue()


def in_zip(*members: tuple[str, bytes], mode: int = 0o644) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.external_attr, info.compress_type = mode << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return packed.getvalue()


def entities(levels: int) -> bytes:
    declared = [
        b'<!ENTITY e0 "wheel">',
        *(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, levels)),
    ]
    return b"<!DOCTYPE tmx [%s]>" % b"".join(declared)


CASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "entities within entities": ("x.tmx", lambda: _TMX % (entities(4), _UNIT % b"&e3;")),
    "an entity that is a file": (
        "x.tmx",
        lambda: _TMX % (b'<!DOCTYPE tmx [<!ENTITY f SYSTEM "secret.txt">]>', _UNIT % b"&f;"),
    ),
    "a declaration from elsewhere": (
        "x.tmx",
        lambda: (
            _TMX % (b'<!DOCTYPE tmx [<!ENTITY %% d SYSTEM "secret.txt"> %%d;]>'.replace(b"%%", b"%"), _UNIT % b"Rad")
        ),
    ),
    "an entity that nobody declares": (
        "x.tmx",
        lambda: _TMX % (b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">', _UNIT % b"a&nbsp;b"),
    ),
    "deep XML": ("x.xlf", lambda: b"<xliff version='1.2'>" + b"<group>" * 100_000),
    "a text of XML that never ends": ("x.tmx", lambda: _TMX % (b"", _UNIT % (b"wheel " * (20 * _MB // 6)))),
    "an attribute that never ends": ("x.tmx", lambda: b'<tmx version="' + b"1" * (20 * _MB)),
    "many attributes": ("x.tmx", lambda: b"<tmx " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/>"),
    "XML that begins with a megabyte of blanks": ("x.tmx", lambda: b" " * _MB + _TMX % (b"", _UNIT % b"Rad")),
    "deep JSON": ("x.json", lambda: b"[" * 100_000),
    "deep JSON in a line": ("x.jsonl", lambda: b'{"source": ' + b"[" * 100_000),
    "a number of a million digits": ("x.jsonl", lambda: b'{"source": "a", "n": ' + b"9" * _MB + b"}"),
    "NUL characters": ("x.tsv", lambda: b"source\ttarget\n" + b"\0" * _MB),
    "one line of 100 MB": ("x.tsv", lambda: b"source\ttarget\n" + b"wheel " * (100 * _MB // 6)),
    "one line of 100 MB, as PO": ("x.po", lambda: b'msgid "' + b"wheel " * (100 * _MB // 6)),
    "one line of 100 MB, as JSON": ("x.json", lambda: b'[{"source": "' + b"wheel " * (100 * _MB // 6)),
    "a million columns": ("x.tsv", lambda: b"source\ttarget" + b"\tc" * 1_000_000 + b"\n"),
    "a million columns, as CSV": ("x.csv", lambda: b"source,target" + b",c" * 1_000_000 + b"\n"),
    "a million keys": ("x.jsonl", lambda: b"{" + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}\n"),
    "quotation marks that never end": ("x.csv", lambda: b'source,target\n"' + b"wheel\n" * (10 * _MB // 6)),
    "a million empty messages": ("x.po", lambda: b'msgid ""\nmsgstr ""\n\n' * 200_000),
    "150 MB of one letter in gzip": ("x.tsv.gz", lambda: in_gzip(b"a" * _MB, 150)),
    "150 MB of one letter in xz": ("x.tsv.xz", lambda: lzma.compress(b"a" * (150 * _MB), preset=0)),
    "150 MB of blanks in a zip": ("x.zip", lambda: in_zip(("x.tsv", b" " * (150 * _MB)))),
    "a workbook of 150 MB of blanks": (
        "x.xlsx",
        lambda: in_zip(("[Content_Types].xml", b"<Types/>"), ("xl/worksheets/sheet1.xml", b" " * (150 * _MB))),
    ),
    "a way out of an archive": ("x.zip", lambda: in_zip(("../../x.tsv", b"a\tb\n"))),
    "a link in an archive": ("x.zip", lambda: in_zip(("x.tsv", b"/etc/hostname"), mode=0o120777)),
    "a thousand files in an archive": ("x.zip", lambda: in_zip(*((f"{n}.tsv", b"a\tb\n") for n in range(1000)))),
    "lengths that are not true": ("x.parquet", lambda: b"PAR1" + b"\xff" * 64 + b"\xff\xff\xff\x7fPAR1"),
    "a message of two gigabytes": ("x.arrow", lambda: b"\xff\xff\xff\xff\xff\xff\xff\x7f" + b"\0" * 64),
}
READ = ("XML that begins with a megabyte of blanks", "a declaration from elsewhere")
"""What is no fault, or is not looked at."""


def told(path: str, to: multiprocessing.connection.Connection) -> None:
    """In a process of its own: the outcome, seconds of processor time, and memory beyond what was there, in MB."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_SELF)
    try:
        outcome = read_all(Path(path))
    except BaseException as error:
        outcome = f"raised {type(error).__name__}: {error}"
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime - begun.ru_utime - begun.ru_stime
    to.send((outcome, seconds, (used.ru_maxrss - before) / 1024))


@pytest.mark.parametrize("name", CASES)
def test_hostile_files_are_refused_in_bounded_time_and_memory(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("what nobody may see", encoding="utf-8")
    file, content = CASES[name]
    (tmp_path / file).write_bytes(content())
    before = sorted(os.listdir(tmp_path))
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=told, args=(file, sender))
    process.start()
    try:
        assert receiver.poll(60), "no answer within a minute"
        outcome, seconds, megabytes = receiver.recv()
    finally:
        process.kill()
        process.join()
    print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB, {outcome[:150]}")
    assert not outcome.startswith("raised")
    assert "what nobody may see" not in outcome
    assert outcome == "read" if name in READ else outcome.startswith("refused")
    assert seconds < MOST_SECONDS and megabytes < MOST_MEGABYTES
    assert sorted(os.listdir(tmp_path)) == before


def test_what_is_no_file_is_refused(tmp_path):
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        for path in (tmp_path / "socket", tmp_path, Path("/dev/zero"), Path("/dev/null"), tmp_path / "nowhere.tmx"):
            with pytest.raises(CorpusError):
                read(path)


@pytest.mark.parametrize("name", ["level2.tmx", "plain.xlf", "mill.ts", "named.tsv", "several_references.jsonl"])
def test_a_file_that_is_cut_while_it_is_read_is_told_or_ends(name, tmp_path):
    data = (FOLDER / name).read_bytes()
    head, unit, tail = repeated(name, data)
    file = tmp_path / name
    file.write_bytes(head + unit * (4 * _MB // len(unit)) + tail)
    corpus = read(file, source_language="en", target_language="de")
    found, failed = 0, False
    try:
        for segment in corpus:
            assert segment.source
            found += 1
            if found == 3:
                os.truncate(file, 2 * _MB)
    except CorpusError as error:
        failed = str(error).startswith(str(file))
    assert found >= 3
    assert failed or name.endswith((".tsv", ".jsonl"))


def repeated(name: str, data: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before a unit, a unit that may stand there often, what stands behind."""
    if name.endswith((".tsv", ".jsonl")):
        head = b"id\tsource\treference\n" if name.endswith(".tsv") else b""
        unit = b"1\tThe mill\tDie M\xc3\xbchle\n" if head else b'{"source": "The mill", "reference": "Die"}\n'
        return head, unit, b""
    begin, end = {"level2.tmx": (b"<tu ", b"</tu>"), "plain.xlf": (b"<trans-unit", b"</trans-unit>")}.get(
        name, (b"<message", b"</message>")
    )
    first, last = data.index(begin), data.index(end) + len(end)
    return data[:first], data[first:last], data[last:]
