"""How a table is taken to be read, and what of it the panel lets people say."""

from __future__ import annotations

import pytest

from workbench.app.parts.looking import Choice, look, settled
from workbench.app.parts.preview import preview_panel
from workbench.corpus import read

SENTENCES = "".join(f"{one.source}\t{one.references[0]}\n" for one in read("demo", limit=12))


@pytest.mark.parametrize(
    ("first", "header", "guessed"),
    [
        ("Ausgangstext\tÜbersetzung\n", True, False),
        ("Ursprung\tErgebnis\n", True, True),
        ("Källspråk\tMålspråk\n", True, True),
        ("原言語\tターゲット言語\n", True, True),
        ("Hello there.\tHallo.\n", False, False),
        ("The dog barks a lot\tDer Hund bellt viel zu oft\n", False, False),
        ("", False, False),
    ],
)
def test_a_header_in_any_language_is_recognised_and_its_opposite_is_one_press_away(tmp_path, first, header, guessed):
    path = tmp_path / "x.tsv"
    path.write_text(first + SENTENCES, encoding="utf-8")
    table = settled(read(path), Choice())
    assert (table.rows.header, table.guessed) == (header, guessed)
    rows = len([*read(path, columns=table.columns)])
    assert rows == 12 + bool(first) - header
    other = settled(read(path), Choice(header=not header))
    assert len([*read(path, columns=other.columns)]) == 12 + bool(first) - (not header)
    assert f'name="header" data-key="header"{" checked" if header else ""}>' in shown(path, Choice())


def shown(path, choice, most=None):
    corpus = read(path, skip_bad_rows=True, skip_blank=True)
    table = settled(corpus, choice)
    corpus = read(path, columns=table.columns if table else None, skip_bad_rows=True, skip_blank=True)
    return preview_panel(look(path.name, corpus, table, most))


@pytest.mark.parametrize(
    ("roles", "read_as"),
    [
        (None, ("c", ("e",), "a", "1")),
        (("reference", "source", "", ""), ("c", ("a",), None, "1")),
        (("", "source", "reference", "id"), ("c", ("e",), None, "g")),
        (("reference", "source", "reference", ""), ("c", ("a", "e"), None, "1")),
        # Without a source nothing can be read: it stays what it was.
        (("", "", "", ""), ("c", ("e",), "a", "1")),
        # Of another table.
        (("source",), ("c", ("e",), "a", "1")),
    ],
)
def test_columns_are_what_somebody_says_they_are(tmp_path, roles, read_as):
    path = tmp_path / "x.tsv"
    path.write_text("mt\tsrc\tref\tkey\na\tc\te\tg\n", encoding="utf-8")
    table = settled(read(path), Choice(roles=roles))
    [one] = read(path, columns=table.columns)
    assert (one.source, one.references, one.hypothesis, one.id) == read_as


def test_names_that_nothing_is_known_of_are_no_end(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("alpha,beta,gamma\n1,the cat sleeps,die Katze schläft\n", encoding="utf-8")
    table = settled(read(path), Choice(header=True))
    assert table.rows.names == ("alpha", "beta", "gamma") and table.rows.roles[:2] == ("source", "reference")
    [one] = read(path, columns=settled(read(path), Choice(("id", "source", "reference"), True)).columns)
    assert (one.id, one.source, one.references) == ("1", "the cat sleeps", ("die Katze schläft",))


@pytest.mark.parametrize(
    ("told", "choice"),
    [
        (
            {"roles": ["source", "reference"], "header": True, "languages": [" en ", "de"]},
            Choice(("source", "reference"), True, ("en", "de")),
        ),
        ({"roles": ["source", "evil"], "header": "yes", "languages": ["en"]}, Choice()),
        ({"roles": "source", "languages": [1, None]}, Choice()),
        ({"roles": [], "header": None, "languages": ["x" * 500, ""]}, Choice(languages=("x" * 60, ""))),
        ({}, Choice()),
    ],
)
def test_what_the_browser_says_is_taken_as_far_as_it_can_be_understood(told, choice):
    assert Choice.of(told) == choice


def test_the_panel_shows_text_as_text_and_says_what_was_guessed(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text(
        'source\treference\t<b>\n<script>alert(1)</script> {0}\tEin Satz \u202e\t"x\n' + SENTENCES, encoding="utf-8"
    )
    panel = shown(path, Choice())
    assert "&lt;script&gt;" in panel and "<script" not in panel and "\u202e" not in panel and "<b>x.tsv</b>" in panel
    assert "English, guessed from the texts" in panel and "German, guessed from the texts" in panel
    assert panel.count("<select") == 3 and panel.count(" selected") == 3


def test_many_columns_are_no_wall(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("source\treference\t" + "\t".join(f"c{n}" for n in range(300)) + "\n" + "a\tb" + "\tx" * 300 + "\n")
    panel = shown(path, Choice())
    assert "290 further columns" in panel and panel.count('<th scope="col">') == 12
