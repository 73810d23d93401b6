"""A small hub on this machine: as much of Hugging Face's as its library asks for when a model is fetched."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

LFS_FROM = 1000


@dataclass
class Repository:
    """``commits``: hash → files by name; ``refs``: branch or pull request → hash. ``gated`` and ``private`` ones are
    for ``readers``, by their tokens. ``sizes``: what the hub says of files instead of their true size."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    gated: bool = False
    private: bool = False
    readers: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)
    parameters: int | None = None

    def push(self, folder: Path | dict[str, bytes], ref: str = "main") -> str:
        """A commit of all files of a folder; its hash."""
        files = (
            folder
            if isinstance(folder, dict)
            else {
                path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
            }
        )
        digest = hashlib.sha1(b"".join(name.encode() + files[name] for name in sorted(files)), usedforsecurity=False)
        self.commits[digest.hexdigest()] = files
        self.refs[ref] = digest.hexdigest()
        return digest.hexdigest()


@dataclass
class Hub:
    """``asked``: every request, as method, path and range. ``break_after``: file name → bytes after which the
    connection is cut, once. ``status``: answered to everything, where the hub is to be out of order."""

    address: str = ""
    repositories: dict[str, Repository] = field(default_factory=dict)
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    break_after: dict[str, int] = field(default_factory=dict)
    status: int | None = None

    def fetched(self) -> list[str]:
        """Names of the files whose content was asked for."""
        return [path.rsplit("/", 1)[-1] for method, path, _ in self.asked if method == "GET" and "/resolve/" in path]


@contextmanager
def running() -> Iterator[Hub]:
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path).strip("/")
        self.hub.asked.append((self.command, path, self.headers.get("Range")))
        if self.hub.status is not None:
            return self._refuse(self.hub.status, "")
        api = path.startswith("api/models/")
        rest = path.removeprefix("api/models/")
        name = next((one for one in self.hub.repositories if rest == one or rest.startswith(f"{one}/")), None)
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token and token not in {one for found in self.hub.repositories.values() for one in found.readers}:
            return self._refuse(401, "", "Invalid credentials in Authorization header")
        if name is None or (self.hub.repositories[name].private and token not in self.hub.repositories[name].readers):
            return self._refuse(401, "RepoNotFound")
        repository, parts = self.hub.repositories[name], rest.removeprefix(name).strip("/").split("/")
        revision, file = self._revision(repository, parts)
        if revision is None:
            return self._refuse(404, "RevisionNotFound")
        files = repository.commits[revision]
        if api and parts[0] == "tree":
            return self._json([_entry(one, files[one], repository) for one in sorted(files)])
        if api:
            return self._json(_info(name, revision, files, repository))
        if repository.gated and token not in repository.readers:
            return self._refuse(403 if token else 401, "GatedRepo")
        if file not in files:
            return self._refuse(404, "EntryNotFound", commit=revision)
        return self._send(file, files[file], revision, repository)

    @staticmethod
    def _revision(repository: Repository, parts: list[str]) -> tuple[str | None, str]:
        """The commit that a path speaks of, and what stands behind it; parts: kind, then revision, then file."""
        rest = "/".join(parts[1:])
        if not rest:
            return repository.refs.get("main"), ""
        for known, commit in {**repository.refs, **{one: one for one in repository.commits}}.items():
            if rest == known or rest.startswith(f"{known}/"):
                return commit, rest.removeprefix(known).strip("/")
        return None, ""

    def _refuse(self, status: int, code: str, message: str = "", commit: str = "") -> None:
        headers = {"X-Error-Code": code, "X-Error-Message": message, "X-Repo-Commit": commit}
        self._reply(status, b"", {name: value for name, value in headers.items() if value})

    def _json(self, content: object) -> None:
        self._reply(200, json.dumps(content).encode(), {"Content-Type": "application/json"})

    def _send(self, file: str, content: bytes, commit: str, repository: Repository) -> None:
        digest = hashlib.sha256(content).hexdigest()
        size = repository.sizes.get(file, len(content))
        headers = {"ETag": f'"{digest}"', "X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
        if len(content) >= LFS_FROM:
            headers |= {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(size)}
        status, asked = 200, self.headers.get("Range")
        if asked:
            start = int(asked.removeprefix("bytes=").split("-")[0])
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            status, content = 206, content[start:]
        cut = self.hub.break_after.pop(file, None) if self.command == "GET" else None
        self._reply(status, content, headers, cut)

    def _reply(self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[:cut])
        if cut is not None:
            self.wfile.flush()
            self.close_connection = True


def _entry(file: str, content: bytes, repository: Repository) -> dict[str, Any]:
    size = repository.sizes.get(file, len(content))
    found: dict[str, Any] = {"type": "file", "path": file, "size": size, "oid": hashlib.sha1(content).hexdigest()}
    if len(content) >= LFS_FROM:
        found["lfs"] = {"oid": hashlib.sha256(content).hexdigest(), "size": size, "pointerSize": 130}
    return found


def _info(name: str, commit: str, files: dict[str, bytes], repository: Repository) -> dict[str, Any]:
    entries = [_entry(one, files[one], repository) for one in sorted(files)]
    siblings = [{"rfilename": one["path"], "size": one["size"], "blobId": one["oid"]} for one in entries]
    total = repository.parameters
    return {
        "id": name,
        "modelId": name,
        "sha": commit,
        "private": repository.private,
        "gated": "manual" if repository.gated else False,
        "tags": [],
        "downloads": 0,
        "likes": 0,
        "siblings": siblings,
        **({"safetensors": {"parameters": {"F32": total}, "total": total}} if total else {}),
    }
