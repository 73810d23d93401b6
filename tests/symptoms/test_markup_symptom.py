"""What is the same markup and what is not, in eight pairs of languages."""

from __future__ import annotations

import pytest

from tests.symptoms.markup_cases import GRADED, RIGHT, WRONG
from tests.symptoms.observed import observed
from workbench.symptoms.markup import SYMPTOM

FAINT, SURE = 0.3, 0.9


def found(languages: str, source: str, target: str):
    return SYMPTOM.find(observed(source, target, languages))


@pytest.mark.parametrize(("languages", "source", "target"), RIGHT)
def test_the_same_markup_is_not_accused(languages, source, target):
    one = found(languages, source, target)
    assert one is None or one.severity < FAINT, one


@pytest.mark.parametrize(("languages", "source", "target"), WRONG)
def test_lost_and_changed_markup_is_beyond_doubt(languages, source, target):
    one = found(languages, source, target)
    assert one is not None and one.severity >= SURE, one


@pytest.mark.parametrize(("languages", "source", "target", "severity"), GRADED)
def test_what_is_less_sure_is_said_to_be(languages, source, target, severity):
    one = found(languages, source, target)
    assert one is not None and one.severity == pytest.approx(severity), one


def test_every_case_is_there_once_in_eight_pairs():
    cases = [*RIGHT, *WRONG, *(case[:3] for case in GRADED)]
    assert len({*cases}) == len(cases) >= 150
    assert {languages for languages, _, _ in cases} == {
        f"en-{code}" for code in ("de", "fr", "es", "ru", "ar", "hi", "zh", "ja")
    }
