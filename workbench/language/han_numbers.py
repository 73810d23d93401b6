"""Numbers in Chinese characters, alone or after digits: 二十三, 3万5千, 1億2000万, 三分之二, 3.5亿."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import regex

from workbench.language.digits import LONGEST, ascii_digits
from workbench.language.segmentation import Span
from workbench.language.spans import Taken

_DIGIT = {
    char: at for at, chars in enumerate(("〇零", "一壹", "二两兩貳贰", "三参叁", *"四五六七八九")) for char in chars
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}
_CHARS = "".join((*_DIGIT, *_SMALL, *_LARGE))
_NUMBER = regex.compile(
    rf"(?:\p{{Nd}}[\p{{Nd}},.]{{0,24}}+)?[{_CHARS}]"
    rf"(?:[{_CHARS}]|\p{{Nd}}[\p{{Nd}},.]{{0,24}}+(?=[十百千万萬億亿兆])|(?<=[万萬億亿兆])\p{{Nd}}[\p{{Nd}},]{{0,24}})*"
)
_FRACTION = regex.compile(
    rf"(?P<down>[{_CHARS}]{{1,12}}|\p{{Nd}}{{1,12}})分[之の](?P<up>[{_CHARS}]{{1,12}}|\p{{Nd}}{{1,12}})"
)
_PART = regex.compile(rf"\p{{Nd}}[\p{{Nd}},.]*|[{_CHARS}]")
# A character alone counts where something is counted by it; many words begin with one.
_COUNTER = regex.compile(
    r"\s*(?:[个個只隻本人年月日天岁歲块塊元円次回度条條张張件位名家间間頭头匹枚台瓶杯册冊歳才時时点點分秒週周倍层層階页頁章句号號代半つ割"
    r"公米英里斤吨噸キメグドユポマヶケ位种種双雙辆輛番世届行列]|小时|小時|星期|か月|カ月)"
)
_IDIOMS = regex.compile(
    r"十分|万一|萬一|千万(?!\p{Nd}|[元人円个個])|百分|三明治|五金|三三两两|一二|二三|三四|四五|五六|七八|八九"
)


@dataclass(frozen=True)
class HanNumber:
    """``sure``: a number and no part of another word."""

    value: Fraction
    span: Span
    sure: bool
    digits: bool


def han_numbers(text: str) -> list[HanNumber]:
    """All of them, in order."""
    found, taken = [], 0
    for match in _FRACTION.finditer(text):
        up, down = (_value(match[name]) for name in ("up", "down"))
        if up is not None and down:
            found.append(HanNumber(up / down, match.span(), sure=True, digits=False))
    whole = Taken(one.span for one in found)
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if start < taken or whole.meets((start, end)):
            continue
        value = _value(match[0])
        if value is None:
            continue
        taken = end
        long = end - start > 1 and not all(char in _LARGE or char in "百千" for char in match[0])
        ordinal = text[start - 1 : start] in ("第", "初")
        sure = (long or ordinal or bool(_COUNTER.match(text, end))) and not _IDIOMS.match(text, start)
        found.append(HanNumber(value, (start, end), sure, any(char.isdecimal() for char in match[0])))
    return sorted(found, key=lambda one: one.span)


def _value(text: str) -> Fraction | None:
    if len(text) > LONGEST:
        return None
    parts = _PART.findall(text)
    if len(parts) > 1 and all(part in _DIGIT for part in parts):
        # Digit by digit: 二〇二〇.
        return Fraction(int("".join(str(_DIGIT[part]) for part in parts)))
    total, section, last = Fraction(0), Fraction(0), None
    for part in parts:
        if part in _DIGIT:
            last = Fraction(_DIGIT[part])
        elif part in _SMALL:
            section += (1 if last is None else last) * _SMALL[part]
            last = None
        elif part in _LARGE:
            section += last or 0
            total += (section or 1) * _LARGE[part]
            section, last = Fraction(0), None
        else:
            try:
                last = Fraction(ascii_digits(part).replace(",", "").rstrip("."))
            except ValueError:
                return None
    return total + section + (last or 0)
