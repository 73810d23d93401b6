"""Places of object stores to test with: in memory, and a server of this machine that speaks S3, if it is installed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import pytest

from workbench.files.url import PROTOCOLS, Protocol

BUCKET = "workbench-tests"


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3; everything in this process and those that it starts goes there."""
    pytest.importorskip("moto")
    pytest.importorskip("flask_cors")
    s3fs = pytest.importorskip("s3fs")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
            patch.setenv("AWS_ACCESS_KEY_ID", "key-that-nobody-shows")
            patch.setenv("AWS_SECRET_ACCESS_KEY", "secret-that-nobody-shows")
            patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
            s3fs.S3FileSystem.clear_instance_cache()
            for _ in range(600):
                with socket.socket() as asked:
                    if asked.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, "the server has ended"
                time.sleep(0.05)
            files("s3").mkdir(BUCKET)
            yield os.environ["AWS_ENDPOINT_URL"]
            s3fs.S3FileSystem.clear_instance_cache()
        server.kill()


@pytest.fixture(params=["memory", "s3"])
def base(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A URL below which nothing is, of a store in memory and of one that is asked over the network."""
    if request.param == "memory":
        monkeypatch.setitem(PROTOCOLS, "memory", Protocol("fsspec", ""))
    else:
        request.getfixturevalue("s3")
    return f"{request.param}://{BUCKET}/{uuid.uuid4().hex}"


def files(protocol: str):
    import fsspec

    return fsspec.filesystem(protocol, use_listings_cache=False)


def objects(url: str) -> dict[str, bytes]:
    """What lies below a URL, by name, asked past our own code."""
    protocol, path = url.split("://")
    store = files(protocol)
    return {name.removeprefix("/").removeprefix(f"{path}/"): store.cat_file(name) for name in store.find(path)}


def put(url: str, content: bytes) -> None:
    protocol, path = url.split("://")
    files(protocol).pipe_file(path, content)


def remove(url: str) -> None:
    protocol, path = url.split("://")
    files(protocol).rm_file(path)
