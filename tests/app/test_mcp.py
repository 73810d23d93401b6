"""Over MCP a program finds the named endpoints as tools, described, and calls them. Runs where the extra is installed:
``.ci/run`` does in an environment of its own."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.app.conftest import ROOT

HAS_MCP = find_spec("mcp") is not None


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory) -> Iterator[str]:
    server = serve(tmp_path_factory.mktemp("mcp"), "-m", "workbench", "app", "--mcp", cwd=ROOT)
    yield f"{server.url}/gradio_api/mcp/"
    server.stop()


async def _asked(address, calls):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with streamable_http_client(address) as (read, write, _), ClientSession(read, write) as session:
        await session.initialize()
        return (await session.list_tools()).tools, [await session.call_tool(*call) for call in calls]


@pytest.mark.skipif(not HAS_MCP, reason="the extra mcp is not installed")
def test_tools_are_described_and_answer(address):
    calls = [("worst", {"top": 2}), ("segment", {"run": "demo", "id": "nope"})]
    tools, (worst, unknown) = asyncio.run(_asked(address, calls))
    assert [tool.name for tool in tools] == ["score", "worst", "explain", "segment"]
    for tool in tools:
        assert len(tool.description) > 80
        for name, told in tool.inputSchema["properties"].items():
            assert len(told["description"]) > 10, (tool.name, name)
    # Gradio 6 gives what is no file as Python writes it.
    assert not worst.isError and [one["suspicion"] for one in ast.literal_eval(worst.content[0].text)] == [1.0, 1.0]
    assert unknown.isError and "run 'demo' has no segment with id 'nope'" in unknown.content[0].text


@pytest.mark.skipif(HAS_MCP, reason="the extra mcp is installed")
def test_without_the_extra_it_is_told_what_to_install():
    from typer.testing import CliRunner

    from workbench.cli import app

    done = CliRunner().invoke(app, ["app", "--mcp"])
    assert done.exit_code == 2 and "translation-workbench[mcp]" in done.output
