from __future__ import annotations

import pytest

from workbench.recipe.detokenize import detokenized


def test_tokens_are_joined_entities_resolved_and_bad_pairs_left_out(tmp_path):
    pytest.importorskip("sacremoses")
    rows = [
        ("It &apos;s Tom &apos;s , is n&apos;t it ?", "Es gehört Tom , nicht wahr ?"),
        ("It &apos;s Tom &apos;s , is n&apos;t it ?", "Es gehört Tom , nicht wahr ?"),
        ("AT &amp;amp; T .", "AT &amp;amp; T ."),
        ("yes", "ja " * 30),
        ("word " * 90, "Wort " * 90),
        ("", "leer"),
    ]
    source, target = tmp_path / "s", tmp_path / "t"
    source.write_text("".join(s + "\n" for s, _ in rows), encoding="utf-8")
    target.write_text("".join(t + "\n" for _, t in rows), encoding="utf-8")
    found = list(detokenized(source, target, ("en", "de")))
    assert [t for _, t in found] == ["Es gehört Tom, nicht wahr?", "AT & T."]
    assert "&apos;" not in found[0][0]
