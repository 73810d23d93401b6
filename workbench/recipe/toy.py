"""A toy language pair: some two hundred English words, each with its one German word, in German order.

Nouns are feminine in German, so that no article, adjective or verb has to look at another word's gender; what changes
its form does so after a preposition, or with number on both sides. Sentences are grammatical in both languages, and
word for word but for the order: adverb and place before the object, the verb at the end of a subordinate clause, the
participle at the end of any, the subject behind the verb where an adverb stands in front. What a sentence says is
anyone's guess, so that little of a word can be told from the words before it, and of marks no more than of others. Who
translates whom is known, because both sides are made from the same words.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.alignment.gold import GoldPair

LEAST_WORDS, MOST_WORDS = 6, 16
HELD_OUT = 10
"""One sentence in so many is never trained on."""


def _table(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row.split()) for row in text.replace("\n", " ").split(","))


# English; German where it is subject or object, and after a preposition.
DETERMINERS = _table(
    """the die der, a eine einer, my meine meiner, our unsere unserer, her ihre ihrer, this diese dieser,
    every jede jeder"""
)
# English one and more, German one and more.
PERSONS = _table(
    """woman women Frau Frauen, teacher teachers Lehrerin Lehrerinnen, doctor doctors Ärztin Ärztinnen,
    neighbour neighbours Nachbarin Nachbarinnen, sister sisters Schwester Schwestern,
    friend friends Freundin Freundinnen, singer singers Sängerin Sängerinnen, baker bakers Bäckerin Bäckerinnen,
    queen queens Königin Königinnen, pupil pupils Schülerin Schülerinnen"""
)
THINGS = _table(
    """lamp lamps Lampe Lampen, newspaper newspapers Zeitung Zeitungen, flower flowers Blume Blumen,
    bottle bottles Flasche Flaschen, cup cups Tasse Tassen, pear pears Birne Birnen, bag bags Tasche Taschen,
    map maps Karte Karten, violin violins Geige Geigen, potato potatoes Kartoffel Kartoffeln,
    tomato tomatoes Tomate Tomaten, candle candles Kerze Kerzen, jacket jackets Jacke Jacken, box boxes Kiste Kisten,
    ladder ladders Leiter Leitern, coin coins Münze Münzen, cherry cherries Kirsche Kirschen, cat cats Katze Katzen,
    goat goats Ziege Ziegen, duck ducks Ente Enten"""
)
PLACES = _table(
    """kitchen Küche, school Schule, street Straße, city Stadt, bridge Brücke, church Kirche, library Bibliothek,
    factory Fabrik, bakery Bäckerei, meadow Wiese"""
)
# English for one, for more, participle; then German.
VERBS = _table(
    """buys buy bought kauft kaufen gekauft, sees see seen sieht sehen gesehen, finds find found findet finden gefunden,
    brings bring brought bringt bringen gebracht, carries carry carried trägt tragen getragen,
    cleans clean cleaned putzt putzen geputzt, takes take taken nimmt nehmen genommen,
    loses lose lost verliert verlieren verloren, draws draw drawn zeichnet zeichnen gezeichnet,
    paints paint painted malt malen gemalt, shows show shown zeigt zeigen gezeigt,
    fetches fetch fetched holt holen geholt,
    seeks seek sought sucht suchen gesucht, needs need needed braucht brauchen gebraucht,
    counts count counted zählt zählen gezählt, opens open opened öffnet öffnen geöffnet"""
)
ALONE = _table(
    """sleeps sleep slept schläft schlafen geschlafen, works work worked arbeitet arbeiten gearbeitet,
    sings sing sung singt singen gesungen, waits wait waited wartet warten gewartet,
    laughs laugh laughed lacht lachen gelacht, dances dance danced tanzt tanzen getanzt"""
)
HAVE = ("has", "have", "hat", "haben")
BE = ("is", "are", "ist", "sind")
# English; German by itself, before a noun, and there after a preposition.
ADJECTIVES = _table(
    """red rot rote roten, green grün grüne grünen, blue blau blaue blauen, white weiß weiße weißen,
    black schwarz schwarze schwarzen, big groß große großen, small klein kleine kleinen, new neu neue neuen,
    young jung junge jungen, heavy schwer schwere schweren, cheap billig billige billigen, warm warm warme warmen,
    cold kalt kalte kalten, quiet ruhig ruhige ruhigen, famous berühmt berühmte berühmten,
    strange seltsam seltsame seltsamen, rich reich reiche reichen, wet nass nasse nassen, round rund runde runden,
    beautiful schön schöne schönen"""
)
NUMBERS = _table(
    """two zwei, three drei, four vier, five fünf, six sechs, seven sieben, eight acht, nine neun, ten zehn, eleven elf,
    twelve zwölf"""
)
NAMES = ("Anna", "Peter", "Maria", "Thomas", "Julia", "Martin", "Eva", "Paul")
PRONOUNS = (("she", "sie", False), ("he", "er", False), ("we", "wir", True))
PREPOSITIONS = _table("in in, on auf, behind hinter, under unter, near bei, beside neben")
TIMES = _table(
    """today heute, tomorrow morgen, now jetzt, here hier, there dort, often oft, again wieder, quickly schnell,
    secretly heimlich, slowly langsam"""
)
NEGATIONS = _table("not nicht, never nie")
BEFORE_SUBORDINATE = _table("because weil, while während, if wenn, although obwohl")
# And how often a mark stands before it.
BEFORE_MAIN = (("and", "und", 0.3), ("but", "aber", 1.0))


@dataclass(frozen=True, eq=False)
class Word:
    """A word of a sentence in both languages; another one that looks the same is another word."""

    english: str
    german: str


@dataclass(frozen=True)
class Phrase:
    """The same words in the order of either language."""

    english: tuple[Word, ...] = ()
    german: tuple[Word, ...] = ()

    @classmethod
    def of(cls, english: str, german: str) -> Phrase:
        word = Word(english, german)
        return cls((word,), (word,))

    @classmethod
    def ordered(cls, english: Sequence[Phrase], german: Sequence[Phrase] | None = None) -> Phrase:
        """The same phrases in two orders; in one, unless the second is given."""
        return cls(
            tuple(word for phrase in english for word in phrase.english),
            tuple(word for phrase in (english if german is None else german) for word in phrase.german),
        )

    def gold(self, name: str) -> GoldPair:
        """The sentence: words joined by single spaces, the first with a capital, and its links, all of them sure."""
        source, target = " ".join(word.english for word in self.english), " ".join(word.german for word in self.german)
        places = {word: place for place, word in enumerate(self.german)}
        links = frozenset((place, places[word]) for place, word in enumerate(self.english))
        source, target = (text[:1].upper() + text[1:] for text in (source, target))
        return GoldPair(id=name, source=source, target=target, sure=links, possible=links)


NOTHING = Phrase()


class Speaker:
    """Sentences of the language, one after the other."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)

    def sentence(self) -> Phrase:
        kind = self.chance.random()
        if kind < 0.1:
            return Phrase.ordered([self._clause("question"), Phrase.of("?", "?")])
        parts = [self._clause("main")]
        if kind < 0.4:
            parts += [self._pause(), self._one_of(BEFORE_SUBORDINATE), self._clause("subordinate")]
        elif kind < 0.55:
            english, german, share = self.chance.choice(BEFORE_MAIN)
            pause = self._pause() if self._sometimes(share) else NOTHING
            parts += [pause, Phrase.of(english, german), self._clause("main")]
        mark = "!" if self._sometimes(0.3) else "."
        return Phrase.ordered([*parts, Phrase.of(mark, mark)])

    def _clause(self, kind: str) -> Phrase:
        """``kind``: ``main``, ``subordinate`` or ``question``."""
        subject, many = self._subject()
        finite, inner, german_inner, time = self._predicate(many, asked=kind == "question")
        if kind == "question":
            return Phrase.ordered([finite, subject, *inner, time], [finite, subject, time, *german_inner])
        if kind == "subordinate":
            return Phrase.ordered([subject, finite, *inner, time], [subject, time, *german_inner, finite])
        if time is not NOTHING and self._sometimes(0.4):
            return Phrase.ordered([time, subject, finite, *inner], [time, finite, subject, *german_inner])
        return Phrase.ordered([subject, finite, *inner, time], [subject, finite, time, *german_inner])

    def _predicate(self, many: bool, asked: bool) -> tuple[Phrase, list[Phrase], list[Phrase], Phrase]:
        """The finite verb, what comes with it in the order of either language, and an adverb or nothing."""
        kind = self.chance.random()
        if kind < 0.15:
            degree = Phrase.of("very", "sehr") if self._sometimes(0.4) else NOTHING
            english, german, *_ = self.chance.choice(ADJECTIVES)
            quality = [degree, Phrase.of(english, german)]
            return self._number(BE, many), quality, quality, NOTHING
        time = self._one_of(TIMES) if self._sometimes(0.4) else NOTHING
        place = self._place() if self._sometimes(0.35) else NOTHING
        with_object = kind < 0.85
        verb = self.chance.choice(VERBS if with_object else ALONE)
        found = self._noun(THINGS if self._sometimes(0.8) else PERSONS)[0] if with_object else NOTHING
        if not asked and kind < 0.6:
            return self._number((verb[0], verb[1], verb[3], verb[4]), many), [found, place], [place, found], time
        negation = self._one_of(NEGATIONS) if self._sometimes(0.25) else NOTHING
        participle = Phrase.of(verb[2], verb[5])
        inner, german_inner = [negation, participle, found, place], [place, found, negation, participle]
        return self._number(HAVE, many), inner, german_inner, time

    def _subject(self) -> tuple[Phrase, bool]:
        """And whether they are many."""
        kind = self.chance.random()
        if kind < 0.15:
            english, german, many = self.chance.choice(PRONOUNS)
            return Phrase.of(english, german), many
        if kind < 0.3:
            name = self.chance.choice(NAMES)
            return Phrase.of(name, name), False
        return self._noun(PERSONS if kind < 0.8 else THINGS)

    def _place(self) -> Phrase:
        if self._sometimes(0.3):
            return Phrase.ordered([Phrase.of("with", "mit"), self._noun(PERSONS, governed=True)[0]])
        english, german = self.chance.choice(PLACES)
        # There are enough of them without plurals.
        place = self._noun([(english, english, german, german)], governed=True, single=True)[0]
        return Phrase.ordered([self._one_of(PREPOSITIONS), place])

    def _noun(
        self, nouns: Sequence[Sequence[str]], governed: bool = False, single: bool = False
    ) -> tuple[Phrase, bool]:
        """A noun with what stands before it, and whether there are many. ``governed``: by a preposition."""
        noun = self.chance.choice(nouns)
        many = not single and self._sometimes(0.3)
        if not many:
            english, plain, dative = self.chance.choice(DETERMINERS)
            first = Phrase.of(english, dative if governed else plain)
        elif self._sometimes(0.3):
            digits = str(self.chance.randrange(13, 100))
            first = Phrase.of(digits, digits)
        else:
            first = self._one_of(NUMBERS)
        english, _, plain, dative = self.chance.choice(ADJECTIVES)
        adjective = Phrase.of(english, dative if governed else plain) if self._sometimes(0.35) else NOTHING
        return Phrase.ordered([first, adjective, self._number(noun, many)]), many

    def _pause(self) -> Phrase:
        mark = "–" if self._sometimes(0.4) else ","
        return Phrase.of(mark, mark)

    def _number(self, forms: Sequence[str], many: bool) -> Phrase:
        return Phrase.of(forms[many], forms[2 + many])

    def _one_of(self, words: Sequence[Sequence[str]]) -> Phrase:
        english, german = self.chance.choice(words)
        return Phrase.of(english, german)

    def _sometimes(self, share: float) -> bool:
        return self.chance.random() < share


def sentences(seed: int, held_out: bool) -> Iterator[GoldPair]:
    """Without end and without repeats: those that models are trained on, or those that are kept from them."""
    speaker, said = Speaker(seed), set[str]()
    while True:
        pair = speaker.sentence().gold(f"toy-{len(said) + 1:05d}")
        source = pair.texts[0]
        kept = zlib.crc32(source.encode()) % HELD_OUT == 0
        if LEAST_WORDS <= len(pair.sure) <= MOST_WORDS and kept == held_out and source not in said:
            said.add(source)
            yield pair


def running(text: str) -> str:
    """A sentence of gold as people write it: no space before a mark."""
    return re.sub(r" ([,.!?])", r"\1", text)


def as_written(pair: GoldPair) -> tuple[str, str]:
    """Of gold, as people write them."""
    source, target = pair.texts
    return running(source), running(target)


def gold_file(pairs: Sequence[GoldPair]) -> str:
    """As ``datasets/gold.en-de.tsv`` has it."""
    lines = ["id\tsource\ttarget\tsure\tpossible"]
    for pair in pairs:
        sure = " ".join(f"{source}-{target}" for source, target in sorted(pair.sure))
        lines.append("\t".join([pair.id, *pair.texts, sure, ""]))
    return "\n".join(lines) + "\n"
