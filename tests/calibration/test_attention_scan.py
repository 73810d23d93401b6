from __future__ import annotations

from dataclasses import replace

import pytest

from tests.conftest import ENGLISH, GERMAN
from workbench.alignment.aer import LinkCounts
from workbench.alignment.gold import GoldPair
from workbench.alignment.links import Links, links
from workbench.calibration.attention_scan import Measured, choices, scan, select
from workbench.errors import AlignmentError
from workbench.models import AttentionChoice, Translator


def linked(translator: Translator, gold: GoldPair, choice: AttentionChoice) -> Links:
    """Slowly: one pair, one choice, one forced pass."""
    pairs = translator.encode_pairs([gold.source], [gold.target], pretokenized=True)
    return links(next(translator.forced_pass(pairs, choice=choice, logprobs=False)).attention.by_word())


def gold_of(number: int, source: str, target: str) -> GoldPair:
    """Links along the diagonal: sure in the first half of the sentence, possible after it."""
    words = min(len(source.split()), len(target.split()))
    diagonal = frozenset((i, i) for i in range(words))
    sure = frozenset(link for link in diagonal if link[0] < (words + 1) // 2)
    return GoldPair(f"g{number}", source, target, sure, diagonal)


# "weiß nicht ," is cut as gold files are: the comma is a word of its own.
GOLD = [
    gold_of(number, source, target.replace(",", " ,"))
    for number, (source, target) in enumerate(
        zip((*ENGLISH, "a dog 's home", "six"), (*GERMAN, "ein Hund , zu Hause", "sechs"), strict=True)
    )
]


def test_every_layer_row_and_head_is_a_choice(translator):
    found = list(choices(translator))
    assert len(set(found)) == len(found) == 3 * 2 * (4 + 1)
    for layer in range(3):
        for row in ("output", "input"):
            of_row = [c.heads for c in found if (c.layer, c.row) == (layer, row)]
            assert of_row == [None, (0,), (1,), (2,), (3,)]


def test_the_scan_equals_running_every_choice_alone(translator):
    table = scan(translator, GOLD)
    assert {m.choice for m in table} == set(choices(translator))
    for measured in table:
        halves = [LinkCounts(), LinkCounts()]
        for place, gold in enumerate(GOLD):
            found = linked(translator, gold, measured.choice)
            halves[place % 2] += LinkCounts.of(found, gold.sure, gold.possible)
        assert (measured.even, measured.odd) == tuple(halves), str(measured.choice)
        assert measured.all == halves[0] + halves[1]
    assert (table[0].even.sentences, table[0].odd.sentences) == (4, 3)
    assert len({m.all.aer for m in table}) > 5


def test_the_best_on_all_pairs_comes_first(translator):
    figures = [m.all.aer for m in scan(translator, GOLD)]
    assert figures == sorted(figures)


@pytest.mark.parametrize(
    "choice", [AttentionChoice(1, None, "input"), AttentionChoice(0, (2,)), AttentionChoice(2, (3,), "input")], ids=str
)
def test_gold_that_one_choice_made_is_found_by_that_choice(translator, choice):
    gold = [replace(g, sure=links, possible=links) for g in GOLD if (links := linked(translator, g, choice))]
    table = scan(translator, gold)
    best = select(table, "gold.tsv")
    assert table[0].all.aer == 0
    assert (best.layer, best.heads, best.row) == (choice.layer, choice.heads, choice.row)


def counts(wrong: int, sentences: int = 5) -> LinkCounts:
    """Ten links found, ten sure, ``wrong`` of them missed: AER is wrong / 10."""
    return LinkCounts(10, 10, 10 - wrong, 10 - wrong, sentences)


def test_selection_goes_by_even_rows_and_tells_the_figure_on_odd_ones():
    table = [
        Measured(AttentionChoice(0, None, "output"), even=counts(5), odd=counts(0)),
        Measured(AttentionChoice(1, (2,), "input"), even=counts(2), odd=counts(7)),
        Measured(AttentionChoice(2, None, "input"), even=counts(3), odd=counts(1)),
    ]
    assert min(table, key=lambda m: m.all.aer) is not table[1]
    for order in (table, table[::-1]):
        best = select(order, "words.en-de")
        assert (best.layer, best.heads, best.row) == (1, (2,), "input")
        assert best.measured == "lowest AER on the even rows of words.en-de; AER on its 5 odd rows 0.700"


def test_odd_rows_do_not_break_a_tie_either():
    def table(first_odd: int, second_odd: int) -> list[Measured]:
        first = Measured(AttentionChoice(0, None, "input"), counts(2), counts(first_odd))
        second = Measured(AttentionChoice(2, (1,), "output"), counts(2), counts(second_odd))
        # As scan sorts them.
        return sorted([first, second], key=lambda m: m.all.aer)

    assert select(table(1, 9), "gold").layer == select(table(9, 1), "gold").layer


def test_without_odd_rows_no_figure_is_made_up():
    table = [Measured(AttentionChoice(0), even=counts(2), odd=LinkCounts())]
    assert select(table, "gold").measured == "lowest AER on the even rows of gold; no odd rows to check it on"


def test_a_choice_without_any_link_is_the_last_to_be_selected():
    table = [
        Measured(AttentionChoice(0), even=LinkCounts(), odd=counts(0)),
        Measured(AttentionChoice(1), even=counts(9), odd=counts(9)),
    ]
    assert select(table, "gold").layer == 1


def test_no_gold_pairs_is_an_error(translator):
    with pytest.raises(AlignmentError, match="no gold pairs to measure on"):
        scan(translator, [])


def test_a_gold_pair_longer_than_the_positions_is_named(translator):
    with pytest.raises(AlignmentError, match="gold pair g9 is longer than the model's 256 positions"):
        scan(translator, [*GOLD, gold_of(9, " ".join(["Hund"] * 300), "a")])
