from __future__ import annotations

from workbench.charts import reliability_curve, save

TENTHS = [(0.03, 0.01, 300), (0.45, 0.5, 20), (0.97, 1.0, 80)]


def test_each_tenth_is_a_point_and_what_would_be_right_is_a_line():
    spec = reliability_curve(TENTHS, {"number": (4, 40), "wrong_language": (0, 50)}, 0.2).to_dict()
    datasets = [spec["datasets"][layer["data"]["name"]] for layer in spec["layer"] if "name" in layer["data"]]
    subtitle = " ".join(spec["title"]["subtitle"])
    values = datasets or [layer["data"]["values"] for layer in spec["layer"]]
    assert [{"p": p, "s": share, "n": count} for p, share, count in TENTHS] in values
    assert [{"p": 0, "s": 0}, {"p": 1, "s": 1}] in values
    assert "not suspected: number 4 of 40 (10%), wrong language 0 of 50 (0%)" in spec["description"]
    assert "of planted faults 4 of 90 (4%) were not suspected; shares as if 20% were faulty" in subtitle
    assert "AUROC" not in str(spec)


def test_a_fit_without_figures_says_so(tmp_path):
    chart = reliability_curve([], {}, 0.1)
    assert "no figures of its own" in str(chart.to_dict())
    save(chart, tmp_path / "x.html")
