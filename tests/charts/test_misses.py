from __future__ import annotations

from workbench.charts import missed_shares, save

FOUND = [("everyday", 9, 10, (0.7, 0.99)), ("a, b & <c>", 1999, 2000, None)]


def test_each_text_has_a_bar_that_ends_at_its_share_and_its_counts_in_words(tmp_path):
    chart = missed_shares(FOUND, "wrong translations under 0.5")
    spec = chart.to_dict()
    values = next(iter(spec["datasets"].values())) if "datasets" in spec else spec["layer"][0]["data"]["values"]
    assert [(row["p"], row["a"], row["b"]) for row in values] == [(0.9, 0.7, 0.99), (0.9995, 0.9995, 0.9995)]
    assert "everyday 9 of 10 (90%), a, b & <c> 1,999 of 2,000 (99.9%)" in spec["description"]
    save(chart, tmp_path / "x.svg")


def test_where_nothing_was_measured_no_bar_is_drawn():
    assert "not measured" in str(missed_shares([], "not measured for fr to en").to_dict())
