"""Meters, and that everything that works under one stops within a batch."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from workbench import work
from workbench.corpus import read
from workbench.explanation.explain_settings import ExplainSettings
from workbench.explanation.explanation import explain_in_steps
from workbench.views import VIEWS
from workbench.work import Meter, OverBudget, Stopped, metered

SOURCE, TARGET = "The old man feeds the birds.", "Der alte Mann füttert die Vögel."


def test_without_a_meter_nothing_is_counted_or_stopped():
    work.spend(10**12)
    work.check()
    work.reached("nowhere")
    assert not work.is_metered()


@pytest.mark.parametrize(
    ("meter", "spent", "told"),
    [
        (Meter(tokens=100), 101, "the 100 tokens that a job may send through the model here are used up at the third"),
        (Meter(tokens=0), 1, "the 0 tokens"),
        (Meter(tokens=3_000_000, advice="ask for less"), 3_000_001, r"3,000,000 tokens .* at the third; ask for less$"),
        (Meter(seconds=-1), 0, "seconds that a job has here are over at the third"),
        (Meter(seconds=-1, advice="be quick"), 0, r"over at the third; be quick$"),
    ],
)
def test_over_budget_is_told_with_what_was_reached_and_what_to_do(meter, spent, told):
    with metered(meter):
        work.reached("at the third")
        with pytest.raises(OverBudget, match=told):
            work.spend(spent)


def test_within_budget_goes_on_and_a_stop_ends_it_from_another_thread():
    meter = Meter(tokens=100, seconds=600)
    with metered(meter):
        work.spend(60)
        work.spend(40)
        asking = threading.Thread(target=meter.stop)
        asking.start()
        asking.join()
        work.reached("at 2 of 3")
        with pytest.raises(Stopped, match=r"^stopped at 2 of 3$"):
            work.check()
    assert not work.is_metered()


def test_a_meter_knows_how_long_it_lately_took_from_one_place_to_the_next(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    meter = Meter()

    def waited(_):
        now[0] += 50

    with metered(meter):
        for seconds, longest in ((1.0, 1.0), (0.2, 1.0), (3.0, 3.0), (0.5, 3.0)):
            now[0] += seconds
            work.check()
            assert meter.between_stops == longest
        # Waiting for others is no work, and what was long ago says nothing.
        meter.between = waited
        work.check()
        now[0] += 0.7
        work.check()
        assert meter.between_stops == pytest.approx(0.7)


def test_a_meter_is_that_of_its_thread_alone():
    seen = []
    with metered(Meter()):
        other = threading.Thread(target=lambda: seen.append(work.is_metered()))
        other.start()
        other.join()
    assert seen == [False]


class After(Meter):
    """Asked to stop at the ``most``-th batch."""

    def __init__(self, most: int):
        super().__init__()
        self.most, self.batches = most, 0

    def spend(self, tokens: int) -> None:
        self.batches += tokens > 0
        if self.batches == self.most:
            self.stop()
        super().spend(tokens)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_counts_what_it_sends_through_the_model_and_stops_at_the_next_batch(translator, view):
    assert translator.reads_embeddings  # looked at once, by whichever view comes first
    whole, passes = After(10**9), []
    hook = translator.model.model.decoder.register_forward_pre_hook(lambda *_: passes.append(1))
    try:
        with metered(whole):
            made = [*explain_in_steps(SOURCE, translator, ExplainSettings(target=TARGET, views=[view]))]
        assert list(made[-1].views) == [view] and made[-1].faithfulness
        tokens = len(translator.encode_sources([SOURCE])[0].ids) + len(translator.encode_targets([TARGET])[0].ids)
        # The yardstick is not measured by itself: it has the passes of the view alone.
        least = 2 if view == "erasure" else 3
        assert whole.batches >= least and whole.spent > least * tokens
        for most in range(1, whole.batches + 1):
            passes.clear()
            with metered(After(most)), pytest.raises(Stopped):
                list(explain_in_steps(SOURCE, translator, ExplainSettings(target=TARGET, views=[view])))
            assert len(passes) < most
    finally:
        hook.remove()


def test_a_beam_is_stopped_between_two_of_its_steps_and_lets_others_use_the_model(translator):
    free = []

    def let_by(_: Meter) -> None:
        # An RLock is free for another thread only.
        def take() -> None:
            free.append(translator.lock.acquire(blocking=False) and translator.lock.release() is None)

        other = threading.Thread(target=take)
        other.start()
        other.join()

    meter = Meter()
    meter.between = let_by
    with metered(meter):
        made = translator.translate([SOURCE, "The cat sleeps."])
    assert [one.text for one in made] == [one.text for one in translator.translate([SOURCE, "The cat sleeps."])]
    assert all(free) and len(free) > 3
    with metered(After(3)), pytest.raises(Stopped):
        translator.translate([SOURCE])
    assert translator.lock.acquire(blocking=False)
    translator.lock.release()


@pytest.mark.parametrize("view", VIEWS)
def test_others_may_use_the_model_between_any_two_batches_of_a_view(translator, view):
    owned = []
    meter = Meter()
    meter.between = lambda _: owned.append(translator.lock._is_owned())
    with metered(meter):
        list(explain_in_steps(SOURCE, translator, ExplainSettings(target=TARGET, views=[view])))
    assert owned and not any(owned)


@pytest.mark.parametrize("name", ["x.tsv", "x.csv", "x.jsonl", "x.txt"])
def test_reading_is_stopped_within_some_thousand_characters(tmp_path, name):
    row = {
        "x.tsv": "a sentence\tein Satz\n",
        "x.csv": "a sentence,ein Satz\n",
        "x.jsonl": '{"source": "a sentence", "reference": "ein Satz"}\n',
        "x.txt": "a sentence\n",
    }[name]
    (tmp_path / name).write_text(row * 50_000, encoding="utf-8")
    corpus = read(tmp_path / name, format="parallel" if name == "x.txt" else None)
    meter, seen = Meter(), []
    with metered(meter), pytest.raises(Stopped):
        seen.extend((meter.stop(), segment) for segment in corpus)
    assert 1 <= len(seen) < 10_000
    with metered(meter), pytest.raises(Stopped):
        corpus.fingerprint()


def test_planting_and_fitting_are_stopped():
    from workbench.suspicion.corrections import Learned
    from workbench.suspicion.fitting import fit
    from workbench.suspicion.plant import plant

    meter = Meter()
    meter.stop()
    with metered(meter), pytest.raises(Stopped):
        plant([(SOURCE, TARGET)] * 10)
    signals = [{"logprob": -1.0 - place / 100} for place in range(20)]
    with metered(meter), pytest.raises(Stopped):
        fit(signals, signals, ["swapped"] * 20, [*range(20)], Learned({}, {}, 0.0), "nothing")


def test_a_view_that_is_named_again_is_made_once(translator, monkeypatch):
    made = []
    attention = VIEWS["attention"]

    def counted(*given, choice=None, **options):
        made.append(1)
        return attention(*given, choice=choice, **options)

    monkeypatch.setitem(VIEWS, "attention", replace(attention, function=counted))
    settings = ExplainSettings(target=TARGET, views=["attention"] * 300, measure=False)
    *_, whole = explain_in_steps(SOURCE, translator, settings)
    assert len(made) == 1 and list(whole.views) == ["attention"]
