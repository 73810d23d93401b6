"""Ray as an engine. What needs Ray itself is skipped where it is not installed: `tests/jobs/test_crew.py` and
`tests/jobs/test_elsewhere.py` try the same with processes of the standard library."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.agency import Once
from tests.conftest import contents
from tests.scored import ROWS, SETTINGS, write
from workbench.cli import main
from workbench.corpus import read
from workbench.errors import RunError, UnknownNameError
from workbench.jobs.align import align
from workbench.jobs.aligner import Aligner, AlignSettings
from workbench.jobs.ray import Ray, _WithoutRay, room
from workbench.jobs.score import score
from workbench.jobs.score_settings import ScoreSettings

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize(
    ("asked", "threads", "cpus", "gpus_each", "gpus", "found"),
    [
        (None, 1, 16.0, 0, 0, 16),
        (None, 4, 18.0, 0, 0, 4),
        (3, 1, 16.0, 0, 8, 3),
        (None, 1, 16.0, 1, 4, 4),
        (17, 1, 16.0, 0, 0, "17 workers asked for; Ray has 16 CPUs in all, .* takes 1 of these; give --workers 16, or"),
        (5, 4, 16.0, 0, 0, "5 workers asked for; Ray has 16 CPUs in all, .* takes 4 of these; give --workers 4, or"),
        (2, 1, 8.0, 1, 1.0, "Ray has 8 CPUs and 1 GPUs in all, .* takes 1 of these and 1 of those; give --workers 1"),
        (None, 4, 2.0, 0, 0, "1 workers asked for; Ray has 2 CPUs in all, and each worker takes 4 of these; give it"),
    ],
)
def test_workers_without_room_are_refused(asked, threads, cpus, gpus_each, gpus, found):
    if isinstance(found, int):
        assert room(asked, threads, cpus, gpus_each, gpus) == found
    else:
        with pytest.raises(RunError, match=found):
            room(asked, threads, cpus, gpus_each, gpus)


@pytest.mark.parametrize("command", ["score", "align"])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--engine", "spark"], "unknown engine 'spark'; choose one of: process, ray"),
        (["--engine", "ray"], r"Ray is not installed; install it with pip install 'translation-workbench\[ray\]'"),
        (["--workers", "2"], "--workers and --address are for --engine ray; give that too"),
        (["--address", "auto"], "--workers and --address are for --engine ray; give that too"),
    ],
)
def test_what_is_wrong_with_an_engine_is_told_before_any_work(monkeypatch, capsys, tmp_path, command, options, told):
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "argv", ["workbench", command, "demo", "--out", str(tmp_path / "out"), *options])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert re.search(told, capsys.readouterr().err)
    assert not list(tmp_path.iterdir())


def test_what_threads_of_ray_print_is_no_result():
    stream = io.StringIO()
    shown = _WithoutRay(stream)
    shown.write("0-0\n")
    print("1-1", file=shown)
    thread = threading.Thread(target=lambda: print("A worker died", file=shown), name="ray_listen_error_messages")
    thread.start()
    thread.join()
    assert (stream.getvalue(), shown.getvalue()) == ("0-0\n1-1\n", "0-0\n1-1\n")


# With Ray


@pytest.fixture(scope="module")
def cluster():
    """One for all tests of this file: it takes seconds to start."""
    ray = pytest.importorskip("ray")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 << 20)
    yield ray
    ray.shutdown()


def test_runs_and_links_of_ray_are_those_of_this_process(cluster, tmp_path, corpus_file, model, undisturbed):
    score(read(corpus_file), model, tmp_path / "run", SETTINGS, engine=Ray())
    assert contents(tmp_path / "run") == contents(undisturbed)
    aligner, expected, found = Aligner.of(model, AlignSettings(symmetrise="grow-diag")), [], []
    align(read(corpus_file), aligner, expected.append)
    align(read(corpus_file), aligner, found.append, engine=Ray(workers=1))
    assert found == expected
    assert cluster.is_initialized(), "what was there before is not ended"


@pytest.mark.usefixtures("cluster")
def test_killed_workers_are_replaced_told_and_load_nothing_that_they_do_not_need(tmp_path, capsys):
    for part in (0, 3, 4):
        (tmp_path / str(part)).touch()
    lines = []
    made = list(Ray(workers=2, threads=1, tell=lines.append).made(Once(tmp_path), range(8)))
    assert made == [(part, False, "1") for part in range(8)]
    assert len(lines) == 3 and all(line.startswith("a worker was lost: The actor died") for line in lines)
    time.sleep(1)  # what Ray prints of it comes later
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("cluster")
def test_errors_of_workers_are_those_of_this_process(tmp_path):
    with pytest.raises(UnknownNameError, match=r"^unknown part '99'"):
        list(Ray(workers=1).made(Once(tmp_path), [98, 99, 100]))
    with pytest.raises(RunError, match="3 workers asked for; Ray has 2 CPUs in all"):
        list(Ray(workers=3).made(Once(tmp_path), [1]))


def of_ray() -> list[str]:
    """Processes that Ray has started."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = place.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if words.startswith("ray::") or "/ray/core/src/ray/" in words:
            found.append(words)
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_a_killed_and_an_interrupted_command_go_on_to_the_bytes_of_one_process(tmp_path, taught_marian, model):
    ray = pytest.importorskip("ray")
    ray.shutdown()
    rows = [{"source": f"{row['source']} {i}", "reference": row["reference"]} for i in range(8) for row in ROWS]
    corpus, run = write(tmp_path / "c.en-de.jsonl", rows), tmp_path / "run"
    command = [sys.executable, "-m", "workbench", "score", corpus, "--model", taught_marian, "--out", run]
    command += ["--max-length", 10, "--shard-size", 2, "--device", "cpu", "--engine", "ray", "--workers", 2]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    environment.pop("OMP_NUM_THREADS", None)
    before = 0
    for end, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)):
        process = subprocess.Popen(
            [*map(str, command)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        while len(list(run.glob("segments/*/*.parquet"))) < before + 2:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.02)
        process.send_signal(end)
        out, told = process.communicate()
        assert (process.returncode, out) == (code, "")
        before = len(list(run.glob("segments/*/*.parquet")))
        assert before < 20
        if end == signal.SIGINT:
            assert "finished parts are kept in" in told and "Traceback" not in told
            assert [words for words in of_ray() if "Agent" not in words] == []
        else:
            # Killed, it takes nobody along; its workers see that it is gone.
            while any("_Worker" in words for words in of_ray()):
                time.sleep(0.1)
    settings = ScoreSettings(max_length=10, shard_size=2)
    score(read(corpus), model, run, settings)
    score(read(corpus), model, tmp_path / "other", settings)
    assert contents(run) == contents(tmp_path / "other")


@pytest.mark.parametrize(
    ("address", "why"), [("127.0.0.1:1", "refused"), ("localhost:1", "refused"), ("nowhere.invalid:6379", "")]
)
def test_an_address_where_nobody_answers_is_told_at_once(tmp_path, corpus_file, model, monkeypatch, address, why):
    """Before Ray is asked, which would try for minutes."""
    absent = SimpleNamespace(is_initialized=lambda: False, shutdown=lambda: None)
    monkeypatch.setitem(sys.modules, "ray", absent)
    told = rf"address {address}: no Ray cluster that can be used answers there \(.*{why}.*\); give HOST:PORT as"
    with pytest.raises(RunError, match=told):
        score(read(corpus_file), model, tmp_path / "run", SETTINGS, engine=Ray(address=address))
    assert json.loads((tmp_path / "run" / "run.json").read_bytes())["complete"] is False


def test_a_machine_on_which_ray_does_not_start_is_told(monkeypatch):
    def init(**_):
        raise Exception("The current node timed out during startup. This\ncould happen")

    ended = []
    monkeypatch.setitem(
        sys.modules, "ray", SimpleNamespace(is_initialized=lambda: False, init=init, shutdown=lambda: ended.append(1))
    )
    with pytest.raises(
        RunError, match=r"^Ray cannot be started on this machine \(The current node timed out during sta"
    ):
        list(Ray().made(str, [1]))
    assert ended
