from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workbench.jobs.progress import Progress

pytestmark = pytest.mark.usefixtures("one_thread")

ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "COLUMNS": "100", "PYTHONPATH": str(Path(__file__).parents[2])}
PAIRS = [
    ("the cat sits on the mat", "die Katze sitzt auf der Matte"),
    ("", "leer"),
    ("my brother makes coffee", "mein Bruder macht Kaffee"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("align")
    (folder / "c.en-de.tsv").write_text("source\treference\n" + "".join(f"{s}\t{t}\n" for s, t in PAIRS))
    for place, name in enumerate(("c.en", "c.de")):
        (folder / name).write_text("".join(pair[place] + "\n" for pair in PAIRS))
    (folder / "alone.en").write_text("the cat\n")
    (folder / "ragged.en-de.tsv").write_text("source\treference\nthe cat\tdie Katze\nthe dog\n")
    return folder


@pytest.fixture
def align(folder, taught_marian, here):
    def call(corpus, *options, model=taught_marian):
        given = [] if corpus is None else [folder / corpus]
        return here("align", *given, "-m", model, "--device", "cpu", *options)

    return call


def test_links_go_to_stdout_and_what_was_read_to_stderr(align):
    code, out, err = align("c.en-de.tsv")
    assert code == 0
    lines = out.split("\n")
    assert len(lines) == 4 and lines[1] == lines[3] == ""
    assert [link.split("-")[1] for link in sorted(lines[0].split(), key=lambda link: int(link.split("-")[1]))] == [
        *"012345"
    ]
    said = err.split("\n")
    assert said[0].startswith("3 pairs, ") and said[0].endswith(" a second")
    assert said[1] == "1 pair could not be read and has an empty line: 1 empty"
    assert said[2].startswith("read: attention, cross, layer 1, all heads, output row (not measured for this model:")


def test_a_table_and_two_files_give_the_same_links(align, folder):
    table = align("c.en-de.tsv")[1]
    files = ["--source", folder / "c.en", "--target", folder / "c.de"]
    assert align(None, *files)[1] == table
    assert align(None, "--source", folder / "c.en", "--hypothesis", folder / "c.de", "--target-lang", "de")[1] == table
    assert align("c.en-de.tsv", "--limit", 2)[1] == "".join(table.splitlines(keepends=True)[:2])


@pytest.mark.parametrize(
    "options",
    [
        ["--symmetrise", "grow-diag-final-and"],
        ["--symmetrise", "intersection", "--reverse-model", "MODEL"],
        ["--view", "rollout", "--layer", 1, "--links", "optimal"],
        ["--view", "value_attention", "--layer", 0, "--head", 1, "--head", 2, "--row", "input", "--batch-size", 2],
        ["--view", "attention", "--layer", "all", "--heads", "max", "--symmetrise", "union"],
        ["--view", "rollout", "--layer", "all"],
        ["--view", "integrated_gradients", "--links", "mutual"],
        ["--pretokenized", "--links", "threshold"],
    ],
)
def test_options_are_taken_and_told(align, taught_marian, options):
    code, out, err = align("c.en-de.tsv", *(taught_marian if part == "MODEL" else part for part in options))
    assert code == 0, err
    assert out.count("\n") == 3 and out.split("\n")[0]
    if "--view" in options:
        assert f"read: {options[1]}" in err
    assert ("read the other way: " in err) == ("--symmetrise" in options)


def test_the_same_command_goes_on_or_says_that_the_file_is_complete(align, tmp_path):
    links = align("c.en-de.tsv")[1]
    out = tmp_path / "links.txt"
    code, printed, err = align("c.en-de.tsv", "--out", out)
    assert (code, printed, out.read_text()) == (0, "", links)
    assert (tmp_path / "links.txt.json").is_file()
    code, printed, err = align("c.en-de.tsv", "--out", out)
    assert (code, printed, out.read_text()) == (0, "", links)
    assert err.startswith(f"{out} is complete: 3 pairs\n")
    out.write_text(links[:10])
    assert align("c.en-de.tsv", "--out", out)[2].startswith("3 pairs, ")
    assert out.read_text() == links


def test_ctrl_c_says_how_to_go_on(align, tmp_path, monkeypatch):
    def interrupted(_corpus, _linker, _to, progress, **_):
        progress(Progress(5, 9, "linking"))
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.jobs.align.align", interrupted)
    monkeypatch.setattr("workbench.jobs.align.align_into", interrupted)
    out = tmp_path / "links"
    message = f"finished parts are kept in {out}: give the same command again to go on"
    assert align("c.en-de.tsv", "--out", out) == (130, "", f"stopped at 5 of 9 pairs; {message}\n")
    assert align("c.en-de.tsv") == (
        130,
        "",
        "stopped at 5 of 9 pairs; nothing is kept: give --out to be able to go on\n",
    )


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_process_that_is_killed_or_stopped_goes_on_to_the_same_bytes(tmp_path, taught_marian, align, sent, code):
    corpus, out = tmp_path / "long.en-de.tsv", tmp_path / "links"
    corpus.write_text("".join(f"{PAIRS[2 * (i % 2)][0]} {i}\t{PAIRS[2 * (i % 2)][1]} {i}\n" for i in range(2500)))
    command = ["align", corpus, "-m", taught_marian, "--device", "cpu", "--no-header", "--out", out]
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", *map(str, command)],
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        # A shell starts its background jobs deaf to Ctrl-C, and their children inherit it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not (out.exists() and out.stat().st_size):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.01)
    process.send_signal(sent)
    _, err = process.communicate()
    assert process.returncode == code, err
    assert b"Traceback" not in err
    made = out.read_bytes()
    assert 0 < made.count(b"\n") < 2500
    _, whole, _ = align(corpus, "--no-header")
    assert whole.encode().startswith(made)
    assert align(corpus, "--no-header", "--out", out)[0] == 0
    assert out.read_bytes() == whole.encode()


def test_a_reader_that_stops_early_sees_no_traceback(folder, taught_marian):
    command = [sys.executable, "-m", "workbench", "align", str(folder / "c.en-de.tsv"), "-m", str(taught_marian)]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, check=False)
    os.close(writer)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("corpus", "options", "message"),
    [
        ("no.tsv", "", "no.tsv: no such file; check the path"),
        ("ragged.en-de.tsv", "", "ragged.en-de.tsv:3: 1 columns received, 2 expected"),
        ("c.en-de.tsv", "-m ./no-model", "model folder './no-model' does not exist"),
        ("c.en-de.tsv", "--view magic", "unknown view 'magic'; choose one of: attention"),
        ("c.en-de.tsv", "--links all", "unknown way to link 'all'; choose one of: mutual"),
        ("c.en-de.tsv", "--symmetrise gdf", "unknown way to symmetrise 'gdf'; choose one of: grow-diag"),
        ("c.en-de.tsv", "--symmetrise union --reverse-model ./gone", "model folder './gone' does not exist"),
        ("c.en-de.tsv", "--layer 9", "layer 9 asked for; this model has decoder layers 0 to 2"),
        ("c.en-de.tsv", "--view erasure --head 1", "heads asked for, which erasure cannot be asked"),
        ("c.en-de.tsv", "--out .", "exists and is not a file; give --out the name of a new file"),
        ("c.en-de.tsv", "--out c.en", "c.en exists and has no c.en.json beside it"),
        ("c.en-de.tsv", "--out /proc/foo", "/proc/foo: the file cannot be made: No such file or directory"),
        ("c.en-de.tsv", "--out /dev/full", "/dev/full exists and is not a file"),
    ],
)
def test_bad_input_ends_with_one_message_and_exit_code_2(align, folder, monkeypatch, corpus, options, message):
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    code, out, err = align(corpus, *options.split())
    assert (code, out) == (2, "")
    assert err.count("error: ") == 1 and err.startswith("error: ") and "Traceback" not in err
    assert message in err
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("", "give a CORPUS file, or --source FILE and --target FILE"),
        ("c.tsv --reverse-model demo", "--reverse-model is read for --symmetrise alone"),
        ("c.tsv --symmetrise union --reverse-prefix Do:", "--reverse-prefix is for the model of --reverse-model"),
        ("c.tsv --limit 0", "Invalid value for '--limit'"),
        ("c.tsv --batch-size 0", "Invalid value for '--batch-size'"),
        ("c.tsv --head first", "Invalid value for '--head'"),
    ],
)
def test_bad_usage_ends_with_one_message_and_exit_code_2(here, options, message):
    code, out, err = here("align", *options.split())
    assert (code, out) == (2, "")
    said = " ".join(err.replace("│", " ").split())
    assert message in said and said.count("Error") == 1 and "Traceback" not in said


def test_sources_alone_cannot_be_linked(align, folder):
    code, out, err = align(None, "--source", folder / "alone.en", "--format", "parallel", "--target-lang", "de")
    assert (code, out) == (2, "")
    assert err.startswith("error: ") and "Traceback" not in err
