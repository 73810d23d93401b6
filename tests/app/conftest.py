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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

ROOT = Path(__file__).parents[2]
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
SCREEN = {"viewport": {"width": 1440, "height": 1000}}


_SHOWN = "[...document.querySelectorAll('#list tbody tr, .wb-fault, .wb-said')].some(one => one.offsetParent)"


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
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a `Server` of one's own. Who asks for it is marked ``browser``; see `tests.conftest`."""
    begun: list[Server] = []

    def begin(*given, **environment) -> Server:
        begun.append(Server(*given, **environment))
        return begun[-1]

    yield begin
    for one in begun:
        one.stop()


@pytest.fixture(scope="session")
def server(serve, tmp_path_factory) -> Server:
    return serve(tmp_path_factory.mktemp("app"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory) -> Iterator[BrowserContext]:
    """A context with a profile on the disk: what it has fetched and compiled, it keeps for the next page."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        assert not os.environ.get("CI"), "CI has to install Chromium"
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        profile = tmp_path_factory.mktemp("profile")
        found = playwright.chromium.launch_persistent_context(profile, executable_path=path, args=FLAGS, **SCREEN)
        yield found
        found.close()


@pytest.fixture
def visit(browser: BrowserContext):
    """A page of somebody with a local storage of their own: the first has the browser's profile, emptied; others have a
    context. Nothing may go wrong in it, and no request may leave the machine."""
    pages = []

    def open_page(url: str, **options):
        origin = "/".join(url.split("/", 3)[:3])
        context = browser
        if pages or options:
            assert browser.browser is not None
            context = browser.browser.new_context(**SCREEN | options)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
        page = context.new_page()
        if context is browser:
            everything = {"origin": origin, "storageTypes": "cookies,local_storage,indexeddb"}
            context.new_cdp_session(page).send("Storage.clearDataForOrigin", everything)
        page.faults = []
        page.elsewhere = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("dialog", lambda dialog: (page.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: page.elsewhere.append(request.url) if _leaves(request.url) else None)
        pages.append(page)
        page.goto(url)
        page.wait_for_function(_SHOWN, timeout=60_000)
        return page

    yield open_page
    found = [(page.faults, page.elsewhere) for page in pages]
    for page in pages:
        page.close()
        if page.context is not browser:
            page.context.close()
    assert found == [([], [])] * len(pages)


def _leaves(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:"))
