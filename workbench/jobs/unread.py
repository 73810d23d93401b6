"""What can be said of a pair that the model does not read: what its texts show by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.alignment.tokens import Tokens
from workbench.corpus.language_names import Languages
from workbench.scores import SCORES
from workbench.suspicion.suspicion import Suspicion
from workbench.suspicion.verdict import SUSPECTED
from workbench.symptoms import SYMPTOMS, Found, Observed, known, look
from workbench.symptoms.symptom import GlossaryEntry

FAR = 2.0
"""Times the length of the other side."""


@dataclass(frozen=True)
class Unread:
    """``why`` there is no map and no figure of the model's. ``symptoms``: what was found, by name. ``missing``: a side
    has no text at all, which is a fault beyond doubt. ``looked``: names of the symptoms that were looked for."""

    why: str
    symptoms: Mapping[str, Found] = field(default_factory=dict)
    missing: bool = False
    looked: tuple[str, ...] = ()

    @property
    def has_text(self) -> bool:
        return bool(self.looked)

    @property
    def nulls(self) -> dict[str, str]:
        """Why there is no score of the model's, by name."""
        return {name: self.why for name, score in SCORES.items() if score.group.of_reading}

    def suspicion(self, fitted: Suspicion) -> float | None:
        """1 for a side that is missing. Of texts that are too long what they show, and never less than suspected: what
        nobody has read stands above what was read without a finding. None where nothing was looked for."""
        if self.missing:
            return 1.0
        return max(SUSPECTED, self._shown(fitted)) if self.has_text else None

    def accused(self, fitted: Suspicion) -> bool:
        """Whether the texts speak against it, and not its length alone."""
        return self.missing or (self.has_text and self._shown(fitted) >= SUSPECTED)

    def _shown(self, fitted: Suspicion) -> float:
        """As the fit has it from the symptoms that were looked for, or by one that is beyond doubt by itself."""
        severities = dict.fromkeys(self.looked, 0.0) | {name: one.severity for name, one in self.symptoms.items()}
        # What length is worth was measured on sentences.
        return max(fitted.probability(severities | {"length": 0.0}), _missing_part(self.symptoms.get("length")))


def _missing_part(found: Found | None) -> float:
    """How much of the longer side has no counterpart in the other, if that has been translated whole; 0 unless that is
    far shorter."""
    if found is None:
        return 0.0
    # Its deviation grows with the text where one language is a little longer than the other.
    shorter, longer = sorted((found.figures["source"], found.figures["target"]))
    return 1 - shorter / longer if longer > FAR * shorter else 0.0


def missing(what: str) -> Unread:
    """A side without text."""
    return Unread(what, {"length": Found(1.0, what)}, missing=True)


def too_long(
    source: Tokens, target: Tokens, why: str, languages: Languages, glossary: Sequence[GlossaryEntry] = ()
) -> Unread:
    """Texts beyond the model's positions, looked at without it."""
    observed = Observed.of_texts(source.by_word(), target.by_word(), languages, glossary)
    looked = tuple(name for name in known(languages) if SYMPTOMS[name].of_texts)
    return Unread(why, look(observed, looked), looked=looked)
