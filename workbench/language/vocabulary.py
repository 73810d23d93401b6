"""How often each word stands in the text that a model was trained on, by language.

The file beside a model is a gzipped table of three columns, language, word and count, in that order and sorted.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from workbench.errors import ModelError
from workbench.language.formation import LANGUAGES, Formation
from workbench.language.scripts import reads_as
from workbench.language.segmentation import word_spans

FILE = "words.tsv.gz"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """``counts``: language, by its shortest code, → word as it is written → how often it was seen."""

    counts: Mapping[str, Mapping[str, int]]
    _formations: dict[str, Formation] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, texts: Iterable[tuple[str, str]]) -> Vocabulary:
        """Of ``(language, text)``: words as `word_spans` has them, those with a letter and no digit."""
        counts: dict[str, Counter[str]] = {}
        for language, text in texts:
            words = (text[start:end] for start, end in word_spans(text))
            counts.setdefault(reads_as(language) or language, Counter()).update(filter(_counts, words))
        return cls(counts)

    @classmethod
    def beside(cls, folder: Path) -> Vocabulary | None:
        """What was saved in a model's folder; None where nothing was. Raises `ModelError` for a file that is broken."""
        path = folder / FILE
        if not path.is_file():
            return None
        facts = path.stat()
        return cls._read(path, facts.st_mtime_ns, facts.st_size)

    @classmethod
    @lru_cache(maxsize=4)
    def _read(cls, path: Path, changed: int, size: int) -> Vocabulary:  # noqa: ARG003 (other facts, another file)
        counts: dict[str, dict[str, int]] = {}
        for line, (language, word, count) in _rows(path):
            if not (count.isascii() and count.isdigit() and int(count) and word):
                raise ModelError(f"{path}:{line}: {word!r} counted {count!r} times; a whole number over 0 is expected")
            of_language = counts.setdefault(reads_as(language) or language, {})
            of_language[word] = of_language.get(word, 0) + int(count)
        return cls(counts)

    def save(self, folder: Path) -> Path:
        """Write the file that belongs beside the model, the same bytes for the same counts."""
        path = folder / FILE
        with open(path, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
            file.write(self._table())
        return path

    def count(self, word: str, language: str | None) -> int:
        """How often a word was seen as it is written; 0 for every word of a language that was not counted."""
        return self.counts.get(language or "", {}).get(word, 0)

    def formation(self, language: str | None) -> Formation | None:
        """What takes words of a language apart; None where none of it were counted or its rules are not known."""
        if language not in LANGUAGES or language not in self.counts:
            return None
        if language not in self._formations:
            self._formations[language] = Formation(language, self.counts[language])
        return self._formations[language]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over languages, words and counts."""
        return hashlib.sha256(self._table()).hexdigest()

    def _table(self) -> bytes:
        rows = ((code, word, n) for code, words in sorted(self.counts.items()) for word, n in sorted(words.items()))
        return "".join(f"{code}\t{word}\t{n}\n" for code, word, n in rows).encode("utf-8", "surrogatepass")


def _counts(word: str) -> bool:
    return any(map(str.isalpha, word)) and not any(map(str.isdigit, word))


def _rows(path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Lines of the file by number, each of three columns."""
    mend = "make it again with 'python -m workbench.recipe words', or delete it"
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for number, line in enumerate(lines, start=1):
                columns = line.rstrip("\n").split("\t")
                if len(columns) != 3:
                    raise ModelError(
                        f"{path}:{number}: {len(columns)} columns; language, word and count are expected; {mend}"
                    )
                yield number, (columns[0], columns[1], columns[2])
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: not a gzipped table of words ({error}); {mend}") from error
