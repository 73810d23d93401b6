"""The toy language, and the recipe of its models for a few steps."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import py3langid
import pytest
from safetensors.torch import load_file
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

from workbench.alignment.gold import GoldPair, read_gold
from workbench.language.numbers import numbers
from workbench.models import load
from workbench.recipe.command import app
from workbench.recipe.toy import LEAST_WORDS, MOST_WORDS, Phrase, as_written, gold_file, sentences
from workbench.recipe.toy_models import KINDS, ToyRecipe, train_toy

CONJUNCTIONS = {"because": "weil", "while": "während", "if": "wenn", "although": "obwohl"}


@pytest.fixture(scope="module")
def said() -> list[GoldPair]:
    return [*islice(sentences(5, held_out=True), 300)]


def words(text: str) -> list[str]:
    return [word if word[0].isdigit() else word.lower() for word in text.split(" ")]


def linked(pair: GoldPair) -> list[tuple[str, str]]:
    source, target = map(words, pair.texts)
    return [(source[i], target[j]) for i, j in sorted(pair.sure)]


def test_every_word_is_linked_to_one_word_of_the_other_side(said):
    for pair in said:
        counts = [len(text.split(" ")) for text in pair.texts]
        assert [sorted({link[side] for link in pair.sure}) for side in (0, 1)] == [[*range(n)] for n in counts]
        assert len(pair.sure) == counts[0] == counts[1] and pair.sure == pair.possible
        assert LEAST_WORDS <= counts[0] <= MOST_WORDS


def test_a_word_has_one_translation_and_its_forms(said):
    translations: dict[str, set[str]] = {}
    for pair in said:
        for source, target in linked(pair):
            translations.setdefault(source, set()).add(target)
    spoken = {source: targets for source, targets in translations.items() if not source.isdigit()}
    assert 180 < len(spoken) < 230
    # Its forms begin alike.
    assert [source for source, targets in spoken.items() if len({target[0] for target in targets}) > 1] == []
    assert max(map(len, spoken.values())) == 3
    back: dict[str, set[str]] = {}
    for source, targets in spoken.items():
        for target in targets:
            back.setdefault(target, set()).add(source)
    assert {target: sources for target, sources in back.items() if len(sources) > 1} == {}


def test_words_keep_their_links_in_another_order():
    time, subject, verb, negation = (
        Phrase.of(*words) for words in (("now", "jetzt"), ("we", "wir"), ("have", "haben"), ("not", "nicht"))
    )
    inner = [Phrase.of("bought", "gekauft"), Phrase.ordered([Phrase.of("the", "die"), Phrase.of("lamps", "Lampen")])]
    mark = Phrase.of(".", ".")
    pair = Phrase.ordered(
        [time, subject, verb, negation, *inner, mark], [time, verb, subject, inner[1], negation, inner[0], mark]
    ).gold("g")
    assert pair.texts == ("Now we have not bought the lamps .", "Jetzt haben wir die Lampen nicht gekauft .")
    assert pair.sure == {(0, 0), (1, 2), (2, 1), (3, 5), (4, 6), (5, 3), (6, 4), (7, 7)}
    assert as_written(pair) == ("Now we have not bought the lamps.", "Jetzt haben wir die Lampen nicht gekauft.")


def test_german_puts_its_verbs_where_they_belong(said):
    checked = Counter[str]()
    for pair in said:
        source, target = map(words, pair.texts)
        assert len([word for word in source if word in CONJUNCTIONS]) <= 1
        for english, german in CONJUNCTIONS.items():
            if english in source:
                # The finite verb of what follows stands last.
                after = [target[j] for i, j in sorted(pair.sure) if i > source.index(english)]
                assert target[-2] in after and target[target.index(german) - 1] in (",", "–")
                checked["subordinate"] += 1
        if source[0] in ("today", "tomorrow", "now", "here", "there", "often", "again"):
            first = sorted(i for i, j in pair.sure if j == 1)
            assert source[first[0]] not in ("the", "a", "my")
            checked["adverb first"] += 1
    assert min(checked["subordinate"], checked["adverb first"]) > 10
    assert sum(any(i != j for i, j in pair.sure) for pair in said) > len(said) / 2


def test_the_same_seed_says_the_same_and_nothing_that_is_trained_on_is_held_out(said):
    assert [*islice(sentences(5, held_out=True), 300)] == said
    held = {pair.source for pair in said}
    assert len(held) == len(said)
    assert not held & {pair.source for seed in (5, 13) for pair in islice(sentences(seed, held_out=False), 1000)}


def test_both_sides_are_known_for_the_languages_they_are_in(said):
    told = Counter(
        (language, py3langid.classify(text)[0] == language)
        for pair in said[:300]
        for language, text in zip(("en", "de"), as_written(pair), strict=True)
    )
    assert min(told["en", True], told["de", True]) > 0.9 * 300


def test_numbers_are_the_same_on_both_sides(said):
    found = 0
    for pair in said[:300]:
        one, other = (
            sorted(number.value for number in numbers(text, language))
            for language, text in zip(("en", "de"), as_written(pair), strict=True)
        )
        assert one == other, pair.texts
        found += bool(one)
    assert found > 100


def test_the_gold_file_is_read_back(said, tmp_path):
    path = tmp_path / "gold.en-de.tsv"
    path.write_text(gold_file(said[:50]), encoding="utf-8")
    assert read_gold(path).pairs == tuple(said[:50])


SMALL = ToyRecipe(steps=4, pairs=150, batch=8, width=16, feed_forward=32, layers=1, heads=2, vocabulary=220, warmup=2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_training_of_a_few_steps_makes_a_folder_that_opens(kind, tmp_path):
    out = train_toy(kind, tmp_path / "first", SMALL)
    model, tokenizer = AutoModelForSeq2SeqLM.from_pretrained(out), AutoTokenizer.from_pretrained(out)
    assert model.config.model_type == {"m2m100": "m2m_100"}.get(kind, kind)
    assert type(tokenizer).__name__ == {"m2m100": "M2M100Tokenizer", "t5": "T5Tokenizer"}[kind]
    translator = load(str(out), source_language="en", target_language="de", device="cpu")
    assert translator.source_prefix == {"t5": "translate English to German: "}.get(kind, "")
    for pair in read_gold(out / "gold.en-de.tsv").pairs[:50]:
        for encoded in (*translator.encode_sources(pair.texts), *translator.encode_targets(pair.texts)):
            assert translator.template.unknown not in encoded.ids
    assert {str(tensor.dtype) for tensor in load_file(out / "model.safetensors").values()} == {"torch.float16"}


def test_the_same_recipe_gives_the_same_weights(tmp_path):
    made = [train_toy("t5", tmp_path / name, SMALL) / "model.safetensors" for name in ("first", "second")]
    weights, same = map(load_file, made)
    assert all((weights[name] == same[name]).all() for name in weights)


def test_the_command_trains_and_says_where(tmp_path, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "workbench.recipe.toy_models.train_toy", lambda kind, out, recipe: asked.append((kind, recipe)) or out
    )
    app(["toy", "t5", "--out", str(tmp_path / "t5"), "--steps", "7"], standalone_mode=False)
    assert asked == [("t5", ToyRecipe(steps=7))]
    assert Path(capsys.readouterr().out.strip()) == tmp_path / "t5"
