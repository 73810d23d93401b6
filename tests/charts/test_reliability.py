from __future__ import annotations

from workbench.charts import reliability_curve, save

TENTHS = [(0.03, 0.01, 300), (0.45, 0.5, 20), (0.97, 1.0, 80)]


def test_each_tenth_is_a_point_and_what_would_be_right_is_a_line():
    spec = reliability_curve(TENTHS, {"number": 0.96, "copy": 1.0}, 0.2).to_dict()
    datasets = [spec["datasets"][layer["data"]["name"]] for layer in spec["layer"] if "name" in layer["data"]]
    values = datasets or [layer["data"]["values"] for layer in spec["layer"]]
    assert [{"p": p, "s": share, "n": count} for p, share, count in TENTHS] in values
    assert [{"p": 0, "s": 0}, {"p": 1, "s": 1}] in values
    assert "number 0.960, copy 1.000" in spec["description"]
    assert "mean AUROC 0.980; shares as if 20% were faulty" in " ".join(spec["title"]["subtitle"])


def test_a_fit_without_figures_says_so(tmp_path):
    chart = reliability_curve([], {}, 0.1)
    assert "no figures of its own" in str(chart.to_dict())
    save(chart, tmp_path / "x.html")
