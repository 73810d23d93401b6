from __future__ import annotations

import os
import time

import pytest

from tests.conftest import contents
from tests.runs.made import make, row
from tests.stores import objects, put
from workbench.app.serving.hosting import SHARED, Limits
from workbench.app.serving.library import DEMO, Library, new_owner, segment_of
from workbench.errors import RunError
from workbench.files.store import Store
from workbench.files.url import place


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


@pytest.fixture
def local(tmp_path):
    return make(tmp_path / "runs" / "mine", [row("a", 0, scatter=0.5)])


def made(library, owner, *of):
    key, folder = library.place(owner, *of)
    return key, make(folder, [row("x", 0, scatter=0.1)])


def test_the_bundled_run_and_local_ones_are_everybodys(local):
    library = Library([local.folder])
    assert library.first == "mine" and Library().first == DEMO
    for owner in (new_owner(), new_owner()):
        assert library.open("mine", owner).total == 1
        assert library.open(DEMO, owner).total == 250
        assert [key for _, key in library.choices(owner)] == [DEMO, "mine"]


def test_local_runs_of_one_name_and_those_called_like_ours_are_told_apart(tmp_path):
    folders = [
        make(tmp_path / place / name, [row("a", 0)]).folder for place, name in (("1", "r"), ("2", "r"), ("3", DEMO))
    ]
    assert [key for _, key in Library(folders).choices_for_all()] == [DEMO, "r", "r-2", "demo-2"]


@pytest.mark.parametrize("id", ["nothing", "", "A", "a ", "a\0", "\udcff"])
@pytest.mark.parametrize(("key", "side"), [("mine", None), ("mine", "hypothesis"), (DEMO, "reference")])
def test_what_is_not_in_a_run_is_told_under_the_name_that_it_has_in_the_app(local, key, side, id):
    run = Library([local.folder]).open(key, new_owner())
    with pytest.raises(RunError) as told:
        segment_of(run, id, side)
    message = f"run '{key}' has no segment with id {id!r} on side {side or 'hypothesis'}; "
    assert str(told.value) == message + "its ids are in its list, for programs in what /worst returns"
    for ask in (lambda: segment_of(run, "a", "left"), lambda: run.worst(side="left")):
        with pytest.raises(RunError, match=rf"^{key}: scored on side hypothesis.*; 'left' is not in it"):
            ask()


def test_what_is_in_a_run_is_found(local):
    assert segment_of(Library([local.folder]).open("mine", new_owner()), "a", None)["scatter"] == 0.5


def test_a_folder_that_is_no_run_is_told_at_the_start(tmp_path):
    with pytest.raises(RunError, match="not a run"):
        Library([tmp_path])


@pytest.mark.parametrize("allowed", [Limits(), SHARED])
def test_what_one_makes_opens_for_nobody_else(allowed):
    library, mine, theirs = Library(limits=allowed), new_owner(), new_owner()
    key, _ = made(library, mine, "corpus", "model")
    assert library.open(key, mine).total == 1
    assert key in [known for _, known in library.choices(mine)]
    assert key not in [known for _, known in library.choices(theirs)]
    with pytest.raises(RunError, match="open for them alone"):
        library.open(key, theirs)
    assert library.place(mine, "corpus", "model")[0] == key
    assert library.place(mine, "corpus", "another")[0] != key


@pytest.mark.parametrize("key", ["", "..", "../x", "mine-", "mine-../../etc", "mine-0123456789abcdeg", "/etc", "nul\0"])
def test_keys_lead_nowhere_else(key):
    with pytest.raises(RunError, match="is not here"):
        Library().open(key, new_owner())


@pytest.mark.parametrize("owner", ["", "..", "../../somebody-else-entirely", "short", "a" * 65, "a/b" * 8])
def test_owners_are_names_that_we_gave(owner):
    with pytest.raises(RunError, match="reload"):
        Library().open("mine-0123456789abcdef", owner)


def test_on_a_shared_machine_flags_are_ones_own(local):
    library = Library([local.folder], SHARED)
    mine, theirs = new_owner(), new_owner()
    library.open("mine", mine).flags.set("a", "fine")
    assert library.open("mine", theirs).flags.read() == {} == local.flags.read()
    assert list(library.open("mine", mine).flags.read()) == ["a"]


def test_uploads_are_deleted_when_their_time_is_over():
    library, owner = Library(limits=SHARED), new_owner()
    key, run = made(library, owner, "old")
    fresh = made(library, owner, "new")[0]
    hour_ago = time.time() - 3100
    for path in (run.folder, *run.folder.rglob("*")):
        os.utime(path, (hour_ago, hour_ago))
    library.sweep()
    assert [known for _, known in library.choices(owner)] == [DEMO, fresh]
    with pytest.raises(RunError):
        library.open(key, owner)


def test_a_run_at_a_url_is_looked_at_once_in_a_while(base, tmp_path, monkeypatch):
    local = make(tmp_path / "run", [row("a", 0, scatter=0.5)])
    for name, content in contents(local.folder).items():
        put(f"{base}/shared/{name}", content)
    library, looked = Library([place(f"{base}/shared")], Limits(hosted=True)), []
    names = Store.names
    monkeypatch.setattr(Store, "names", lambda store: looked.append(1) or names(store))
    for owner in (new_owner(), new_owner()):
        opened = library.open("shared", owner)
        assert opened.segment("a")["source"] == "source of a"
    opened.flags.set("a", "fine")
    assert looked == [] and objects(f"{base}/shared") == contents(local.folder)
