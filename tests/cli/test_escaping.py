from __future__ import annotations

import io
import json

import pytest
from rich.table import Table
from rich.text import Text

from workbench.cli import options
from workbench.cli.escaping import SafeConsole

RED = "\x1b[31m"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\rb", r"a\rb"),
        ("a\x07\x08b", r"a\x07\x08b"),
        ("a\u202eb\x9b", r"a\u202eb\x9b"),
        ("line\nline", "line\nline"),
        (Text("a\x1bb"), r"a\x1bb"),
        (Text("a").append("\x1b[2Jb", style="bold"), r"a\x1b[2Jb"),
        ("Grüße 質 🙂", "Grüße 質 🙂"),
    ],
)
def test_no_control_reaches_the_terminal(printed, expected):
    stream = io.StringIO()
    SafeConsole(file=stream, width=60).print(printed, markup=False, highlight=False)
    assert stream.getvalue() == expected + "\n"


def test_tables_bars_and_colours_stay_and_what_is_in_them_is_escaped():
    stream = io.StringIO()
    console = SafeConsole(file=stream, width=60, force_terminal=True, color_system="standard")
    table = Table()
    table.add_column("x\x1by")
    table.add_row("1\x9b2")
    console.print(table, style="red")
    with console.status("loading \x1b]0;title\x07"):
        pass
    written = stream.getvalue()
    assert RED in written and r"loading \x1b]0;title" in written
    for control in ("\x1b]", "\x1by", "\x07", "\x9b"):
        assert control not in written


@pytest.mark.parametrize(
    "command",
    [
        ["score", f"no{RED}such.tsv", "--json"],
        ["aer", f"no{RED}", f"no{RED}"],
        ["worst", f"no{RED}run"],
        ["score", "--format", f"x{RED}", "demo", "--json"],
        [f"comm{RED}and"],
        ["symptoms", f"unwanted{RED}"],
        ["score", f"--opt{RED}ion"],
        ["app", "--auth", f"who{RED}"],
    ],
)
def test_no_message_on_bad_usage_or_input_has_a_control_in_it(here, command):
    code, out, err = here(*command)
    assert (code, out) == (2, "")
    assert "\x1b" not in err and ("x1b[31m" in err or "TAKES" in err.upper())


def test_notes_of_a_run_have_no_control_in_them(tmp_path, taught_marian, here):
    corpus = tmp_path / f"x{RED}.en-de.tsv"
    corpus.write_text(f"English\tGerman{RED}\nthe cat\tdie Katze\nthe\tdog{RED}\tder Hund\n")
    given = ["score", corpus, "-m", taught_marian, "--side", "reference", "--out", tmp_path / "run"]
    code, _, err = here(*given, "--no-header", "--skip-bad-rows")
    assert code == 0 and "skipped x\\x1b[31m.en-de.tsv:3: 3 columns received, 2 expected" in err
    assert "\x1b" not in err
    manifest = json.loads((tmp_path / "run" / "run.json").read_text())
    assert manifest["corpus"]["skipped"] == 1 and manifest["corpus"]["segments"] == 2


def test_both_consoles_are_safe():
    assert isinstance(options.out, SafeConsole) and isinstance(options.err, SafeConsole)
