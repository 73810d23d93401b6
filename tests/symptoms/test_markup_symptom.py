"""What is the same markup and what is not, in eight pairs of languages."""

from __future__ import annotations

import time

import pytest

from tests.symptoms.markup_cases import GRADED, RIGHT, WRONG
from tests.symptoms.observed import observed
from workbench.symptoms.markup import SYMPTOM
from workbench.symptoms.markup_matching import differences

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


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("Hi {name}", "Hallo {nome}", "'{name}' was changed into '{nome}'"),
        ("Hi {name}", "Hallo", "'{name}' has no counterpart in the target"),
        ("Hi", "Hallo %s", "'%s' stands in the target alone"),
        (
            "%s has %d",
            "%1$d hat %2$s",
            "arguments in the wrong order: %1$s %2$d in the source, %1$d %2$s in the target",
        ),
        ("You have %d", "Sie haben %s", "'%d' was changed into '%s'"),
        ('a <x id="1"/>', 'a <x id="2"/>', """'<x id="1"/>' was changed into '<x id="2"/>': another id"""),
        ("<b>a</b> b", "</b>a<b> b", "'</b>' is closed in the wrong place"),
        ("Hi {name}!", "Hallo { name}!", "'{name}' stands with spaces inside it: '{ name}'"),
        ("**Stop** it", "Hör auf", "'**Stop**' is not bold in the target"),
        ("{n, plural, other {#}}", "{n, plural, andere {#}}", None),
    ],
)
def test_a_message_says_what_is_wrong(source, target, message):
    one = found("en-de", source, target)
    assert one is not None
    assert message is None or one.message == message
    assert one.source_words or one.target_words


def test_more_of_what_is_unsure_is_never_beyond_doubt():
    one = found("en-de", "👋 🎉 👍 🙏 🎂 *a* &File", "Hallo Datei")
    assert one is not None and 0.5 < one.severity < SURE


@pytest.mark.parametrize("sign", [*"<[{%&", "<b>", "{0}"])
@pytest.mark.parametrize("target", ["a", "the other text, reversed"])
def test_long_texts_of_one_sign_take_time_in_proportion(sign, target):
    text = sign * (100_000 // len(sign))
    start = time.process_time()
    differences(text, text[::-1] if len(target) > 1 else target, ("en", "de"))
    assert time.process_time() - start < 10


def test_every_case_is_there_once_in_eight_pairs():
    cases = [*RIGHT, *WRONG, *(case[:3] for case in GRADED)]
    assert len({*cases}) == len(cases) >= 260
    assert {languages for languages, _, _ in cases} == {
        f"en-{code}" for code in ("de", "fr", "es", "ru", "ar", "hi", "zh", "ja")
    }
