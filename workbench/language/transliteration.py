"""Whether two words of different scripts may be one name: Peter, Пётр, بيتر, पीटर, 彼得, ピーター.

Both are put into Latin letters by AnyAscii (ISC), and of these what all scripts keep is compared: consonants, by kinds
that many languages do not tell apart. Vowels are not written in Arabic and differ elsewhere.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

import regex

from workbench.language.scripts import script_of

ALIKE = 0.7
"""Share of consonants in common, in order, from which on two words may be one name."""
LONGEST_IN_HAN = 6

# Characters of standard transliterations into Chinese (Xinhua), without those that seldom stand in names.
_HAN_OF_NAMES = (
    "阿艾爱埃安昂奥澳巴拜班邦保鲍贝本比彼毕别宾波博伯勃布茨查达大戴丹当道德登邓迪狄蒂第丁东杜多顿厄恩尔耳法凡范菲费芬夫弗福富盖冈高戈哥格葛根贡古瓜圭"
    "哈海汉罕翰豪赫黑亨洪胡华怀惠霍基吉纪济季加迦嘉贾简杰金津井久卡开凯坎康考柯科可克肯孔库夸奎昆拉腊莱来赖兰朗劳勒雷累里利丽莉黎李丽莲连林琳灵龙隆卢鲁路"
    "露伦罗洛吕略玛马麦迈曼芒毛梅门蒙孟米密蜜敏明莫姆木穆慕拿娜纳乃奈南内嫩能尼妮涅宁牛纽农努诺女欧帕派潘庞佩彭皮匹平珀普朴奇齐恰强乔切钦琴青琼丘热日荣茹瑞"
    "若萨塞赛三桑瑟森沙莎珊尚绍舍申圣施石史士寿舒斯丝思松苏素索塔泰坦汤唐陶特提天田铁廷亭通图土托瓦娃万旺威韦维为卫魏温文翁沃乌伍武西希锡喜夏仙香肖歇谢欣辛"
    "兴休修许雪逊雅亚娅扬雅耶叶伊依易茵英永尤于约云宰赞泽曾扎詹章珍芝知治兹朱祖佐"
)
_RUN_OF_NAMES = regex.compile(f"[{_HAN_OF_NAMES}]{{2,}}")

_KANA = frozenset({"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_WITHOUT_VOWELS = ("ARABIC", "HEBREW")
_VOWELS, _HALF_VOWELS = frozenset("aeiou"), frozenset("yhwjv")

# Spellings of sounds, longest first; what is left is a letter for a kind of consonant.
_SOUNDS = (
    (r"^x(?=[aeiouy])|^ts(?=[aeiou])|^cz", "s"),
    (r"tsch|tch|sch|shch|dzh|dsch|^ch(?=[aeiou])|ch(?=[ei])", "s"),
    (r"ck|kh|ch|gh|q|c(?=[^eiyhz]|$)", "k"),
    (r"sh|zh|cz|tz|ts|dj|th(?=s)", "s"),
    (r"ph|pf", "f"),
    (r"th|dh", "t"),
    (r"ll(?=[aeo])", "l"),
    (r"x", "ks"),
    (r"[jgc](?=[eiy])", "s"),
    (r"[jzc]", "s"),
)
_SOUND = tuple((regex.compile(pattern), sound) for pattern, sound in _SOUNDS)
_KIND = str.maketrans("pgdrmwf", "bktlnvv", "aeiouyh'")


@lru_cache(maxsize=1 << 14)
def romanised(word: str) -> str:
    """In lower-case Latin letters without accents."""
    from anyascii import anyascii

    return regex.sub(r"[^a-z]", "", anyascii(word).casefold())


@lru_cache(maxsize=1 << 14)
def consonants(word: str) -> str:
    """What a name keeps in every script: "Peter", "ピーター" → "btl"."""
    plain = romanised(word)
    if script_of(word) in _KANA:
        # "jiyon" is ジョン, and a vowel stands behind every consonant; "fu" is written for f, "bu" for b and v.
        plain = regex.sub(r"iy(?=[aou])", "i", plain)
    elif script_of(word) == "CJK":
        plain = regex.sub(r"[qxjc]|zh", "s", plain)
    elif script_of(word) == "DEVANAGARI":
        plain = plain.replace("c", "s")
    for pattern, sound in _SOUND:
        plain = pattern.sub(sound, plain)
    return regex.sub(r"(.)\1+", r"\1", plain.translate(_KIND))


def sound_alike(name: str, word: str) -> bool:
    """Whether two words, of different scripts, may be one name."""
    one, other = consonants(name), consonants(word)
    if _KANA.intersection((script_of(name), script_of(word))):
        # ベ is written for "ve", too.
        one, other = one.replace("v", "b"), other.replace("v", "b")
    if min(len(one), len(other)) < 2:
        return one == other
    if max(len(one), len(other)) > 2 * LONGEST_IN_HAN or not _begin_alike(name, word):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _begin_alike(name: str, word: str) -> bool:
    """What a name begins with is kept: a consonant, or a vowel, which Arabic and Hebrew do not write."""
    if script_of(name) in _WITHOUT_VOWELS or script_of(word) in _WITHOUT_VOWELS:
        return True
    begins = [romanised(text)[:1] for text in (name, word)]
    if any(letter in _HALF_VOWELS for letter in begins):
        return True
    vowels = [letter in _VOWELS for letter in begins]
    return all(vowels) or (not any(vowels) and consonants(name)[0] == consonants(word)[0])


def names_in_han(text: str) -> list[str]:
    """Rows of characters that Chinese writes foreign names with, and their parts: of two to six."""
    return [
        run[start:end]
        for run in _RUN_OF_NAMES.findall(text)
        for start in range(len(run) - 1)
        for end in range(start + 2, min(start + LONGEST_IN_HAN, len(run)) + 1)
    ]
