"""Words that negate a sentence, and what only looks like it."""

from __future__ import annotations

import regex

from workbench.language.segmentation import Span

_WORDS = {
    "da": r"ikke|aldrig|ingen|intet|ingenting|hverken|nej|uden",
    "de": (
        r"nicht|nichts|nie|niemals|nimmer(?:mehr)?|niemand(?:e[nms])?|nirgend(?:s|wo|wohin|woher)?|kein(?:e[rnms]?|s)?"
        r"|keinesfalls|keineswegs|keinerlei|weder|nein|nee|ohne|nix|keineswegs|mitnichten"
    ),
    "en": (
        r"not|\p{L}+n[’']t|cannot|never|no|none|nobody|nothing|nowhere|neither|nor|without|no-one|ain[’']t|dont|cant"
        r"|wont|didnt|doesnt|isnt"
    ),
    "es": r"no|nunca|jamás|nada|nadie|ning[uú]n[ao]?s?|ni|tampoco|sin",
    # "Personne", "plus" and "rien" negate with "ne" alone, or as an answer; "pas" also without.
    "fr": (
        r"pas|jamais|ni|non|aucun(?:e|s|es)?|sans|guère|nullement|rien|n[’'](?=.{0,60}?\b(?:personne|plus)\b)\p{L}+"
        r"|ne(?=\s.{0,60}?\b(?:personne|plus)\b)|personne(?=\s+(?:ne\b|n[’']|[.!?]))"
    ),
    "it": r"non|no|mai|niente|nulla|nessun[oa]?|né|neanche|nemmeno|neppure|senza",
    "nl": r"niet|niets|nooit|niemand|nergens|geen|geenszins|noch|nee|neen|zonder|nimmer",
    "no": r"ikke|aldri|ingen|intet|ingenting|verken|nei|uten",
    "pt": r"não|nunca|jamais|nada|ninguém|nenhu(?:m|ns|mas?)|nem|tampouco|sem",
    "sv": r"inte|icke|ej|aldrig|ingen|inget|inga|ingenting|varken|nej|utan",
}
LANGUAGES = frozenset(_WORDS)
"""Languages whose negation words are known, by code."""

# Set phrases that negate nothing, or nothing in another language: tags, "not only", "why not".
_NONE = {
    "da": r"ikke (?:kun|bare|mindst)|ikke sandt|ikke også",
    "de": (
        r"nicht (?:nur|bloß|zuletzt|wahr)|(?:oder|gell|etwa) nicht(?=\s*\?)|warum nicht|(?:,|–)\s*nicht(?=\s*\?)"
        r"|nicht mehr als|(?:was|wer|wie|wo) (?:\p{L}+ ){0,3}nicht alles"
    ),
    "en": (
        r"not (?:only|just|merely)|no (?:sooner|matter|wonder|more than|less than)|no\.(?=\s*\d)|why not"
        r"|(?:,|–)\s*\p{L}+n[’']t (?:i|you|he|she|it|we|they|there)(?=\s*[?.!])|none (?:other|the less)|nothing but"
        r"|(?:,|–)\s*(?:or )?(?:no|not)(?=\s*\?)|how about|whether or not|if not"
    ),
    "es": r"no (?:sólo|solo|solamente|obstante)|(?:,|¿)\s*no(?=\s*\?)|¿verdad que no\?|por qué no|nada más|sin embargo",
    "fr": (
        r"n[’']est-ce pas|non (?:seulement|plus)|pas (?:seulement|que)|pourquoi pas|sans doute|pas mal"
        r"|,\s*(?:non|pas vrai)(?=\s*\?)"
    ),
    "it": r"non (?:solo|soltanto)|(?:,)\s*no(?=\s*\?)|perché no|se non altro|come mai|più che mai",
    "nl": r"niet (?:alleen|slechts|waar)|toch niet(?=\s*\?)|waarom niet|(?:,)\s*(?:niet|nee)(?=\s*\?)",
    "no": r"ikke (?:bare|kun|minst)|ikke sant",
    "pt": r"não (?:só|apenas|somente|obstante|é)(?=\s*\??)|(?:,)\s*não(?=\s*\?)|por que não|nada mais|sem dúvida",
    "sv": r"inte (?:bara|endast|minst)|inte sant|eller hur",
}

# What says no in another way: prefixes, "hardly", "fail", "refuse", "only" for "nothing but", "until" for "not before".
_SOFT = {
    "da": r"u\p{L}{4,}|\p{L}+løs\p{L}*|næppe|knap|kun|først|før|undgå\p{L}*|mangle\p{L}*|nægte\p{L}*|umulig\p{L}*",
    "de": (
        r"un(?!d|s|ter|ten|ge[fw]|iv)\p{L}{3,}|\p{L}+los(?:e[nrms]?)?|\p{L}+frei(?:e[nrms]?)?|kaum|selten|erst|nur|bloß|fehl\p{L}*|verbot\p{L}*|lass"
        r"|miss\p{L}+|wenig(?:er)?|leer\p{L}*|verweiger\p{L}*|weiger\p{L}*|verpass\p{L}*|vermeid\p{L}*|versäum\p{L}*"
        r"|aufhör\p{L}*|aufgehört|hör\p{L}* auf|schluss|bevor|statt|anstatt|ablehn\p{L}*|abgelehnt|außer|sonst|egal"
        r"|in\p{L}{2,}(?:abel|ibel|ent)\p{L}*|vorbei|vergiss|vergess\p{L}*|vergaß|hass\p{L}*|falsch"
        r"|schlecht\p{L}*"
    ),
    "en": (
        r"un(?!d|til|cle|i[oqtv]|less)\p{L}{3,}|(?:in|im|il|ir)\p{L}+(?:[ai]ble|[ai]bly|ent|ently|ect|ete|al|ular|ure|ient)|non-?\p{L}+"
        r"|dis(?!c[uo]|[hkpt])\p{L}{3,}|\p{L}+less(?:ly)?|hardly|barely|scarcely|rarely|seldom|few|little|fail\p{L}*"
        r"|lack\p{L}*|miss\p{L}*|refus\p{L}*|avoid\p{L}*|stop\p{L}*|quit|until|till|only|but|except|unless|instead|rather"
        r"|too|forbid\p{L}*|deny|denie[ds]|doubt\p{L}*|empty|free|absent|away|hate\p{L}*|dislike\p{L}*"
        r"|before|otherwise|forget\p{L}*|forgot\p{L}*|prevent\p{L}*|keep|wrong|bad(?:ly)?"
    ),
    "es": (
        r"(?:in|im|des|ir)\p{L}{4,}|apenas|sólo|solo|hasta|falt\p{L}*|neg[aóué]\p{L}*|evit\p{L}*|dej\p{L}*|poco|excepto|sino"
        r"|pero|demasiado|antes|mal"
    ),
    "fr": (
        r"(?:in|im|dé|ir|mal)\p{L}{4,}|ne|n|peine|seul\p{L}*|manqu\p{L}*|refus\p{L}*|évit\p{L}*|arrêt\p{L}*|cess\p{L}*|peu"
        r"|sauf|trop|avant|jusqu|plus|interdit\p{L}*"
    ),
    "it": (
        r"(?:in|im|dis|ir|s)\p{L}{4,}|appena|solo|soltanto|finché|manc\p{L}*|rifiut\p{L}*|evit\p{L}*|smett\p{L}*|poco|tranne"
        r"|troppo|prima|altrimenti"
    ),
    "nl": (
        r"on\p{L}{3,}|\p{L}+lo(?:os|ze)|nauwelijks|zelden|pas|slechts|alleen|mis\p{L}*|ontbre\p{L}*|weiger\p{L}*|vermijd\p{L}*"
        r"|stop\p{L}*|weinig|behalve|te|voor\p{L}*|verbod\p{L}*|tot"
    ),
    "no": r"u\p{L}{4,}|\p{L}+løs\p{L}*|knapt|neppe|bare|først|før|unngå\p{L}*|mangle\p{L}*|nekte\p{L}*",
    "pt": (
        r"(?:in|im|des|ir)\p{L}{4,}|apenas|só|somente|até|falt\p{L}*|recus\p{L}*|evit\p{L}*|deix\p{L}*|pouco|exceto|mas"
        r"|demais|antes|mal"
    ),
    "sv": (
        r"o\p{L}{4,}|\p{L}+lös\p{L}*|knappt|knappast|bara|endast|först|förrän|undvik\p{L}*|sakna\p{L}*|vägra\p{L}*"
        r"|slut\p{L}*"
    ),
}


def _compiled(patterns: dict[str, str]) -> dict[str, regex.Pattern[str]]:
    return {
        code: regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{pattern})(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)
        for code, pattern in patterns.items()
    }


_WORD = _compiled(_WORDS)
_PHRASE = {
    code: regex.compile(rf"(?:(?<!\p{{L}})|(?=[,–]))(?:{pattern})(?!\p{{L}})", regex.IGNORECASE)
    for code, pattern in _NONE.items()
}
_SOFT_WORD = _compiled(_SOFT)


def negations(text: str, language: str) -> list[Span]:
    """Negation words of a text in a language of `LANGUAGES`, but for those of tags and set phrases."""
    if not _WORD[language].search(text):
        return []
    idle = [match.span() for match in _PHRASE[language].finditer(text)]
    return [
        match.span()
        for match in _WORD[language].finditer(text)
        if not any(start <= match.start() < end for start, end in idle)
    ]


def soft_negations(text: str, language: str) -> list[Span]:
    """Words that may say the same as a negation of another language: "impossible", "hardly", "only"."""
    return [match.span() for match in _SOFT_WORD[language].finditer(text)]
