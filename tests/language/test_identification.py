"""What is surely another language, and what is left in peace."""

from __future__ import annotations

import pytest

from workbench.language.identification import Foreign, foreign, likelier


@pytest.mark.parametrize(
    ("text", "expected", "reads_like", "script"),
    [
        ("القطة تنام على السجادة في غرفة الجلوس", "en", "ar", "Arabic"),
        ("مرحبا", "de", None, "Arabic"),
        ("Привет", "de", None, "Cyrillic"),
        ("Да", "en", None, "Cyrillic"),
        ("החתול ישן", "de", "he", "Hebrew"),
        ("Η γάτα κοιμάται", "en", "el", "Greek"),
        ("猫はマットの上で寝ています", "de", "ja", "Hiragana"),
        ("これは日本語の文章です。", "en", "ja", "Hiragana"),
        ("東京都庁舎で会議", "en", "ja", "Hiragana"),
        ("会議室ホテル", "en", "ja", "Katakana"),
        ("ﾎﾃﾙ ﾛﾋﾞｰ", "de", "ja", "Katakana"),
        ("我不知道你在哪里", "en", "zh", "Chinese"),
        ("大韓民國 서울에서 만나요", "de", "ko", "Hangul"),
        ("고양이가 잔다", "en", "ko", "Hangul"),
        ("แมวนอน", "en", "th", "Thai"),
        ("The cat sleeps on the mat.", "ru", "en", "Latin"),
        ("Je ne sais pas où est la gare.", "en", "fr", None),
        ("Los niños juegan en el jardín de la casa.", "de", "es", None),
        ("Die Katze schläft auf der Matte.", "en", "de", None),
        ("The cat sleeps on the mat.", "de", "en", None),
        ("De kinderen spelen in de tuin met hun hond.", "de", "nl", None),
        ("Non so dove sia la stazione.", "en", "it", None),
    ],
)
def test_another_language_is_named(text, expected, reads_like, script):
    found = foreign(text, expected)
    assert isinstance(found, Foreign) and found.expected == expected
    if reads_like is not None:
        assert found.reads_like == reads_like
    assert found.script == script
    assert found.told.startswith(("reads like ", "is written in "))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, "en") for text in ("", "12.5 %", "OK", "Hello.", "Jean-Claude Van Damme", "Rio de Janeiro", "π r²")),
        *((text, "en") for text in ("ls -la | grep foo", "SELECT * FROM users WHERE id = 5;", "λ → μ", "Bonjour!")),
        *((text, "en") for text in ("for i in range(10): print(i)", "She read Le Monde in the Café de Flore.")),
        ("He called it 'fait accompli', et cetera, à la carte.", "en"),
        *((text, "de") for text in ("Danke.", "Tom Jackson", "Nie.", "Microsoft Visual Studio Code", "Hallo dort!")),
        *(
            (text, "de")
            for text in ("Das Meeting war cool.", "Er las die New York Times.", "https://example.org/the/and")
        ),
        ("Das Wort »Здравствуйте« steht hier im Text.", "de"),
        ("Dobar dan, kako ste danas?", "hr"),
        ("Bonjour tout le monde, comment allez-vous ?", None),
        ("Bonjour tout le monde, comment allez-vous ?", "xx"),
    ],
)
def test_names_figures_code_and_short_text_are_left_in_peace(text, expected):
    assert foreign(text, expected) is None


SENTENCES = """\
fi = Kissa nukkuu vanhalla sohvalla.
fi = Isoäiti leipoo pullaa sunnuntaisin.
sv = Katten sover på den gamla soffan.
sv = Mormor bakar bullar varje söndag.
da = Katten sover på den gamle sofa.
no = Bestemor baker boller hver søndag.
nl = De kat slaapt op de oude bank.
fr = Grand-mère prépare une tarte chaque dimanche.
es = Los niños juegan afuera.
it = Il gatto dorme sul vecchio divano.
pt = As crianças brincam lá fora.
pl = Kot śpi na starej kanapie.
cs = Děti si hrají na zahradě.
sk = Mačka spí na starej pohovke.
hr = Mačka spava na staroj sofi.
hu = A macska a régi kanapén alszik.
tr = Kedi eski koltukta uyuyor.
ro = Copiii se joacă afară.
et = Vanaema küpsetab igal pühapäeval leiba.
lv = Bērni spēlējas dārzā.
lt = Vakar nusipirkau naują dviratį.
id = Anak-anak bermain di kebun.
vi = Trẻ em chơi trong vườn.
sw = Bibi huoka mkate kila Jumapili.
sq = Fëmijët luajnë në kopsht.
de = Kinder spielen draußen.
en = Yesterday I bought a new bicycle.""".splitlines()


@pytest.mark.parametrize("expected", ["en", "de"])
@pytest.mark.parametrize(("language", "text"), [line.split(" = ") for line in SENTENCES])
def test_a_short_sentence_in_another_language_is_told_and_in_its_own_is_not(language, text, expected):
    found = foreign(text, expected)
    twins = {"da": {"da", "no"}, "no": {"da", "no"}}.get(language, {language})
    assert foreign(text, language) is None
    assert (found is None) if language == expected else (found is not None and found.reads_like in twins)


@pytest.mark.parametrize(
    "text",
    [
        "Café au lait.",
        "crème brûlée",
        "Tom adores me.",
        "Koalas eat eucalyptus leaves.",
        "Mosquitoes transmit malaria.",
        "git push --set-upstream origin main",
        "kubectl get pods -n kube-system -o wide",
        "const rows = await fetch(url).then(parse)",
        "escherichia coli, staphylococcus aureus",
        "Kraków and Łódź",
        "lol omg brb thx",
        "#sunset #beach #wanderlust",
        "acetylsalicylic acid, ibuprofen, paracetamol",
        "Muhammad Ali and Jürgen Klinsmann met Zlatan Ibrahimović.",
        "usr_local_bin, tmp_dir, log_level",
    ],
)
def test_few_or_odd_words_of_the_language_expected_are_left_in_peace(text):
    assert foreign(text, "en", "de") is None


@pytest.mark.parametrize("text", ["Katzen schnurren.", "Bienen bestäuben Blüten.", "moin moin", "Maria studiert Jura."])
def test_short_german_is_left_in_peace_too(text):
    assert foreign(text, "de", "en") is None


@pytest.mark.parametrize("language", ["fil", "tl", "nb", "no"])
def test_a_language_is_known_by_either_of_its_codes(language):
    found = foreign("The children were playing in the garden with their dog.", language)
    assert found is not None and found.reads_like == "en"


def test_the_language_of_the_other_side_is_a_possible_one_however_rare():
    text = "Ki mapo nsango ya yo mpe ya bandeko na yo."
    assert likelier(text, "en", "ln").language == "ln"


@pytest.mark.parametrize(
    ("expected", "text", "told"),
    [
        *((code, "Привет, как у вас дела сегодня?", "Cyrillic") for code in ("de", "deu_Latn", "de_DE", "German")),
        *((code, "أين تقع أقرب محطة للقطار من هنا؟", None) for code in ("ar", "arb_Arab", "ar_AR")),
        *((code, "The nearest station is not far from here.", "Latin") for code in ("ar", "arb_Arab", "zho_Hant")),
        ("arb_Latn", "wayn aqrab mahattat qitar min huna", None),
        ("hi_Latn", "station yahan se bahut door nahin hai", None),
        ("arb_Latn", "أين تقع أقرب محطة للقطار من هنا؟", "Arabic"),
        ("srp_Latn", "Најближа станица није далеко одавде.", None),
    ],
)
def test_a_text_is_held_against_the_language_and_script_of_whatever_code(expected, text, told):
    found = foreign(text, expected)
    assert (found and found.script) == told
