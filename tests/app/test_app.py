"""What the app is built of, what programs can call, and that it starts as a Space would start it."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import urllib.request
from io import BytesIO
from pathlib import Path

import pytest
from gradio.utils import get_function_description
from playwright.sync_api import expect

from tests.app.conftest import ROOT
from workbench.app import build
from workbench.app.parts.listing import file_name
from workbench.app.parts.upload import read_pasted
from workbench.app.serving.hosting import SHARED, Limits
from workbench.app.serving.translators import Translators
from workbench.app.space import SpaceSettings, make_space
from workbench.errors import RunError, WorkbenchError
from workbench.runs.demo import scored_demo
from workbench.runs.export import presented


def test_four_endpoints_have_names_and_say_what_they_are_and_take():
    app = build()
    endpoints = app.get_api_info()["named_endpoints"]
    assert sorted(endpoints) == ["/explain", "/score", "/segment", "/worst"]
    for found in app.fns.values():
        if f"/{found.api_name}" in endpoints:
            # As Gradio tells programs: one line for each parameter.
            described, parameters, _ = get_function_description(found.fn)
            assert len(described) > 80 and described.endswith(".") and "Args" not in described
            assert [name for name, told in parameters.items() if not told.endswith(".")] == [], found.api_name


def test_a_folder_that_is_no_run_is_told(tmp_path):
    with pytest.raises(RunError, match="not a run"):
        build([tmp_path])


def test_no_one_can_flag_in_the_name_of_those_who_call_the_endpoints(tmp_path, monkeypatch):
    from workbench.app.serving.library import Library, new_owner

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    library = Library(limits=SHARED)
    library.open("demo", "nobody-in-particular").flags.set("demo-001", "fine", "mine")
    assert library.open("demo", new_owner()).flags.read() == {}


def test_models_are_loaded_once_and_the_oldest_goes_first(monkeypatch):
    loaded = []
    monkeypatch.setattr("workbench.models.load", lambda name, **_: loaded.append(name) or object())
    translators = Translators(SHARED, most=2)
    one = translators("demo", "en", "de")
    assert translators(" demo ", "en", "de") is one
    two = translators("Helsinki-NLP/opus-mt-en-de")
    assert translators("demo", "en", "de") is one
    translators("Helsinki-NLP/opus-mt-en-fr")
    assert translators("Helsinki-NLP/opus-mt-en-de") is not two
    assert len(loaded) == 4
    with pytest.raises(Exception, match="not offered here"):
        translators("somebody/else")


@pytest.mark.parametrize("by", ["chrf", "../../etc/x", "/etc/x", "a\\b", "", "..", "n" * 300, "a\nb", "Größe", "=1+1"])
def test_a_download_is_named_after_its_column_and_stays_in_its_folder(by):
    name = file_name("hypothesis", by)
    assert name.startswith("worst-hypothesis-by") and len(name.encode()) < 200
    assert not {"/", "\\", "\n", "\0"} & {*name} and (Path("x") / f"{name}.csv").resolve().parent.name == "x"


@pytest.mark.parametrize("text", ["a\0b", "b \ud800", "\udcff"])
def test_pasted_text_holds_what_a_text_may_hold(tmp_path, text):
    for source, target in ((text, ""), ("fine", text)):
        with pytest.raises(
            WorkbenchError,
            match=r"line \d of the (sources|translations|references) has (a NUL character|half of a surrogate pair)",
        ):
            read_pasted(tmp_path, source, target, Limits(), None)


def test_programs_call_score_worst_explain_and_segment(server):
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(server.url, verbose=False)
    records = client.predict(
        source="She gave up.\nThe train is late.",
        target="Sie gab auf.\nDer Zug hat Verspätung.",
        side="both",
        api_name="/score",
    )
    assert [(record["source"], record["side"]) for record in records][:2] == [
        ("She gave up.", "hypothesis"),
        ("She gave up.", "reference"),
    ]
    worst = client.predict(run="demo", by="scatter", side="reference", top=3, api_name="/worst")
    assert worst == [presented(record) for record in scored_demo().worst("scatter", 3, "reference")]
    found = client.predict(source="The train is late.", views="attention,rollout", measure=False, api_name="/explain")
    assert list(found["views"]) == ["attention", "rollout"] and found["source"][1] == "train"
    segment = client.predict(run="demo", id=worst[0]["id"], side="reference", api_name="/segment")
    assert len(segment["weights"]) == len(segment["target_doubts"]) == len(segment["target_words"])
    assert len(segment["source_doubts"]) == len(segment["source_words"])
    for call in (
        {"run": "mine-0123456789abcdef", "api_name": "/worst"},
        {"by": "beauty", "api_name": "/worst"},
        {"source": "a", "model": "nobody/nothing", "api_name": "/score"},
        {"source": " ", "api_name": "/explain"},
        {"run": "demo", "id": "nothing", "api_name": "/segment"},
    ):
        with pytest.raises(AppError) as told:
            client.predict(**call)
        assert "Traceback" not in str(told.value) and len(str(told.value)) > 20


SENTENCE = ["The train is late.", "", "demo", "en", "de", "attention", False, ""]
WORST = ["demo", "scatter", "hypothesis", 3, ""]


def called(server, name, data):
    """What the endpoint answers to somebody who speaks plain HTTP: the kind of the event, and its data."""
    address = f"{server.url}/gradio_api/call/{name}"
    body = json.dumps({"data": data}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as found:
        event = json.load(found)["event_id"]
    with urllib.request.urlopen(f"{address}/{event}", timeout=60) as found:
        kind, _, rest = found.read().decode().rpartition("event: ")[2].partition("\ndata: ")
        return kind, json.loads(rest)


def test_what_is_of_another_type_gets_a_message_and_leaves_no_traceback(server):
    before = server.log.read_text().count("Traceback")
    wrong = [
        *(("explain", [*SENTENCE[:at], value, *SENTENCE[at + 1 :]]) for at, value in (
            (0, 5), (0, None), (0, ["a"]), (1, 7), (2, {}), (3, 1), (5, None), (5, ["attention"]), (5, "beauty"),
            (5, ",".join(map(str, range(300)))), (6, "x"), (6, None))),
        *(("worst", [*WORST[:at], value, *WORST[at + 1 :]]) for at, value in (
            (0, 5), (1, None), (2, ["hypothesis"]), (3, "abc"), (3, None), (3, [3]), (4, 5))),
        *(("score", value) for value in (
            [5, "", "demo", "en", "de", "reference"], ["a", ["b"], "demo", "en", "de", "reference"],
            ["a", "b", None, "en", "de", "reference"], ["a", "b", "demo", "en", "de", 1])),
        *(("segment", value) for value in (["demo", 5, "reference"], [None, "demo-001", "reference"],
                                           ["demo", "demo-001", ["reference"]])),
        *((name, values) for name in ("explain", "worst", "score", "segment") for values in ([], ["demo"])),
    ]  # fmt: skip
    kind, told = called(server, "segment", ["demo", "nothing", "reference"])
    assert (kind, told["error"].count("/worst")) == ("error", 1) and "run 'demo' has no segment" in told["error"]
    for name, data in wrong:
        kind, told = called(server, name, data)
        assert kind == "error" and told["error"], (name, data)
        assert "received" in told["error"] or "unknown view" in told["error"], (name, data, told)
    assert server.log.read_text().count("Traceback") == before


def test_a_view_named_again_and_again_is_made_once(server):
    kind, (found,) = called(server, "explain", [*SENTENCE[:5], ",".join(["attention"] * 300), False, ""])
    assert kind == "complete" and list(found["views"]) == ["attention"]


def test_as_a_space_the_tracked_files_alone_start_and_state_their_limits(tmp_path, serve, visit):
    """``.ci/run`` does the same in a virtual environment made from requirements.txt alone."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    copy = tmp_path / "space"
    with tarfile.open(fileobj=BytesIO(packed)) as files:
        files.extractall(copy, filter="data")
    server = serve(tmp_path / "cache", "app.py", cwd=copy, SPACE_ID="somebody/workbench")
    try:
        page = visit(server.url)
        assert "This is a shared demo" in page.locator(".wb-limits").text_content()
        page.wait_for_selector("#corpus-picture canvas", timeout=60_000)
        page.get_by_role("link", name="Model").click()
        page.get_by_text("Profile another model").click()
        assert page.locator("#calibrate").is_disabled()
        page.get_by_role("link", name="Try").click()
        page.locator("#sentence-source textarea").fill("word " * 300)
        assert len(page.locator("#sentence-source textarea").input_value()) <= SHARED.characters
    finally:
        server.stop()


def test_a_run_to_read_has_its_list_its_detail_and_its_pictures_and_no_model(tmp_path, serve, visit):
    """``.ci/run`` does the same in a virtual environment without torch."""
    run, settings = scored_demo(), SpaceSettings(views=("attention",), top=1)
    made = make_space(run, tmp_path / "space", settings, lambda _: None)
    assert made.pictures == 2
    command = str(ROOT / "tests" / "app" / "without_torch.py"), "app.py"
    server = serve(tmp_path / "cache", *command, cwd=tmp_path / "space", SPACE_ID="somebody/workbench")
    try:
        page = visit(server.url)
        assert page.locator("#router nav a").all_inner_texts() == ["Review"]
        assert not page.locator("#check-own").is_visible() and not page.locator("#check").is_visible()
        picture = page.locator("#corpus-picture")
        expect(picture).to_contain_text("too short to measure")
        expect(page.locator("#corpus-warning")).not_to_contain_text("stored")
        page.goto(f"{server.url}/?view=erasure")
        expect(page.locator("#corpus-warning")).to_contain_text("Erasure was not stored, and no model runs here")
        assert page.locator(".wb-fault").count() == 0 and "Traceback" not in server.log.read_text()
    finally:
        server.stop()


def test_the_address_is_this_machines_alone_unless_told_otherwise(tmp_path, serve):
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "app", "--auth", "nobody"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 2 and "USER:PASSWORD" in done.stderr
    server = serve(tmp_path, "-m", "workbench", "app", "--auth", "me:secret")
    try:
        assert f"http://127.0.0.1:{server.port}" in server.log.read_text()
        listening = subprocess.run(["ss", "-ltn"], capture_output=True, text=True, check=False).stdout
        assert f"0.0.0.0:{server.port}" not in listening
    finally:
        server.stop()
