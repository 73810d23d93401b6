"""The header of a gettext file, and the languages in it."""

from __future__ import annotations

import re

from workbench.corpus.formats.po.entry import Entry
from workbench.language.codes import language_code
from workbench.language.tag import tag_of

_CODE = re.compile(r"[A-Za-z]{2,3}([-_.@][A-Za-z0-9-]+)*")
_SOURCE = ("X-Source-Language", "X-Loco-Source-Locale", "Source-Language")
_TARGET = ("Language", "X-Poedit-Language", "X-Language", "X-Crowdin-Language", "Language-Team")


def header(entry: Entry) -> dict[str, str]:
    """Its fields; those that go on over further lines as one."""
    fields: dict[str, str] = {}
    name = ""
    for line in (entry.text("msgstr") or "").split("\n"):
        begun, colon, value = line.partition(":")
        if colon and begun and not begun[0].isspace():
            name = begun.strip()
            fields[name] = value.strip()
        elif name:
            fields[name] = f"{fields[name]} {line.strip()}".strip()
    return fields


def languages(fields: dict[str, str]) -> tuple[str | None, str | None]:
    """Source and target: codes as they stand there, names as codes."""
    source = next(filter(None, (_language(fields.get(name, "")) for name in _SOURCE)), None)
    target = next(filter(None, (_target(name, fields) for name in _TARGET)), None)
    return source, target


def _target(name: str, fields: dict[str, str]) -> str | None:
    value = fields.get(name, "")
    if name == "Language-Team":
        return _language(value.partition("<")[0])
    if name == "X-Poedit-Language" and (country := fields.get("X-Poedit-Country")):
        return _language(f"{value} ({country.title()})") or _language(value)
    return _language(value)


def _language(said: str) -> str | None:
    """None for what is no language: ``LANGUAGE``, ``LL``, nothing."""
    said = said.strip()
    if _CODE.fullmatch(said):
        return said if language_code(said) else None
    tag = tag_of(said) if said else None
    return str(tag) if tag else None
