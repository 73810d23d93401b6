"""What is the same in both languages: names, words of machines, commands and code; and what never is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from workbench.language.folding import listed
from workbench.language.segmentation import is_punctuation
from workbench.language.stopwords import stop_words

# In stop-word lists of English, made from web pages, and yet names, words of interfaces or of the net, and codes.
_KEPT = listed(
    "arpa auth bill biol caption cd co com computer copy doi edu email et et-al etc ex gmt gov hello hi home homepage "
    "htm html http id inc index info int kg km ltd max microsoft mil min mm mr mrs msie name nay netscape net nos "
    "novel null oh ok okay okey org page per pmid que ref refs site sub sup system test text tip tv uk usa uucp vol "
    "vols web webpage website width ws www zero"
)
# Of one and two letters the lists hold codes of countries, units and whole alphabets; these are words.
_SHORT = {
    "en": listed("a i am an as at be by do go he if in is it me my no of on or so to up us we"),
    "de": listed("ab am an da du er es im in ja so um wo zu ob"),
    "fr": listed("a à y au ce de du en et il je la le ma me ne ni on ou où sa se si ta te tu un va"),
    "es": listed("a e o u y al da de el en es fe ha he la le lo me mi ni no os se si sí su te ti tu tú un va ve ya yo"),
    "it": listed("a e è i o al da di ed ha ho il in io la le lo ma mi ne no se si sì su te ti tu un va"),
}

_COMMANDS = listed(
    "adb ant apk apt apt-get aws awk az bash brew bundle cargo cat cd chmod chown cmake conda cp curl dd df dig dir "
    "dnf docker docker-compose dotnet du echo env export ffmpeg gcc gem git go gradle grep gunzip gzip helm ifconfig "
    "ip java journalctl kill kubectl ln ls make man mkdir mount mv mvn mysql nano netsh node npm npx nmap openssl "
    "pacman passwd perl php ping pip pip3 pnpm poetry ps psql pwd py pytest python python3 rm rmdir rsync ruby rustc "
    "scp sed service sh snap ssh sudo svn systemctl tail tar tasklist tee terraform top touch traceroute uname unzip "
    "uv vi vim virtualenv wget winget xargs yarn yum zip zsh"
)
# Signs that stand in code, and hardly in a sentence.
_CODE = regex.compile(
    r"""(?:^|\s)--?[A-Za-z][\w-]*(?=[\s=]|$) | && | \|\| | \s\|\s | [=!<>]= | :: | -> | => | \w\((?!s\))[^()]*\) | \(\)
      | [{}$\\] | \w_\w | (?:^|\s)\.{0,2}~?/\w | \w/\w+/ | \w\.[a-z]\w{0,4}(?=[\s,:;)]|$) | ;\s*$ | \s=\s | \w=\w
      | </?\w+> | (?:^|\s)(?:SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|WHERE)\s | https?: | \w+@\w """,
    regex.VERBOSE,
)
_STATEMENT = regex.compile(
    r"^\s*(?:for \w+ in|if \w+ .*:$|import \w+$|from [\w.]+ import|def \w+\(|class \w+:|return \w+\()"
    r"|^\s*[\w.]+\(.*\)\s*;?$"
)
_PROMPT = regex.compile(r"^\s*(?:[$>#%]\s+|\w+>\s*)?")
# So many words that only a language has make a sentence, whatever else stands in it.
SENTENCE = 3


@lru_cache(maxsize=64)
def common_words(language: str | None) -> frozenset[str]:
    """Common words of a language that say which one it is; none where no list is known."""
    words = (stop_words(language) or frozenset()) - _KEPT
    short = {word for word in words if len(word) < 3 and word.isascii()}
    return words - short | _SHORT.get(language or "", frozenset()) if language in _SHORT else words


@lru_cache(maxsize=64)
def own_words(language: str | None, other: str | None) -> frozenset[str]:
    """Common words of a language that are none of the other's, nor the same in many."""
    return common_words(language) - common_words(other)


def is_code(text: str, own: int) -> bool:
    """Whether a text is a command or a line of a program; ``own``: how many of its words only a language has."""
    if own >= SENTENCE:
        return False
    words = _PROMPT.sub("", text, count=1).split()
    if not words:
        return False
    command = words[0] in _COMMANDS and not text.rstrip().endswith((".", "!", "?"))
    return command or _STATEMENT.match(text) is not None or len(_CODE.findall(text)) > own


def in_title_case(words: Sequence[str]) -> bool:
    """Whether all longer words of several have a capital, as titles, brands and buttons of English have."""
    longer = [word for word in words if len(word) > 3 and not is_punctuation(word)]
    return len(longer) > 1 and all(word[:1] != word[:1].lower() for word in longer)
