"""``workbench inspect``."""

from __future__ import annotations

import json


def test_the_bundled_corpus_is_told_in_a_page(here):
    code, out, err = here("inspect", "demo")
    assert code == 0 and err == ""
    assert out.startswith("demo.en-de.tsv: TSV, en to de\n")
    for told in ("32.6 kB, UTF-8, LF", "en (in the file name), reads like English", "250 segments, 250 translated"):
        assert told in out
    assert "phenomenon (text, 250), planted (text, 51)" in out and "both sides the same  3" in out
    assert "demo-014" in out and "line 15" in out and "--format NAME" in out


def test_json_has_it_all_and_nothing_else_on_stdout(tmp_path, here):
    path = tmp_path / "x.en-de.tsv"
    path.write_bytes("source\ttarget\tn\r\nIt’s  on\tEs lÃ¤uft\t1\r\nfoo\r\n".encode())
    code, out, _ = here("inspect", path, "--json")
    found = json.loads(out)
    assert code == 0 and found["segments"] == 1 and found["bad_rows"]["count"] == 1
    assert found["files"][0]["line_ends"] == {"CRLF": 3} and found["columns"][0]["type"] == "number"
    assert {one["name"]: one["first"][0]["line"] for one in found["findings"]} == {"mojibake": 2, "double_spaces": 2}


def test_columns_languages_and_limit_are_chosen_as_everywhere(tmp_path, here):
    path = tmp_path / "x.tsv"
    path.write_text("a\tb\tc\nfoo\tbar\tbaz\nfoo\tbar\tqux\n")
    code, out, _ = here("inspect", path, "--source", "b", "--target", "c", "--source-lang", "en", "--limit", "1")
    assert code == 0 and "en (stated)" in out and "1 segment, 1 translated" in out and "nothing odd was found" in out


def test_two_files_are_looked_at_together(tmp_path, here):
    (tmp_path / "x.en").write_text("One.\n\n")
    (tmp_path / "x.de").write_bytes(b"\xef\xbb\xbfEins.\r\nZwei.\r\n")
    code, out, _ = here("inspect", "--source", tmp_path / "x.en", "--target", tmp_path / "x.de")
    assert code == 0 and "x.de: 17 bytes, UTF-8 with a byte order mark, CRLF" in out and "empty source  1" in out


def test_controls_in_texts_do_not_reach_the_terminal(tmp_path, here):
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"source": "a\x1b]0;x\x07 b", "reference": "[red]x"}) + "\n")
    code, out, _ = here("inspect", path)
    assert code == 0 and "\x1b" not in out and "U+001B" in out


def test_what_is_no_corpus_is_told_in_a_line(tmp_path, here):
    (tmp_path / "x.bin").write_bytes(b"\0\1\2")
    code, out, err = here("inspect", tmp_path / "x.bin")
    assert code == 2 and out == "" and err.startswith("error: ") and "Traceback" not in err


def test_of_a_memory_in_several_languages_these_are_listed_with_how_to_choose(tmp_path, here):
    units = (("One.", "Eins.", "Un."), ("Two.", "Zwei."), ("Three.", "Drei."))
    variant = '<tuv xml:lang="{}"><seg>{}</seg></tuv>'.format
    texts = "".join(f"<tu>{''.join(map(variant, ('en', 'de', 'fr'), unit))}</tu>" for unit in units)
    path = tmp_path / "x.tmx"
    path.write_text(f'<tmx version="1.4"><header srclang="en"/><body>{texts}</body></tmx>')
    code, out, err = here("inspect", path)
    told = " ".join(out.split())
    assert code == 0 and err == "" and "texts in 3 languages: en (3), de (3), fr (1)" in told
    assert "--target-lang" in told and "nothing odd" not in told and "0 segments" not in told
    found = json.loads(here("inspect", path, "--json")[1])
    assert "en (3), de (3), fr (1)" in found["undecided"] and found["all_languages"] == ["en", "de", "fr"]
    code, out, _ = here("inspect", path, "--target-lang", "fr")
    assert code == 0 and "3 segments, 1 translated" in out and "to be said" not in out
