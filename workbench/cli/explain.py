"""``workbench explain``: one sentence, its translation, and where the model looked."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.text import Text

from workbench.cli import options
from workbench.cli.options import out


def explain(
    text: Annotated[str, typer.Argument(help="Source sentence.")],
    model: options.Model = "demo",
    target: Annotated[str | None, typer.Option(help="Translation to explain (default: the model's own).")] = None,
    prefix: Annotated[str, typer.Option(help="Target text that the model's translation must begin with.")] = "",
    view: Annotated[list[str] | None, typer.Option(help="View to make; may be given several times.")] = None,
    layer: Annotated[int | None, typer.Option(help="Decoder layer, from 0 (default: the model's preset).")] = None,
    head: Annotated[list[int] | None, typer.Option(help="Head, from 0; may be given several times.")] = None,
    row: Annotated[str | None, typer.Option(help="output or input row.")] = None,
    source_lang: options.SourceLang = None,
    target_lang: options.TargetLang = None,
    device: options.Device = None,
    dtype: options.Dtype = "float32",
    allow_pickle: options.AllowPickle = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Explain one sentence: words, map, log-probabilities, and what the model would rather have said."""
    from workbench.cli.terminal import draw_map, number, printable
    from workbench.explaining import explain as explain_text

    translator = options.load_model(model, source_lang, target_lang, device, dtype, allow_pickle)
    choice = translator.choose(layer, head, row)
    found = explain_text(text, translator, target=target, prefix=prefix, views=view or ["attention"], choice=choice)
    if as_json:
        print(json.dumps(found.record(), ensure_ascii=False, allow_nan=False, indent=1))
        return
    out.print(Text(f"source      {printable(text)}"))
    out.print(Text(f"translation {printable(found.target_text)}"))
    for name, made in found.views.items():
        out.print()
        out.print(Text(name, style="bold"))
        out.print(draw_map(out, made))
    out.print()
    for word, value, others in zip(found.words_and_end, found.logprobs, found.alternatives, strict=True):
        line = Text(f"{printable(word):>16}  {number(value):>8}  ")
        line.append("  ".join(f"{printable(piece)} {number(p)}" for piece, p in others), style="dim")
        out.print(line)
    out.print(Text("log-probability of each word, and the likeliest first pieces at its step", style="dim"))
