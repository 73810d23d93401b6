"""The app as people meet it: a server in a process of its own, and a headless Chromium that looks at it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


class Server:
    """``python app.py`` or ``workbench app``, with a cache of its own."""

    def __init__(self, cache: Path, *command: str, port: int | None = None, cwd: Path = ROOT, **environment: str):
        self._cache, self._cwd, self._environment = cache, cwd, environment
        self.command = command or ("-m", "workbench", "app")
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "SPACE_ID"}
        environment |= {
            "XDG_CACHE_HOME": str(self._cache / "cache"),
            "PYTHONPATH": str(self._cwd),
            "GRADIO_SERVER_PORT": str(self.port),
            # The user's cache is no place that files are served from: it lies elsewhere than temporary files.
            "TMPDIR": str(self._cache / "temporary"),
            **self._environment,
        }
        self.log = self._cache / f"log-{self.port}.txt"
        (self._cache / "temporary").mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command], cwd=self._cwd, env=environment, stdout=log, stderr=log
            )
        end = time.monotonic() + 90
        while True:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url, timeout=5) as page:
                if page.status == 200:
                    return
            assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("app"))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        assert not os.environ.get("CI"), "CI has to install Chromium"
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def visit(browser):
    """A page of somebody: a context, and with it a local storage, of their own. Nothing may go wrong in it, and no
    request may leave the machine."""
    contexts = []

    def open_page(url: str, **options):
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 1000}} | options)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=url.split("/?")[0].rstrip("/"))
        page = context.new_page()
        page.faults = []
        page.elsewhere = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("dialog", lambda dialog: (page.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: page.elsewhere.append(request.url) if _leaves(request.url) else None)
        contexts.append((context, page))
        page.goto(url)
        page.wait_for_selector(".wb-row, .wb-fault", timeout=60_000)
        return page

    yield open_page
    for context, page in contexts:
        assert page.faults == [] and page.elsewhere == []
        context.close()


def _leaves(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
