from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.corpus.ids import UniqueIds

GIVEN = st.sampled_from(["", "", "1", "2", "3", "10", "a", "a#2", "2#2", "é"])


@given(st.lists(GIVEN, max_size=12), st.booleans())
def test_every_id_is_another_and_the_first_of_its_kind_is_kept(given_ids, in_order):
    if in_order:
        given_ids.sort(key=lambda one: (len(one), one))
    ids, found = UniqueIds(), list[str]()
    for row, one in enumerate(given_ids, start=1):
        found.append(ids(one, row))
    assert len(set(found)) == len(found)
    renamed = 0
    for row, (one, made) in enumerate(zip(given_ids, found, strict=True), start=1):
        wanted = one or str(row)
        is_first = wanted not in found[: row - 1]
        assert (made == wanted) == is_first
        assert is_first or made.startswith(f"{wanted}#")
        renamed += not is_first
    assert ids.renamed == renamed
