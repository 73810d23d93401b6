"""Which languages a model is asked for, whatever they are called, and that it is told just these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pytest

from tests.models.tiny_bart_kin import BART_KIN
from tests.models.tiny_families import BUILDERS
from workbench.errors import ModelError
from workbench.models import exchanged, load, redirected
from workbench.models.direction import Direction, direction_of
from workbench.models.families.family import Family, Layout
from workbench.models.families.m2m100 import M2M100
from workbench.models.families.marian import MARIAN
from workbench.models.families.t5 import T5
from workbench.models.presets import preset_file
from workbench.models.template import Template

UNKNOWN = 3
ENGLISH_GERMAN = {"eng_Latn": 11, "deu_Latn": 12, "zho_Hans": 13, "zho_Hant": 14, "fra_Latn": 15}
ALL = BUILDERS | BART_KIN
TASKS = {"translation_en_to_de": {"prefix": "to German: "}, "translation_en_to_fr": {"prefix": "to French: "}}


def told(family: Family, tags: Mapping[str, int]) -> Family:
    text = replace(family.text, tags=lambda _tokenizer: {code: (i,) for code, i in tags.items()})
    return replace(family, text=text)


def directed(
    family: Family,
    tags: Mapping[str, int],
    source: str | None,
    target: str | None,
    own: tuple[str, ...] = (),
    **said: str,
) -> Direction:
    """``said``: what its tokenizer says of its languages."""
    tokenizer = SimpleNamespace(unk_token_id=UNKNOWN, **said)
    return direction_of("a/model", told(family, tags), tokenizer, SimpleNamespace(), own, source, target)


def one_way(source_lang: str | None, target_lang: str | None, source: str | None, target: str | None) -> Direction:
    """Of a model of one direction, whose tokenizer says this of its languages."""
    tokenizer = SimpleNamespace(unk_token_id=UNKNOWN, source_lang=source_lang, target_lang=target_lang)
    return direction_of("a/model", told(MARIAN, {}), tokenizer, SimpleNamespace(), (), source, target)


def of_tasks(source: str | None, target: str | None, prefix: str | None = None) -> Direction:
    config = SimpleNamespace(task_specific_params=TASKS)
    return direction_of("a/model", T5, SimpleNamespace(unk_token_id=2), config, (), source, target, prefix)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    @cache
    def built(name: str) -> str:
        return str(ALL[name](tmp_path_factory.mktemp("family")))

    return built


@pytest.mark.parametrize(
    ("source", "target", "tags"),
    [
        ("en", "de", (11, 12)),
        ("English", "German", (11, 12)),
        ("eng_Latn", "deu_Latn", (11, 12)),
        ("en-GB", "de_DE", (11, 12)),
        ("zh-Hant", "zh-Hans", (14, 13)),
        ("Chinese (Traditional)", "French", (14, 15)),
        ("de", "zh", (12, 13)),
        (" de ", "zh_TW", (12, 14)),
    ],
)
def test_a_model_is_told_the_languages_that_were_meant(source, target, tags):
    found = directed(M2M100, ENGLISH_GERMAN, source, target)
    assert (found.source_tag, found.target_tag) == ((tags[0],), (tags[1],))
    by_id = {i: code for code, i in ENGLISH_GERMAN.items()}
    assert (found.source, found.target) == tuple(by_id[i] for i in tags)


@pytest.mark.parametrize(
    ("source", "target", "notes"),
    [
        ("eng_Latn", "deu_Latn", ()),
        ("en", "deu_Latn", ("source language en is eng_Latn",)),
        ("en", "German", ("source language en is eng_Latn", "target language German is deu_Latn")),
        (
            "eng_Latn",
            "zh",
            ("target language zh is zho_Hans (there is zho_Hant (Chinese, Traditional) too)",),
        ),
    ],
)
def test_a_choice_is_told_where_it_was_not_written_so(source, target, notes):
    assert directed(M2M100, ENGLISH_GERMAN, source, target).notes == notes


@pytest.mark.parametrize(
    ("source", "target", "says"),
    [
        (
            None,
            "de",
            r"a/model is told the source's language; name one with source_language \(--source-lang\): eng_Latn",
        ),
        ("en", None, r"a/model translates into several languages; name one with target_language \(--target-lang\): "),
        (None, None, "translates into several languages"),
        ("", " ", "translates into several languages"),
        ("xx", "de", "a/model: source language 'xx' is neither code nor name of a language; closest first: "),
        ("en", "Germna", r"target language 'Germna' is neither .*: deu_Latn \(German\), .*; name one with target_lang"),
        ("en", "it", r"target language 'it', Italian, is none of its languages; closest first: .*fra_Latn \(French\)"),
        ("zh-Latn", "de", "source language 'zh-Latn', .* is none of its languages .*say zho_Hans or zho_Hant if"),
        ("de", "German", "asked for deu_Latn to deu_Latn, which is one language; name two"),
        ("zh", "zh-CN", "asked for zho_Hans to zho_Hans, which is one language"),
    ],
)
def test_nothing_is_tagged_unless_both_languages_are_the_models_own_and_two(source, target, says):
    with pytest.raises(ModelError, match=says):
        directed(M2M100, ENGLISH_GERMAN, source, target)


@pytest.mark.parametrize(
    ("family", "tags", "source", "target", "says"),
    [
        # Where a file is missing, tokenizers answer with the unknown token: no tag is one.
        (M2M100, {"eng_Latn": 11, "deu_Latn": UNKNOWN}, "en", "de", "target language 'de', German, is none of its"),
        (M2M100, {"eng_Latn": UNKNOWN, "deu_Latn": 12}, "en", "de", "source language 'en', English, is none of its"),
        (M2M100, {"eng_Latn": UNKNOWN, "deu_Latn": UNKNOWN}, "en", "de", "has none of the tokens that name .*missing"),
        (MARIAN, {"deu": UNKNOWN, "fra": UNKNOWN}, "en", "de", "has none of the tokens that name its languages"),
        (M2M100, {"eng_Latn": 11, "deu_Latn": 11}, "en", "de", "one token for eng_Latn and deu_Latn"),
    ],
)
def test_the_unknown_token_and_that_of_the_source_are_never_a_tag(family, tags, source, target, says):
    with pytest.raises(ModelError, match=says):
        directed(family, tags, source, target)


@pytest.mark.parametrize(
    ("source", "target", "own"),
    [
        ("English", "French", ("en", "fra")),
        ("deu_Latn", "pt_BR", ("deu", "pt_BR")),
        (None, "pt", (None, "pt_BR")),
        ("zh-Hant", "deu", ("zh-Hant", "deu")),
    ],
)
def test_a_model_that_is_told_the_target_alone_takes_any_source(source, target, own):
    found = directed(MARIAN, {"fra": 5, "deu": 6, "pt_BR": 7, "pt_PT": 8}, source, target)
    assert (found.source, found.target) == own


@pytest.mark.parametrize(
    ("told", "asked", "own"),
    [
        ("en", (None, "fr"), ("en", "fra")),
        ("eng", ("English", "fr"), ("eng", "fra")),
        ("deu", (None, "fr"), (None, "fra")),  # it translates into German too, so it may read anything
        ("deu", ("fr", "de"), ("fra", "deu")),
        ("itc", ("Portuguese", "fr"), ("pt", "fra")),
        ("itc", ("French", "de"), ("fra", "deu")),
    ],
)
def test_a_model_that_reads_one_language_says_so_by_its_tokenizer(told, asked, own):
    found = directed(MARIAN, {"fra": 5, "deu": 6}, *asked, source_lang=told)
    assert (found.source, found.target) == own


def test_a_model_that_reads_one_language_is_not_given_another():
    with pytest.raises(ModelError, match=r"source language 'Spanish' is none of its languages; it has en \(English\)"):
        directed(MARIAN, {"fra": 5, "deu": 6}, "Spanish", "fr", source_lang="en")


def test_the_only_language_that_a_model_translates_into_need_not_be_named():
    assert directed(MARIAN, {"fra": 5}, "en", None).target == "fra"
    with pytest.raises(ModelError, match="into several languages"):
        directed(MARIAN, {"fra": 5, "deu": 6}, "en", None)


def test_the_languages_of_a_card_are_all_that_a_model_has():
    tags = {"en": 5, "de": 6, "fr": 7}
    assert directed(MARIAN, tags, None, "English", ("en", "de")).source == "de"
    for source, target in (("fr", "de"), ("de", "fr"), ("de_DE", "German")):
        with pytest.raises(ModelError, match=r"is none of its languages|which is one language"):
            directed(MARIAN, tags, source, target, ("en", "de"))


@pytest.mark.parametrize(
    ("stated", "asked", "found"),
    [
        (("en", "de"), (None, None), ("en", "de")),
        (("en", "de"), ("English", "deu_Latn"), ("en", "de")),
        (("eng", "deu"), ("en-GB", "German"), ("eng", "deu")),
        (("en", "pt"), ("en", "pt-BR"), ("en", "pt")),
        (("gmq", "en"), ("Swedish", "en"), ("sv", "en")),
        (("en", "ROMANCE"), (None, "fr"), ("en", "fr")),
        (("src", "tgt"), (None, None), (None, None)),
        (("src", "tgt"), ("ca", "Spanish"), ("ca", "es")),
        (("hbs", "en"), ("hr", None), ("hr", "en")),
        (("nor", "de"), ("Norwegian Nynorsk", "de"), ("nn", "de")),
        ((None, None), ("German", "zh_Hant"), ("de", "zh-Hant")),
        ((None, None), ("de_DE", "pt-PT"), ("de-DE", "pt-PT")),
    ],
)
def test_a_model_of_one_direction_goes_by_what_its_tokenizer_says_of_it(stated, asked, found):
    direction = one_way(*stated, *asked)
    assert (direction.source, direction.target) == found and not direction.target_tag


@pytest.mark.parametrize(
    ("stated", "asked", "says"),
    [
        (("en", "de"), ("fr", "de"), r"source language 'fr', French, is none of its languages; it has en \(English\)"),
        (("en", "de"), ("de", "en"), r"source language 'de', German, is none of its languages; it has en"),
        (("en", "zh"), ("en", "zh-Hant"), "target language 'zh-Hant', .* say zh if that will do"),
        (("en", "hbs"), ("en", "sl"), "target language 'sl', Slovenian, is none"),
        (
            (None, None),
            ("de", "xx"),
            "target language 'xx' is neither code nor name of a language; give one such as de",
        ),
        ((None, None), ("de", "German"), "asked for de to de, which is one language"),
        (("en", None), (None, "eng_Latn"), "asked for en to en, which is one language"),
    ],
)
def test_a_model_of_one_direction_is_not_asked_for_another(stated, asked, says):
    with pytest.raises(ModelError, match=says):
        one_way(*stated, *asked)


@pytest.mark.parametrize(
    ("asked", "prefix"),
    [
        (("en", "de"), "to German: "),
        (("English", "French"), "to French: "),
        ((None, "deu_Latn"), "to German: "),
        (("eng", "fr-CA"), "to French: "),
    ],
)
def test_a_models_task_is_found_by_the_languages_that_were_meant(asked, prefix):
    assert of_tasks(*asked).prefix == prefix


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("en", "ro"), r"'ro', Romanian, is none of its .*; its tasks: en to de, en to fr; or say with source_prefix"),
        (("German", None), "source language 'German' is none of its languages; it has en"),
        (("en", None), "several directions; name one with source_language .*: en to de, en to fr"),
        (("en", "xx"), "'xx' is neither code nor name of a language"),
    ],
)
def test_a_task_that_a_model_does_not_have_is_refused_with_those_it_has(asked, says):
    with pytest.raises(ModelError, match=says):
        of_tasks(*asked)


def test_words_before_each_source_go_before_tasks_and_then_any_languages_will_do():
    found = of_tasks("German", "Romanian", "translate German to Romanian: ")
    assert (found.source, found.target, found.prefix) == ("de", "ro", "translate German to Romanian: ")


def test_a_template_without_a_place_for_the_targets_tag_is_refused():
    direction = Direction("en", "de", (11,), (12,))
    within = Template((11,), (2,), (2, 12), end=2, pad=1, unknown=3)
    direction.check_told("a/model", within)
    with pytest.raises(ModelError, match="nothing would tell the model to translate into de"):
        direction.check_told("a/model", replace(within, before_target=(2,)))


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_family_that_has_tags_has_a_place_for_the_targets(folder, name):
    translator = load(folder(name), source_language="en", target_language="de", device="cpu")
    layout: Layout = translator.family.layout(translator.tokenizer)
    if translator.family.text.tags(translator.tokenizer):
        assert "target tag" in (*layout.before_source, *layout.after_source, *layout.before_target)


def test_a_loaded_model_has_its_own_codes_and_says_what_was_asked_for(folder):
    translator = load(folder("m2m100"), source_language="English", target_language="deu_Latn", device="cpu")
    assert (translator.source_language, translator.target_language) == ("en", "de")
    assert translator.language_notes == ("source language English is en", "target language deu_Latn is de")
    assert "(en-de)" in repr(translator)
    assert translator.signature()["target_language"] == "de"
    tags = translator.tokenizer.convert_tokens_to_ids(["__en__", "__de__"])
    assert [translator.template.before_source[0], translator.template.before_target[1]] == tags
    turned = exchanged(translator)
    assert (turned.source_language, turned.target_language, turned.language_notes) == ("de", "en", ())
    plain = load(folder("m2m100"), source_language="en", target_language="de", device="cpu")
    assert plain.language_notes == () and plain.template == translator.template


@pytest.mark.parametrize(
    ("name", "english", "german", "chinese"),
    [
        ("nllb", "eng_Latn", "deu_Latn", "zho_Hant"),
        ("nllb of old", "eng_Latn", "deu_Latn", "zho_Hant"),
        ("mbart", "en_XX", "de_DE", None),
        ("mbart50", "en_XX", "de_DE", None),
        ("m2m100", "en", "de", None),
    ],
)
def test_families_are_told_by_their_own_tokens(folder, name, english, german, chinese):
    translator = load(folder(name), source_language="English", target_language="de-DE", device="cpu")
    assert (translator.source_language, translator.target_language) == (english, german)
    ids = [translator.family.text.tags(translator.tokenizer)[code][0] for code in (english, german)]
    assert translator.tokenizer.unk_token_id not in ids
    before, after = translator.template.before_source, translator.template.after_source
    assert ids[0] in before + after and ids[1] not in before + after
    assert translator.template.before_target[-1] == ids[1]
    if chinese is None:
        with pytest.raises(ModelError, match=r"'zh-Hant', Chinese, .* is none .*say zh(_CN)? if that will do"):
            redirected(translator, "en", "zh-Hant")
    else:
        assert redirected(translator, "en", "zh-Hant").target_language == chinese


def test_a_loaded_model_is_asked_for_other_languages_without_being_loaded_again(folder):
    translator = load(folder("m2m100"), source_language="en", target_language="de", device="cpu")
    other = redirected(translator, "Ilocano", "Northern Sotho")
    assert (other.source_language, other.target_language) == ("ilo", "ns")
    assert other.model is translator.model and other.lock is translator.lock
    with pytest.raises(ModelError, match="target language 'xx' is neither"):
        redirected(translator, "en", "xx")


def test_a_preset_is_kept_under_one_name_whatever_a_language_is_called(folder):
    tagged = [
        load(folder("m2m100"), source_language="en", target_language=name, device="cpu") for name in ("de", "German")
    ]
    assert len({preset_file(one) for one in tagged}) == 1
    untold = [load(folder("t5"), target_language=name, device="cpu") for name in ("de", "German", "deu_Latn", "de_DE")]
    assert len({preset_file(one) for one in untold}) == 1
