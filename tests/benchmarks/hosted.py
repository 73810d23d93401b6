"""One server for many people: how soon it answers after a cold start, how long a short request waits behind long ones
that nobody waits for, whether two people's pictures are made at once, and how soon work ends that nobody wants. On two
cores with nothing else running:

    python -m tests.benchmarks.hosted
"""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from tests.app.conftest import Server
from tests.benchmarks.common import LINES, finish, load_translator, machine, model_parser, tell

SENTENCE = "The old man feeds the birds in the park while the children play with a red ball near the river."
HEAVY = " ".join([SENTENCE] * 10)[:990]
LIGHT = "The cat sleeps very deeply."
VIEWS = "decomposition,rollout,attention,erasure,gradient_x_input,value_attention,integrated_gradients"
ROUNDS = 5


def markdown(result: Mapping[str, Any]) -> str:
    return "\n".join(f"- {line}" for line in result["lines"])


def main() -> None:
    began = time.monotonic()
    server = Server(Path(tempfile.mkdtemp()), "app.py", SPACE_ID="somebody/workbench")
    try:
        up = time.monotonic() - began
        listed(server)
        tell(f"from the start of a Space to its page: {up:.1f} s, to its list: {time.monotonic() - began:.1f} s")
        answer(server, post(server, "explain", [LIGHT]))
        alone = [timed(server, LIGHT, "attention,rollout,integrated_gradients") for _ in range(ROUNDS)]
        tell(f"a short sentence alone: {told(alone)}")
        for fetched in (0, 4):
            under = [under_load(server, fetched) for _ in range(ROUNDS)]
            tell(f"under four long ones, of which somebody listened to {fetched} and left: {told(under)}")
        ended = [left(server) for _ in range(ROUNDS)]
        tell(f"from leaving a long one to the end of its work: {told(ended)}")
        tell(f"from posting a long one that nobody listens to, to the end of its work: {unheard(server):.1f} s")
        together(server)
    finally:
        server.stop()


def listed(server: Server) -> None:
    body = json.dumps({"data": ["demo", "suspicion", "hypothesis", 50, ""]}).encode()
    request = urllib.request.Request(f"{server.url}/gradio_api/call/worst", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as found:
        event = json.load(found)["event_id"]
    with urllib.request.urlopen(f"{server.url}/gradio_api/call/worst/{event}", timeout=60) as found:
        assert "event: complete" in found.read().decode()


def under_load(server: Server, fetched: int) -> float:
    for place in range(4):
        event = post(server, "explain", [HEAVY, "", "demo", "en", "de", VIEWS])
        if place < fetched:
            listening = urllib.request.urlopen(f"{server.url}/gradio_api/call/explain/{event}", timeout=60)
            time.sleep(0.2)
            listening.close()
    time.sleep(1)
    took = timed(server, LIGHT, "attention,rollout,integrated_gradients")
    quiet(server)
    return took


def left(server: Server) -> float:
    event = post(server, "explain", [HEAVY, "", "demo", "en", "de", VIEWS])
    listening = urllib.request.urlopen(f"{server.url}/gradio_api/call/explain/{event}", timeout=60)
    time.sleep(3)
    began = time.monotonic()
    listening.close()
    return quiet(server) - began


def unheard(server: Server) -> float:
    began = time.monotonic()
    post(server, "explain", [HEAVY, "", "demo", "en", "de", VIEWS])
    time.sleep(2)
    return quiet(server) - began


def together(server: Server) -> None:
    """Two people at once, each with a sentence of the same length."""
    text = " ".join([SENTENCE] * 2)
    alone = timed(server, text + " A.", "integrated_gradients")
    took: list[tuple[float, float]] = []

    def person(name: str) -> None:
        began = time.monotonic()
        timed(server, f"{text} {name}.", "integrated_gradients")
        took.append((began, time.monotonic()))

    people = [threading.Thread(target=person, args=(name,)) for name in "BC"]
    for one in people:
        one.start()
    for one in people:
        one.join()
    (began, first), (_, second) = took
    tell(f"{alone:.1f} s alone; two at once have theirs after {first - began:.1f} and {second - began:.1f} s")


def post(server: Server, name: str, data: list[Any]) -> str:
    defaults = {"explain": ["", "", "demo", "en", "de", "attention,rollout,integrated_gradients", True]}[name]
    body = json.dumps({"data": [*data, *defaults[len(data) :]]}).encode()
    request = urllib.request.Request(f"{server.url}/gradio_api/call/{name}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as found:
        return str(json.load(found)["event_id"])


def answer(server: Server, event: str) -> str:
    with urllib.request.urlopen(f"{server.url}/gradio_api/call/explain/{event}", timeout=600) as found:
        return str(found.read().decode())


def timed(server: Server, text: str, views: str) -> float:
    began = time.monotonic()
    found = answer(server, post(server, "explain", [text, "", "demo", "en", "de", views]))
    assert "event: complete" in found, found[-500:]
    return time.monotonic() - began


def quiet(server: Server) -> float:
    """When the server began to rest: the start of the first second without work."""
    assert server.process is not None
    before, rest = cpu(server.process.pid), None
    while True:
        time.sleep(0.1)
        now = cpu(server.process.pid)
        if now - before > 0.03:
            rest = None
        elif rest is None:
            rest = time.monotonic() - 0.1
        elif time.monotonic() - rest > 1:
            return rest
        before = now


def cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def told(seconds: list[float]) -> str:
    return f"median {median(seconds):.2f} s, worst {max(seconds):.2f} s of {len(seconds)}"
    translator = load_translator(model_parser(None).parse_args([]))
    finish({"benchmark": "hosted", "lines": LINES, "machine": machine(translator)})


if __name__ == "__main__":
    main()
