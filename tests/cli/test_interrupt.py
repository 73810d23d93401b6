from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import contents
from workbench.cli import main
from workbench.corpus import read
from workbench.jobs.progress import Progress
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings
from workbench.models import load

pytestmark = pytest.mark.usefixtures("one_thread")

ENVIRONMENT = os.environ | {
    "OMP_NUM_THREADS": "1",
    "COLUMNS": "100",
    "TERM": "xterm",
    "PYTHONPATH": str(Path(__file__).parents[2]),
}
SEGMENTS = 120


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "c.en-de.tsv"
    sentences = ["the cat sits on the mat\tdie Katze sitzt", "my brother makes coffee in the old market\tmein Bruder"]
    path.write_text("source\treference\n" + "".join(f"{sentences[i % 2]} {i}\n" for i in range(SEGMENTS)))
    return path


def terminal():
    """A terminal's two ends, and what is written to it as it comes."""
    master, slave = pty.openpty()
    seen = []

    def listen():
        try:
            while data := os.read(master, 4096):
                seen.append(data)
        except OSError:  # the last writer has closed it
            os.close(master)

    listener = threading.Thread(target=listen)
    listener.start()
    return slave, seen, listener


def test_ctrl_c_ends_soon_says_how_far_it_is_and_the_same_command_goes_on(
    tmp_path, taught_marian, corpus, monkeypatch, capsys
):
    run = tmp_path / "run"
    command = ["score", str(corpus), "--model", str(taught_marian), "--out", str(run), "--device", "cpu"]
    command += ["--shard-size", "8", "--max-length", "24"]
    slave, seen, listener = terminal()
    process = subprocess.Popen(
        [sys.executable, "-m", "workbench", *command],
        stdout=subprocess.PIPE,
        stderr=slave,
        env=ENVIRONMENT,
        # A shell starts its background jobs deaf to Ctrl-C, and their children inherit it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(slave)
    while len(list(run.glob("segments/*/*.parquet"))) < 3:
        assert process.poll() is None, b"".join(seen).decode()
        time.sleep(0.02)
    time.sleep(0.3)  # for another picture of the progress bar
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    out, _ = process.communicate()
    took = time.monotonic() - start
    listener.join()
    said = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(seen).decode())
    assert process.returncode == 130
    assert took < 10  # a batch, and the end of the process
    assert out == b""
    assert "Traceback" not in said
    [(done, total)] = re.findall(
        rf"stopped at (\d+) of (\d+) segments; finished parts are kept in {run}: give the same command again to go on",
        said,
    )
    assert 24 <= int(done) < int(total) == SEGMENTS
    assert re.search(rf"(translating|scoring) .* \d+/{SEGMENTS} +\d+/s +0:\d\d:\d\d", said), "rate and remaining time"

    kept = {name: content for name, content in contents(run).items() if name.endswith(".parquet")}
    assert 3 <= len(kept) < SEGMENTS / 8
    monkeypatch.setattr(sys, "argv", ["workbench", *command])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code or 0, capsys.readouterr().out) == (0, f"workbench worst {run}\n")
    translator = load(str(taught_marian), source_language="en", target_language="de", device="cpu")
    score(read(corpus), translator, tmp_path / "undisturbed", ScoreSettings(max_length=24, shard_size=8))
    assert contents(run) == contents(tmp_path / "undisturbed")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--out", "run"], "finished parts are kept in run: give the same command again to go on"),
        (["--json"], "nothing is kept: give --out to be able to go on"),
    ],
)
def test_what_is_said_is_true_with_and_without_a_run_folder(
    tmp_path, taught_marian, corpus, monkeypatch, capsys, options, message
):
    def interrupted(_corpus, _translator, _out, _settings, progress, **_):
        progress(Progress(5, SEGMENTS, "translating"))
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("workbench.jobs.score.score", interrupted)
    monkeypatch.setattr(sys, "argv", ["workbench", "score", str(corpus), "-m", str(taught_marian), *options])
    with pytest.raises(SystemExit) as ended:
        main()
    written = capsys.readouterr()
    assert (ended.value.code, written.out) == (130, "")
    assert written.err == f"stopped at 5 of {SEGMENTS} segments; {message}\n"


@pytest.mark.parametrize(
    ("command", "goes_on"),
    [
        (["score", "CORPUS", "--out", "run"], True),
        (["align", "CORPUS", "-o", "links"], True),
        (["demo"], True),
        (["align", "CORPUS"], False),
        (["explain", "a"], False),
        (["heads", "CORPUS"], False),
    ],
)
def test_ctrl_c_while_the_model_is_loaded_says_how_to_go_on_where_it_can(
    tmp_path, corpus, monkeypatch, capsys, command, goes_on
):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("workbench.models.load", interrupted)
    monkeypatch.setattr(sys, "argv", ["workbench", *(str(corpus) if part == "CORPUS" else part for part in command)])
    with pytest.raises(SystemExit) as ended:
        main()
    written = capsys.readouterr()
    assert (ended.value.code, written.out) == (130, "")
    assert written.err == ("stopped; give the same command again to go on\n" if goes_on else "stopped\n")
