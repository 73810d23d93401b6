from __future__ import annotations

from collections import Counter

import pytest

from workbench.errors import RunError, UnknownNameError
from workbench.runs.demo import scored_demo
from workbench.runs.facets import MOST_VALUES, facets
from workbench.runs.query import REVIEWED, UNREVIEWED, Filter
from workbench.runs.ranks import place_of, ranks
from workbench.runs.reason import reason, sentence

WHERE = [None, Filter(symptom="omission"), Filter(text="the"), Filter(verdict="both"), Filter(least=2.0)]


@pytest.fixture
def run(tmp_path):
    return scored_demo(tmp_path)


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize(
    ("by", "side"), [("suspicion", "hypothesis"), ("scatter", "reference"), ("bleu", "hypothesis")]
)
def test_a_ranking_as_a_whole_is_what_its_records_are(run, by, side, where):
    records = run.worst(by, None, side, where=where)
    for bins in (1, 7, 240):
        found = ranks(run, bins, by, side, where)
        assert found.total == len(records) and len(found.highest) == min(bins, len(records))
        parts = [[] for _ in found.highest]
        for place, record in enumerate(records):
            parts[place * len(parts) // len(records)].append(record["suspicion"])
        assert found.highest == tuple(max(one for one in part if one is not None) for part in parts)
    for place in {0, len(records) // 2, len(records) - 1} if records else ():
        assert place_of(run, records[place]["id"], by, side, where) == place
    assert place_of(run, "nothing", by, side, where) is None
    assert place_of(run, "\ud800", by, side, where) is None


@pytest.mark.parametrize("side", ["hypothesis", "reference"])
def test_facets_count_what_the_records_have(run, side):
    records = run.worst(top=None, side=side)
    run.flags.set(records[0]["id"], "fine")
    found = facets(run, side)
    assert (found.total, found.reviewed) == (len(records), 1)
    assert found.suspected == sum(record["suspicion"] >= 0.5 for record in records)
    names = Counter(name for record in records for name in {one["name"] for one in record["symptoms"]})
    assert found.symptoms == dict(names)
    assert found.verdicts == dict(Counter(record["verdict"] for record in records))
    assert found.statuses == {"ok": len(records)}
    planted = Counter(record["planted"] for record in records if record.get("planted"))
    assert found.columns["planted"] == dict(planted) and len(planted) <= MOST_VALUES


def test_what_was_reviewed_is_told_from_what_was_not(run):
    ids = run.ranking()
    run.flags.set(ids[3], "model error")
    run.flags.set(ids[5], "fine")
    assert run.ranking(where=Filter(flag=REVIEWED)) == [ids[3], ids[5]]
    assert run.ranking(where=Filter(flag=UNREVIEWED)) == [id for id in ids if id not in (ids[3], ids[5])]
    assert run.ranking(where=Filter(flag="fine")) == [ids[5]]
    with pytest.raises(UnknownNameError, match="unreviewed"):
        run.ranking(where=Filter(flag="maybe"))
    with pytest.raises(UnknownNameError, match="model error"):
        Filter(verdict="mine")


def test_records_come_with_what_is_claimed_of_their_texts(run):
    [record] = run.ranked(top=1, spans=True)
    assert record["spans"] == run.segment(record["id"])["spans"] and record["spans"]
    assert "spans" not in run.worst(top=1)[0]


def of(suspicion, symptoms=(), spans=(), source="24 cats here", target="42 Katzen hier"):
    found = {"side": "hypothesis", "source": source, "hypothesis": target, "suspicion": suspicion}
    claims = [
        {"side": side, "start": start, "end": end, "kind": kind, "probability": 0.4, "claimed_by": by}
        for side, start, end, kind, by in spans
    ]
    return found | {"spans": claims, "symptoms": [{"name": name, "severity": 0.8} for name in symptoms]}


BOTH = [("source", 0, 2, "numbers", "symptom"), ("target", 0, 2, "numbers", "symptom")]


@pytest.mark.parametrize(
    ("record", "short", "long"),
    [
        (of(0.9, ["numbers"], BOTH), "24 → 42", "‘24’ became ‘42’ (numbers)."),
        (of(0.9, ["omission"], [("source", 3, 7, "omission", "symptom")]), "left out: cats", "‘cats’: left out."),
        (of(0.9, ["non_word"], [("target", 3, 9, "non_word", "symptom")]), "no word: Katzen", "‘Katzen’: no word."),
        (of(0.9, ["wrong_language"]), "wrong language", "Wrong language."),
        (of(0.9, [], [("target", 3, 9, "corrected", "doubt")]), "doubtful: Katzen",
         "Unlikely wording, first of all ‘Katzen’."),
        (of(0.9), "unlikely wording", "Unlikely wording."),
        (of(0.2), "", "Nothing found."),
        (of(0.2, ["numbers"], BOTH), "24 → 42", "‘24’ became ‘42’ (numbers). By itself that says little."),
        (of(None), "", "The model could not read this; nothing is known of it."),
        (of(0.9, ["omission"], [("source", 0, 60, "omission", "symptom")], source="long " * 12),
         "left out: long long long long long lon…", "‘long long long long long lon…’: left out."),
    ],
)  # fmt: skip
def test_why_a_segment_is_suspected_in_few_words_and_in_a_sentence(record, short, long):
    assert (reason(record), sentence(record)) == (short, long)


def test_an_unknown_order_is_told(run):
    with pytest.raises((RunError, UnknownNameError)):
        ranks(run, 10, "beauty")
