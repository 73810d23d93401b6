"""Models fetched from a small hub on this machine; no real network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import huggingface_hub
import pytest
from huggingface_hub import constants

from tests.fake_hub import Hub, Repository, running
from tests.models.damage import pickled
from workbench import hub
from workbench.errors import ModelError
from workbench.models import load
from workbench.models.place import find

NAME, TOKEN = "lab/opus-xx", "hf_abcdefSECRETtoken"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    with running() as started:
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "ENDPOINT", started.address)
        template = started.address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield started


@pytest.fixture
def repository(server: Hub, tiny_marian: Path) -> Repository:
    """The tiny model, with files beside it that nothing here reads."""
    found = server.repositories[NAME] = Repository()
    files = {path.name: path.read_bytes() for path in tiny_marian.iterdir()}
    others = ("pytorch_model.bin", "tf_model.h5", "README.md", "onnx/model.onnx", "checkpoint-5/model.safetensors")
    found.push(files | dict.fromkeys(others, b"not to be fetched"))
    return found


def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


def test_a_hub_name_is_fetched_once_and_its_commit_stands_in_the_signature(server, repository, tiny_marian):
    translator = load(NAME, target_language="de", device="cpu")
    whole = load(str(tiny_marian), target_language="de", device="cpu")
    assert translator.signature() == whole.signature() | {"model": NAME, "revision": repository.refs["main"]}
    assert len(translator.weights_hash) == 64
    names = {path.name for path in tiny_marian.iterdir()}
    assert {path.name for path in translator.folder.iterdir()} == names
    # Both sides have the same pieces, which are fetched once.
    assert names - {"source.spm", "target.spm"} < {*server.fetched()} < names
    server.asked.clear()
    again = load(NAME, target_language="de", device="cpu")
    assert again.signature() == translator.signature()
    assert [path for _, path, _ in server.asked] == [f"api/models/{NAME}"]


@pytest.mark.parametrize("asked", [{"name": f"{NAME}@refs/pr/7"}, {"name": NAME, "revision": "refs/pr/7"}])
def test_a_revision_is_what_is_fetched_and_its_commit_what_is_written_down(repository, tiny_marian, asked):
    files = {path.name: path.read_bytes() for path in tiny_marian.iterdir()}
    commit = repository.push(files | {"workbench.json": b'{"languages": ["de", "en"]}'}, "refs/pr/7")
    translator = load(**asked, device="cpu")
    assert (translator.name, translator.revision, translator.target_language) == (NAME, commit, "en")
    assert find(NAME, commit).revision == find(f"{NAME}@{commit}", commit).revision == commit
    assert find(NAME).revision == repository.refs["main"] != commit


def test_what_moved_on_the_hub_is_fetched_anew(server, repository):
    before = find(NAME)
    after = repository.push({**repository.commits[before.revision], "workbench.json": b"{}"})
    server.asked.clear()
    assert find(NAME).revision == after
    assert server.fetched() == ["workbench.json"]


def test_without_the_hub_the_cache_is_used_and_the_commit_is_known(server, repository, monkeypatch):
    known = find(NAME)
    offline(monkeypatch)
    assert find(NAME) == find(f"{NAME}@{known.revision}") == known
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    server.status = 503
    assert find(NAME) == known
    repository.private = True
    server.status = None
    assert find(NAME) == known


def keep_a_part(server: Hub, repository: Repository, patch: pytest.MonkeyPatch) -> None:
    """As a download leaves it that was stopped."""
    huggingface_hub.hf_hub_download(NAME, "config.json", cache_dir=constants.HF_HUB_CACHE)
    drop(server, repository, patch)


def drop(_server: Hub, _repository: Repository, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")


def gate(_server: Hub, repository: Repository, _patch: pytest.MonkeyPatch) -> None:
    repository.gated = True


def hide(_server: Hub, repository: Repository, _patch: pytest.MonkeyPatch) -> None:
    repository.private = True


def log_in(_server: Hub, _repository: Repository, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("HF_TOKEN", TOKEN)


def gate_from_those_who_are_logged_in(server: Hub, repository: Repository, patch: pytest.MonkeyPatch) -> None:
    log_in(server, repository, patch)
    gate(server, repository, patch)
    server.repositories["lab/other"] = Repository(readers={TOKEN})


def break_down(server: Hub, _repository: Repository, _patch: pytest.MonkeyPatch) -> None:
    server.status = 500


@pytest.mark.parametrize(
    ("trouble", "name", "says"),
    [
        (lambda *given: offline(given[2]), NAME, r"not in the cache; connect or give a folder .HF_HUB_OFFLINE is set"),
        (drop, NAME, r"not in the cache; connect or give a folder .*refused"),
        (keep_a_part, NAME, r"not whole in the cache; connect or give a folder"),
        (break_down, NAME, r"not in the cache; connect or give a folder .the hub answers 500"),
        (gate, NAME, f"is gated.*ask for access at https://huggingface.co/{NAME}, then log in with 'hf auth login'"),
        (gate_from_those_who_are_logged_in, NAME, "is gated.*ask for access"),
        (hide, NAME, f"the hub has no model '{NAME}' that you may see; check the name.*if it is private, log in"),
        (lambda *_: None, "nobody/nothing", "the hub has no model 'nobody/nothing' that you may see; check the name"),
        (log_in, NAME, r"the hub refuses the access token \(401\); log in"),
        (lambda *_: None, f"{NAME}@v9", f"{NAME} has no revision 'v9'; .*https://huggingface.co/{NAME}/commits"),
        (lambda *_: None, "not a name", "'not a name' is no folder on this machine, and no name that the hub could"),
    ],
)
def test_what_cannot_be_had_says_why_and_what_to_do(server, repository, monkeypatch, trouble, name, says):
    trouble(server, repository, monkeypatch)
    with pytest.raises(ModelError, match=says) as caught:
        load(name, target_language="de")
    assert TOKEN not in str(caught.value)


def test_those_who_may_read_a_gated_or_private_model_do(repository, monkeypatch):
    repository.gated = repository.private = True
    repository.readers.add(TOKEN)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    assert find(NAME).revision == repository.refs["main"]


@pytest.mark.usefixtures("repository")
def test_two_revisions_at_once_and_revisions_of_folders_are_refused(tiny_marian):
    with pytest.raises(ModelError, match="two revisions of lab/opus-xx asked for, v1 and v2"):
        load(f"{NAME}@v1", revision="v2")
    for name in ("demo", str(tiny_marian)):
        with pytest.raises(ModelError, match=r"revision 'v1' asked of .*, which lies on this machine"):
            load(name, revision="v1")


def test_pickle_weights_are_refused_before_a_byte_is_fetched_unless_allowed(server, tiny_marian, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for path in tiny_marian.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    pickled(folder)
    server.repositories[NAME] = Repository()
    server.repositories[NAME].push(folder)
    with pytest.raises(
        ModelError, match=r"(?s)pickle files only.*snapshot_download\('lab/opus-xx', local_dir=f\).*allow"
    ):
        load(NAME, target_language="de")
    assert server.fetched() == []
    loaded = load(NAME, target_language="de", device="cpu", allow_pickle=True)
    assert loaded.weights_hash == load(str(tiny_marian), target_language="de", device="cpu").weights_hash


def test_a_download_above_a_gigabyte_is_announced_with_the_memory_it_takes(repository, monkeypatch):
    told: list[str] = []
    find(NAME, tell=told.append)
    assert told == []
    repository.push({**repository.commits[repository.refs["main"]], "model.safetensors": bytes(200_000)})
    monkeypatch.setattr(hub, "LARGE", 100_000)
    repository.parameters = 1_500_000_000
    find(NAME, tell=told.append)
    [line] = told
    assert line.startswith(f"{NAME}: 0.0 GB to download into {constants.HF_HUB_CACHE}; the model takes about 6.0 GB")
    told.clear()
    find(NAME, tell=told.append)
    assert told == []


def test_a_download_that_no_disk_here_can_hold_is_refused_before_it_begins(server, repository):
    repository.sizes["model.safetensors"] = 10**18
    with pytest.raises(ModelError, match=r"1000000000\.0 GB to download, and .* GB free in .*HF_HOME"):
        find(NAME, tell=lambda _: None)
    assert server.fetched() == []


def test_a_broken_connection_is_gone_on_with_where_it_broke(server, repository, monkeypatch):
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 4096)
    monkeypatch.setattr("huggingface_hub.file_download.time", SimpleNamespace(sleep=lambda _: None))
    server.break_after["model.safetensors"] = 50_000
    found = find(NAME)
    assert (found.folder / "model.safetensors").read_bytes() == repository.commits[found.revision]["model.safetensors"]
    ranges = [asked for method, path, asked in server.asked if method == "GET" and path.endswith("model.safetensors")]
    assert len(ranges) == 2 and ranges[0] is None
    assert ranges[1].startswith("bytes=") and 0 < int(ranges[1][6:-1]) <= 50_000


@pytest.mark.usefixtures("repository")
def test_after_a_download_that_failed_whole_files_are_not_fetched_again(server, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError(f"no route to https://user:word@host/file?X-Signature=abc with Bearer {TOKEN}")

    with monkeypatch.context() as patch:
        patch.setattr(huggingface_hub, "snapshot_download", fail)
        with pytest.raises(
            ModelError, match=r"(?s)the download broke off: no route.*give the same command again"
        ) as told:
            find(NAME)
    assert not [secret for secret in (TOKEN, "user:word", "abc") if secret in str(told.value)]
    assert told.value.__suppress_context__ and told.value.__cause__ is None
    huggingface_hub.hf_hub_download(NAME, "vocab.json", cache_dir=constants.HF_HUB_CACHE)
    server.asked.clear()
    assert find(NAME).folder.is_dir()
    assert "vocab.json" not in server.fetched() and "config.json" in server.fetched()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"token {TOKEN} is wrong", "token hf_… is wrong"),
        ("Illegal header value b'Bearer hf_xyz123456'", "Illegal header value b'Bearer …'"),
        ("https://me:secret@hub.test/x", "https://…@hub.test/x"),
        ("https://cdn.test/file?Signature=abc&Key=1 broke", "https://cdn.test/file?… broke"),
        ("a plain sentence, with hf_hub in it", "a plain sentence, with hf_hub in it"),
    ],
)
def test_no_secret_is_told(text, shown):
    assert hub.without_secrets(text) == shown


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("t5-small", ("t5-small", None)),
        ("a/b", ("a/b", None)),
        ("a/b@", ("a/b", None)),
        ("a/b@main", ("a/b", "main")),
        ("a/b@refs/pr/7", ("a/b", "refs/pr/7")),
    ],
)
def test_a_name_and_its_revision_are_told_apart(name, parts):
    assert hub.split(name) == parts


@pytest.mark.usefixtures("repository")
def test_the_models_in_the_cache_are_listed_and_nothing_else(server):
    assert hub.cached() == []
    server.repositories["lab/encoder"] = Repository()
    server.repositories["lab/encoder"].push(
        {"config.json": b'{"is_encoder_decoder": false}', "model.safetensors": b"x"}
    )
    server.repositories["lab/part"] = Repository()
    server.repositories["lab/part"].push({"config.json": b'{"is_encoder_decoder": true}'})
    server.repositories["lab/broken"] = Repository()
    server.repositories["lab/broken"].push({"config.json": b"{", "model.safetensors": b"x"})
    for name in ("lab/encoder", "lab/part", "lab/broken"):
        huggingface_hub.snapshot_download(name, cache_dir=constants.HF_HUB_CACHE)
    find(NAME)
    assert hub.cached() == [NAME]


def test_the_endpoint_of_the_environment_is_asked(server, repository, tmp_path):
    code = (
        "from workbench.hub import snapshot; "
        f"print(snapshot({NAME!r}, None, lambda names: [n for n in names if n == 'config.json']).commit)"
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))},
        "HF_ENDPOINT": server.address,
        "HF_HOME": str(tmp_path / "home"),
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == f"{repository.refs['main']}\n", done.stderr
