from __future__ import annotations

import gzip
import os
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from workbench.corpus import read, read_glossary
from workbench.errors import CorpusError
from workbench.files import kind
from workbench.files.kind import check_file, spooled
from workbench.files.text_file import lines

TABLE = "source\ttarget\na\tb\nc\td\n"


@pytest.fixture
def piped(tmp_path):
    """A named pipe into which somebody writes."""
    writers = []

    def make(content, name="pipe"):
        path = tmp_path / name
        os.mkfifo(path)
        writers.append(threading.Thread(target=_write, args=(path, content)))
        writers[-1].start()
        return path

    yield make
    for writer in writers:
        writer.join(10)


def _write(path, content):
    with suppress(BrokenPipeError):
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_a_corpus_from_a_pipe_is_read_as_often_as_wanted_and_is_that_of_its_bytes(piped, tmp_path):
    plain = tmp_path / "x.tsv"
    plain.write_text(TABLE)
    corpus = read(piped(TABLE))
    assert [s.source for s in corpus] == [s.source for s in corpus] == ["a", "c"]
    assert corpus.survey().segments == 2
    assert corpus.format == "tsv" and corpus.path == tmp_path / "pipe"
    assert corpus.fingerprint() == read(plain).fingerprint() != read(piped(TABLE + "e\tf\n", "other")).fingerprint()


def test_faults_in_a_pipe_are_told_by_the_name_that_was_given(piped):
    with pytest.raises(CorpusError, match=r"pipe:4: 1 columns received, 2 expected"):
        list(read(piped(TABLE + "e\n")))


def test_aligned_files_may_be_pipes(piped):
    corpus = read(piped("a\nb\n", "x.en"), target=piped("c\nd\n", "x.de"))
    assert [(s.source, *s.references) for s in corpus] == [("a", "c"), ("b", "d")]
    assert corpus.languages == ("en", "de")


def test_what_is_read_once_comes_from_the_pipe_itself(piped):
    assert read_glossary(piped("a\tb\n")) == (("a", "b"),)
    assert list(lines(piped(gzip.compress(b"x\ny\n"), "second"))) == [(1, "x"), (2, "y")]


def test_a_pipe_that_holds_too_much_is_refused(piped):
    with pytest.raises(CorpusError, match=r"pipe: is a pipe that holds more than 1 MB; write it into a file"):
        spooled(piped(b"x" * (1 << 20) + b"y"), 1 << 20)


def test_a_descriptor_of_a_pipe_is_a_pipe():
    reading, writing = os.pipe()
    os.write(writing, b"source\ttarget\na\tb\n")
    os.close(writing)
    assert [s.source for s in read(f"/dev/fd/{reading}")] == ["a"]
    os.close(reading)


def test_a_pipe_into_which_nobody_writes_is_told_and_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(kind, "WRITER_WITHIN", 0.1)
    monkeypatch.setattr(kind, "_SLICE", 0.05)
    os.mkfifo(tmp_path / "pipe")
    for opening in (spooled, read, read_glossary):
        with pytest.raises(CorpusError, match=r"pipe: is a pipe, and for 0\.1 seconds nobody has opened it to write"):
            opening(tmp_path / "pipe")


def test_a_pipe_that_is_open_and_silent_is_told(monkeypatch):
    monkeypatch.setattr(kind, "SILENT_FOR", 0.1)
    monkeypatch.setattr(kind, "_SLICE", 0.05)
    reading, writing = os.pipe()
    os.write(writing, b"source\ttarget\n")
    with pytest.raises(CorpusError, match=r"is a pipe from which nothing came for 0\.1 seconds"):
        read(f"/dev/fd/{reading}")
    os.close(writing)
    os.close(reading)


def test_whoever_writes_may_begin_late_and_take_breaks(tmp_path, monkeypatch):
    monkeypatch.setattr(kind, "_SLICE", 0.02)
    monkeypatch.setattr(kind, "SILENT_FOR", 5)
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write():
        time.sleep(0.15)
        with path.open("wb", buffering=0) as pipe:
            time.sleep(0.1)
            for line in TABLE.splitlines(keepends=True):
                pipe.write(line.encode())
                time.sleep(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    assert [s.source for s in read(path)] == ["a", "c"]
    writer.join()


def test_a_pipe_that_is_closed_without_a_word_is_empty(piped):
    with pytest.raises(CorpusError, match="is empty"):
        read(piped(""))


def test_devices_folders_and_sockets_are_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # The name of a socket is short.
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        for path, told in (
            ("/dev/null", "is a device or a terminal"),
            ("/dev/zero", "is a device or a terminal"),
            ("socket", "is a socket"),
            (".", "is a folder"),
            ("no", "no such file"),
        ):
            for opening in (lambda path: check_file(Path(path)), read, read_glossary):
                with pytest.raises(CorpusError, match=f"{path}: {told}"):
                    opening(path)
