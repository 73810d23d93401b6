"""What the standards' words for states mean, in ours (`workbench.corpus.segment.STATES`)."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # XLIFF 1.2
    "new": "untranslated",
    "needs-translation": "untranslated",
    "needs-adaptation": "draft",
    "needs-l10n": "draft",
    "needs-review-adaptation": "draft",
    "needs-review-l10n": "draft",
    "needs-review-translation": "draft",
    "translated": "translated",
    "signed-off": "approved",
    "final": "approved",
    "x-rejected": "rejected",
    # XLIFF 2
    "initial": "untranslated",
    "reviewed": "approved",
}
_MACHINE = ("leveraged-mt", "mt-suggestion")
_MEMORY = (
    "exact-match",
    "fuzzy-match",
    "id-match",
    "leveraged-glossary",
    "leveraged-inherited",
    "leveraged-repository",
    "leveraged-tm",
    "tm-suggestion",
)


def of_word(word: str | None, filled: bool, copied: bool) -> str | None:
    """The state of a segment by the word that its file has for it, or for want of a word.

    A segment without text is not translated, whatever the file says; one with text that the file calls untranslated is
    a draft, if it is not the source again.
    """
    if not filled:
        return "untranslated"
    state = WORDS.get(word or "")
    return "draft" if state == "untranslated" and not copied else state


def origin(qualifier: str | None) -> str | None:
    """Where a text is from, by its ``state-qualifier``: mt, tm, or nothing known."""
    return "mt" if qualifier in _MACHINE else "tm" if qualifier in _MEMORY else None
