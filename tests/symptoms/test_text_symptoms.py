"""Every text symptom on sentences written for it: when it speaks, how loudly, of which words, and when it is silent."""

from __future__ import annotations

import pytest

from tests.symptoms.observed import observed
from workbench.symptoms import SYMPTOMS

FAINT, LOUD = 0.3, 0.5
HARDLY = "which is hardly a translation's length"


def severity(name: str, *args, **options) -> float:
    seen = observed(*args, **options)
    found = SYMPTOMS[name].find(seen) if SYMPTOMS[name].knows(seen.languages) else None
    return found.severity if found else 0.0


SPEAKS = {
    "repetition": [
        ("en-de", "The dog sleeps.", "Der Hund schläft schläft schläft."),
        ("en-de", "I think that it rains.", "Ich denke, dass, dass, dass es regnet."),
        ("en-fr", "He went home early.", "Il est rentré chez lui, est rentré chez lui, est rentré chez lui tôt."),
        ("es-en", "La casa es muy grande.", "The house is the house is the house is very big."),
        ("en-it", "We are tired.", "Siamo stanchi siamo stanchi siamo stanchi siamo stanchi."),
        (
            "de-en",
            "Er ging.",
            "He went to the shop, then he went to the bank, then he went to the shop, then he went to the bank and he "
            "went to the shop.",
        ),
        ("en-de", "We leave tomorrow.", "Wir fahren morgen - " + "- " * 400),
        ("en-de", "He laughed.", "Er lachte: " + "haha" * 120),
        ("de-en", "Was?", "What" + "?!" * 250),
        ("en-fr", "Thanks!", "Merci " + "🙏" * 400),
        ("en-it", "Two reasons.", " ".join(f"{k}. sì" for k in range(120))),
        ("en-ja", "No.", "いいえ" * 160),
        ("en-de", "He sighed ... and left.", "Er seufzte " + "." * 600),
        ("en-de", "-" * 200, "-" * 900),
    ],
    "untranslated_copy": [
        ("en-de", "She walked along the river.", "She walked along the river."),
        ("en-de", "She walked along the quiet river today.", "She walked along the green river today."),
        ("de-en", "Wir haben gestern lange gewartet.", "Wir haben gestern lange gewartet."),
        ("en-fr", "The train leaves at noon.", "The train leaves at noon."),
        ("es-it", "Los niños juegan en el jardín.", "Los niños juegan en el jardín."),
        ("nl-en", "Hij heeft zijn sleutels verloren.", "Hij heeft zijn sleutels verloren."),
        ("zh-ja", "我们今天下午去学校", "我们今天下午去学校"),
    ],
    "wrong_language": [
        ("en-de", "The soup tastes better with salt.", "La soupe est meilleure avec du sel."),
        ("en-de", "The children play outside.", "The children play outside."),
        ("es-en", "Estamos esperando el autobús.", "Wir warten schon lange auf den Bus."),
        ("en-fr", "Where is the station?", "¿Dónde está la estación de tren?"),
        ("nl-en", "Ik weet het niet.", "Я не знаю."),
        ("en-zh", "I do not know.", "I do not know."),
        ("en-de", "Good.", "Хорошо."),
    ],
    "numbers": [
        ("en-de", "He has 12 books.", "Er hat 15 Bücher."),
        ("de-en", "Es kostet 3,50 Euro.", "It costs 3.80 euros."),
        ("en-fr", "Twenty people came.", "Trente personnes sont venues."),
        ("es-en", "Tengo siete gatos.", "I have nine cats."),
        ("en-it", "The year was 1987.", "L'anno era il 1978."),
        ("nl-en", "Het is 25 procent.", "It is 52 percent."),
        ("en-de", "It costs $ 40.", "Es kostet 40 €."),
        ("en-ru", "He is 47 years old.", "Ему 74 года."),
        ("en-de", "She was born on 3 March.", "Sie wurde am 3. April geboren."),
        ("es-en", "Nació el 5 de mayo de 2001.", "He was born on June 5, 2001."),
        ("fr-en", "Le 1er août 1990.", "On July 1, 1990."),
    ],
    "names": [
        ("en-fr", "Yesterday I met Kowalski.", "Hier j'ai rencontré Dupont."),
        ("es-en", "Ayer visité a Fernández.", "Yesterday I visited Smith."),
        ("en-it", "She lives near Hamburg.", "Lei vive vicino Palermo."),
        ("nl-en", "Ik woon in Groningen.", "I live in Rotterdam."),
        ("en-de", "I talked to Kowalski.", "Ich sprach mit Lehmann."),
    ],
    "markup": [
        ("en-de", "Hello {name}, you have %d messages.", "Hallo {Name}, Sie haben %d Nachrichten."),
        ("de-en", "Siehe https://example.org/a.", "See the page."),
        ("en-fr", "Press <b>Enter</b>.", "Appuyez sur <b>Entrée."),
        ("es-en", "Escriba a ana@example.org", "Write to anna@example.org"),
        ("en-it", "{{count}} files", "file"),
        ("nl-en", "Tot %1$s!", "Until %2$s!"),
    ],
    "negation": [
        ("en-de", "I do not know him.", "Ich kenne ihn."),
        ("de-en", "Er hat kein Geld.", "He has money."),
        ("en-fr", "She never smokes.", "Elle fume."),
        ("es-en", "Nadie lo sabe.", "Everybody knows."),
        ("en-it", "The door is open.", "La porta non è aperta."),
        ("nl-en", "Hij komt niet.", "He is coming."),
        ("pt-en", "Ela não trabalha aqui.", "She works here."),
        ("fr-en", "Il ne vient plus.", "He is coming."),
    ],
    "antonym": [
        ("en-de", "The soup is cold.", "Die Suppe ist warm."),
        ("de-en", "Sie haben das Tor geöffnet.", "They closed the gate."),
        ("en-de", "I strongly agree, although he is late.", "Ich stimme schwach zu, obwohl er früh kommt."),
        ("de-en", "Er hat das Haus verkauft, weil es zu klein war.", "He bought the house because it was too big."),
        ("en-de", "She never smokes.", "Sie raucht immer."),
    ],
    "truncation": [
        ("en-de", "I went home because it was late.", "Ich ging nach Hause, weil"),
        ("de-en", "Er wartete auf den Bus, der nicht kam.", "He waited for the"),
        ("en-fr", "He bought bread, milk and cheese.", "Il a acheté du pain,"),
        ("es-en", "Dijo que vendría (pero no vino).", "He said that he would come (but"),
        ("en-it", "We stayed in the village until the end of the summer.", "Siamo rimasti nel"),
    ],
    "length": [
        ("en-de", "We stayed in the village until the end of the summer, and then we went home.", "Wir blieben."),
        ("de-en", "Ja.", "Yes, and then they all went to the market and bought apples, pears and bread."),
        ("en-fr", "Good morning.", ""),
        ("es-en", "", "Good morning."),
        (
            "en-zh",
            "Where is the railway station?",
            "火车站在哪里我不知道你知道吗因为我从来没有去过那个地方所以请你告诉我好吗",
        ),
    ],
}
SILENT = {
    "repetition": [
        ("en-de", "The men who help us are here.", "Die, die die Männer kennen, die helfen, sind da."),
        ("en-de", "It is very, very cold.", "Es ist sehr, sehr kalt."),
        ("de-en", "Ich weiß, dass das wahr ist.", "I know that that is true."),
        ("en-fr", "Ha ha!", "Ha ha ha !"),
        ("es-en", "¡Vamos, vamos!", "Come on, come on!"),
        ("nl-en", "Bel 1010 nu.", "Call 10 10 now."),
        ("en-de", "Wait ... what?!", "Warte ......... was?!?!?!?!"),
        ("de-en", "Haha, so lustig!!!", "Hahahahahaha, sooooooooo funny!!!!!!!!!!!!!!!!!!"),
        ("en-de", "Part one", "Teil eins\n" + "-" * 100),
        ("en-fr", "-" * 400, "-" * 500),
        ("es-en", "ja" * 300, "ha" * 400),
        ("en-de", "Index " + "." * 300 + " 7", "Verzeichnis " + "." * 320 + " 7"),
    ],
    "untranslated_copy": [
        ("en-de", "The hotel has a computer.", "Das Hotel hat einen Computer."),
        ("en-de", "Tom Jackson!", "Tom Jackson!"),
        ("en-de", "See https://example.org/a_long/path now.", "Siehe jetzt https://example.org/a_long/path."),
        ("en-nl", "The water is warm.", "Het water is warm."),
        ("es-it", "La casa es grande.", "La casa è grande."),
        ("en-en", "She walked along the river.", "She walked along the river."),
        ("en-fr", "She read the New York Times.", "Elle a lu le New York Times."),
    ],
    "wrong_language": [
        ("en-de", "Tom laughed.", "Tom lachte."),
        ("en-no", "The lamp is on the table.", "Lampen står på bordet."),
        ("en-da", "The lamp is on the table.", "Lampen står på bordet."),
        ("en-fr", "Thank you.", "Merci."),
        ("en-ru", "I like Windows.", "Windows"),
        ("en-ja", "Good morning.", "おはようございます。"),
        ("en-xx", "Good morning.", "Guten Morgen."),
        ("en-de", "12.", "12."),
    ],
    "numbers": [
        ("en-de", "He came on 12/31/2020.", "Er kam am 31.12.2020."),
        ("en-de", "It was May 5, 2020.", "Es war der 5. Mai 2020."),
        ("en-de", "It was on 5/3/2020.", "Es war der 5. März 2020."),
        ("en-fr", "The 2nd of June 1998.", "Le 2 juin 1998."),
        ("en-de", "You may pay until 31/12/2020.", "Sie können bis zum 31. Dezember 2020 zahlen."),
        ("en-de", "At least 20 may have come on 3/11/2020.", "Am 3. November 2020 kamen wohl mindestens 20."),
        ("fr-en", "Le 5/8/2020, sept personnes sont venues.", "On August 5, 2020, seven people came."),
        ("en-it", "On 5 Jun 2020 he never came.", "Il 5 giu 2020 non è mai venuto."),
        ("en-de", "It starts at half past two.", "Es beginnt um halb drei."),
        ("en-de", "It starts at 2:30.", "Es beginnt um halb drei."),
        ("de-en", "Der Zug fährt um 14 Uhr.", "The train leaves at 2 p.m."),
        ("en-fr", "3.5 million people.", "3\u202f500\u202f000 personnes."),
        ("en-fr", "I have one dog and two cats.", "J'ai 1 chien et 2 chats."),
        ("es-en", "El siglo XX, 1.000 casas.", "The XX century, 1,000 houses."),
        ("en-it", "The seventh of June.", "Il 7 giugno."),
        ("en-ru", "I have seven cats.", "У меня семь кошек."),
        ("en-de", "It is 10 miles away.", "Es ist 16 Kilometer entfernt."),
        ("nl-en", "Het kost € 5.", "It costs 5 euros."),
        ("en-de", "The two boys came.", "Die beiden Jungen kamen."),
    ],
    "names": [
        ("en-de", "She lives in Munich.", "Sie wohnt in München."),
        ("en-de", "She went to Florence.", "Sie fuhr nach Florenz."),
        ("en-de", "He comes from Germany and speaks French.", "Er kommt aus Deutschland und spricht Französisch."),
        ("en-fr", "I saw Mary on Monday.", "J'ai vu Marie lundi."),
        ("de-en", "Ich sah gestern den Hund.", "I saw the dog yesterday."),
        ("en-ru", "I saw Kowalski.", "Я видел Ковальского."),
        ("es-en", "Vi a Tomás.", "I saw Thomas."),
        ("nl-en", "Hij woont in Den Haag.", "He lives in The Hague."),
    ],
    "markup": [
        ("en-de", "100% of them said 50% off.", "100 % von ihnen sagten 50 %ig."),
        ("en-de", "See www.example.org.", "Siehe www.example.org!"),
        ("en-fr", 'A <a href="x" title="here">link</a><br>', 'Un <a href="x" title="ici">lien</a><br/>'),
        ("es-en", "a < b y c > d", "a < b and c > d"),
        ("en-it", "❤️ {0}", "❤ {0}"),
    ],
    "negation": [
        ("en-de", "That is impossible.", "Das geht nicht."),
        ("en-de", "You are coming, aren't you?", "Du kommst, nicht wahr?"),
        ("de-en", "Er kommt nicht nur heute.", "He also comes today."),
        ("en-fr", "I only want water.", "Je ne veux que de l'eau."),
        ("fr-en", "Je n'ai vu personne.", "I saw nobody."),
        ("fr-en", "Une personne attend.", "A person is waiting."),
        ("es-en", "No lo sabe nadie.", "Nobody knows."),
        ("en-it", "It isn't cold.", "Non fa freddo."),
        ("nl-en", "Hij is ongelukkig.", "He is not happy."),
        ("en-de", "I hardly know him.", "Ich kenne ihn nicht gut."),
        ("en-xx", "I do not know.", "Ich weiß."),
    ],
    "antonym": [
        ("en-de", "The soup is not cold.", "Die Suppe ist warm."),
        ("de-en", "Sie haben das Tor geöffnet.", "They opened the gate."),
        ("en-fr", "The soup is cold.", "La soupe est chaude."),
        ("de-en", "Das alte Haus ist groß.", "The old house is big."),
    ],
    "truncation": [
        ("en-de", "It rains.", "Es regnet."),
        ("en-de", "That is how it was.", "So ist es gewesen"),
        ("en-fr", "What?", "Quoi ?"),
        ("es-en", "(Sí)", "(Yes)"),
        ("de-en", "„Komm!“", "“Come!”"),
        ("en-zh", "It rains.", "下雨了。"),
    ],
    "length": [
        ("en-de", "Yes.", "Ja, das stimmt."),
        ("en-fr", "", ""),
        ("en-zh", "Where is the railway station?", "火车站在哪里？"),
        ("es-en", "¿Cómo te llamas?", "What is your name?"),
        ("nl-en", "Ik heb daar vorig jaar gewoond.", "I lived there last year."),
    ],
}


def cases(table):
    """One parameter set for each row, with the symptom and the target in its name."""
    return [pytest.param(name, *case, id=f"{name}: {case[2][:40]!r}") for name, rows in table.items() for case in rows]


@pytest.mark.parametrize(("name", "languages", "source", "target"), cases(SPEAKS))
def test_it_speaks_of_its_fault_and_names_words(name, languages, source, target):
    seen = observed(source, target, languages)
    found = SYMPTOMS[name].find(seen)
    assert SYMPTOMS[name].knows(seen.languages)
    assert found is not None and found.severity > FAINT, found
    assert found.message and found.figures
    if name != "length":
        assert found.source_words or found.target_words


@pytest.mark.parametrize(("name", "languages", "source", "target"), cases(SILENT))
def test_it_is_silent_or_faint_where_there_is_no_fault(name, languages, source, target):
    # Nothing that stands right at the threshold.
    assert severity(name, source, target, languages) < 0.9 * FAINT


@pytest.mark.parametrize(
    ("name", "weaker", "stronger"),
    [
        ("repetition", ("A dog.", "Ein Hund Hund."), ("A dog.", "Ein Hund Hund Hund Hund.")),
        ("untranslated_copy", ("I understand.", "I understand."), ("I understand you well.", "I understand you well.")),
        ("wrong_language", ("Oh.", "Mais oui."), ("Of course.", "Mais oui, bien sûr que je viendrai.")),
        ("numbers", ("We are 14.", "Wir sind viele."), ("We are 14.", "Wir sind 41.")),
        ("numbers", ("It is 10 miles.", "Es sind 17 km."), ("It is 10 miles.", "Es sind 17 Meilen.")),
        ("negation", ("Don't you want tea?", "Willst du Tee?"), ("I don't want tea.", "Ich will Tee.")),
        ("negation", ("He did not come.", "Er kam kaum."), ("He did not come.", "Er kam.")),
        ("markup", ("Yes 🙂", "Ja"), ("Yes {0}", "Ja")),
    ],
)
def test_what_is_surer_weighs_more(name, weaker, stronger):
    assert 0 < severity(name, *weaker) < severity(name, *stronger) <= 1


def test_a_word_that_stands_for_a_name_tells_more_than_its_absence():
    source = "Yesterday I met Kowalski."
    gone = severity("names", source, "Hier j'ai rencontré quelqu'un.", "en-fr")
    other = severity("names", source, "Hier j'ai rencontré Dupont.", "en-fr", links=[(0, 0), (1, 1), (2, 2), (3, 3)])
    assert 0 < gone <= FAINT < LOUD < other


@pytest.mark.parametrize(
    ("end_logprob", "target", "low", "high"),
    [
        (-0.1, "Ich ging nach Hause.", 0.0, 0.0),
        (-6.0, "Ich ging nach Hause.", 0.5, 0.7),
        (-6.0, "Ich ging nach", 0.7, 1.0),
        (-0.1, "Ich ging nach Hause", 0.05, FAINT),
        (-2.0, "Ich ging nach Hause", FAINT, 0.6),
    ],
)
def test_an_end_that_the_model_did_not_expect_is_the_strongest_sign(end_logprob, target, low, high):
    found = severity("truncation", "I went home because it was late.", target, end_logprob=end_logprob)
    assert low <= found <= high


@pytest.mark.parametrize(
    ("languages", "source", "target", "terms", "speaks"),
    [
        ("en-de", "Sign the contract.", "Unterschreiben Sie die Abmachung.", [("contract", "Vertrag")], True),
        ("en-de", "Two contracts.", "Zwei Verträge.", [("contract", "Vertrag")], False),
        ("en-de", "Sign it.", "Unterschreiben Sie.", [("contract", "Vertrag")], False),
        ("en-de", "My houses.", "Meine Häuser.", [("House", "haus")], False),
        ("en-fr", "the hard disk", "la disquette", [("hard disk", "disque dur")], True),
        ("en-fr", "the hard disk", "le disque dur", [("hard disk", "disque dur")], False),
        ("en-fr", "a disk, hard", "une disquette", [("hard disk", "disque dur")], False),
        ("es-en", "el pedido", "the order", [("pedido", "purchase"), ("pedido", "order")], False),
        ("en-it", "the category", "la gatta", [("cat", "gatto")], False),
        ("nl-en", "de klant", "the client", [], False),
        ("nl-en", "de klant", "the client", [("klant", "customer"), ("", ""), ("!", "x")], True),
    ],
)
def test_a_glossary_is_kept_to_or_not(languages, source, target, terms, speaks):
    assert (severity("glossary", source, target, languages, glossary=terms) > FAINT) == speaks


@pytest.mark.parametrize(
    ("name", "source", "target", "message", "source_words", "target_words"),
    [
        ("numbers", "12 dogs", "15 Hunde", "'12' has no counterpart; the target has '15' instead", (0,), (0,)),
        ("numbers", "In 1999.", "Bald.", "'1999' has no counterpart in the target", (1,), ()),
        ("repetition", "A dog.", "Ein Hund Hund Hund.", "'Hund' stands 3 times in a row", (), (1, 2, 3)),
        ("markup", "Hi {name}", "Hallo", "'{name}' has no counterpart in the target", (1, 2, 3), ()),
        ("negation", "He does not.", "Er tut es.", "the source is negated by 'not', the target is not", (2,), ()),
        ("length", "A long sentence that says a lot.", "", "the target is empty", (), ()),
        ("length", "Yes.", "Ja. " * 100, f"the target is 100 times as long as the source, {HARDLY}", (), ()),
        ("length", "So it goes. " * 120, "Ja.", f"the source is 480 times as long as the target, {HARDLY}", (), ()),
        ("length", "So it goes. " * 6, "Ja sehr.", f"the source is 8.9 times as long as the target, {HARDLY}", (), ()),
        (
            "repetition",
            "He laughed.",
            "Er rief: " + "ha" * 90,
            "'ha' comes again and again, for 171 characters",
            (),
            (3,),
        ),
        ("wrong_language", "Good.", "Хорошо.", None, (), (0, 1)),
        ("truncation", "I saw him.", "Ich sah\x1b,", None, (), (2,)),
    ],
)
def test_evidence_names_the_words(name, source, target, message, source_words, target_words):
    found = SYMPTOMS[name].find(observed(source, target))
    assert found is not None
    assert message is None or found.message == message
    assert (found.source_words, found.target_words) == (source_words, target_words)
