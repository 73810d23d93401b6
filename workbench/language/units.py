"""Units of measure and currencies by their names in a language, from CLDR, and what they are worth in each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import regex

from workbench.language.folding import listed
from workbench.language.segmentation import Span
from workbench.language.tables import table

# Units of CLDR by dimension, and how much of the dimension's first unit each one is.
_FACTORS = table(
    r"""
length length-meter 1
length length-kilometer 1000
length length-centimeter 0.01
length length-millimeter 0.001
length length-micrometer 0.000001
length length-nanometer 0.000000001
length length-mile 1609.344
length length-foot 0.3048
length length-inch 0.0254
length length-yard 0.9144
length length-nautical-mile 1852
length length-light-year 9460730472580800
area area-square-meter 1
area area-square-kilometer 1000000
area area-square-mile 2589988
area area-square-foot 0.09290304
area area-hectare 10000
area area-acre 4046.856
volume volume-liter 1
volume volume-milliliter 0.001
volume volume-centiliter 0.01
volume volume-gallon 3.785
volume volume-cubic-meter 1000
volume volume-pint 0.473
volume volume-fluid-ounce 0.02957
mass mass-gram 1
mass mass-kilogram 1000
mass mass-milligram 0.001
mass mass-microgram 0.000001
mass mass-pound 453.592
mass mass-ounce 28.35
mass mass-tonne 1000000
mass mass-ton 907184.7
mass mass-stone 6350.29
time duration-second 1
time duration-microsecond 0.000001
time duration-nanosecond 0.000000001
time duration-millisecond 0.001
time duration-minute 60
time duration-hour 3600
time duration-day 86400
time duration-week 604800
time duration-month 2629800
time duration-year 31557600
time duration-decade 315576000
time duration-century 3155760000
speed speed-meter-per-second 3.6
speed speed-kilometer-per-hour 1
speed speed-mile-per-hour 1.609344
speed speed-knot 1.852
temperature temperature-celsius 1
temperature temperature-fahrenheit 1
temperature temperature-kelvin 1
temperature temperature-generic 1
energy energy-joule 1
energy energy-kilojoule 1000
energy energy-calorie 4.184
energy energy-kilocalorie 4184
energy energy-kilowatt-hour 3600000
power power-watt 1
power power-kilowatt 1000
power power-megawatt 1000000
power power-gigawatt 1000000000
power power-horsepower 735.5
data digital-byte 1
data digital-kilobyte 1000
data digital-megabyte 1000000
data digital-gigabyte 1000000000
data digital-terabyte 1000000000000
frequency frequency-hertz 1
frequency frequency-kilohertz 1000
frequency frequency-megahertz 1000000
frequency frequency-gigahertz 1000000000
share concentr-percent 1
share concentr-permille 0.1
""",
    2,
)
# Further names, in any language: what CLDR has not, above all forms of everyday speech. The first that fits counts, so
# that longer names stand before shorter ones; pounds are of either kind.
_ALSO = table(
    r"""
speed-kilometer-per-hour km/h|kmh|kph|kilomet(?:er|re)s?n? (?:pro|per|an|in der) (?:stunde|hour)
|stundenkilometern?|км/ч|公里/小时
speed-mile-per-hour mph|meilen (?:pro|in der) stunde|miles an hour
area-acre acres?|эйкр\w*
area-hectare ha|hektar[en]?|hectares?|hectáreas?|гектар\w*|公顷|ヘクタール
area-square-meter m2|sqm|qm|平方公尺
area-square-kilometer km2|sq km|qkm|平方公里
area-square-foot sq ?ft
concentr-percent %|٪|％|per ?cent|prozent(?:ig\w*)?|pour ?cent|por ?ciento|por ?cento|procent|процент\w*|بالمئة
|بالمائة|في المئة|في المائة|प्रतिशत|फ़ीसदी|फीसदी|パーセント|percentage points?|prozentpunkten?
length-meter metres?|mètres?|metern|метр\w*|متر[اً]?|أمتار|मीटर|公尺
length-foot feet|foot|ft|['’′](?=\s?\p{Nd})|füße?n?|fuss|фут\w*|قدم[اً]?|أقدام|फ़ुट|फुट|फीट|फ़ीट|英尺|呎|フィート
length-inch inch(?:es)?|zoll|pouces?|дюйм\w*|بوص(?:ة|ات)|इंच|英寸|吋|インチ
length-yard yards?|ярд\w*|ياردة|गज|码|碼|ヤード
length-mile miles?|meilen?|milles?|millas?|миль|мил[яиюей]\w{0,2}|[أا]ميال|ميل[اً]*|मील|英里|マイル
length-kilometer km|kilometres?|kilometern|kilomètres?|километр\w*|كم|كيلومترات?|कि\.?मी\.?|किलोमीटर|公里|千米
|キロ(?:メートル)?
length-centimeter centimetres?|zentimetern|сантиметр\w*|سم|सेमी|厘米|公分|センチ(?:メートル)?
length-millimeter millimetres?|millimetern|миллиметр\w*|毫米|ミリ(?:メートル)?
mass-kilogram kilos?|kgs?|kilogrammen?|kilogrammes?|килограмм\w*|кило|كغ|كجم|كيلو(?:غرام[اًات]*|جرام[اًات]*)?
|किलो|किग्रा|公斤|千克|キロ(?:グラム)?
mass-gram grammes?|gramms?|грамм\w*|غرام[اًات]*|جرام[اًات]*|ग्राम|克|グラム
mass-pound lbs?|رطل[اً]*|[أا]رطال|磅
mass-ounce ounces?|oz|unzen?|onces?|onzas?|унци\w*
mass-tonne tonn?es?|tonnen?|toneladas?|тонн\w*|[أا]?طن(?:ان)?|[أا]طنان|टन|吨|噸|トン
mass-ton tons?
volume-liter litres?|litern|litros?|литр\w*|لتر[اًات]*|लीटर|升|公升|リットル
volume-gallon gallons?|gallonen?|galon(?:es)?|галлон\w*|加仑|ガロン
duration-second sec|sek|secs|секунд\w*|ثوان[يٍ]?|ثانية|秒钟|秒鐘|秒間?
duration-minute mins?|minuten|минут\w*|دقيقة|دقائق|मिनटों|मिनट|分钟|分鐘|分間
duration-hour hrs?|h|std|stunden|stündig\w*|hourly|час(?:а|ов|ам|ами|ах|у|ом)?|ساع(?:ة|ات)|घंट[ेाों]+|घण्ट[ेा]
|小时|小時|個小時|个小时|時間
duration-day days?|tagen?|tägig\w*|jours?|journées?|d[ií]as?|дн(?:я|ей|ю|ём|ем|и|ями|ях)|день|сут(?:ки|ок)
|[أا]?يوم[اً]*|[أا]يام|दिनों?|天|日間
duration-week weeks?|wochen|wöchig\w*|semaines?|semanas?|недел\w*|[أا]سبوع[اً]*|[أا]سابيع|हफ़्?त[ेों]+
|हफ्त[ेों]+|सप्ताह|周|週|星期|個星期|个星期|週間
duration-month months?|monaten?|monatig\w*|mois|mes(?:es)?|месяц\w*|شهر[اً]*|[أا]شهر|شهور|महीन[ेों]+|माह|个月|個月
|[かカヶケ]月間?
duration-year years?|yrs?|jahren?|jährig\w*|ans?|années?|años?|лет|год(?:а|у|ом|ы|ов|ам)?|سن(?:ة|وات)
|[أا]?عام[اً]*|[أا]عوام|वर्षों|वर्ष|साल|岁|歲|歳|年間
duration-century centur(?:y|ies)|jahrhunderten?|siècles?|siglos?
duration-decade decades?|jahrzehnten?|décennies?|décadas?
temperature-celsius [°º] ?c|℃|celsius|grad celsius|degrees celsius|摄氏度|攝氏度
temperature-fahrenheit [°º] ?f|℉|fahrenheit|grad fahrenheit|degrees fahrenheit|华氏度|華氏度
temperature-generic °|º|degrees?|grad|degrés?|grados?|градус\w*|درج(?:ة|ات)|डिग्री|度
pound £|gbp|pounds? sterling|quid|livres? sterling|libras? esterlinas?|фунт\w* стерлингов|جنيه[اًات]*|英镑|英鎊
mass-pound,pound pounds?|pfund|livres?|libras?|фунт\w*|पाउंड|पौंड|ポンド
yen,yuan ¥|￥
dollar (?:us|a|c|au|nz|hk)?\$|us ?-?dollars?n?|dollars?|usd|dollar[io]|d[oó]lar(?:es)?|доллар\w*|دولار[اًات]*|डॉलर|美元
|美金|米ドル|ドル
euro €|euros?|eur|евро|يورو|यूरो|欧元|歐元|ユーロ
yen yen(?:es|s)?|jpy|иен\w*|йен\w*|ين|येन|日元|日圆|円
yuan cny|rmb|yuan(?:es|s)?|renminbi|юан\w*|يوان|युआन|人民币|元|元人民币
franc chf|(?:schweizer )?franken|francs?|francos?|франк\w*|فرنك[اً]*|फ़्रैंक|法郎|フラン
rupee ₹|inr|rs\.?|rupees?|rupien?|roupies?|rupias?|рупи\w*|روبية|रुपय[ेाों]+|रुपए|रु\.?|卢比|ルピー
rouble ₽|rub|roubles?|rubles?|rubeln?|rublos?|рубл\w*|руб\.?|روبل[اً]*|रूबल|卢布|ルーブル
crown sek|dkk|nok|czk|kronor|kroner|kronen|krona|crowns?|крон\w*|克朗|クローネ
won ₩|krw|вон\w*|韩元|ウォン
peso mxn|pesos?|песо|比索|ペソ
cent ¢|cents?|ct|центов|цент\w*|美分|セント
mark dm|mark|deutschmarks?|marks?
lira ₺|lira[s]?|lire|лир\w*
""",
    1,
)
# Of names of one letter only these are looked for: others stand for too much else.
_LETTERS = listed("m g l")
# "Millones de euros."
_GAP = regex.compile(r"[\s\u00a0\u202f-]de[\s\u00a0]|[\s\u00a0]d['’]|[\s\u00a0\u202f-]{0,2}")
_BEFORE = regex.compile(
    r"(?P<dollar>(?:US|A|C|AU|NZ|HK)?\$|USD)|(?P<euro>€|EUR)|(?P<pound>£|GBP)|(?P<yen>¥|￥|JPY)|(?P<yuan>CNY|RMB)"
    r"|(?P<rupee>₹|INR|Rs\.?|रु\.?)|(?P<rouble>₽|RUB)|(?P<won>₩|KRW)|(?P<franc>CHF)|(?P<lira>₺)|(?P<percent>%)"
)
_BEFORE_AT = regex.compile(rf"(?:{_BEFORE.pattern})[\s\u00a0\u202f]?$")
_WIDTHS: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
_LONGEST = 40
# A name ends where its word ends; in scripts without spaces anywhere.
_END = r"(?:(?<=[\p{Han}\p{Hiragana}\p{Katakana}ー%％°'’′])|(?![\p{L}\p{M}\p{N}]))"


@dataclass(frozen=True)
class Unit:
    """``dimension``: what it measures; ``name``: the same in every language; ``factor``: how much of the dimension's
    unit of reference it is, None where that changes (currencies)."""

    dimension: str
    name: str
    factor: Fraction | None = None

    @property
    def label(self) -> str:
        """Its name for people: square meter, US dollar is dollar."""
        return self.name.partition("-")[2].replace("-", " ") or self.name

    def in_base(self, value: Fraction) -> Fraction | None:
        """So many of it in the dimension's unit of reference; degrees in those of Celsius."""
        if self.name == "temperature-fahrenheit":
            return (value - 32) * 5 / 9
        if self.name == "temperature-kelvin":
            return value - Fraction("273.15")
        return None if self.factor is None else value * self.factor


UNITS = {name: Unit(dimension, name, Fraction(factor)) for dimension, name, factor in _FACTORS}
CURRENCIES = {name: Unit("money", name) for names, _ in _ALSO for name in names.split(",") if name not in UNITS}
PERCENT = UNITS["concentr-percent"]
_YEN_OR_YUAN = (CURRENCIES["yen"], CURRENCIES["yuan"])


def units_at(text: str, span: Span, language: str | None) -> tuple[tuple[Unit, ...], int]:
    """What the unit beside the number at these characters may be, and where it ends; none, and the number's end."""
    if before := _BEFORE_AT.search(text[max(0, span[0] - 6) : span[0]]):
        name = before.lastgroup or ""
        if name == "percent":
            return (PERCENT,), span[1]
        return (_YEN_OR_YUAN if before[0].strip() in "¥￥" else (CURRENCIES[name],)), span[1]
    gap = _GAP.match(text, span[1])
    start = gap.end() if gap else span[1]
    if not text[start : start + 1].strip():
        return (), span[1]
    pattern, names = _names(language)
    end, found = span[1], frozenset[Unit]()
    if match := pattern.match(text, start, start + _LONGEST):
        end, found = match.end(), names[match[0].casefold()]
    pattern, of_rows = _own()
    if (match := pattern.match(text, start, start + _LONGEST)) and match.end() >= end:
        more = of_rows[(match.lastindex or 1) - 1]
        end, found = match.end(), found | more if match.end() == end else more
    return tuple(sorted(found, key=lambda unit: unit.name)), end


@lru_cache
def _own() -> tuple[regex.Pattern[str], list[frozenset[Unit]]]:
    """Names of our own, each a whole word."""
    rows = [frozenset((UNITS | CURRENCIES)[name] for name in names.split(",")) for names, _ in _ALSO]
    return regex.compile(rf"(?:{'|'.join(f'({forms})' for _, forms in _ALSO)}){_END}", regex.I), rows


@lru_cache
def _names(language: str | None) -> tuple[regex.Pattern[str], dict[str, frozenset[Unit]]]:
    """Names of units in CLDR, which is asked for a few numbers so that it shows all plurals."""
    found: dict[str, set[Unit]] = {}
    for name, unit in UNITS.items():
        for shown in _shown(name, language):
            if len(shown) > 1 or not shown.isascii() or shown in _LETTERS:
                found.setdefault(shown.casefold(), set()).add(unit)
    longest = sorted(found, key=len, reverse=True)
    pattern = regex.compile(rf"(?:{'|'.join(map(regex.escape, longest)) or '(?!)'}){_END}", regex.I)
    return pattern, {name: frozenset(units) for name, units in found.items()}


def _shown(name: str, language: str | None) -> Iterator[str]:
    from babel import Locale, UnknownLocaleError
    from babel.units import format_unit

    try:
        locale = Locale.parse(language or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return
    for width in _WIDTHS:
        for count in (1, 2, 5):
            text = format_unit(count, name, width, format="0", locale=locale, numbering_system="latn")
            if text[:1].isdecimal() and not text[-1:].isdecimal():
                yield text[1:].strip(" \u00a0\u202f")
