"""What columns of texts are called in tables of the trade, in the languages that these are often in."""

from __future__ import annotations

import re

from workbench.corpus.language_names import language_in

_SPACES = re.compile(r"[\s_-]+")
_BRACKETS = re.compile(r"(.+?) ?[(\[][^()\[\]]+[)\]]")

_SOURCE = frozenset(
    """
    source, src, original, text, sentence, source text, source string, sourcestring, source segment, source content,
    source sentence, source phrase, source value, original text, original string, originalstring, src text, src string,
    texte source, source texte, segment source, phrase source, texte original, texte d'origine,
    quelle, quelltext, ausgangstext, originaltext, quellsegment, ausgangssatz, quellsatz,
    origen, texto origen, texto de origen, texto original, segmento origen, fuente, texto fuente,
    origem, texto de origem, fonte, texto fonte, testo originale, testo di partenza, testo sorgente, sorgente, origine,
    bron, brontekst, źródło, tekst źródłowy, zdroj, zdrojový text, källa, källtext, kilde, kildetekst, lähdeteksti,
    kaynak, kaynak metin, исходный текст, источник, оригинал, исходник, вихідний текст, джерело,
    原文, 源文, 源文本, 原始文本, ソース, ソーステキスト, 원문, 원본, النص المصدر, المصدر
    """.replace("\n", " ").split(","),
)
_TARGET = frozenset(
    """
    target, tgt, trg, target text, target string, targetstring, target segment, target content, target sentence,
    target phrase, target value, translated text, translated string, translation text, tgt text, tgt string,
    cible, texte cible, segment cible, phrase cible, traduction, texte traduit,
    ziel, zieltext, zielsegment, zielsatz, übersetzung, übersetzter text,
    destino, texto destino, texto de destino, texto meta, segmento destino, traducción, texto traducido,
    tradução, alvo, texto alvo, texto traduzido, traduzione, testo tradotto, testo di arrivo, destinazione,
    doel, doeltekst, vertaling, tłumaczenie, tekst docelowy, překlad, cílový text, översättning, måltext,
    oversættelse, oversettelse, käännös, çeviri, hedef, hedef metin, перевод, целевой текст, переклад,
    译文, 翻译, 目标, 目标文本, 訳文, 翻訳, ターゲット, 번역, 번역문, الترجمة, النص الهدف, الهدف
    """.replace("\n", " ").split(","),
)
_HYPOTHESIS = frozenset({"translation", "machine translation", "mt"})
_ROLES = {
    role: frozenset(" ".join(name.split()) for name in names)
    for role, names in (("source", _SOURCE), ("reference", _TARGET), ("hypothesis", _HYPOTHESIS))
}


def role_named(name: str) -> str | None:
    """What a whole cell says that its column is: ``source``, ``reference`` or ``hypothesis``. A language in
    brackets behind it is left aside."""
    bracketed = _BRACKETS.fullmatch(name.strip())
    plain = bracketed[1] if bracketed and language_in(name) else name
    plain = _SPACES.sub(" ", plain.strip()).casefold()
    return next((role for role, names in _ROLES.items() if plain in names), None)
