"""What `workbench explain` says of text that the model was not loaded for."""

from __future__ import annotations

import json


def test_explain_tells_of_a_language_that_the_model_was_not_loaded_for(taught_marian, here):
    given = ["explain", "القطة تنام على السجادة", "-m", taught_marian, "--source-lang", "en", "--target-lang", "de"]
    given += ["--target", "Привет всем"]
    code, out, err = here(*given)
    assert code == 0 and "note: the source" in err and "Arabic" in err and "the model was loaded for English" in err
    assert "note: the target is written in Cyrillic letters; the model was loaded for German" in " ".join(err.split())
    assert "note" not in out
    found = json.loads(here(*given, "--json")[1])["foreign"]
    assert found["source"]["expected"] == "en" and found["target"]["script"] == "Cyrillic"
