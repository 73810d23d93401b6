from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from workbench.app.serving import temporary
from workbench.app.serving.temporary import own_folder, sweep

SERVER = """
import importlib.util, sys, tempfile, time
tempfile.tempdir = sys.argv[1]
# The file alone: the app would take seconds to import.
spec = importlib.util.spec_from_file_location("temporary", sys.argv[2])
temporary = importlib.util.module_from_spec(spec)
spec.loader.exec_module(temporary)
folder = temporary.own_folder()
(folder / "upload.txt").write_text("somebody's")
print(folder, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_a_killed_server_left_is_swept_and_what_a_running_one_has_is_not(here):
    command = [sys.executable, "-c", SERVER, str(here), temporary.__file__]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    left = here / os.path.basename(server.stdout.readline().strip())
    mine = own_folder()
    sweep()
    assert (left / "upload.txt").is_file() and mine.is_dir()
    server.send_signal(signal.SIGKILL)
    server.wait(20)
    assert left.is_dir()
    sweep()
    assert not left.exists() and mine.is_dir()


@pytest.mark.parametrize(
    "name", ["workbench-abc", "workbench-app-abc", "workbench-application", "gradio", "workbench-app-"]
)
def test_folders_that_are_not_ours_stay_whatever_they_are_called(here, name):
    (here / name).mkdir()
    (here / name / "theirs.txt").write_text("theirs")
    old = time.time() - 10**6
    os.utime(here / name, (old, old))
    sweep()
    assert (here / name / "theirs.txt").is_file()


def test_a_link_to_a_folder_is_no_folder_of_ours(here):
    elsewhere = here / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / temporary._MARK).touch()
    (here / f"{temporary.PREFIX}link").symlink_to(elsewhere)
    sweep()
    assert (elsewhere / temporary._MARK).is_file()


def test_a_server_that_ends_in_good_order_takes_its_folder_with_it(here):
    code = SERVER.replace("time.sleep(60)", "")
    command = [sys.executable, "-c", code, str(here), temporary.__file__]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout and not [*here.glob(f"{temporary.PREFIX}*")]
