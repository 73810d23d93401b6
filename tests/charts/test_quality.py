from __future__ import annotations

import numpy as np
import pytest

from workbench.charts import alignment_against_quality, distribution, save
from workbench.charts.quality import CORNERS


def rows(count=50, seed=1):
    draw = np.random.default_rng(seed)
    return [
        {
            "id": f"<b>{place}",
            "source": "x" * 200,
            "suspicion": draw.random(),
            "scatter": draw.random(),
            "chrf": 100 * draw.random(),
        }
        for place in range(count)
    ]


def values_of(spec, layer):
    data = layer["data"]
    return data["values"] if "values" in data else spec["datasets"][data["name"]]


def datasets(spec):
    return [values_of(spec, layer) for layer in spec["layer"]]


def test_better_is_to_the_right_and_up_and_every_corner_is_named():
    spec = alignment_against_quality(rows()).to_dict()
    points = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "circle")
    assert points["encoding"]["x"]["scale"]["reverse"] and not points["encoding"]["y"]["scale"]["reverse"]
    named = {values[0]["c"] for values in datasets(spec) if "c" in values[0]}
    assert named == set(CORNERS.values())
    places = {
        values_of(spec, layer)[0]["c"]: layer["mark"] for layer in spec["layer"] if "c" in values_of(spec, layer)[0]
    }
    assert places["good and well aligned"]["align"] == "right" and places["good and well aligned"]["y"] < 100
    assert places["broken"]["align"] == "left" and places["broken"]["y"] > 200


def test_lines_stand_at_the_medians_and_segments_without_a_figure_are_left_out():
    given = [*rows(), {"id": "n", "source": "s", "suspicion": None, "scatter": None, "chrf": 3.0}]
    spec = alignment_against_quality(given).to_dict()
    lines = [values[0] for values in datasets(spec) if set(values[0]) in ({"x"}, {"y"})]
    assert lines == [
        {"x": round(float(np.median([row["scatter"] for row in given[:-1]])), 4)},
        {"y": round(float(np.median([row["chrf"] for row in given[:-1]])), 4)},
    ]
    points = next(values_of(spec, layer) for layer in spec["layer"] if layer["mark"]["type"] == "circle")
    assert len(points) == 50 and all(len(point["t"]) < 100 for point in points)


def test_a_histogram_counts_every_figure_once():
    values = [0.1, 0.1, 0.9, None, float("nan"), 0.5]
    spec = distribution(values, "suspicion").to_dict()
    bars = values_of(spec, spec["layer"][0])
    assert sum(bar["n"] for bar in bars) == 4
    assert values_of(spec, spec["layer"][1]) == [{"a": 0.3}]
    assert "median 0.300" in spec["title"]["subtitle"][0]


@pytest.mark.parametrize(
    "chart",
    [
        lambda: alignment_against_quality([]),
        lambda: distribution([None], "bleu"),
        lambda: distribution([], "their own"),
        lambda: alignment_against_quality(rows(1)),
        lambda: distribution([1.0, 1.0], "ter"),
    ],
)
def test_nothing_and_little_are_drawn_too(chart, tmp_path):
    save(chart(), tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").stat().st_size > 500
