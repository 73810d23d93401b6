from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from workbench.corpus import read
from workbench.errors import WorkbenchError
from workbench.files.url import Url, place
from workbench.jobs.score import score
from workbench.runs import open_run

ALLOWED = {
    "s3://bucket/a/b.tsv.gz": "s3://bucket/a/b.tsv.gz",
    "S3://bucket/run/": "s3://bucket/run",
    "gs://bucket/run": "gs://bucket/run",
    "hf://datasets/owner/name/x.tsv": "hf://datasets/owner/name/x.tsv",
    "s3://bucket/naïve #1.tsv": "s3://bucket/naïve #1.tsv",
}
PATHS = {
    "run": "run",
    "a:b/c": "a:b/c",
    "file:///tmp/a%20b": "/tmp/a b",
    "file://localhost/tmp/x": "/tmp/x",
    "x::y": "x::y",
}
REFUSED = {
    "http://host/x.tsv": "http:// is not read; expected s3://, gs://, hf:// or file://",
    "https://host/x.tsv": "https:// is not read",
    "simplecache::s3://bucket/x": "simplecache::s3:// is not read",
    "zip://x.tsv::s3://bucket/x.zip": "zip:// is not read",
    "github://owner:name@main/x": "github:// is not read",
    "memory://bucket/x": "memory:// is not read",
    "local:///etc/passwd": "local:// is not read",
    "ftp://user:hunter2@host/x": "ftp:// is not read",
    "s3://key:hunter2@bucket/x": "no password stands in a URL",
    "s3://bucket": "expected s3://BUCKET/NAME",
    "s3:///x": "no part empty",
    "s3://bucket/../other/x": "no part empty, . or ..",
    "s3://bucket/a//b": "no part empty",
    "s3://bucket/x?versionId=1": "received; expected s3://BUCKET/NAME",
    "s3://bucket/x\n": "received; expected",
    "file://other/x": "of this machine",
}


@pytest.mark.parametrize("text", ALLOWED)
def test_urls_of_stores_are_places_that_read_as_they_were_given(text):
    found = place(text)
    assert (type(found), str(found)) == (Url, ALLOWED[text])
    assert (str(found / "x"), str(found.with_name("y"))) == (f"{found}/x", f"{str(found).rpartition('/')[0]}/y")
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("text", PATHS)
def test_all_else_is_a_path(text):
    assert place(text) == Path(PATHS[text])
    assert not isinstance(place(text), Url)


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize(
    "ask", [place, read, open_run, lambda text: score(None, None, text)], ids=["place", "read", "open_run", "score"]
)
def test_what_may_not_be_reached_is_refused_before_anything_is_asked(text, ask, monkeypatch):
    monkeypatch.setattr("workbench.files.store.Store.__init__", None)
    with pytest.raises(WorkbenchError) as told:
        ask(text)
    assert REFUSED[text] in str(told.value)
    assert "hunter2" not in str(told.value)


def test_a_path_is_never_a_url():
    """Code that has a path from somebody else, such as the app, reaches no store by it."""
    assert type(place(Path("s3://bucket/x"))) is type(Path())


def test_a_place_stays_what_it_is():
    for given in ("s3://bucket/run", "hf://datasets/owner/name/x.tsv", "file:///x", "runs/x", Path("runs/x")):
        found = place(given)
        assert place(found) == found and type(place(found)) is type(found) and str(place(found)) == str(found)
