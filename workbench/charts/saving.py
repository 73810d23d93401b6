"""A chart as a file: a page, a spec, or a picture, whole or not at all."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import altair as alt

from workbench.errors import ChartError

ENDINGS = (".html", ".json", ".svg", ".png")
# Canvas, as an element for each of thousands of cells is slow. No link to an online editor: it would carry a corpus
# off to another site.
EMBED_OPTIONS = {"renderer": "canvas", "actions": {"export": True, "source": False, "compiled": False, "editor": False}}
_PIXELS = 2
_CDN = "https://cdn.jsdelivr.net/npm"

# Without the network a page may load nothing at all, whatever the text in it says.
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; \
style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'{origin}">
<title>Translation Workbench</title>
<style>body {{ margin: 24px; background: #fff; font-family: system-ui, sans-serif }}</style>
{scripts}
</head>
<body>
<div id="chart"></div>
<script>
vegaEmbed("#chart", {spec}, {options}).catch(error => {{
  document.getElementById("chart").textContent = "This chart could not be drawn: " + error.message;
}});
</script>
</body>
</html>
"""


class ScriptSafe(json.JSONEncoder):
    """JSON that may stand inside ``<script>``: no text in it can end the element or open a comment."""

    def encode(self, o: object) -> str:
        return super().encode(o).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def script_json(value: object) -> str:
    """``value`` as short JSON for a ``<script>`` element."""
    return json.dumps(value, cls=ScriptSafe, separators=(",", ":"))


def save(chart: alt.TopLevelMixin, path: str | os.PathLike[str]) -> bool:
    """Write ``chart`` as its ending says: ``.html``, ``.json`` (the Vega-Lite spec), ``.svg`` or ``.png``.

    Returns whether what was written needs the network to be shown: only a page does, where vl-convert, which holds
    Vega's code, is not installed. Raises `ChartError` as `check_picture` does, and where the file cannot be written; a
    file that was there before is then still whole.
    """
    path = Path(path)
    check_picture(path)
    ending = path.suffix.lower()
    spec = chart.to_dict()
    converter = _converter()
    if ending == ".json":
        content = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    elif ending == ".html":
        content = _page(spec, converter)
    else:
        # Nothing in a spec may be fetched: what looks like an address is somebody's text.
        options = {"vl_version": ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2]), "allowed_base_urls": []}
        if ending == ".svg":
            content = converter.vegalite_to_svg(spec, **options)
        else:
            content = converter.vegalite_to_png(spec, scale=_PIXELS, **options)
    _write(path, content if isinstance(content, bytes) else content.encode())
    return ending == ".html" and converter is None


def check_picture(path: Path) -> None:
    """What can be told before a picture is made: raise `ChartError` for an ending that is not known, for a picture
    without vl-convert, and for a folder that is not there or takes no files."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        received = ending or "a file without ending"
        raise ChartError(f"{path}: cannot save a chart as {received!r}; choose one of: {', '.join(ENDINGS)}")
    if ending in (".svg", ".png") and _converter() is None:
        raise ChartError(
            f"{path}: {ending[1:].upper()} needs vl-convert, which is not installed; "
            "pip install 'translation-workbench[charts]', or save as .html or .json"
        )
    folder = path.absolute().parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        what = "is a folder" if path.is_dir() else "is in no folder that exists and is writable"
        raise ChartError(f"{path}: cannot be written, it {what}; give the name of a file in a folder that is writable")


def _converter() -> Any:
    """The module vl_convert, or None."""
    try:
        return import_module("vl_convert")
    except ImportError:
        return None


def _page(spec: dict[str, Any], converter: Any) -> str:
    if converter is not None:
        scripts, origin = f"<script>{converter.javascript_bundle()}</script>", ""
    else:
        versions = {"vega": alt.VEGA_VERSION, "vega-lite": alt.VEGALITE_VERSION, "vega-embed": alt.VEGAEMBED_VERSION}
        scripts = "\n".join(f'<script src="{_CDN}/{name}@{version}"></script>' for name, version in versions.items())
        origin = " https://cdn.jsdelivr.net"
    return _PAGE.format(
        scripts=scripts,
        origin=origin,
        spec=script_json(spec),
        options=script_json({"mode": "vega-lite"} | EMBED_OPTIONS),
    )


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ChartError(
            f"{path}: cannot be written ({error.strerror or error}); give a file in a folder that can be written to"
        ) from error
