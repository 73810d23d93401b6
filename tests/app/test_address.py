from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.app.parts.address import PAGES, SIDES, TOUR, Address
from workbench.app.parts.controls import SIDE_VIEWS, Chosen

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ADDRESSES = st.builds(
    Address,
    page=st.sampled_from(PAGES),
    run=texts,
    side=st.sampled_from(["", *SIDES]),
    by=texts.filter(bool),
    text=texts,
    symptom=texts,
    status=texts,
    whose=texts,
    flag=texts,
    where=texts,
    segment=texts,
    model=texts,
    from_language=texts,
    to_language=texts,
    source=texts,
    target=texts,
    prefix=texts,
    source_prefix=texts,
    tour=st.integers(0, TOUR),
    view=st.sampled_from(["attention", "erasure"]),
    side_views=st.booleans(),
    layer=st.sampled_from([None, "all", 0, 12]),
    heads=st.sampled_from([(), ("max",), ("all",), (0, 3)]),
    row=st.sampled_from(["", "output", "input"]),
    transposed=st.booleans(),
    word=st.none() | st.integers(0, 500),
    instead_of=texts,
)


@given(ADDRESSES)
def test_an_address_brings_back_what_it_was_made_of(address):
    assert Address.of(address.query) == address
    assert Address.of("?" + address.query) == address


def test_what_the_app_opens_with_has_no_address():
    assert Address().query == ""
    assert Address.of("") == Address()
    assert Address().chosen == Chosen()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("layer=²&heads=x,max,99,1", Address(heads=("max", 1))),
        ("layer=max&heads=-1", Address()),
        ("layer=every,all&heads=<b>", Address(layer="all")),
        ("layer=1000&heads=", Address()),
        ("at=<script>&page=try&side=left&row=up&transposed=yes", Address()),
        ("view=nothing,erasure,rollout", Address(view="erasure")),
        ("word=-1&side_views=2", Address()),
        ("word=12&nothing=1&segment=a%26b", Address(word=12, segment="a&b")),
        ("tour=0", Address()),
        ("tour=6&at=try", Address(page="try")),
        ("tour=²", Address()),
        ("=&&&;;%%%zz", Address()),
    ],
)
def test_what_cannot_be_understood_is_left_out_of_an_address(query, found):
    assert Address.of(query) == found


def test_side_views_are_the_usual_ones_or_the_chosen_one_in_front():
    assert Address().chosen.views == ("attention",)
    assert Address(side_views=True).chosen.views == SIDE_VIEWS
    assert Address(side_views=True, view="erasure").chosen.views == ("erasure", *SIDE_VIEWS[1:])


@given(ADDRESSES, ADDRESSES)
def test_a_place_goes_under_other_views(here, other):
    assert here.under(other.chosen).chosen == other.chosen
    assert here.under(other.chosen).under(here.chosen) == here


def test_every_field_can_be_told():
    said = Address.of(Address.of("").query + "&".join(f"{field.name}=x" for field in fields(Address)))
    assert said.run == "x" and said.view == "attention" and said.layer is None
