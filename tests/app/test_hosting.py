from __future__ import annotations

import pytest

from workbench.app.serving.hosting import KNOWN_MODELS, SHARED, LimitError, Limits, limits, on_gpu


def test_a_space_has_limits_and_says_them_and_a_machine_of_ones_own_has_none(monkeypatch):
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert limits() == Limits() and str(limits()) == ""
    monkeypatch.setenv("SPACE_ID", "somebody/workbench")
    assert limits() == SHARED
    for told in ("500 segments", "1,000 characters", "5 MB", "300 seconds", "20 jobs", "within an hour"):
        assert told in str(SHARED)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: SHARED.check_model("somebody/else"),
        lambda: SHARED.check_text("short", "x" * 1001),
        lambda: SHARED.segments_of(-1),
        lambda: SHARED.segments_of(1.5),
    ],
)
def test_what_is_over_a_limit_is_refused_in_words(refused):
    with pytest.raises(LimitError, match=r"offered here; choose|at most 1,000|expected a whole number"):
        refused()


def test_what_is_within_is_let_through():
    SHARED.check_model(KNOWN_MODELS[1])
    SHARED.check_text("x" * 1000, None)
    assert [SHARED.segments_of(asked) for asked in (None, 0, 10, 10_000)] == [500, 500, 10, 500]
    assert [Limits().segments_of(asked) for asked in (None, 0, 10_000)] == [None, None, 10_000]
    Limits().check_model("any/thing")
    Limits().check_text("x" * 100_000)


def test_without_zero_gpu_a_function_stays_itself(monkeypatch):
    monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
    assert on_gpu(len) is len
    # Asked for, but the package is not there: the CPU does it.
    monkeypatch.setenv("SPACES_ZERO_GPU", "1")
    monkeypatch.setitem(__import__("sys").modules, "spaces", None)
    assert on_gpu(len) is len


def test_with_zero_gpu_a_function_is_lent_one(monkeypatch):
    from types import SimpleNamespace

    lent = []

    def gpu(duration):
        return lambda function: lent.append(duration) or function

    monkeypatch.setenv("SPACES_ZERO_GPU", "1")
    monkeypatch.setitem(__import__("sys").modules, "spaces", SimpleNamespace(GPU=gpu))
    assert on_gpu(len)("abc") == 3 and lent == [120]
