from __future__ import annotations

import random

import pytest

from tests.runs.made import make, row
from workbench.errors import RunError, UnknownNameError
from workbench.runs.agreement import Agreement, agreement, agreements, told
from workbench.runs.log import Flag

A, B, C = "fine", "model error", "unsure"


def between(table):
    """Two people whose verdicts fall so: the rows are the first's."""
    pairs = [(a, b) for (a, b), count in table.items() for _ in range(count)]
    return Agreement("Anna", "Ben", {f"s{place:03}": (Flag(a), Flag(b)) for place, (a, b) in enumerate(pairs)})


@pytest.mark.parametrize(
    ("table", "share", "kappa"),
    [
        # The worked example of 50 grant applications that textbooks have.
        ({(A, A): 20, (A, B): 5, (B, A): 10, (B, B): 15}, 0.7, 0.4),
        ({(A, A): 45, (A, B): 15, (B, A): 25, (B, B): 15}, 0.6, 0.13043),
        ({(A, A): 25, (A, B): 35, (B, A): 5, (B, B): 35}, 0.6, 0.25926),
        ({(A, A): 10, (B, B): 5, (C, C): 1}, 1.0, 1.0),
        ({(A, B): 5, (B, A): 5}, 0.0, -1.0),
        ({(A, A): 9, (A, B): 1}, 0.9, 0.0),
        ({(A, A): 7}, 1.0, None),
        ({}, None, None),
    ],
)
def test_agreement_beyond_chance(table, share, kappa):
    found = between(table)
    assert found.share == share and (found.kappa is None) == (kappa is None)
    assert kappa is None or found.kappa == pytest.approx(kappa, abs=1e-5)
    interval = found.interval()
    assert (interval is None) == (kappa is None)
    if interval:
        assert -1 <= interval[0] <= kappa <= interval[1] <= 1
    assert found.table == {pair: count for pair, count in table.items() if count}


def slow_kappa(pairs):
    """Each verdict of the first beside each of the second: how often they are the same by chance."""
    chance = sum(a == b for a, _ in pairs for _, b in pairs) / len(pairs) ** 2
    return (sum(a == b for a, b in pairs) / len(pairs) - chance) / (1 - chance)


def test_kappa_is_that_of_every_verdict_beside_every_other():
    draw = random.Random(3)
    for _ in range(30):
        pairs = [(draw.choice((A, B, C)), draw.choice((A, A, B, C))) for _ in range(draw.randint(5, 40))]
        table = {pair: pairs.count(pair) for pair in pairs}
        assert between(table).kappa == pytest.approx(slow_kappa(pairs))


@pytest.mark.parametrize("beyond", [0.0, 0.5, 0.95])
@pytest.mark.parametrize("segments", [10, 40])
def test_the_interval_holds_the_truth_in_19_of_20_pairs_of_people(beyond, segments):
    """The second says what the first does, or else, by chance, what is as frequent."""
    draw, inside, of = random.Random(f"{beyond} {segments}"), 0, 0
    for _ in range(250):
        said = draw.choices((A, B, C), (6, 3, 1), k=segments)
        other = [one if draw.random() < beyond else draw.choices((A, B, C), (6, 3, 1))[0] for one in said]
        pairs = [*zip(said, other, strict=True)]
        interval = between({pair: pairs.count(pair) for pair in pairs}).interval()
        if interval:
            of += 1
            inside += interval[0] <= beyond <= interval[1]
    assert of > 200 and inside >= 0.94 * of


@pytest.fixture
def run(tmp_path):
    found = make(tmp_path / "run", [row(id, place) for place, id in enumerate("abcd")])
    for id, verdict in (("a", A), ("b", B), ("c", A)):
        found.flags.set(id, verdict, f"on {id}", who="Anna", side="hypothesis")
    for id, verdict in (("a", A), ("b", A), ("d", B)):
        found.flags.set(id, verdict, who="Ben", side="hypothesis")
    found.flags.set("d", A, who="Cem")
    return found


def test_those_are_compared_that_both_judged_by_their_last_word(run):
    found = agreement(run, "Anna", "Ben")
    assert (found.both, found.same) == (2, 1) and found.table == {(A, A): 1, (B, A): 1}
    [apart] = found.disagreements
    assert (apart.segment, apart.a, apart.b) == ("b", Flag(B, "on b"), Flag(A))
    record = found.record()
    assert (record["a"], record["b"], record["share"], len(record["table"])) == ("Anna", "Ben", 0.5, 4)
    run.flags.set("b", A, who="Anna", side="hypothesis")
    assert agreement(run, "Anna", "Ben").same == 2
    run.flags.undo("Anna")
    assert agreement(run, "Anna", "Ben").same == 1
    assert [(one.a, one.b, one.both) for one in agreements(run)] == [("Anna", "Ben", 2), ("Ben", "Cem", 1)]
    assert [(one.a, one.b) for one in agreements(run, "reference")] == []


def test_what_cannot_be_compared_is_told(run, tmp_path):
    with pytest.raises(UnknownNameError, match="unknown reviewer 'Dora'; choose one of: Anna, Ben, Cem"):
        agreement(run, "Anna", "Dora")
    with pytest.raises(RunError, match="nobody has judged a segment yet"):
        agreement(make(tmp_path / "new", [row("a", 0)]), "Anna", "Ben")
    assert told(agreement(run, "Anna", "Cem")) == ("Anna and Cem judged no segment both",)
    assert "cannot be told" in told(between({(A, A): 5}))[1]
    assert told(between({(A, A): 20, (A, B): 5, (B, A): 10, (B, B): 15})) == (
        "Anna and Ben judged 50 both, 35 of them alike (70%)",
        "Cohen's kappa 0.40, 0.11 to 0.64 with 95% confidence (0: as by chance, 1: alike wherever they could be)",
    )
